// SPDX-License-Identifier: Apache-2.0
// What operators made of the number of a VIP's instances. Services that share a VIP share their
// engines, so this is by VIP.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::controller {

enum class Scaling { none, out, in, migrate };
BOOST_DESCRIBE_ENUM(Scaling, none, out, in, migrate)

struct VipScale {
    /// Scale-outs less scale-ins: instances beyond min_scaleout_per_vs (PLC-21).
    std::uint32_t user_factor = 0;
    Scaling under_way = Scaling::none;
    std::optional<protocol::EngineName> from{};  ///< leaves the list: scale-in, migration
    /// Comes into it: migration, and a scale-out that named an engine.
    std::optional<protocol::EngineName> to{};
    /// `from` gets no new flow any more, and leaves at the deadline (SCL-14, MIG-1).
    bool draining = false;
    /// Until then it has to be done; not committed, so that a restart gives it the whole time
    /// again.
    Instant deadline{};

    void settle_down() {
        under_way = Scaling::none;
        from.reset();
        to.reset();
        draining = false;
    }
};

/// As it is committed, without what counts from this controller's start.
struct SavedScale {
    std::uint32_t user_factor = 0;
    Scaling under_way = Scaling::none;
    std::optional<protocol::EngineName> from{};
    std::optional<protocol::EngineName> to{};
    bool draining = false;
    bool operator==(const SavedScale&) const = default;
};
BOOST_DESCRIBE_STRUCT(SavedScale, (), (user_factor, under_way, from, to, draining))

}  // namespace holdfast::reference::controller
