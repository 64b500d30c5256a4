// SPDX-License-Identifier: Apache-2.0
// Cluster of the public API, a singleton: the controllers.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/addresses.h"
#include "reference/model/opaque.h"
#include "reference/model/vrf_context.h"

namespace holdfast::reference::model {

struct Schema;

struct ClusterNode {
    std::vector<std::string> categories;
    std::vector<Opaque> interfaces;  ///< ControllerInterface
    std::optional<IpAddr> ip;        ///< management address
    std::optional<IpAddr> ip6;
    std::string name = "node";  ///< unique in the cluster; the only handle the runtime uses
    std::string password;       ///< only for adding a node that is already set up
    std::optional<IpAddr> public_ip_or_name;
    std::vector<StaticRoute> static_routes;
    std::string vm_hostname;
    std::string vm_mor;
    std::string vm_name;
    std::string vm_uuid;  ///< read only in practice
    bool operator==(const ClusterNode&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClusterNode, (),
                      (categories, interfaces, ip, ip6, name, password, public_ip_or_name,
                       static_routes, vm_hostname, vm_mor, vm_name, vm_uuid))
const Schema& schema_of(const ClusterNode*);

struct Cluster {
    std::string uuid;
    std::string name;
    std::vector<ClusterNode> nodes;          ///< 1 or 3 entries
    bool rejoin_nodes_automatically = true;  ///< a node that was lost joins again by itself
    std::string tenant_ref;
    std::optional<IpAddr>
        virtual_ip;  ///< the cluster IP; must be in the management subnet of the nodes
    bool operator==(const Cluster&) const = default;
};
BOOST_DESCRIBE_STRUCT(Cluster, (),
                      (uuid, name, nodes, rejoin_nodes_automatically, tenant_ref, virtual_ip))
const Schema& schema_of(const Cluster*);

}  // namespace holdfast::reference::model
