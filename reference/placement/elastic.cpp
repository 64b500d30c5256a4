// SPDX-License-Identifier: Apache-2.0
#include "reference/placement/elastic.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

namespace holdfast::reference::placement {

namespace {

using List = std::vector<EngineName>;

class ListSettling {
  public:
    explicit ListSettling(const ElasticGroup& group) : group_(group) {
        for (const ElasticService& service : group.services) {
            lists_.push_back(remaining(leader_of(service).engines));
        }
    }

    EngineLists finish() {
        for (std::size_t i = 0; i < lists_.size(); ++i) {
            if (const std::size_t first = first_of_vip(i); first != i) {
                lists_[i] = room_beside(i, lists_[first]) ? lists_[first] : List{};
            } else if (lists_[i].empty() || condition_of(lists_[i].front()) != Condition::down) {
                fill(lists_[i]);
            }
        }
        return std::move(lists_);
    }

  private:
    // An engine that left the group holds nothing of it.
    Condition condition_of(const EngineName& name) const {
        for (const ElasticEngine& engine : group_.engines) {
            if (engine.name == name) {
                return engine.condition;
            }
        }
        return Condition::down;
    }

    std::size_t first_of_vip(std::size_t service) const {
        std::size_t first = 0;
        while (group_.services[first].vip != group_.services[service].vip) {
            ++first;
        }
        return first;
    }

    const ElasticService& leader_of(const ElasticService& service) const {
        return *std::find_if(group_.services.begin(), group_.services.end(),
                             [&](const auto& other) { return other.vip == service.vip; });
    }

    bool any_up() const {
        return std::any_of(group_.engines.begin(), group_.engines.end(),
                           [](const auto& engine) { return engine.condition == Condition::up; });
    }

    /// `list` without its dead, the primary first. Empty: to be placed anew.
    List remaining(const List& list) const {
        List living;
        std::copy_if(list.begin(), list.end(), std::back_inserter(living),
                     [&](const auto& name) { return condition_of(name) != Condition::down; });
        if (living.empty()) {
            return any_up() ? List{} : list;  // as in a pair, the first engine back decides
        }
        if (living.front() == list.front() || group_.self_election) {
            return living;
        }
        // The primary died: only an engine that can be told takes over.
        const auto next = std::find_if(living.begin(), living.end(), [&](const auto& name) {
            return condition_of(name) == Condition::up;
        });
        if (next == living.end()) {
            return list;
        }
        std::rotate(living.begin(), next, next + 1);
        return living;
    }

    std::size_t load_of(const EngineName& name) const {
        return static_cast<std::size_t>(
            std::count_if(lists_.begin(), lists_.end(), [&](const List& list) {
                return std::find(list.begin(), list.end(), name) != list.end();
            }));
    }

    std::size_t primaries_on(const EngineName& name) const {
        return static_cast<std::size_t>(
            std::count_if(lists_.begin(), lists_.end(),
                          [&](const List& list) { return !list.empty() && list.front() == name; }));
    }

    // Companions of a VIP stay together or the later one waits.
    bool room_beside(std::size_t service, const List& list) const {
        return !group_.services[service].engines.empty() ||
               std::all_of(list.begin(), list.end(),
                           [&](const auto& name) { return load_of(name) < group_.max_vs_per_se; });
    }

    // ELA-2: never twice on one engine.
    std::optional<EngineName> least_loaded_beside(const List& list) const {
        using Load = std::tuple<std::size_t, std::size_t>;  // instances, primaries among them
        std::optional<EngineName> best;
        Load best_load;
        for (const ElasticEngine& engine : group_.engines) {
            const Load load{load_of(engine.name), primaries_on(engine.name)};
            const bool fits = engine.condition == Condition::up && engine.accepts &&
                              std::get<0>(load) < group_.max_vs_per_se &&
                              std::find(list.begin(), list.end(), engine.name) == list.end();
            if (fits && (!best || load < best_load)) {
                best = engine.name;
                best_load = load;
            }
        }
        return best;
    }

    void fill(List& list) {
        while (list.size() < group_.instances) {
            const auto next = least_loaded_beside(list);
            if (!next) {
                return;
            }
            list.push_back(*next);  // HDL-14
        }
    }

    const ElasticGroup& group_;
    EngineLists lists_;
};

}  // namespace

EngineLists settle(const ElasticGroup& group) {
    return ListSettling(group).finish();
}

}  // namespace holdfast::reference::placement
