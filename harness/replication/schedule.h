// SPDX-License-Identifier: Apache-2.0
// One run of the bench as a value: members, network, faults, what clients ask, and the seed of
// everything left to chance. Prints to and parses from YAML:
//
//   seed: 17
//   members: 3
//   lasts: 2s                            # then all is healed, and the log has to come back
//   network: {delay_min: 1ms, delay_max: 5ms, loss: 0, duplicates: 0, in_order: true}
//   faults:
//     - {at: 600ms, for: 400ms, fault: partition, side: [leader]}
//   operations:
//     - {at: 700ms, do: write, to: m2}
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "harness/replication/member.h"

namespace holdfast::harness::replication {

/// A member, or whoever leads in the highest term at that moment: none.
using Target = std::optional<Member>;

/// These members and the others no longer hear each other.
struct Partition {
    std::vector<Target> side;
    bool operator==(const Partition&) const = default;
};
/// The others no longer hear these members, who hear everything.
struct Mute {
    std::vector<Target> side;
    bool operator==(const Mute&) const = default;
};
/// The process dies, and starts again when the fault ends. A power cut takes with it what was
/// stored but not yet on disk.
struct Crash {
    Target who;
    bool power_cut = false;
    bool operator==(const Crash&) const = default;
};
/// The process stands still; what comes for it waits.
struct Pause {
    Target who;
    bool operator==(const Pause&) const = default;
};
/// Messages get lost, all over, besides those that the network loses anyway.
struct LossBurst {
    double probability = 0;
    bool operator==(const LossBurst&) const = default;
};
struct SlowDisk {
    Target who;
    Duration sync{};
    bool operator==(const SlowDisk&) const = default;
};
using Fault = std::variant<Partition, Mute, Crash, Pause, LossBurst, SlowDisk>;

struct TimedFault {
    Duration at{};
    Duration lasts{};
    Fault fault;
    bool operator==(const TimedFault&) const = default;
};

/// Asked by a client of its own, who waits for the answer to the end.
struct Operation {
    enum class Kind { write, read };
    Duration at{};
    Kind kind = Kind::write;
    Target to;
    bool operator==(const Operation&) const = default;
};

struct Network {
    Duration delay_min = 1ms;
    Duration delay_max = 5ms;
    double loss = 0;
    double duplicates = 0;
    bool in_order = true;  ///< between each two members, as over one TCP connection
    bool operator==(const Network&) const = default;
};

struct Schedule {
    std::uint64_t seed = 1;
    std::uint32_t members = 3;
    Duration lasts{};
    Network network;
    std::vector<TimedFault> faults;
    std::vector<Operation> operations;  ///< the write at place i carries the value i + 1
    bool operator==(const Schedule&) const = default;
};

/// Bounds of what is played: enough for any search, little enough to be played in seconds.
constexpr std::uint32_t members_max = 9;
constexpr Duration schedule_max = 10min;

std::string to_string(const Target& target);     ///< "m2", "leader"
std::string to_string(const TimedFault& fault);  ///< one line of YAML, as above
std::string to_string(const Operation& operation);
std::string to_yaml(const Schedule& schedule);
/// Refuses what cannot be played. parse_schedule(to_yaml(s), "") == s.
Result<Schedule> parse_schedule(const std::string& text, const std::string& name);
Result<Schedule> load_schedule(const std::string& path);

}  // namespace holdfast::harness::replication
