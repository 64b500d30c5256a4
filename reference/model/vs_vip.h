// SPDX-License-Identifier: Apache-2.0
// VsVip and Vip of the public API: the address that virtual services share.
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

enum class AutoAllocateIpType { V4_ONLY, V6_ONLY, V4_V6 };
BOOST_DESCRIBE_ENUM(AutoAllocateIpType, V4_ONLY, V6_ONLY, V4_V6)

struct Vip {
    std::string vip_id;  ///< schema says required, the controller fills "0"… when missing
    IpAddr ip_address;
    bool enabled = true;
    std::optional<IpAddr> ip6_address;
    std::uint32_t prefix_length = 32;
    bool auto_allocate_ip = false;
    AutoAllocateIpType auto_allocate_ip_type = AutoAllocateIpType::V4_ONLY;
    bool avi_allocated_vip = false;
    bool auto_allocate_floating_ip = false;
    bool avi_allocated_fip = false;
    std::optional<IpAddr> floating_ip;
    std::optional<IpAddrPrefix> subnet;
    std::string network_ref;
    std::optional<Opaque> ipam_network_subnet;  ///< IPNetworkSubnet
    std::vector<Opaque> placement_networks;     ///< VipPlacementNetwork
    std::vector<Opaque> discovered_networks;    ///< DiscoveredNetwork
    std::string availability_zone;
    std::string port_uuid;
    bool operator==(const Vip&) const = default;
};
BOOST_DESCRIBE_STRUCT(Vip, (),
                      (vip_id, ip_address, enabled, ip6_address, prefix_length, auto_allocate_ip,
                       auto_allocate_ip_type, avi_allocated_vip, auto_allocate_floating_ip,
                       avi_allocated_fip, floating_ip, subnet, network_ref, ipam_network_subnet,
                       placement_networks, discovered_networks, availability_zone, port_uuid))
const Schema& schema_of(const Vip*);

struct VsVip {
    std::string uuid;
    std::string name;
    std::optional<std::uint32_t> bgp_local_preference;
    std::optional<std::uint32_t> bgp_num_as_path_prepend;
    std::vector<std::string> bgp_peer_labels;
    std::string cloud_ref;
    std::vector<Opaque> dns_info;  ///< DnsInfo
    bool east_west_placement = false;
    std::string tenant_ref;
    std::string tier1_lr;
    std::optional<bool> use_standard_alb;
    std::vector<Vip> vip;
    std::string vrf_context_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const VsVip&) const = default;
};
BOOST_DESCRIBE_STRUCT(VsVip, (),
                      (uuid, name, bgp_local_preference, bgp_num_as_path_prepend, bgp_peer_labels,
                       cloud_ref, dns_info, east_west_placement, tenant_ref, tier1_lr,
                       use_standard_alb, vip, vrf_context_ref, markers))
const Schema& schema_of(const VsVip*);

/// Numbers the entries that came without a vip_id.
void complete(VsVip& vs_vip);

/// No two may have the same: the address.
std::string distinct_key(const VsVip& vs_vip);

}  // namespace holdfast::reference::model
