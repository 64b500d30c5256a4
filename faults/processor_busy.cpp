// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

// A kernel counts in ticks of 10 ms.
constexpr Duration counted_after = 200ms;
// Others want the processor too, at times all of it: this part of what was asked for proves that
// the fault is there. Over the whole time less than the second is another fault than the one that a
// rule speaks of.
constexpr double proven_part = 0.5;
constexpr double kept_part = 0.8;

struct Busy {
    std::string node;
    Instant since;
    Duration used_before{};
};

Result<void> prove_one(const World& world, const Busy& busy, double share, double part) {
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
    if (found < share * part) {
        return failed(fmt::format("programs of {} use {:.0f} % of a processor, not {:.0f} %",
                                  busy.node, 100 * found, 100 * share));
    }
    return success;
}

Result<std::string> prove_busy(const World& world, const std::vector<Busy>& nodes, double share) {
    std::vector<std::string> names;
    for (const Busy& busy : nodes) {
        if (const auto proven = prove_one(world, busy, share, proven_part); !proven) {
            return proven.error();
        }
        names.push_back(busy.node);
    }
    return fmt::format("programs of {} use more than {:.0f} % of a processor",
                       fmt::join(names, ", "), 100 * proven_part * share);
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

/// An Error also where the node was not as busy as it was to be.
Result<void> end_busy(World& world, const Busy& busy, double share) {
    const bool had_time = world.now() - busy.since >= counted_after;
    const auto kept = had_time ? prove_one(world, busy, share, kept_part) : Result<void>(success);
    const auto healed = world.set_processor_busy(busy.node, 0);
    return healed ? kept : healed;
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
    const auto busy = std::make_shared<std::vector<Busy>>();  // for proof and healing
    for (std::size_t i = 0; i < nodes->size(); ++i) {
        busy->push_back({(*nodes)[i], {}, {}});
        injection.act(
            [&world, busy, i, share = fault.share] { return make_busy(world, (*busy)[i], share); },
            [&world, busy, i, share = fault.share] { return end_busy(world, (*busy)[i], share); });
    }
    return injection.finish(
        *nodes, [&world, busy, share = fault.share] { return prove_busy(world, *busy, share); });
}

}  // namespace holdfast::faults
