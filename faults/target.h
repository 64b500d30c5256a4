// SPDX-License-Identifier: Apache-2.0
// Whom a fault hits, by role: "active_of(vs1)". Resolved when the fault is injected, and recorded
// resolved.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::faults {

struct Target {
    enum class Role {
        node,         ///< a node by its name: "se1"
        active_of,    ///< the active engine of a virtual service: "active_of(vs1)"
        standby_of,   ///< "standby_of(vs1)"
        leader,       ///< the controller that leads: "leader"
        gateway_of,   ///< the gateway that a node's default route uses: "gateway_of(se1)"
        all_but,      ///< every node of the same kind but this: "all_but(se1)"
        controllers,  ///< every controller: "controllers"
        follower,     ///< a controller that follows, counted from 0: "follower(0)"
        minority,     ///< as many followers, the last ones, as the cluster can do without
        majority,     ///< the other controllers, the leader among them
        cluster_ip,   ///< the controller that holds the cluster's address: "cluster_ip"
    };
    Role role = Role::node;
    std::string argument;

    auto operator<=>(const Target&) const = default;
};

std::string to_string(const Target& target);
Result<Target> parse_target(std::string_view text);

/// Whether controllers alone play it.
bool is_of_cluster(Target::Role role);
/// For follower, minority and majority: who that is of these controllers, while this one leads.
/// Fails when it is nobody.
Result<std::vector<std::string>> part_of_cluster(const Target& target, const std::string& leader,
                                                 const std::vector<std::string>& controllers);

/// Who plays which role at this moment; implemented from the topology and the system under test.
class Roles {
  public:
    Roles() = default;
    Roles(const Roles&) = delete;
    Roles& operator=(const Roles&) = delete;
    virtual ~Roles() = default;

    /// Names of the nodes, never empty. Fails when nobody plays the role now.
    virtual Result<std::vector<std::string>> resolve(const Target& target) const = 0;
    /// Where the engines' heartbeats to each other run.
    struct HeartbeatPath {
        std::string segment;
        std::uint16_t udp_port = 0;
    };
    virtual HeartbeatPath heartbeat_path() const = 0;
};

}  // namespace holdfast::faults
