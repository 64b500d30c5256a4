// SPDX-License-Identifier: Apache-2.0
// A cut link passes nothing, a link without carrier is seen to have none, healing restores.
#include <fmt/format.h>

#include "harness/calibration/cases.h"
#include "harness/calibration/observation.h"

namespace holdfast::harness::calibration {

namespace {

// Frames on their way when a link is cut have left the switch by then.
constexpr Duration in_flight = 50ms;

Result<faults::LinkCounters> settled_counters(Testbed& testbed, const faults::Link& link) {
    testbed.advance(testbed.now() + in_flight);
    return testbed.counters(link);
}

Result<std::string> cut_link(Testbed& testbed) {
    const faults::Link link{"observer", testbed.topology().front};
    const Healer healer([&] { (void)testbed.set_forwarding(link, true); });
    if (auto cut = testbed.set_forwarding(link, false); !cut) {
        return cut.error();
    }
    const auto before = settled_counters(testbed, link);
    const auto seen = observe(testbed, 100, 500ms);
    const auto after = testbed.counters(link);
    const auto carrier = testbed.carrier(link);
    if (!before || !seen || !after || !carrier) {
        return !before  ? before.error()
               : !seen  ? seen.error()
               : !after ? after.error()
                        : carrier.error();
    }
    const auto to_node = after->delivered_to_node - before->delivered_to_node;
    const auto from_node = after->received_from_node - before->received_from_node;
    if (to_node != 0 || from_node != 0 || !seen->control.replies.empty()) {
        return failed(fmt::format("a cut link passed {} frames to the node, {} from it; {} replies",
                                  to_node, from_node, seen->control.replies.size()));
    }
    if (!*carrier) {
        return failed("the node of a silently cut link lost its carrier");
    }
    return fmt::format("{} packets sent, nothing passed, counters stood still, carrier stayed",
                       seen->control.sent.size());
}

Result<std::string> cut_link_heals(Testbed& testbed) {
    const faults::Link link{"observer", testbed.topology().front};
    for (const bool on : {false, true}) {
        if (auto set = testbed.set_forwarding(link, on); !set) {
            return set.error();
        }
        testbed.advance(testbed.now() + in_flight);
    }
    const auto before = testbed.counters(link);
    if (auto restored = expect_restored(testbed); !restored) {
        return restored.error();
    }
    const auto after = testbed.counters(link);
    if (!before || !after || after->delivered_to_node <= before->delivered_to_node ||
        after->received_from_node <= before->received_from_node) {
        return failed("traffic passes the healed link, but its counters stand still");
    }
    return fmt::format("healed: {} frames to the node and {} from it",
                       after->delivered_to_node - before->delivered_to_node,
                       after->received_from_node - before->received_from_node);
}

Result<void> expect_carrier(Testbed& testbed, const faults::Link& link, bool up) {
    return wait_until(
        testbed, fmt::format("{} sees its carrier {}", link.node, up ? "return" : "go"), 2s, [&] {
            const auto carrier = testbed.carrier(link);
            return carrier && *carrier == up;
        });
}

Result<std::string> carrier_down(Testbed& testbed) {
    const faults::Link link{"observer", testbed.topology().front};
    std::size_t sent = 0;
    {
        const Healer healer([&] { (void)testbed.set_carrier(link, true); });
        if (auto down = testbed.set_carrier(link, false); !down) {
            return down.error();
        }
        if (auto noticed = expect_carrier(testbed, link, false); !noticed) {
            return noticed.error();
        }
        const auto seen = observe(testbed, 100, 300ms);
        if (!seen) {
            return seen.error();
        }
        sent = seen->control.sent.size();
        if (!seen->control.replies.empty()) {
            return failed(fmt::format("{} replies came over a link that is down",
                                      seen->control.replies.size()));
        }
    }
    if (auto noticed = expect_carrier(testbed, link, true); !noticed) {
        return noticed.error();
    }
    if (auto restored = expect_restored(testbed); !restored) {
        return restored.error();
    }
    return fmt::format("the node saw its carrier go and return; {} packets met nobody meanwhile",
                       sent);
}

}  // namespace

void add_link_cases(std::vector<CalibrationCase>& cases) {
    cases.push_back({"CutLinkPassesNothing",
                     "A link that does not forward passes nothing, its counters stand still, and "
                     "its node keeps the carrier.",
                     cut_link});
    cases.push_back({"HealingACutLinkRestoresIt",
                     "A link that forwards again passes everything, and its counters count.",
                     cut_link_heals});
    cases.push_back({"CarrierDownIsSeenByTheNode",
                     "A node sees the carrier of its link go and return, and nothing passes "
                     "meanwhile.",
                     carrier_down});
}

}  // namespace holdfast::harness::calibration
