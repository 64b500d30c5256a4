// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/settlement.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/controller/configuration.h"
#include "reference/controller/floating.h"
#include "reference/controller/group_layout.h"
#include "reference/controller/instances.h"

namespace holdfast::reference::controller {
namespace {

// A service that leaves a dead engine: the takeover (LEG-6).
void take_over(SystemState& s, const model::VirtualService& vs, ServicePlace& place,
               const EngineName& to) {
    const Engine* from = find_engine(s, *place.active);
    const std::string why = from == nullptr ? "it was removed" : from->down_reason;
    report(s, "VS_SWITCHOVER", vs.name,
           fmt::format("{} moves from {} to {}: {} is down, {}", vs.name, place.active->text(),
                       to.text(), place.active->text(), why));
    place.active = to;
    place.provisional = false;
    place.assigned = 0;
    place.taken_over = true;
    s.dirty = true;
}

// The engine of its tag has never registered, so it serves elsewhere for the time being.
bool provisional(const placement::Pair& pair, placement::Tag tag) {
    return pair.distribute && placement::index_of(tag) >= pair.engines.size();
}

// LEG-9, LEG-10: the company of a new service: what has its tag, or everything that is compacted.
class Company {
  public:
    Company(const SystemState& s, const model::ServiceEngineGroup& group,
            const GroupLayout& current)
        : s_(s), group_(group), current_(current) {}

    /// Some of it is on its way to the other engine; a service that joined it now would stay
    /// behind.
    bool moves(placement::Tag tag) const {
        return any(tag, [&](const std::string& key, bool) { return s_.moves.moving(key); });
    }
    /// Some of it is only provisionally where it is, and whoever joins it is too.
    bool provisional(placement::Tag tag) const {
        return any(tag, [](const std::string&, bool is_provisional) { return is_provisional; });
    }

  private:
    template <class Predicate>
    bool any(placement::Tag tag, Predicate predicate) const {
        for (const model::VirtualService* vs : current_.services) {
            const ServicePlace* place = s_.services.find(vs->uuid);
            if (place != nullptr && place->active && counts(tag, vs->active_standby_se_tag) &&
                predicate(move_key(*vs), place->provisional)) {
                return true;
            }
        }
        for (const placement::Tag of_list :
             {placement::Tag::ACTIVE_STANDBY_SE_1, placement::Tag::ACTIVE_STANDBY_SE_2}) {
            const std::size_t list = placement::index_of(of_list);
            const FloatingPlace place = floating_place(s_, group_, list);
            if (place.active && counts(tag, of_list) &&
                predicate(move_key(group_, list), place.provisional)) {
                return true;
            }
        }
        return false;
    }
    bool counts(placement::Tag tag, placement::Tag other) const {
        return !current_.pair.distribute || tag == other;
    }

    const SystemState& s_;
    const model::ServiceEngineGroup& group_;
    const GroupLayout& current_;
};

void settle_pair(SystemState& s, const model::ServiceEngineGroup& group) {
    put_floating_in_force(s, group);
    const GroupLayout current = layout_of(s, group, services_to_settle(s, group));
    const placement::Layout target = placement::settle(current.pair);
    const Company company(s, group, current);
    s.services_looked_at += current.services.size();
    for (std::size_t i = 0; i < current.services.size(); ++i) {
        const model::VirtualService& vs = *current.services[i];
        const placement::Tag tag = vs.active_standby_se_tag;
        const auto& wanted = target.services[i];
        const bool is_new = !current.pair.services[i].active;
        if (current.pair.services[i].active == wanted || (is_new && company.moves(tag))) {
            continue;
        }
        ServicePlace& place = s.services.edit(vs.uuid);
        if (place.active) {
            take_over(s, vs, place, *wanted);
        } else {
            place = {.active = wanted,
                     .provisional = provisional(current.pair, tag) || company.provisional(tag)};
            s.dirty = true;
        }
        moved(s, vs.uuid);
    }
    for (const placement::Tag tag :
         {placement::Tag::ACTIVE_STANDBY_SE_1, placement::Tag::ACTIVE_STANDBY_SE_2}) {
        const std::size_t list = placement::index_of(tag);
        if (floating_place(s, group, list).active != target.floating[list]) {
            FloatingPlace& place = s.floating[group.uuid][list];
            place.provisional = !place.active && provisional(current.pair, tag);
            place.active = target.floating[list];
            s.dirty = true;
        }
    }
}

void report_instances(SystemState& s, const model::VirtualService& vs,
                      const std::vector<EngineName>& before, const std::vector<EngineName>& after) {
    const auto contains = [](const std::vector<EngineName>& list, const EngineName& name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    };
    for (const EngineName& name : before) {
        if (!contains(after, name)) {
            report(s, "VS_REMOVED_SE", vs.name,
                   fmt::format("{} is no longer on {}", vs.name, name.text()));
        }
    }
    for (const EngineName& name : after) {
        if (!contains(before, name)) {
            report(s, "VS_ADD_SE", vs.name,
                   fmt::format("{} is on {} as {}", vs.name, name.text(),
                               name == after.front() ? "primary" : "secondary"));
        }
    }
}

}  // namespace

// HDL-14: whatever changes in a list, its version rises.
void put_list(SystemState& s, const model::VirtualService& vs,
              const std::vector<EngineName>& list) {
    ServicePlace& place = s.services.edit(vs.uuid);
    report_instances(s, vs, place.engines, list);
    place.engines = list;
    std::erase_if(place.ready, [&](const EngineName& name) { return !lists(place, name); });
    ++place.list_version;
    s.loads.changed_at[group_of(s, vs).uuid] = s.now;
    assign_sources(s, vs);
    const std::optional<EngineName> primary =
        list.empty() ? std::nullopt : std::optional(list.front());
    if (place.active != primary) {
        place.active = primary;
        place.assigned = 0;
    }
    s.dirty = true;
    moved(s, vs.uuid);
}

namespace {

void settle_elastic(SystemState& s, const model::ServiceEngineGroup& group) {
    const ElasticLayout current = elastic_layout_of(s, group, services_to_settle(s, group));
    const placement::EngineLists target = placement::settle(current.group);
    s.services_looked_at += current.services.size();
    for (std::size_t i = 0; i < current.services.size(); ++i) {
        const model::VirtualService& vs = *current.services[i];
        if (current.group.services[i].engines == target[i]) {
            assign_sources(s, vs);  // it may have been given others
            continue;
        }
        ServicePlace& place = s.services.edit(vs.uuid);
        if (place.active && !target[i].empty() && *place.active != target[i].front()) {
            take_over(s, vs, place, target[i].front());
        }
        put_list(s, vs, target[i]);
    }
}

bool serves(const SystemState& s, const std::optional<EngineName>& name) {
    const Engine* engine = name ? find_engine(s, *name) : nullptr;
    return engine != nullptr && engine->up() && engine->connection;
}

}  // namespace

void settle(SystemState& s) {
    for (const auto& stored : s.store.of<model::ServiceEngineGroup>().items()) {
        const model::ServiceEngineGroup& group = stored.object;
        if (!s.unsettled.whole(group.uuid) && !s.unsettled.their_groups.contains(group.uuid)) {
            continue;
        }
        if (group.legacy()) {
            settle_pair(s, group);
        } else {
            settle_elastic(s, group);
        }
    }
}

void accept_self_election(SystemState& s, const Engine& engine,
                          const std::vector<protocol::ServiceName>& active_services) {
    const model::ServiceEngineGroup& group = group_of(s, engine);
    if (group.legacy() || !group.self_se_election) {
        return;
    }
    for (const model::VirtualService* vs : services_on(s, engine, group)) {
        ServicePlace& place = s.services.edit(vs->uuid);
        const bool claimed = std::find(active_services.begin(), active_services.end(),
                                       protocol::ServiceName(vs->name)) != active_services.end();
        if (!claimed || !lists(place, engine.name) || place.active == engine.name ||
            serves(s, place.active)) {
            continue;
        }
        report(s, "VS_SWITCHOVER", vs->name,
               fmt::format("{} moved from {} to {}, which followed by itself while no controller "
                           "led",
                           vs->name, place.active->text(), engine.name.text()));
        std::vector<EngineName> list = place.engines;
        std::erase(list, engine.name);
        list.insert(list.begin(), engine.name);
        put_list(s, *vs, list);
    }
}

}  // namespace holdfast::reference::controller
