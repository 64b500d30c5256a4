// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

struct Skewed {
    std::string node;
    Instant since;
    ClockOffset
        before;  ///< an earlier fault may have left the monotonic clock away from the world's
};

/// By half of what the rate asks for at least, and by its double at most: two clocks cannot be read
/// at the same instant on a busy machine.
Result<void> prove_clock(const std::string& node, const char* clock, Duration moved,
                         Duration expected) {
    const double share = seconds(moved) / seconds(expected);
    if (share < 0.5 || share > 2) {
        return failed(fmt::format("the {} clock of {} moved by {}, not by {}", clock, node,
                                  holdfast::to_string(moved), holdfast::to_string(expected)));
    }
    return success;
}

Result<void> prove_one(const World& world, const Skewed& skewed, const ClockSkew& fault) {
    // Below this the reading itself is too coarse.
    constexpr Duration least = 10ms;
    const auto elapsed = static_cast<double>((world.now() - skewed.since).count());
    const Duration expected(std::llround(elapsed * (fault.rate - 1)));
    if (std::abs(expected.count()) < least.count()) {
        return failed("the clocks are not far apart yet");
    }
    const auto offset = world.clock_offset(skewed.node);
    if (!offset) {
        return offset.error();
    }
    if (auto wall = prove_clock(skewed.node, "wall", offset->wall - skewed.before.wall, expected);
        !wall) {
        return wall;
    }
    return fault.monotonic ? prove_clock(skewed.node, "monotonic",
                                         offset->monotonic - skewed.before.monotonic, expected)
                           : Result<void>(success);
}

Result<std::string> prove_skewed(const World& world, const std::vector<Skewed>& nodes,
                                 const ClockSkew& fault) {
    std::vector<std::string> names;
    for (const auto& skewed : nodes) {
        if (const auto proven = prove_one(world, skewed, fault); !proven) {
            return proven.error();
        }
        names.push_back(skewed.node);
    }
    return fmt::format("the clocks of {} drift away at the asked rate", fmt::join(names, ", "));
}

Result<void> skew(World& world, Skewed& skewed, const ClockSkew& fault) {
    if (auto done =
            world.set_clock(skewed.node, {.rate = fault.rate, .monotonic = fault.monotonic});
        !done) {
        return done;
    }
    const auto offset = world.clock_offset(skewed.node);
    if (!offset) {
        static_cast<void>(world.set_clock(skewed.node, {}));  // the first error is told
        return offset.error();
    }
    skewed.since = world.now();
    skewed.before = *offset;
    return success;
}

}  // namespace

void describe(Form& form, ClockSkew& fault) {
    std::size_t clocks = fault.monotonic ? 1 : 0;
    form.target("target", fault.target);
    form.rate("rate", fault.rate);
    form.choice("clocks", {"wall", "all"}, clocks);
    fault.monotonic = clocks == 1;
}

Injected inject_kind(const ClockSkew& fault, World& world, const Roles& roles) {
    if (!(fault.rate > 0) || fault.rate == 1) {
        return bad_input(
            fmt::format("expected a rate above 0 that is not 1, found {}", fault.rate));
    }
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    Injection injection;
    std::vector<Skewed> skewed;
    skewed.reserve(nodes->size());
    for (const auto& node : *nodes) {
        auto& one = skewed.emplace_back(Skewed{node});
        injection.act([&] { return skew(world, one, fault); },
                      [&world, node] { return world.set_clock(node, {}); });
    }
    return injection.finish(*nodes,
                            [&world, skewed, fault] { return prove_skewed(world, skewed, fault); });
}

}  // namespace holdfast::faults
