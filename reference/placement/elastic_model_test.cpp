// SPDX-License-Identifier: Apache-2.0
// Goal: settle() says what the most obvious way to place would say. Method: a model that counts
// every load anew and looks at every engine, on 100,000 random groups and what becomes of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/rng.h"
#include "reference/placement/elastic.h"

namespace holdfast::reference::placement {
namespace {

using List = std::vector<EngineName>;

class Model {
  public:
    explicit Model(ElasticGroup group) : group_(std::move(group)), lists_(group_.services.size()) {
        for (std::size_t i = 0; i < lists_.size(); ++i) {
            if (leads(i) || !group_.services[i].engines.empty()) {
                lists_[i] = survivors(group_.services[first_of_vip(i)].engines);
            }
        }
        for (const ElasticEngine& one : group_.engines) {
            if (load_of(one.name).instances == 0) {
                idle_at_first_.insert(one.name);
            }
        }
        for (std::size_t i = 0; i < lists_.size(); ++i) {
            leads(i) ? fill(i) : follow(i);
        }
    }
    const EngineLists& lists() const { return lists_; }

  private:
    std::size_t first_of_vip(std::size_t i) const {
        std::size_t first = 0;
        while (group_.services[first].vip != group_.services[i].vip) {
            ++first;
        }
        return first;
    }
    bool leads(std::size_t i) const { return first_of_vip(i) == i; }

    static bool contains(const List& list, const EngineName& name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    }
    const ElasticEngine& engine(const EngineName& name) const {
        return *std::find_if(group_.engines.begin(), group_.engines.end(),
                             [&](const auto& one) { return one.name == name; });
    }
    bool any_up() const {
        return std::any_of(group_.engines.begin(), group_.engines.end(),
                           [](const auto& one) { return one.condition == Condition::up; });
    }

    List survivors(const List& list) const {
        List living = list;
        std::erase_if(living,
                      [&](const auto& name) { return engine(name).condition == Condition::down; });
        if (living.empty()) {
            return any_up() ? List{} : list;
        }
        const bool primary_lives = living.front() == list.front();
        for (std::size_t i = 0; !primary_lives && !group_.self_election; ++i) {
            if (i == living.size()) {
                return list;  // nobody can be told
            }
            if (engine(living[i]).condition == Condition::up) {
                const EngineName next = living[i];
                std::erase(living, next);
                living.insert(living.begin(), next);
                break;
            }
        }
        return living;
    }

    Load load_of(const EngineName& name) const {
        Load load;
        for (const List& list : lists_) {
            load.instances += contains(list, name) ? 1 : 0;
            load.primaries += !list.empty() && list.front() == name ? 1 : 0;
        }
        return load;
    }
    bool has_room(const EngineName& name) const {
        return load_of(name).instances < group_.max_vs_per_se;
    }

    void follow(std::size_t i) {
        const List& list = lists_[first_of_vip(i)];
        const bool fits =
            !group_.services[i].engines.empty() ||
            std::all_of(list.begin(), list.end(), [&](const auto& name) { return has_room(name); });
        lists_[i] = fits ? list : List{};
    }

    void fill(std::size_t i) {
        List& list = lists_[i];
        if (!list.empty() && engine(list.front()).condition == Condition::down) {
            return;
        }
        const bool lost_all = list.empty() && group_.services[i].placed_before;
        const bool choosy = group_.new_engines != NewEngines::indifferent && !lost_all;
        while (list.size() < group_.instances) {
            const ElasticEngine* best = best_for(i, list, choosy);
            if (best == nullptr && group_.new_engines == NewEngines::preferred) {
                best = best_for(i, list, false);
            }
            if (best == nullptr) {
                return;
            }
            list.push_back(best->name);
        }
    }

    const ElasticEngine* best_for(std::size_t i, const List& list, bool choosy) const {
        const ElasticEngine* best = nullptr;
        for (const ElasticEngine& one : group_.engines) {
            const bool may = one.condition == Condition::up && one.accepts && has_room(one.name) &&
                             !contains(list, one.name) && (!choosy || preferred(i, one.name));
            if (may && (best == nullptr || rank(one, list) < rank(*best, list))) {
                best = &one;
            }
        }
        return best;
    }

    bool preferred(std::size_t i, const EngineName& name) const {
        return group_.services[i].placed_before ? idle_at_first_.contains(name)
                                                : load_of(name).instances == 0;
    }

    /// The smaller, the better; the first registered of equal ones.
    std::tuple<bool, Load> rank(const ElasticEngine& one, const List& list) const {
        const bool shared = group_.vs_host_redundancy && !one.host.empty() &&
                            std::any_of(list.begin(), list.end(), [&](const auto& name) {
                                return engine(name).host == one.host;
                            });
        return {shared, load_of(one.name)};
    }

    ElasticGroup group_;
    EngineLists lists_;
    std::set<EngineName> idle_at_first_;
};

Condition any_condition(Rng& chance) {
    return chance.chance(0.7)   ? Condition::up
           : chance.chance(0.5) ? Condition::uncertain
                                : Condition::down;
}

NewEngines any_preference(Rng& chance) {
    return chance.chance(0.5)   ? NewEngines::indifferent
           : chance.chance(0.5) ? NewEngines::preferred
                                : NewEngines::awaited;
}

ElasticGroup any_group(Rng& chance) {
    ElasticGroup group;
    group.instances = static_cast<std::uint32_t>(chance.between(1, 3));
    group.max_vs_per_se = static_cast<std::uint32_t>(chance.between(1, 5));
    group.self_election = chance.chance(0.3);
    group.vs_host_redundancy = chance.chance(0.7);
    group.new_engines = any_preference(chance);
    const auto engines = chance.between(1, 7);
    for (int i = 1; i <= engines; ++i) {
        const auto host = chance.between(0, 3);
        group.engines.push_back({.name = "se" + std::to_string(i),
                                 .condition = any_condition(chance),
                                 .accepts = chance.chance(0.9),
                                 .host = host == 0 ? "" : "host" + std::to_string(host)});
    }
    const auto services = chance.between(0, 9);
    for (int i = 1; i <= services; ++i) {
        group.services.push_back({.name = "vs" + std::to_string(i),
                                  .vip = "vip" + std::to_string(chance.between(1, 7)),
                                  .engines = {}});
    }
    return group;
}

TEST(ElasticModel, SaysTheSameOfRandomGroupsAndWhatBecomesOfThem) {
    Rng chance(1);
    constexpr int placements = 100'000;
    constexpr int changes = 4;  // of one group: engines come and go, and everybody is settled again
    for (int drawn = 0; drawn < placements; drawn += changes) {
        ElasticGroup group = any_group(chance);
        for (int change = 0; change < changes; ++change) {
            const EngineLists lists = settle(group);
            ASSERT_EQ(lists, Model(group).lists()) << "group " << drawn << ", change " << change;
            for (std::size_t i = 0; i < lists.size(); ++i) {
                group.services[i].engines = lists[i];
                group.services[i].placed_before |= !lists[i].empty();
            }
            group.new_engines = any_preference(chance);  // the cloud comes and goes

            for (ElasticEngine& engine : group.engines) {
                engine.condition = any_condition(chance);
            }
        }
    }
}

}  // namespace
}  // namespace holdfast::reference::placement
