// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>

#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

// Two clocks cannot be read at the same instant; a step smaller than this could not be told from
// the time between the readings on a busy machine.
constexpr Duration reading_error = 50ms;

Result<std::string> prove_stepped(const World& world, const std::vector<std::string>& nodes,
                                  Duration by) {
    for (const auto& node : nodes) {
        const auto offset = world.clock_offset(node);
        if (!offset) {
            return offset.error();
        }
        if (std::abs((offset->wall - by).count()) > reading_error.count()) {
            return failed(fmt::format("the wall clock of {} is off by {}, not by {}", node,
                                      holdfast::to_string(offset->wall), holdfast::to_string(by)));
        }
    }
    return fmt::format("programs of {} read a wall clock that is off by {}", fmt::join(nodes, ", "),
                       holdfast::to_string(by));
}

}  // namespace

void describe(Form& form, ClockStep& fault) {
    form.target("target", fault.target);
    form.step("by", fault.by);
}

Injected inject_kind(const ClockStep& fault, World& world, const Roles& roles) {
    if (std::abs(fault.by.count()) < 2 * reading_error.count()) {
        return bad_input(fmt::format("expected a step of {} or more, found {}",
                                     holdfast::to_string(2 * reading_error),
                                     holdfast::to_string(fault.by)));
    }
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    Injection injection;
    for (const auto& node : *nodes) {
        injection.act([&] { return world.set_clock(node, {.step = fault.by}); },
                      [&world, node] { return world.set_clock(node, {}); });
    }
    return injection.finish(*nodes, [&world, nodes = *nodes, by = fault.by] {
        return prove_stepped(world, nodes, by);
    });
}

}  // namespace holdfast::faults
