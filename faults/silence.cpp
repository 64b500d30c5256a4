// SPDX-License-Identifier: Apache-2.0
#include "faults/silence.h"

#include <fmt/format.h>

namespace holdfast::faults {
namespace {

struct SilentLink {
    Link link;
    std::uint64_t delivered = 0;  ///< when it fell silent
};

Result<void> silence_one(World& world, SilentLink& silent) {
    if (auto done = world.set_forwarding(silent.link, false); !done) {
        return done;
    }
    // Read afterwards: what arrived up to here had still passed.
    const auto counters = world.counters(silent.link);
    if (!counters) {
        static_cast<void>(world.set_forwarding(silent.link, true));  // the first error is told
        return counters.error();
    }
    silent.delivered = counters->delivered_to_node;
    return success;
}

Result<void> prove_one(const World& world, const SilentLink& silent) {
    const auto& link = silent.link;
    const auto forwards = world.forwarding(link);
    const auto carrier = world.carrier(link);
    const auto counters = world.counters(link);
    if (!forwards || !carrier || !counters) {
        return !forwards ? forwards.error() : !carrier ? carrier.error() : counters.error();
    }
    if (*forwards) {
        return failed(fmt::format("the port of {} on {} still forwards", link.node, link.segment));
    }
    if (!*carrier) {
        return failed(
            fmt::format("{} lost its carrier on {}: it was told", link.node, link.segment));
    }
    if (counters->delivered_to_node != silent.delivered) {
        return failed(fmt::format("{} frames still reached {} on {}",
                                  counters->delivered_to_node - silent.delivered, link.node,
                                  link.segment));
    }
    return success;
}

Result<std::string> prove_silent(const World& world, const std::vector<SilentLink>& links) {
    for (const auto& silent : links) {
        if (const auto proven = prove_one(world, silent); !proven) {
            return proven.error();
        }
    }
    return fmt::format("{} link{} with carrier passed nothing", links.size(),
                       links.size() == 1 ? "" : "s");
}

}  // namespace

Injected silence(World& world, const std::vector<Link>& links, std::vector<std::string> nodes) {
    Injection injection;
    std::vector<SilentLink> silent;
    silent.reserve(links.size());
    for (const auto& link : links) {
        auto& one = silent.emplace_back(SilentLink{link});
        injection.act([&] { return silence_one(world, one); },
                      [&world, link] { return world.set_forwarding(link, true); });
    }
    return injection.finish(std::move(nodes),
                            [&world, silent] { return prove_silent(world, silent); });
}

}  // namespace holdfast::faults
