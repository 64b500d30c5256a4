// SPDX-License-Identifier: Apache-2.0
#include "reference/placement/elastic.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace holdfast::reference::placement {

namespace {

using List = std::vector<EngineName>;

class ListSettling {
  public:
    explicit ListSettling(const ElasticGroup& group)
        : group_(group), lists_(group.services.size()) {
        for (const ElasticEngine& engine : group.engines) {
            number_.emplace(engine.name, engines_.size());
            engines_.push_back({.engine = engine});
        }
        for (const auto& [name, load] : group.other_loads) {
            engines_[number_of(name)].load = load;
        }
        for (std::size_t number = 0; number < engines_.size(); ++number) {
            offer(number);
        }
        for (std::size_t i = 0; i < group.services.size(); ++i) {
            const std::size_t first = first_of_vip_.emplace(group.services[i].vip, i).first->second;
            // One that has no list yet gets its companion's when its turn comes.
            if (first == i || !group.services[i].engines.empty()) {
                put(i, remaining(group.services[first].engines));
            }
        }
        for (std::size_t number = 0; number < engines_.size(); ++number) {
            engines_[number].idle_at_first = engines_[number].load.instances == 0;
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
    struct Loaded {
        ElasticEngine engine;
        Load load;
        bool idle_at_first = false;  ///< it carried nothing before anything was filled up
    };

    // An engine that left the group holds nothing of it, and gets nothing.
    std::size_t number_of(const EngineName& name) {
        const auto [found, unknown] = number_.emplace(name, engines_.size());
        if (unknown) {
            engines_.push_back({.engine = {.name = name, .condition = Condition::down}});
        }
        return found->second;
    }

    Condition condition_of(const EngineName& name) {
        return engines_[number_of(name)].engine.condition;
    }

    bool any_up() const {
        return std::any_of(group_.engines.begin(), group_.engines.end(),
                           [](const auto& engine) { return engine.condition == Condition::up; });
    }

    /// `list` without its dead, the primary first. Empty: to be placed anew.
    List remaining(const List& list) {
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

    bool has_room(const Loaded& one) const { return one.load.instances < group_.max_vs_per_se; }

    /// Among those that may be given something, or not, as its load is now.
    void offer(std::size_t number) {
        const Loaded& one = engines_[number];
        if (one.engine.condition == Condition::up && one.engine.accepts && has_room(one)) {
            open_.emplace(one.load, number);
        }
    }

    void change_load(const EngineName& name, bool primary, bool more) {
        const std::size_t number = number_of(name);
        Load& load = engines_[number].load;
        open_.erase({load, number});
        const std::size_t as_primary = primary ? 1 : 0;
        load = more ? Load{load.instances + 1, load.primaries + as_primary}
                    : Load{load.instances - 1, load.primaries - as_primary};
        offer(number);
    }

    // Every list is put by this, so that the loads are those of the lists.
    void put(std::size_t service, List list) {
        for (const EngineName& name : lists_[service]) {
            change_load(name, name == lists_[service].front(), false);
        }
        for (const EngineName& name : list) {
            change_load(name, name == list.front(), true);
        }
        lists_[service] = std::move(list);
    }

    // Companions of a VIP stay together or the later one waits.
    bool room_beside(std::size_t service, const List& list) {
        return !group_.services[service].engines.empty() ||
               std::all_of(list.begin(), list.end(),
                           [&](const auto& name) { return has_room(engines_[number_of(name)]); });
    }

    bool shares_host(const ElasticEngine& engine, const List& list) {
        return group_.vs_host_redundancy && !engine.host.empty() &&
               std::any_of(list.begin(), list.end(), [&](const auto& name) {
                   return engines_[number_of(name)].engine.host == engine.host;
               });
    }

    enum class Choice { any, idle_now, idle_at_first };

    // PLC-7: to each new service engines of its own. ELA-5: one replacement gets all that was lost.
    Choice choice_of(std::size_t service) const {
        if (group_.new_engines == NewEngines::indifferent) {
            return Choice::any;
        }
        return !group_.services[service].placed_before ? Choice::idle_now
               : lists_[service].empty()               ? Choice::any
                                                       : Choice::idle_at_first;
    }

    static bool allows(Choice choice, const Loaded& one) {
        return choice == Choice::any ||
               (choice == Choice::idle_now ? one.load.instances == 0 : one.idle_at_first);
    }

    // ELA-2: never twice on one engine. The open ones are in the order of their loads.
    std::optional<EngineName> best_beside(const List& list, Choice choice) {
        std::optional<EngineName> on_a_shared_host;
        for (const auto& [load, number] : open_) {
            const ElasticEngine& engine = engines_[number].engine;
            if (std::find(list.begin(), list.end(), engine.name) != list.end() ||
                !allows(choice, engines_[number])) {
                continue;
            }
            if (!shares_host(engine, list)) {
                return engine.name;
            }
            if (!on_a_shared_host) {
                on_a_shared_host = engine.name;
            }
        }
        return on_a_shared_host;  // AFF-4: rather there than nowhere
    }

    void fill(std::size_t service) {
        List list = lists_[service];
        const Choice choice = choice_of(service);
        while (list.size() < group_.instances + group_.services[service].more) {
            auto next = best_beside(list, choice);
            if (!next && group_.new_engines == NewEngines::preferred) {
                next = best_beside(list, Choice::any);
            }
            if (!next) {
                break;
            }
            list.push_back(*next);  // HDL-14
        }
        put(service, std::move(list));
    }

    const ElasticGroup& group_;
    std::vector<Loaded> engines_;  ///< of the group in order, then those that left it
    std::map<EngineName, std::size_t> number_;
    std::set<std::pair<Load, std::size_t>> open_;
    std::map<std::string_view, std::size_t> first_of_vip_;
    EngineLists lists_;
};

}  // namespace

EngineLists settle(const ElasticGroup& group) {
    return ListSettling(group).finish();
}

}  // namespace holdfast::reference::placement
