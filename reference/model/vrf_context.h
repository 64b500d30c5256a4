// SPDX-License-Identifier: Apache-2.0
// VrfContext of the public API, with its gateway monitors, static routes and BGP.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/addresses.h"
#include "reference/model/opaque.h"

namespace holdfast::reference::model {

struct Schema;

struct GatewayMonitor {
    IpAddr gateway_ip;
    std::uint32_t gateway_monitor_fail_threshold = 10;
    std::uint32_t gateway_monitor_interval = 1000;
    std::uint32_t gateway_monitor_success_threshold = 15;
    std::optional<IpAddrPrefix> subnet;
    bool operator==(const GatewayMonitor&) const = default;
};
BOOST_DESCRIBE_STRUCT(GatewayMonitor, (),
                      (gateway_ip, gateway_monitor_fail_threshold, gateway_monitor_interval,
                       gateway_monitor_success_threshold, subnet))
const Schema& schema_of(const GatewayMonitor*);

struct InternalGatewayMonitor {
    bool disable_gateway_monitor = false;
    std::uint32_t gateway_monitor_failure_threshold = 10;
    std::uint32_t gateway_monitor_interval = 1000;
    std::uint32_t gateway_monitor_success_threshold = 15;
    bool operator==(const InternalGatewayMonitor&) const = default;
};
BOOST_DESCRIBE_STRUCT(InternalGatewayMonitor, (),
                      (disable_gateway_monitor, gateway_monitor_failure_threshold,
                       gateway_monitor_interval, gateway_monitor_success_threshold))
const Schema& schema_of(const InternalGatewayMonitor*);

struct StaticRoute {
    std::optional<bool> disable_gateway_monitor;
    std::string if_name;
    std::vector<KeyValue> labels;
    IpAddr next_hop;
    IpAddrPrefix prefix;
    std::string route_id;
    bool operator==(const StaticRoute&) const = default;
};
BOOST_DESCRIBE_STRUCT(StaticRoute, (),
                      (disable_gateway_monitor, if_name, labels, next_hop, prefix, route_id))
const Schema& schema_of(const StaticRoute*);

struct BgpPeer {
    bool advertise_snat_ip = true;
    bool advertise_vip = true;
    std::uint32_t advertisement_interval = 5;
    bool bfd = true;
    std::uint32_t connect_timer = 10;
    std::uint32_t ebgp_multihop = 0;
    std::optional<std::uint32_t> hold_time;
    std::optional<bool> ibgp_local_as_override;
    std::optional<std::uint32_t> keepalive_interval;
    std::string label;
    std::optional<std::uint32_t> local_as;
    std::string md5_secret;
    std::string network_ref;
    std::optional<IpAddr> peer_ip;
    std::optional<IpAddr> peer_ip6;
    std::optional<std::uint32_t> remote_as;
    bool shutdown = false;
    std::optional<IpAddrPrefix> subnet;
    std::optional<IpAddrPrefix> subnet6;
    bool operator==(const BgpPeer&) const = default;
};
BOOST_DESCRIBE_STRUCT(BgpPeer, (),
                      (advertise_snat_ip, advertise_vip, advertisement_interval, bfd, connect_timer,
                       ebgp_multihop, hold_time, ibgp_local_as_override, keepalive_interval, label,
                       local_as, md5_secret, network_ref, peer_ip, peer_ip6, remote_as, shutdown,
                       subnet, subnet6))
const Schema& schema_of(const BgpPeer*);

struct BgpRoutingOptions {
    std::optional<bool> advertise_default_route;
    std::optional<bool> advertise_learned_routes;
    std::string label;
    std::optional<bool> learn_only_default_route;
    std::optional<bool> learn_routes;
    std::uint32_t max_learn_limit = 50;
    bool operator==(const BgpRoutingOptions&) const = default;
};
BOOST_DESCRIBE_STRUCT(BgpRoutingOptions, (),
                      (advertise_default_route, advertise_learned_routes, label,
                       learn_only_default_route, learn_routes, max_learn_limit))
const Schema& schema_of(const BgpRoutingOptions*);

struct BgpProfile {
    std::vector<std::string> community;
    std::uint32_t hold_time = 180;
    bool ibgp = true;
    std::vector<Opaque> ip_communities;  ///< IpCommunity
    std::uint32_t keepalive_interval = 60;
    std::uint32_t local_as = 0;
    std::optional<std::uint32_t> local_preference;
    std::optional<std::uint32_t> num_as_path_prepend;
    std::vector<BgpPeer> peers;
    std::vector<BgpRoutingOptions> routing_options;
    bool send_community = true;
    bool shutdown = false;
    bool operator==(const BgpProfile&) const = default;
};
BOOST_DESCRIBE_STRUCT(BgpProfile, (),
                      (community, hold_time, ibgp, ip_communities, keepalive_interval, local_as,
                       local_preference, num_as_path_prepend, peers, routing_options,
                       send_community, shutdown))
const Schema& schema_of(const BgpProfile*);

struct BfdProfile {
    std::uint32_t minrx = 1000;
    std::uint32_t mintx = 1000;
    std::uint32_t multi = 3;
    bool operator==(const BfdProfile&) const = default;
};
BOOST_DESCRIBE_STRUCT(BfdProfile, (), (minrx, mintx, multi))
const Schema& schema_of(const BfdProfile*);

struct VrfContext {
    std::string uuid;
    std::string name;
    std::vector<KeyValue> attrs;
    std::optional<BfdProfile> bfd_profile;
    std::optional<BgpProfile> bgp_profile;
    std::string cloud_ref;
    std::optional<Opaque> debugvrfcontext;  ///< DebugVrfContext
    std::string description;
    std::vector<GatewayMonitor> gateway_mon;
    std::optional<InternalGatewayMonitor> internal_gateway_monitor;
    bool lldp_enable = true;
    std::vector<StaticRoute> static_routes;
    bool system_default = false;
    std::string tenant_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const VrfContext&) const = default;
};
BOOST_DESCRIBE_STRUCT(VrfContext, (),
                      (uuid, name, attrs, bfd_profile, bgp_profile, cloud_ref, debugvrfcontext,
                       description, gateway_mon, internal_gateway_monitor, lldp_enable,
                       static_routes, system_default, tenant_ref, markers))
const Schema& schema_of(const VrfContext*);

}  // namespace holdfast::reference::model
