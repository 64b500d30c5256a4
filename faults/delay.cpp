// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

Result<std::string> prove_late(const World& world, const std::vector<Link>& links) {
    std::uint64_t late = 0;
    for (const auto& link : links) {
        const auto frames = world.impaired_frames(link);
        if (!frames) {
            return frames.error();
        }
        late += *frames;
    }
    if (late == 0) {
        return failed("no frame was delayed yet");
    }
    return fmt::format("delayed {} frame{}", late, late == 1 ? "" : "s");
}

}  // namespace

void describe(Form& form, Delay& fault) {
    form.target("target", fault.target);
    form.text("segment", fault.segment);
    form.duration("delay", fault.delay);
}

Injected inject_kind(const Delay& fault, World& world, const Roles& roles) {
    if (fault.delay <= Duration::zero()) {
        return bad_input("expected a delay above 0, found " + holdfast::to_string(fault.delay));
    }
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    const auto links = links_of_nodes(world, *nodes, fault.segment);
    if (!links) {
        return links.error();
    }
    Injection injection;
    for (const auto& link : *links) {
        injection.act([&] { return world.impair(link, {.delay = fault.delay, .loss = 0}); },
                      [&world, link] { return world.impair(link, {}); });
    }
    return injection.finish(*nodes, [&world, links = *links] { return prove_late(world, links); });
}

}  // namespace holdfast::faults
