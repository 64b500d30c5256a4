// SPDX-License-Identifier: Apache-2.0
// Placement of a legacy pair: which of at most two engines is active for each virtual service and
// holds each floating address list. Pure functions from what is to what should be.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/virtual_service.h"
#include "reference/placement/condition.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::placement {

using protocol::EngineName;
using protocol::ServiceName;
using Tag = model::ActiveStandbySeTag;

/// Number of the engine and of the floating list that belong to a tag: 0 or 1.
constexpr std::size_t index_of(Tag tag) {
    return tag == Tag::ACTIVE_STANDBY_SE_1 ? 0 : 1;
}

struct PairEngine {
    EngineName name;
    Condition condition = Condition::up;
};

/// A service that wants a place. Services of one VIP are always active together.
struct Service {
    ServiceName name;
    std::string vip;  ///< which VIP: services with equal ones move together
    Tag tag = Tag::ACTIVE_STANDBY_SE_1;
    std::optional<EngineName> active;  ///< where it is or was last; none: never placed
};

/// The floating interface addresses of one tag.
struct FloatingList {
    std::optional<EngineName> active;
};

struct Pair {
    std::vector<PairEngine> engines;  ///< in order of registration: SE_1, SE_2
    bool distribute = false;          ///< distribute_load_active_standby
    std::uint32_t max_vs_per_se = 10;
    std::vector<Service> services;                        ///< in order of creation
    std::array<std::optional<FloatingList>, 2> floating;  ///< by tag; none: the list is empty
};

/// The active engine of each service, in the order of Pair::services, and of each floating list.
struct Layout {
    std::vector<std::optional<EngineName>> services;
    std::array<std::optional<EngineName>, 2> floating;
    bool operator==(const Layout&) const = default;
};

/// What holds now: everything stays where it is as long as its engine is not down (LEG-13); what
/// was on a dead engine goes to the survivor (LEG-6, LEG-12); new services get their first place
/// (LEG-9, LEG-10, LEG-11), up to max_vs_per_se of them (LEG-18).
Layout settle(const Pair& pair);

/// The layout of the tags as far as both engines are up, otherwise what settle() says (LEG-15,
/// LEG-17). With distribute off there is nothing to split (LEG-16).
Layout redistribute(const Pair& pair);

/// Everything on one engine: for a pair whose distribution was just switched off (LEG-9, LEG-11).
Layout gather(const Pair& pair);

}  // namespace holdfast::reference::placement
