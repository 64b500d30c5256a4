// SPDX-License-Identifier: Apache-2.0
// A gateway that stops one of its duties goes on with the others.
#include <fmt/format.h>

#include "harness/calibration/cases.h"
#include "harness/calibration/observation.h"

namespace holdfast::harness::calibration {

namespace {

using faults::NodeService;
using Operation = packet::Arp::Operation;

/// The client, its gateway, and the segment between them.
struct Place {
    std::string segment;
    Ipv4Address client;
    Ipv4Address gateway;
    std::string gateway_node;
};

Result<Place> place_of(const Testbed& testbed) {
    const auto clients = testbed.topology().with_role(topology::NodeRole::client);
    if (clients.empty() || clients.front()->interfaces.empty() || clients.front()->routes.empty()) {
        return failed("the topology has no client with a gateway");
    }
    const topology::Node& client = *clients.front();
    Place place{client.interfaces.front().segment, client.interfaces.front().address.address,
                client.routes.front().next_hop, ""};
    const topology::Node* gateway = testbed.topology().owner_of(place.gateway);
    if (gateway == nullptr) {
        return failed("the client's gateway is no node");
    }
    place.gateway_node = gateway->name;
    return place;
}

/// Observes while the gateway lacks the service, with the client made to ask for it by ARP.
Result<Observation> observe_without(Testbed& testbed, const Place& place, NodeService service) {
    const Healer healer([&] { (void)testbed.set_service(place.gateway_node, service, true); });
    if (auto off = testbed.set_service(place.gateway_node, service, false); !off) {
        return off.error();
    }
    const auto state = testbed.service(place.gateway_node, service);
    if (!state || *state) {
        return !state ? state.error() : failed("the service was switched off and reads on");
    }
    // Again and again: something late, or the gateway's own question, may have asked or told
    // before the capture began.
    const auto forget = [&] { return testbed.forget_neighbour(place.gateway); };
    if (auto forgotten = forget(); !forgotten) {
        return forgotten.error();
    }
    return observe(testbed, 100, 500ms, forget);
}

Result<std::string> without_forwarding(Testbed& testbed) {
    const auto place = place_of(testbed);
    if (!place) {
        return place.error();
    }
    const auto seen = observe_without(testbed, *place, NodeService::ip_forwarding);
    if (!seen) {
        return seen.error();
    }
    const auto offered = captured(*seen, place->segment, Direction::request).size();
    const auto passed = captured(*seen, testbed.topology().front, Direction::request).size();
    const auto answers =
        arp_frames(*seen, place->segment, Operation::reply, place->gateway, place->client);
    if (offered == 0 || passed != 0 || answers == 0) {
        return failed(
            fmt::format("{} packets offered, {} passed, {} ARP answers", offered, passed, answers));
    }
    if (auto restored = expect_restored(testbed); !restored) {
        return restored.error();
    }
    return fmt::format("{} packets offered, none passed, ARP answered {} times; restored", offered,
                       answers);
}

Result<std::string> without_arp(Testbed& testbed) {
    const auto place = place_of(testbed);
    if (!place) {
        return place.error();
    }
    const auto seen = observe_without(testbed, *place, NodeService::arp_replies);
    if (!seen) {
        return seen.error();
    }
    const auto asked =
        arp_frames(*seen, place->segment, Operation::request, place->client, place->gateway);
    const auto answers =
        arp_frames(*seen, place->segment, Operation::reply, place->gateway, place->client);
    // The gateway may itself ask for the client once meanwhile and so be known until the next
    // forgetting, a tenth of the time later.
    if (asked == 0 || answers != 0 ||
        seen->control.replies.size() > seen->control.sent.size() / 10 + 1) {
        return failed(fmt::format("{} ARP requests, {} answers, {} replies to the client", asked,
                                  answers, seen->control.replies.size()));
    }
    if (auto restored = expect_restored(testbed); !restored) {
        return restored.error();
    }
    return fmt::format("asked {} times by ARP, no answer; restored", asked);
}

/// That the echo itself stays away is shown in each world's own tests: Testbed offers no ping.
Result<std::string> without_icmp(Testbed& testbed) {
    const auto place = place_of(testbed);
    if (!place) {
        return place.error();
    }
    const auto seen = observe_without(testbed, *place, NodeService::icmp_echo_replies);
    if (!seen) {
        return seen.error();
    }
    const workload::ProbeFlow& flow = seen->control;
    if (flow.replies.size() != flow.sent.size()) {
        return failed(
            fmt::format("{} packets sent, {} replies", flow.sent.size(), flow.replies.size()));
    }
    const auto state = testbed.service(place->gateway_node, NodeService::icmp_echo_replies);
    if (!state || !*state) {
        return !state ? state.error() : failed("the service was switched on and reads off");
    }
    return fmt::format("all {} packets passed; restored", flow.sent.size());
}

}  // namespace

void add_gateway_cases(std::vector<CalibrationCase>& cases) {
    cases.push_back({"GatewayWithoutForwardingStillAnswersArp",
                     "A gateway that does not forward passes nothing and answers ARP.",
                     without_forwarding});
    cases.push_back({"GatewayWithoutArpIsNotFound",
                     "A gateway that does not answer ARP is not found by who has forgotten it.",
                     without_arp});
    cases.push_back({"GatewayWithoutIcmpStillForwards",
                     "A gateway that does not answer echo requests forwards as ever.",
                     without_icmp});
}

}  // namespace holdfast::harness::calibration
