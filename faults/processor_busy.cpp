// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

// A kernel counts in ticks of 10 ms.
constexpr Duration counted_after = 200ms;

struct Busy {
    std::string node;
    Instant since;
    Duration used_before{};
};

/// By half of what is asked for at least: others want the processor too.
Result<void> prove_one(const World& world, const Busy& busy, double share) {
    const Duration passed = world.now() - busy.since;
    if (passed < counted_after) {
        return failed(
            fmt::format("{} is busy for {} only yet", busy.node, holdfast::to_string(passed)));
    }
    const auto used = world.processor_time(busy.node);
    if (!used) {
        return used.error();
    }
    const double found = seconds(*used - busy.used_before) / seconds(passed);
    if (found < share / 2) {
        return failed(fmt::format("programs of {} use {:.0f} % of a processor, not {:.0f} %",
                                  busy.node, 100 * found, 100 * share));
    }
    return success;
}

Result<std::string> prove_busy(const World& world, const std::vector<Busy>& nodes, double share) {
    std::vector<std::string> names;
    for (const Busy& busy : nodes) {
        if (const auto proven = prove_one(world, busy, share); !proven) {
            return proven.error();
        }
        names.push_back(busy.node);
    }
    return fmt::format("programs of {} use more than {:.0f} % of a processor",
                       fmt::join(names, ", "), 50 * share);
}

Result<void> make_busy(World& world, Busy& busy, double share) {
    const auto used = world.processor_time(busy.node);
    if (!used) {
        return used.error();
    }
    busy.since = world.now();
    busy.used_before = *used;
    return world.set_processor_busy(busy.node, share);
}

}  // namespace

void describe(Form& form, ProcessorBusy& fault) {
    form.target("target", fault.target);
    form.probability("share", fault.share);
}

Injected inject_kind(const ProcessorBusy& fault, World& world, const Roles& roles) {
    if (!(fault.share > 0) || fault.share > 1) {
        return bad_input(
            fmt::format("expected a share above 0 and up to 1, found {}", fault.share));
    }
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    Injection injection;
    std::vector<Busy> busy;
    busy.reserve(nodes->size());
    for (const auto& node : *nodes) {
        auto& one = busy.emplace_back(Busy{node, {}, {}});
        injection.act([&] { return make_busy(world, one, fault.share); },
                      [&world, node] { return world.set_processor_busy(node, 0); });
    }
    return injection.finish(
        *nodes, [&world, busy, share = fault.share] { return prove_busy(world, busy, share); });
}

}  // namespace holdfast::faults
