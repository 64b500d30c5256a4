// SPDX-License-Identifier: Apache-2.0
// Controllers that know each other by their host names lose their resolvers, all at once or one of
// them, for longer than a silent member is waited for.
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/check/events.h"
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_edits.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ccfg_17 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CCFG-17");
    cluster.clients();
    const char* who = draw.chance.chance(0.5) ? "controllers" : "follower(0)";
    cluster.fault(cluster.some_time(), faults::NamesLost{target(who)},
                  2 * cluster.detection() + cluster.heartbeat());
    return with_host_names(cluster.scenario());
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-17",
        .sentence = "Names of nodes may be DNS names, resolved when a connection is set up: a "
                    "resolver that is lost later changes nothing until a node restarts",
        .source = "K:cluster-configuration-with-fqdn, V",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_reported(
                         {"CONTROLLER_NODE_LEFT", "CONTROLLER_LEADER_FAILOVER"}),
                     harness::check::leader_never_changes(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"connections_made_anew"},
    });
}

}  // namespace holdfast::properties::ccfg_17
