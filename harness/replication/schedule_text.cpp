// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/overloaded.h"
#include "harness/replication/schedule.h"

namespace holdfast::harness::replication {
namespace {

using holdfast::to_string;

std::string names(const std::vector<Target>& targets) {
    std::vector<std::string> texts;
    for (const Target& target : targets) {
        texts.push_back(to_string(target));
    }
    return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string fields(const Fault& fault) {
    return std::visit(
        Overloaded{
            [](const Partition& f) { return fmt::format("partition, side: {}", names(f.side)); },
            [](const Mute& f) { return fmt::format("mute, side: {}", names(f.side)); },
            [](const Crash& f) {
                return fmt::format("{}, who: {}", f.power_cut ? "power_cut" : "crash",
                                   to_string(f.who));
            },
            [](const Pause& f) { return fmt::format("pause, who: {}", to_string(f.who)); },
            [](const LossBurst& f) { return fmt::format("loss, probability: {}", f.probability); },
            [](const SlowDisk& f) {
                return fmt::format("slow_disk, who: {}, sync: {}", to_string(f.who),
                                   to_string(f.sync));
            },
        },
        fault);
}

}  // namespace

std::string to_string(const Target& target) {
    return target ? to_string(*target) : "leader";
}

std::string to_string(const TimedFault& fault) {
    return fmt::format("{{at: {}, for: {}, fault: {}}}", to_string(fault.at),
                       to_string(fault.lasts), fields(fault.fault));
}

std::string to_string(const Operation& operation) {
    return fmt::format("{{at: {}, do: {}, to: {}}}", to_string(operation.at),
                       operation.kind == Operation::Kind::write ? "write" : "read",
                       to_string(operation.to));
}

std::string to_yaml(const Schedule& schedule) {
    const Network& network = schedule.network;
    std::string text = fmt::format("seed: {}\nmembers: {}\nlasts: {}\n", schedule.seed,
                                   schedule.members, to_string(schedule.lasts));
    text += fmt::format(
        "network: {{delay_min: {}, delay_max: {}, loss: {}, duplicates: {}, in_order: {}}}\n",
        to_string(network.delay_min), to_string(network.delay_max), network.loss,
        network.duplicates, network.in_order);
    text += schedule.faults.empty() ? "faults: []\n" : "faults:\n";
    for (const TimedFault& fault : schedule.faults) {
        text += fmt::format("  - {}\n", to_string(fault));
    }
    text += schedule.operations.empty() ? "operations: []\n" : "operations:\n";
    for (const Operation& operation : schedule.operations) {
        text += fmt::format("  - {}\n", to_string(operation));
    }
    return text;
}

}  // namespace holdfast::harness::replication
