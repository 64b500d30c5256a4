// SPDX-License-Identifier: Apache-2.0
#include "reference/placement/rebalance.h"

#include <algorithm>

namespace holdfast::reference::placement {
namespace {

using Action = Rebalancing::Action;

bool contains(const std::vector<EngineName>& list, const EngineName& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

class Group {
  public:
    explicit Group(const MeasuredGroup& group) : group_(group) {}

    std::optional<Rebalancing> relieve_busiest() const {
        const auto busiest = std::max_element(
            group_.engines.begin(), group_.engines.end(),
            [](const MeasuredEngine& a, const MeasuredEngine& b) { return a.usage < b.usage; });
        if (busiest == group_.engines.end() || busiest->usage <= group_.max_usage) {
            return std::nullopt;
        }
        const MeasuredVip* dominating = nullptr;
        for (const MeasuredVip* vip : on(*busiest)) {
            if (share(*busiest, *vip) > dominating_share) {
                dominating = vip;
            }
        }
        if (dominating != nullptr && dominating->may_grow && !dominating->places.empty()) {
            return Rebalancing{Action::scale_out, dominating->vip, busiest->name, busiest->usage,
                               dominating->places.front()};
        }
        return move_one(*busiest, dominating);
    }

    std::optional<Rebalancing> use_fewer() const {
        for (const MeasuredEngine* idle : idle_ones()) {
            if (auto found = scale_in(*idle)) {
                return found;
            }
            if (auto found = consolidate(*idle)) {
                return found;
            }
        }
        return std::nullopt;
    }

  private:
    /// Those that can be changed.
    std::vector<const MeasuredVip*> on(const MeasuredEngine& engine) const {
        std::vector<const MeasuredVip*> found;
        for (const MeasuredVip& vip : group_.vips) {
            if (contains(vip.engines, engine.name)) {
                found.push_back(&vip);
            }
        }
        return found;
    }
    static double packets(const MeasuredEngine& engine, const MeasuredVip& vip) {
        const auto found = engine.packets.find(vip.vip);
        return found == engine.packets.end() ? 0 : found->second;
    }
    /// 0 to 1.
    static double share(const MeasuredEngine& engine, const MeasuredVip& vip) {
        double all = 0;
        for (const auto& [name, each] : engine.packets) {
            all += each;
        }
        return all > 0 ? packets(engine, vip) / all : 0;
    }
    const MeasuredEngine* measured(const EngineName& name) const {
        const auto found =
            std::find_if(group_.engines.begin(), group_.engines.end(),
                         [&](const MeasuredEngine& one) { return one.name == name; });
        return found == group_.engines.end() ? nullptr : &*found;
    }
    /// It stays below the limit with so much more.
    bool can_bear(const EngineName& name, double more) const {
        const MeasuredEngine* engine = measured(name);
        return engine != nullptr && engine->usage + more <= group_.max_usage;
    }

    std::optional<Rebalancing> move_one(const MeasuredEngine& busy,
                                        const MeasuredVip* dominating) const {
        std::optional<Rebalancing> best;
        double most = -1;
        for (const MeasuredVip* vip : on(busy)) {
            if (vip == dominating || packets(busy, *vip) <= most) {
                continue;
            }
            const auto place =
                std::find_if(vip->places.begin(), vip->places.end(), [&](const EngineName& name) {
                    return can_bear(name, busy.usage * share(busy, *vip));
                });
            if (place != vip->places.end()) {
                most = packets(busy, *vip);
                best = {Action::migrate, vip->vip, busy.name, busy.usage, *place};
            }
        }
        return best;
    }

    /// Below the limit, with something on them, the idlest first.
    std::vector<const MeasuredEngine*> idle_ones() const {
        std::vector<const MeasuredEngine*> found;
        for (const MeasuredEngine& engine : group_.engines) {
            if (engine.usage < group_.min_usage && !engine.packets.empty()) {
                found.push_back(&engine);
            }
        }
        std::stable_sort(
            found.begin(), found.end(),
            [](const MeasuredEngine* a, const MeasuredEngine* b) { return a->usage < b->usage; });
        return found;
    }

    std::optional<Rebalancing> scale_in(const MeasuredEngine& idle) const {
        for (const MeasuredVip* vip : on(idle)) {
            const bool others_can =
                std::all_of(vip->engines.begin(), vip->engines.end(), [&](const EngineName& name) {
                    return name == idle.name || can_bear(name, idle.usage);
                });
            if (vip->was_scaled_out && others_can) {
                return Rebalancing{Action::scale_in, vip->vip, idle.name, idle.usage, {}};
            }
        }
        return std::nullopt;
    }

    std::size_t in_use() const {
        return static_cast<std::size_t>(
            std::count_if(group_.engines.begin(), group_.engines.end(),
                          [](const MeasuredEngine& one) { return !one.packets.empty(); }));
    }

    std::optional<Rebalancing> consolidate(const MeasuredEngine& idle) const {
        if (!group_.packed || in_use() <= group_.min_se) {
            return std::nullopt;
        }
        auto vips = on(idle);
        std::stable_sort(vips.begin(), vips.end(), [&](const MeasuredVip* a, const MeasuredVip* b) {
            return packets(idle, *a) < packets(idle, *b);
        });
        for (const MeasuredVip* vip : vips) {
            const MeasuredEngine* target = nullptr;
            for (const EngineName& name : vip->places) {
                const MeasuredEngine* engine = measured(name);
                // Only towards those that are busier, so that nothing comes back.
                if (can_bear(name, idle.usage) && !engine->packets.empty() &&
                    engine->usage > idle.usage &&
                    (target == nullptr || engine->usage > target->usage)) {
                    target = engine;
                }
            }
            if (target != nullptr) {
                return Rebalancing{Action::migrate, vip->vip, idle.name, idle.usage, target->name};
            }
        }
        return std::nullopt;
    }

    const MeasuredGroup& group_;
};

}  // namespace

std::optional<Rebalancing> rebalance(const MeasuredGroup& measured) {
    const Group group(measured);
    auto found = group.relieve_busiest();
    return found ? found : group.use_fewer();
}

}  // namespace holdfast::reference::placement
