// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/capabilities.h"

#include <algorithm>

namespace holdfast::harness::sut {

const std::vector<Capability>& all_capabilities() {
    static const std::vector<Capability> all = {
        // What any pair of load balancers may offer.
        {"active_standby_pair",
         "of two engines one answers for each VIP, and the other takes over when it dies"},
        {"distributed_load",
         "services of one tag are active on one engine, those of the other tag on its peer"},
        {"automatic_redistribution",
         "by choice, services go back to the engine of their tag when it returns"},
        {"floating_ip", "interface addresses that move with the services"},
        {"snat_ip", "addresses towards the servers that move with the services"},
        {"switchover", "an operator can tell an engine to hand its services over"},
        {"link_monitoring", "an engine whose link to the clients fails hands its services over"},
        {"releases_on_death",
         "addresses of programs that were killed are not answered for any longer"},
        {"heartbeats_over_udp", "engines tell each other by UDP that they live"},
        {"arbitration",
         "somebody besides the engines decides who is active when they do not hear each other"},
        {"server_monitoring", "engines probe the servers and use none that is down"},
        {"datagrams_to_servers", "datagrams of clients are passed on to the servers, as TCP is"},
        {"equal_paths",
         "several engines serve one VIP at once, and routers share the flows out between them"},
        // What takes a controller with the API of spec/api.md.
        {"legacy_active_standby", "SE groups in the legacy mode, and everything that they refuse"},
        {"elastic_groups", "SE groups in the elastic modes"},
        {"self_se_election", "engines of an elastic group follow by themselves"},
        {"redistribute", "an operator can have the services of a pair spread by their tags"},
        {"gateway_monitoring", "engines watch their gateways"},
        {"controller_cluster", "three controllers that replicate the configuration"},
        {"request_log", "which requests clients made can be read back"},
        {"write_access", "the controller starts and deletes engines in a cloud"},
        {"client_persistence", "clients stay at their servers"},
        {"enable_routing", "the active engine passes on packets of the servers"},
        {"enable_vmac", "one MAC for the floating addresses, wherever they are"},
        {"flow_spreading", "engines of an elastic group share the flows of one service"},
        {"answers_through_primary",
         "answers of secondaries pass the primary, where it is asked to have it so"},
        // What the world offers.
        {"real_tcp", "TCP of a real kernel"},
    };
    return all;
}

bool is_capability(const std::string& name) {
    const auto& all = all_capabilities();
    return std::any_of(all.begin(), all.end(),
                       [&](const Capability& known) { return known.name == name; });
}

}  // namespace holdfast::harness::sut
