// SPDX-License-Identifier: Apache-2.0
// Rules that need something which the reference does not have yet. They are reported SKIPPED with
// the reason given here, so that the catalogue is whole and nothing is passed over in silence.
#include "harness/property.h"
#include "properties/catalogue.h"

namespace holdfast::properties {

namespace {

struct PendingRule {
    const char* rule;
    const char* sentence;
    const char* source;
    const char* waits_for;
};

constexpr PendingRule pending[] = {
    {"DET-10", "For BGP services engines exchange no heartbeats; the router's BFD drops the path",
     "K:service-engine-failure-detection, M", "BGP scaling of virtual services"},
    {"GW-20",
     "Peers that advertise VIPs are all down on the active engine: switch (opt-in); every VRF "
     "counts",
     "W:bgpmon, V", "BGP scaling of virtual services"},
};

}  // namespace

void register_pending() {
    for (const PendingRule& one : pending) {
        harness::Property property;
        property.rule = one.rule;
        property.sentence = one.sentence;
        property.source = one.source;
        property.topology = "cluster_of_three";
        property.waits_for = one.waits_for;
        harness::register_property(std::move(property));
    }
}

}  // namespace holdfast::properties
