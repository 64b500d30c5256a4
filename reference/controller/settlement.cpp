// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/settlement.h"

#include <fmt/format.h>

#include "reference/controller/configuration.h"
#include "reference/controller/group_layout.h"

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

void settle(SystemState& s, const model::ServiceEngineGroup& group) {
    const GroupLayout current = layout_of(s, group);
    const placement::Layout target = placement::settle(current.pair);
    for (std::size_t i = 0; i < current.services.size(); ++i) {
        const model::VirtualService& vs = *current.services[i];
        ServicePlace& place = s.services[vs.uuid];
        const auto& wanted = target.services[i];
        if (place.active == wanted) {
            continue;
        }
        if (place.active) {
            take_over(s, vs, place, *wanted);
        } else {
            place = {.active = wanted,
                     .provisional = provisional(current.pair, vs.active_standby_se_tag)};
            s.dirty = true;
        }
    }
    for (const placement::Tag tag :
         {placement::Tag::ACTIVE_STANDBY_SE_1, placement::Tag::ACTIVE_STANDBY_SE_2}) {
        const std::size_t list = placement::index_of(tag);
        FloatingPlace& place = s.floating[group.uuid][list];
        if (place.active != target.floating[list]) {
            place = {.active = target.floating[list],
                     .provisional = !place.active && provisional(current.pair, tag)};
            s.dirty = true;
        }
    }
}

}  // namespace

void settle(SystemState& s) {
    for (const auto& stored : s.store.of<model::ServiceEngineGroup>().items()) {
        if (stored.object.legacy()) {
            settle(s, stored.object);
        }
    }
}

}  // namespace holdfast::reference::controller
