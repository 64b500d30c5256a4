// SPDX-License-Identifier: Apache-2.0
// Faults in time, as a value that prints to and parses from YAML:
//
//   - at: 500ms                 # after the faults' phase began
//     fault: process_crash
//     target: active_of(vs1)
//     for: 2s                   # then it is healed; without it, healed when the phase ends
//   - on: {gratuitous_arp: standby_of(vs1)}     # at the first one seen after the phase began
//     after: 5ms
//     fault: link_silent
//     target: active_of(vs1)
//     segment: front
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"
#include "base/yaml.h"
#include "faults/fault.h"

namespace holdfast::faults {

/// At this time after the beginning of the phase in which faults are played.
struct AtInstant {
    Duration offset{};
    bool operator==(const AtInstant&) const = default;
};
/// At the first gratuitous ARP of this node seen on the wire, and then `after`.
struct OnGratuitousArp {
    Target sender;  ///< resolved when the phase begins
    Duration after{};
    bool operator==(const OnGratuitousArp&) const = default;
};
/// At the first event of this name that the system reports ("SE_DOWN"), and then `after`.
struct OnEvent {
    std::string event_id;
    Duration after{};
    bool operator==(const OnEvent&) const = default;
};
using Trigger = std::variant<AtInstant, OnGratuitousArp, OnEvent>;

struct ScheduledFault {
    Trigger trigger;
    Fault fault;
    std::optional<Duration> lasts;  ///< none: until everything is healed
    bool operator==(const ScheduledFault&) const = default;
};

using FaultSchedule = std::vector<ScheduledFault>;

/// A YAML sequence, as above; parse_schedule reads it back to an equal value.
std::string to_yaml(const FaultSchedule& schedule);
Result<FaultSchedule> parse_schedule(const std::string& text, const std::string& name);
/// For a schedule inside another document.
FaultSchedule decode_schedule(const yaml::Value& value);

}  // namespace holdfast::faults
