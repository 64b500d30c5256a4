// SPDX-License-Identifier: Apache-2.0
#include "reference/placement/elastic.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace holdfast::reference::placement {

namespace {

using List = std::vector<EngineName>;

class ListSettling {
  public:
    explicit ListSettling(const ElasticGroup& group)
        : group_(group), loads_(group.other_loads), lists_(group.services.size()) {
        for (std::size_t i = 0; i < group.services.size(); ++i) {
            const std::size_t first = first_of_vip_.emplace(group.services[i].vip, i).first->second;
            // One that has no list yet gets its companion's when its turn comes.
            if (first == i || !group.services[i].engines.empty()) {
                put(i, remaining(group.services[first].engines));
            }
        }
    }

    EngineLists finish() {
        for (std::size_t i = 0; i < lists_.size(); ++i) {
            const std::size_t first = first_of_vip_.at(group_.services[i].vip);
            if (first != i) {
                put(i, room_beside(i, lists_[first]) ? lists_[first] : List{});
            } else if (lists_[i].empty() || condition_of(lists_[i].front()) != Condition::down) {
                fill(i);
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

    Load load_of(const EngineName& name) const {
        const auto found = loads_.find(name);
        return found == loads_.end() ? Load{} : found->second;
    }

    // Every list is put by this, so that the loads are those of the lists.
    void put(std::size_t service, List list) {
        const List& before = lists_[service];
        for (const EngineName& name : before) {
            loads_[name].instances -= 1;
            loads_[name].primaries -= name == before.front() ? 1 : 0;
        }
        for (const EngineName& name : list) {
            loads_[name].instances += 1;
            loads_[name].primaries += name == list.front() ? 1 : 0;
        }
        lists_[service] = std::move(list);
    }

    // Companions of a VIP stay together or the later one waits.
    bool room_beside(std::size_t service, const List& list) const {
        return !group_.services[service].engines.empty() ||
               std::all_of(list.begin(), list.end(), [&](const auto& name) {
                   return load_of(name).instances < group_.max_vs_per_se;
               });
    }

    // ELA-2: never twice on one engine.
    std::optional<EngineName> least_loaded_beside(const List& list) const {
        std::optional<EngineName> best;
        Load best_load;
        for (const ElasticEngine& engine : group_.engines) {
            const Load load = load_of(engine.name);
            const bool fits = engine.condition == Condition::up && engine.accepts &&
                              load.instances < group_.max_vs_per_se &&
                              std::find(list.begin(), list.end(), engine.name) == list.end();
            if (fits && (!best || load < best_load)) {
                best = engine.name;
                best_load = load;
            }
        }
        return best;
    }

    void fill(std::size_t service) {
        List list = lists_[service];
        while (list.size() < group_.instances) {
            const auto next = least_loaded_beside(list);
            if (!next) {
                break;
            }
            list.push_back(*next);  // HDL-14
        }
        put(service, std::move(list));
    }

    const ElasticGroup& group_;
    std::map<EngineName, Load> loads_;
    std::map<std::string_view, std::size_t> first_of_vip_;
    EngineLists lists_;
};

}  // namespace

EngineLists settle(const ElasticGroup& group) {
    return ListSettling(group).finish();
}

}  // namespace holdfast::reference::placement
