// SPDX-License-Identifier: Apache-2.0
// Links, impaired wires and filters.
#include <fmt/format.h>
#include <linux/if_bridge.h>
#include <unistd.h>

#include <cstdlib>

#include "harness/mininet/kernel_stamp.h"
#include "harness/mininet/testbed_state.h"

namespace holdfast::harness::mininet {

namespace {
// The kernel may look at a link that came up only at its next round, one second later.
constexpr Duration link_up_max = 3s;
}  // namespace

std::vector<faults::Link> MininetTestbed::links_of(const std::string& node) const {
    std::vector<faults::Link> found;
    for (const Attachment& a : state_->layout.attachments) {
        if (a.link.node == node) {
            found.push_back(a.link);
        }
    }
    return found;
}

std::vector<faults::Link> MininetTestbed::links_on(const std::string& segment) const {
    std::vector<faults::Link> found;
    for (const Attachment& a : state_->layout.attachments) {
        if (a.link.segment == segment) {
            found.push_back(a.link);
        }
    }
    return found;
}

Result<void> MininetTestbed::State::wait_until_passing(const LinkState& link) const {
    const Instant limit = clock_now(epoch) + link_up_max;
    const RouteSocket& inside = *nodes.at(link.plan->link.node).route;
    while (true) {
        const auto port = route->link(link.port);
        const auto peer = route->link(link.peer);
        const auto interface = inside.link(link.interface);
        for (const auto* facts : {&port, &peer, &interface}) {
            if (!*facts) {
                return facts->error();
            }
        }
        if (port.value().port_state == BR_STATE_FORWARDING && port.value().sends &&
            peer.value().sends && interface.value().carrier && interface.value().sends) {
            return success;
        }
        if (clock_now(epoch) > limit) {
            return failed(fmt::format("the link of {} on {} passes nothing {} after it was set up",
                                      link.plan->link.node, link.plan->link.segment,
                                      to_string(link_up_max)));
        }
        usleep(200);
    }
}

Result<void> MininetTestbed::set_carrier(const faults::Link& link, bool up) {
    const auto found = state_->link(link);
    if (!found) {
        return found.error();
    }
    LinkState& state = *found.value();
    if (auto done = state_->route->set_up(state.peer, up); !done || !up) {
        return done;
    }
    if (auto done = state_->wait_until_passing(state); !done) {
        return done;
    }
    // A port that comes up forwards, whatever it was told before.
    return state.forwards ? Result<void>(success)
                          : state_->route->set_port_state(state.port, BR_STATE_DISABLED);
}

Result<bool> MininetTestbed::carrier(const faults::Link& link) const {
    const auto found = state_->link(link);
    if (!found) {
        return found.error();
    }
    const auto node = state_->node(link.node);
    if (!node) {
        return node.error();
    }
    const auto facts = node.value()->route->link(found.value()->interface);
    if (!facts) {
        return facts.error();
    }
    return facts.value().carrier;
}

Result<void> MininetTestbed::set_forwarding(const faults::Link& link, bool on) {
    const auto found = state_->link(link);
    if (!found) {
        return found.error();
    }
    LinkState& state = *found.value();
    if (auto done =
            state_->route->set_port_state(state.port, on ? BR_STATE_FORWARDING : BR_STATE_DISABLED);
        !done) {
        return done;
    }
    if (state.forwards == on) {
        return success;
    }
    state.forwards = on;
    const auto facts = state_->route->link(state.port);
    if (!facts) {
        return facts.error();
    }
    if (on) {
        state.refused += facts.value().received - state.received_when_stopped;
    } else {
        state.received_when_stopped = facts.value().received;
    }
    return success;
}

Result<bool> MininetTestbed::forwarding(const faults::Link& link) const {
    const auto found = state_->link(link);
    if (!found) {
        return found.error();
    }
    const auto facts = state_->route->link(found.value()->port);
    if (!facts) {
        return facts.error();
    }
    return facts.value().port_state == BR_STATE_FORWARDING;
}

Result<faults::LinkCounters> MininetTestbed::counters(const faults::Link& link) const {
    const auto found = state_->link(link);
    if (!found) {
        return found.error();
    }
    const LinkState& state = *found.value();
    const auto facts = state_->route->link(state.port);
    if (!facts) {
        return facts.error();
    }
    const std::uint64_t received =
        state.forwards ? facts.value().received : state.received_when_stopped;
    return faults::LinkCounters{facts.value().transmitted, received - state.refused};
}

Result<void> MininetTestbed::impair(const faults::Link& link,
                                    const faults::Impairment& impairment) {
    const auto found = state_->link(link);
    if (!found) {
        return found.error();
    }
    if (found.value()->cable < 0) {
        return unsupported(
            fmt::format("the link of {} on {} was not announced as impairable at bring-up",
                        link.node, link.segment));
    }
    if (impairment.delay < Duration{} || impairment.loss < 0 || impairment.loss > 1) {
        return bad_input("an impairment has a delay of at least 0 and a loss from 0 to 1");
    }
    auto answer =
        state_->driver->helper("wire", fmt::format("set {} {} {:.9f}", found.value()->cable,
                                                   impairment.delay.count(), impairment.loss));
    if (!answer) {
        return answer.error();
    }
    return success;
}

Result<std::uint64_t> MininetTestbed::impaired_frames(const faults::Link& link) const {
    const auto found = state_->link(link);
    if (!found) {
        return found.error();
    }
    if (found.value()->cable < 0) {
        return unsupported(
            fmt::format("the link of {} on {} is not impairable", link.node, link.segment));
    }
    const auto answer =
        state_->driver->helper("wire", fmt::format("stat {}", found.value()->cable));
    if (!answer) {
        return answer.error();
    }
    return std::strtoull(answer.value().c_str(), nullptr, 10);
}

Result<faults::FilterId> MininetTestbed::drop_frames(const faults::FrameMatch& match) {
    if (!state_->filters) {
        return failed("the testbed is down");
    }
    const faults::FilterId id = ++state_->last_filter;
    if (auto done = state_->filters->add(id, match, state_->layout); !done) {
        return done.error();
    }
    return id;
}

Result<void> MininetTestbed::remove_filter(faults::FilterId filter) {
    return state_->filters ? state_->filters->remove(filter) : failed("the testbed is down");
}

Result<std::uint64_t> MininetTestbed::filter_hits(faults::FilterId filter) const {
    if (!state_->filters) {
        return failed("the testbed is down");
    }
    return state_->filters->hits(filter);
}

}  // namespace holdfast::harness::mininet
