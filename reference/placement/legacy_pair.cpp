// SPDX-License-Identifier: Apache-2.0
#include "reference/placement/legacy_pair.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace holdfast::reference::placement {
namespace {

using MaybeEngine = std::optional<EngineName>;

const PairEngine* find(const Pair& pair, const EngineName& name) {
    for (const PairEngine& engine : pair.engines) {
        if (engine.name == name) {
            return &engine;
        }
    }
    return nullptr;
}

bool alive(const Pair& pair, const EngineName& name) {
    const PairEngine* engine = find(pair, name);
    return engine != nullptr && engine->condition != Condition::down;
}

MaybeEngine first_with(const Pair& pair, Condition condition) {
    for (const PairEngine& engine : pair.engines) {
        if (engine.condition == condition) {
            return engine.name;
        }
    }
    return std::nullopt;
}

// A dead engine's load goes to an engine that is surely up. Without one it stays in memory where it
// was: the first engine that comes back decides (LEG-26).
MaybeEngine kept_or_taken_over(const Pair& pair, const MaybeEngine& active) {
    if (!active || alive(pair, *active)) {
        return active;
    }
    const MaybeEngine survivor = first_with(pair, Condition::up);
    return survivor ? survivor : active;
}

// The engine that its tag names, any other that lives otherwise; a sure one before an uncertain.
MaybeEngine by_tag(const Pair& pair, Tag tag) {
    const std::size_t wanted = pair.distribute ? index_of(tag) : 0;
    if (pair.distribute && wanted < pair.engines.size() &&
        pair.engines[wanted].condition != Condition::down) {
        return pair.engines[wanted].name;
    }
    const MaybeEngine up = first_with(pair, Condition::up);
    return up ? up : first_with(pair, Condition::uncertain);
}

// Builds the layout step by step: each new place depends on those before it.
class Settling {
  public:
    explicit Settling(const Pair& pair)
        : pair_(pair),
          any_alive_(std::any_of(
              pair.engines.begin(), pair.engines.end(),
              [](const PairEngine& engine) { return engine.condition != Condition::down; })),
          layout_{} {
        for (const Service& service : pair.services) {
            put(layout_.services.emplace_back(), service.vip,
                kept_or_taken_over(pair, service.active));
        }
        for (std::size_t list = 0; list < 2; ++list) {
            if (pair.floating[list]) {
                layout_.floating[list] = kept_or_taken_over(pair, pair.floating[list]->active);
            }
        }
    }

    Layout finish() {
        for (std::size_t i = 0; i < pair_.services.size(); ++i) {
            if (!layout_.services[i] && placed_ < pair_.max_vs_per_se) {  // LEG-18
                const Service& service = pair_.services[i];
                put(layout_.services[i], service.vip, first_place(service));
            }
        }
        for (const Tag tag : {Tag::ACTIVE_STANDBY_SE_1, Tag::ACTIVE_STANDBY_SE_2}) {
            auto& list = layout_.floating[index_of(tag)];
            if (pair_.floating[index_of(tag)] && !list) {
                list = beside_companions(tag);
            }
        }
        return std::move(layout_);
    }

  private:
    void put(MaybeEngine& place, std::string_view vip, const MaybeEngine& engine) {
        place = engine;
        if (engine) {
            ++placed_;
            of_vip_.emplace(vip, *engine);
        }
    }

    MaybeEngine first_place(const Service& service) const {
        const auto companion = of_vip_.find(service.vip);
        return companion != of_vip_.end() ? companion->second : beside_companions(service.tag);
    }

    // LEG-9: compacted, everything keeps the company of what is there. LEG-10: distributed, the
    // same tag is on the same engine, wherever a failure may have put it.
    MaybeEngine beside_companions(Tag tag) const {
        if (!any_alive_) {
            return std::nullopt;
        }
        for (std::size_t i = 0; i < pair_.services.size(); ++i) {
            const bool companion = !pair_.distribute || pair_.services[i].tag == tag;
            if (companion && layout_.services[i] && alive(pair_, *layout_.services[i])) {
                return layout_.services[i];
            }
        }
        for (std::size_t list = 0; list < 2; ++list) {
            const bool companion = !pair_.distribute || list == index_of(tag);
            if (companion && layout_.floating[list] && alive(pair_, *layout_.floating[list])) {
                return layout_.floating[list];
            }
        }
        return by_tag(pair_, tag);
    }

    const Pair& pair_;
    const bool any_alive_;
    Layout layout_;
    std::size_t placed_ = 0;
    std::map<std::string_view, EngineName> of_vip_;  ///< where the first that is placed is
};

bool both_up(const Pair& pair) {
    return pair.engines.size() == 2 && pair.engines[0].condition == Condition::up &&
           pair.engines[1].condition == Condition::up;
}

// Services of one VIP go by the tag of the first of them.
std::map<std::string_view, Tag> deciding_tags(const Pair& pair) {
    std::map<std::string_view, Tag> tags;
    for (const Service& service : pair.services) {
        tags.emplace(service.vip, service.tag);
    }
    return tags;
}

}  // namespace

Layout settle(const Pair& pair) {
    return Settling(pair).finish();
}

Layout redistribute(const Pair& pair) {
    Layout layout = settle(pair);
    if (!pair.distribute || !both_up(pair)) {
        return layout;
    }
    const std::map<std::string_view, Tag> tags = deciding_tags(pair);
    for (std::size_t i = 0; i < pair.services.size(); ++i) {
        if (layout.services[i]) {
            layout.services[i] = pair.engines[index_of(tags.at(pair.services[i].vip))].name;
        }
    }
    for (std::size_t list = 0; list < 2; ++list) {
        if (layout.floating[list]) {
            layout.floating[list] = pair.engines[list].name;
        }
    }
    return layout;
}

Layout gather(const Pair& pair) {
    Layout layout = settle(pair);
    const auto first =
        std::find_if(layout.services.begin(), layout.services.end(),
                     [&](const MaybeEngine& engine) { return engine && alive(pair, *engine); });
    if (first == layout.services.end() || !both_up(pair)) {
        return layout;
    }
    const MaybeEngine target = *first;
    for (auto& service : layout.services) {
        service = service ? target : service;
    }
    for (auto& list : layout.floating) {
        list = list ? target : list;
    }
    return layout;
}

}  // namespace holdfast::reference::placement
