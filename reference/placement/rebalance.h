// SPDX-License-Identifier: Apache-2.0
// What to do about engines of an elastic group that are too busy, or so idle that fewer would do.
// Pure arithmetic: SCL-21, spec 3.13.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reference/protocol/messages.h"

namespace holdfast::reference::placement {

using protocol::EngineName;

/// An engine that was measured for the whole time that is judged.
struct MeasuredEngine {
    EngineName name;
    double usage = 0;                         ///< percent of what it can do
    std::map<std::string, double> packets{};  ///< a second, by VIP, of what it carries
};

/// Services of one VIP share their engines.
struct MeasuredVip {
    std::string vip;
    std::vector<EngineName> engines;   ///< its list, the primary first
    bool may_grow = false;             ///< its group permits one instance more
    bool was_scaled_out = false;       ///< it has more than its group begins with
    std::vector<EngineName> places{};  ///< that may be given a new instance, least loaded first
};

struct MeasuredGroup {
    std::vector<MeasuredEngine> engines;
    std::vector<MeasuredVip> vips;  ///< those that are not being changed already
    double max_usage = 80;          ///< max_cpu_usage
    double min_usage = 30;          ///< min_cpu_usage
    /// PLACEMENT_ALGO_PACKED: what fits on fewer engines is moved together; min_se engines stay in
    /// use.
    bool packed = false;
    std::uint32_t min_se = 1;
};

struct Rebalancing {
    enum class Action { scale_out, scale_in, migrate };
    Action action = Action::scale_out;
    std::string vip;
    EngineName because_of;           ///< the engine that is too busy, or too idle
    double usage = 0;                ///< its
    std::optional<EngineName> to{};  ///< scale-out, migration
};

/// A VIP with a greater share than this of an engine's packets dominates it.
inline constexpr double dominating_share = 0.7;

/// At most one thing. The busiest engine above max_usage comes first: the VIP that dominates it
/// gets one instance more; if none does, or it may not grow, the greatest of the others that fits
/// elsewhere migrates. Else the idlest engine below min_usage gives up an instance of a VIP that
/// was scaled out, or, packed, its least VIP to the busiest engine that remains below max_usage
/// with all that this one does. Equal ones: the first in `engines`.
std::optional<Rebalancing> rebalance(const MeasuredGroup& group);

}  // namespace holdfast::reference::placement
