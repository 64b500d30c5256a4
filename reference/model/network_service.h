// SPDX-License-Identifier: Apache-2.0
// NetworkService of the public API: routing and floating addresses of an SE group.
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

enum class ServiceType { ROUTING_SERVICE };
BOOST_DESCRIBE_ENUM(ServiceType, ROUTING_SERVICE)

struct RoutingService {
    bool advertise_backend_networks = false;
    bool enable_auto_gateway = false;
    bool enable_routing = false;
    bool enable_vip_on_all_interfaces = true;
    bool enable_vmac = false;
    std::vector<IpAddr> floating_intf_ip;
    std::vector<IpAddr> floating_intf_ip6_addresses;
    std::vector<IpAddr> floating_intf_ip6_se_2_addresses;
    std::vector<IpAddr> floating_intf_ip_se_2;
    bool graceful_restart = false;
    std::string nat_policy_ref;  ///< of a NatPolicy; not resolved
    bool routing_by_linux_ipstack = false;
    bool operator==(const RoutingService&) const = default;
};
BOOST_DESCRIBE_STRUCT(RoutingService, (),
                      (advertise_backend_networks, enable_auto_gateway, enable_routing,
                       enable_vip_on_all_interfaces, enable_vmac, floating_intf_ip,
                       floating_intf_ip6_addresses, floating_intf_ip6_se_2_addresses,
                       floating_intf_ip_se_2, graceful_restart, nat_policy_ref,
                       routing_by_linux_ipstack))
const Schema& schema_of(const RoutingService*);

struct NetworkService {
    std::string uuid;
    std::string name;
    std::string cloud_ref;
    std::optional<RoutingService> routing_service;
    std::string se_group_ref;
    ServiceType service_type = ServiceType::ROUTING_SERVICE;
    std::string tenant_ref;
    std::string vrf_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const NetworkService&) const = default;
};
BOOST_DESCRIBE_STRUCT(NetworkService, (),
                      (uuid, name, cloud_ref, routing_service, se_group_ref, service_type,
                       tenant_ref, vrf_ref, markers))
const Schema& schema_of(const NetworkService*);

}  // namespace holdfast::reference::model
