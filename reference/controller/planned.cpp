// SPDX-License-Identifier: Apache-2.0
// Planned moves: begun here, completed when the old engine confirms, given up when it does not.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reference/controller/configuration.h"
#include "reference/controller/group_layout.h"
#include "reference/controller/scaling.h"
#include "reference/controller/settlement.h"

namespace holdfast::reference::controller {
namespace {

using failover::PlannedMove;
using MaybeEngine = std::optional<EngineName>;

/// Moves by their two ends: what goes together is released and taken together.
class MovePlan {
  public:
    MovePlan(SystemState& s, const model::ServiceEngineGroup& group, std::string reason)
        : s_(s), group_(group), reason_(std::move(reason)) {}

    void add(const std::string& key, const MaybeEngine& from, const MaybeEngine& to) {
        if (from && to && *from != *to && !s_.moves.moving(key)) {
            ends_[{*from, *to}].push_back(key);
        }
    }

    bool begin() {
        for (auto& [ends, keys] : ends_) {
            s_.moves.begin({.what = std::move(keys),
                            .from = ends.first,
                            .to = ends.second,
                            .reason = reason_,
                            .deadline = s_.now + release_timeout(),
                            .generation = std::nullopt});
        }
        if (!ends_.empty()) {
            unsettle_group(s_, group_);
        }
        return !ends_.empty();
    }

  private:
    Duration release_timeout() const {
        const Duration of_group = std::chrono::seconds(group_.vs_switchover_timeout);
        return of_group == 0ns ? s_.options.release_timeout
                               : std::min(s_.options.release_timeout, of_group);
    }

    SystemState& s_;
    const model::ServiceEngineGroup& group_;
    std::string reason_;
    std::map<std::pair<EngineName, EngineName>, std::vector<std::string>> ends_;
};

bool begin_moves_to(SystemState& s, const model::ServiceEngineGroup& group,
                    const GroupLayout& current, const placement::Layout& target, MoveScope scope,
                    const std::string& reason) {
    MovePlan plan(s, group, reason);
    for (std::size_t i = 0; i < current.services.size(); ++i) {
        const model::VirtualService& vs = *current.services[i];
        const ServicePlace* place = s.services.find(vs.uuid);
        if (place != nullptr && (scope == MoveScope::all || place->provisional)) {
            plan.add(move_key(vs), place->active, target.services[i]);
        }
    }
    for (std::size_t list = 0; list < 2; ++list) {
        const FloatingPlace place = floating_place(s, group, list);
        if (scope == MoveScope::all || place.provisional) {
            plan.add(move_key(group, list), place.active, target.floating[list]);
        }
    }
    return plan.begin();
}

// Both engines of a move are of one group. One that was removed leaves the other.
void unsettle_ends(SystemState& s, const PlannedMove& move) {
    for (const EngineName& end : {move.from, move.to}) {
        if (const Engine* engine = find_engine(s, end)) {
            unsettle_group(s, *engine);
        }
    }
}

// Visits what a move carries: services by their object, floating lists by their place.
template <class OnService, class OnFloating>
void visit_moved(SystemState& s, const PlannedMove& move, OnService on_service,
                 OnFloating on_floating) {
    for (const std::string& key : move.what) {
        if (const auto* stored = s.store.of<model::VirtualService>().find(key)) {
            on_service(stored->object);
        }
    }
    for (const auto& stored : s.store.of<model::ServiceEngineGroup>().items()) {
        for (std::size_t list = 0; list < 2; ++list) {
            const std::string key = move_key(stored.object, list);
            if (std::find(move.what.begin(), move.what.end(), key) != move.what.end()) {
                on_floating(s.floating[stored.object.uuid][list]);
            }
        }
    }
}

void complete(SystemState& s, const PlannedMove& move) {
    visit_moved(
        s, move,
        [&](const model::VirtualService& vs) {
            ServicePlace& place = s.services.edit(vs.uuid);
            place.active = move.to;
            place.provisional = false;
            place.assigned = 0;
            moved(s, vs.uuid);
            if (!place.engines.empty()) {
                promote(s, vs, move.to);
            }
            report(s, "VS_SWITCHOVER", vs.name,
                   fmt::format("{} moves from {} to {}: {}", vs.name, move.from.text(),
                               move.to.text(), move.reason));
        },
        [&](FloatingPlace& place) {
            place.active = move.to;
            place.provisional = false;
        });
    unsettle_ends(s, move);
    s.dirty = true;
}

void give_up(SystemState& s, const PlannedMove& move, const std::string& why) {
    visit_moved(
        s, move,
        [&](const model::VirtualService& vs) {
            report(s, "VS_SWITCHOVER_FAIL", vs.name,
                   fmt::format("{} stays on {} instead of moving to {} ({}): {}", vs.name,
                               move.from.text(), move.to.text(), move.reason, why));
            scaling_move_failed(s, vs, move.from, why);
        },
        [](FloatingPlace&) {});
    unsettle_ends(s, move);
}

}  // namespace

// LEG-15: load goes to a returned engine when it has confirmed that it is standby. A pair that
// becomes complete for the first time gets the layout of its tags in any case (LEG-10).
void consider_return(SystemState& s, const model::ServiceEngineGroup& group) {
    const std::vector<const Engine*> pair = engines_of(s, group);
    const bool ready =
        pair.size() == 2 && std::all_of(pair.begin(), pair.end(), [](const Engine* engine) {
            return engine->can_take() && engine->confirmed() && engine->lost_gateways.empty();
        });
    if (!ready) {
        return;
    }
    std::string who;
    for (const Engine* engine : pair) {
        if (engine->return_pending) {
            who += (who.empty() ? "" : " and ") + engine->name.text();
            find_engine(s, engine->name)->return_pending = false;
        }
    }
    if (who.empty()) {
        return;
    }
    if (group.auto_redistribute_active_standby_load) {
        begin_redistribution(s, group, MoveScope::all, "load is redistributed, there is " + who);
    } else {
        begin_redistribution(s, group, MoveScope::provisional, "the pair is complete");
    }
}

bool begin_redistribution(SystemState& s, const model::ServiceEngineGroup& group, MoveScope scope,
                          const std::string& reason) {
    const GroupLayout current = layout_of(s, group);
    const placement::Layout target = placement::redistribute(current.pair);
    return begin_moves_to(s, group, current, target, scope, reason);
}

void begin_gathering(SystemState& s, const model::ServiceEngineGroup& group,
                     const std::string& reason) {
    const GroupLayout current = layout_of(s, group);
    begin_moves_to(s, group, current, placement::gather(current.pair), MoveScope::all, reason);
}

void begin_engine_switchover(SystemState& s, const Engine& from, const Engine& to,
                             const std::string& reason) {
    const model::ServiceEngineGroup& group = group_of(s, from);
    MovePlan plan(s, group, reason);
    for (const model::VirtualService* vs : placed_in(s, group)) {
        if (s.services.at(vs->uuid).active == from.name) {
            plan.add(move_key(*vs), from.name, to.name);
        }
    }
    for (std::size_t list = 0; list < 2; ++list) {
        if (floating_place(s, group, list).active == from.name) {
            plan.add(move_key(group, list), from.name, to.name);
        }
    }
    plan.begin();
}

void begin_list_move(SystemState& s, const std::vector<const model::VirtualService*>& services,
                     const EngineName& from, const EngineName& to, const std::string& reason) {
    MovePlan plan(s, group_of(s, *find_engine(s, to)), reason);
    for (const model::VirtualService* vs : services) {
        plan.add(move_key(*vs), from, to);
    }
    plan.begin();
}

void begin_relief(SystemState& s) {
    for (const Engine& engine : s.engines) {
        if (!engine.up() || !engine.connection || engine.data_path_up) {
            continue;
        }
        const Engine* peer = peer_of(s, engine);
        if (peer != nullptr && peer->can_take() && peer->confirmed()) {
            begin_engine_switchover(s, engine, *peer,
                                    engine.name.text() + " has lost its data link");
        }
    }
}

void begin_service_switchover(SystemState& s, const model::VirtualService& vs, const Engine& from,
                              const Engine& to) {
    const model::ServiceEngineGroup& group = group_of(s, from);
    MovePlan plan(s, group, fmt::format("switchover of {}", vs.name));
    std::array<bool, 2> left_behind{};  // by tag: does something of it stay?
    for (const model::VirtualService* other : placed_in(s, group)) {
        if (s.services.at(other->uuid).active != from.name) {
            continue;
        }
        if (other->vsvip_ref == vs.vsvip_ref) {
            plan.add(move_key(*other), from.name, to.name);
        } else {
            left_behind[placement::index_of(other->active_standby_se_tag)] = true;
        }
    }
    // Compacted, both lists belong to whatever is active; distributed, each to its tag.
    for (std::size_t list = 0; list < 2; ++list) {
        const bool distribute = group.distribute_load_active_standby;
        const bool its_tag = !distribute || placement::index_of(vs.active_standby_se_tag) == list;
        const bool stays = distribute ? left_behind[list] : left_behind[0] || left_behind[1];
        if (floating_place(s, group, list).active == from.name && its_tag && !stays) {
            plan.add(move_key(group, list), from.name, to.name);
        }
    }
    plan.begin();
}

void confirmed(SystemState& s, Engine& engine) {
    for (const PlannedMove& move : s.moves.confirmed(engine.name, engine.applied)) {
        const Engine* to = find_engine(s, move.to);
        if (to != nullptr && to->can_take()) {
            complete(s, move);
        } else {
            give_up(s, move, move.to.text() + " cannot be told");
        }
    }
    if (const model::ServiceEngineGroup& group = group_of(s, engine); group.legacy()) {
        consider_return(s, group);
    }
}

void expire_moves(SystemState& s) {
    for (const PlannedMove& move : s.moves.expired(s.now)) {
        give_up(s, move, move.from.text() + " did not confirm the release in time");
    }
}

void abandon_moves(SystemState& s, const Engine& engine) {
    // What was to leave a dead engine is taken over by settle(), like all else there.
    for (const PlannedMove& move : s.moves.take_from(engine.name)) {
        if (!engine.proved_dead) {
            give_up(s, move, engine.name.text() + " is down");
        }
    }
    for (const PlannedMove& move : s.moves.take_to(engine.name)) {
        give_up(s, move, engine.name.text() + " is down");
    }
}

}  // namespace holdfast::reference::controller
