// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <limits>

#include "base/yaml.h"
#include "harness/replication/schedule.h"

namespace holdfast::harness::replication {
namespace {

// Shorter delays than the network of one machine has, or longer than a run, try nothing new.
constexpr Duration delay_max = 10s;

Target decode_target(const yaml::Value& value, std::uint32_t members) {
    const std::string text = value.text();
    if (text == "leader") {
        return std::nullopt;
    }
    for (std::uint32_t number = 1; number <= members; ++number) {
        if (text == to_string(Member{number})) {
            return Member{number};
        }
    }
    value.refuse(fmt::format("leader, or a member from m1 to m{}", members));
}

std::vector<Target> decode_side(const yaml::Value& value, std::uint32_t members) {
    std::vector<Target> side;
    for (const yaml::Value& item : value.items()) {
        side.push_back(decode_target(item, members));
    }
    if (side.empty()) {
        value.refuse("at least one member");
    }
    return side;
}

Fault decode_fault(yaml::Map& map, std::uint32_t members) {
    enum Kind { partition, mute, crash, power_cut, pause, loss, slow_disk };
    const auto kind = static_cast<Kind>(map.required("fault").word(
        {"partition", "mute", "crash", "power_cut", "pause", "loss", "slow_disk"}));
    const auto who = [&] { return decode_target(map.required("who"), members); };
    switch (kind) {
        case partition:
            return Partition{decode_side(map.required("side"), members)};
        case mute:
            return Mute{decode_side(map.required("side"), members)};
        case crash:
        case power_cut:
            return Crash{who(), kind == power_cut};
        case pause:
            return Pause{who()};
        case loss:
            return LossBurst{map.required("probability").number(0, 1)};
        case slow_disk:
            break;
    }
    return SlowDisk{who(), map.required("sync").duration()};
}

/// A time within the schedule.
Duration decode_time(const yaml::Value& value) {
    const Duration time = value.duration();
    if (time > schedule_max) {
        value.refuse(fmt::format("at most {}", holdfast::to_string(schedule_max)));
    }
    return time;
}

TimedFault decode_timed_fault(const yaml::Value& value, std::uint32_t members) {
    yaml::Map map = value.map();
    TimedFault fault;
    fault.at = decode_time(map.required("at"));
    fault.lasts = decode_time(map.required("for"));
    fault.fault = decode_fault(map, members);
    map.finish();
    return fault;
}

Operation decode_operation(const yaml::Value& value, std::uint32_t members) {
    yaml::Map map = value.map();
    Operation operation;
    operation.at = decode_time(map.required("at"));
    operation.kind = static_cast<Operation::Kind>(map.required("do").word({"write", "read"}));
    operation.to = decode_target(map.required("to"), members);
    map.finish();
    return operation;
}

Network decode_network(const yaml::Value& value) {
    yaml::Map map = value.map();
    Network network;
    network.delay_min = map.required("delay_min").duration();
    const yaml::Value longest = map.required("delay_max");
    network.delay_max = longest.duration();
    if (network.delay_max < network.delay_min || network.delay_max > delay_max) {
        longest.refuse(
            fmt::format("a delay between delay_min and {}", holdfast::to_string(delay_max)));
    }
    network.loss = map.required("loss").number(0, 1);
    network.duplicates = map.required("duplicates").number(0, 1);
    network.in_order = map.required("in_order").flag();
    map.finish();
    return network;
}

Schedule decode_schedule(const yaml::Value& value) {
    yaml::Map map = value.map();
    Schedule schedule;
    schedule.seed = static_cast<std::uint64_t>(
        map.required("seed").integer(0, std::numeric_limits<std::int64_t>::max()));
    schedule.members = static_cast<std::uint32_t>(map.required("members").integer(1, members_max));
    schedule.lasts = decode_time(map.required("lasts"));
    schedule.network = decode_network(map.required("network"));
    for (const yaml::Value& item : map.required("faults").items()) {
        schedule.faults.push_back(decode_timed_fault(item, schedule.members));
    }
    for (const yaml::Value& item : map.required("operations").items()) {
        schedule.operations.push_back(decode_operation(item, schedule.members));
    }
    map.finish();
    return schedule;
}

}  // namespace

Result<Schedule> parse_schedule(const std::string& text, const std::string& name) {
    return yaml::load_text<Schedule>(text, name, decode_schedule);
}

Result<Schedule> load_schedule(const std::string& path) {
    return yaml::load_file<Schedule>(path, decode_schedule);
}

}  // namespace holdfast::harness::replication
