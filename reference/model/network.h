// SPDX-License-Identifier: Apache-2.0
// Network of the public API.
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

enum class StaticIpRangeType { STATIC_IPS_FOR_SE, STATIC_IPS_FOR_VIP, STATIC_IPS_FOR_VIP_AND_SE };
BOOST_DESCRIBE_ENUM(StaticIpRangeType, STATIC_IPS_FOR_SE, STATIC_IPS_FOR_VIP,
                    STATIC_IPS_FOR_VIP_AND_SE)

struct StaticIpRange {
    IpAddrRange range;
    StaticIpRangeType type = StaticIpRangeType::STATIC_IPS_FOR_VIP_AND_SE;
    bool operator==(const StaticIpRange&) const = default;
};
BOOST_DESCRIBE_STRUCT(StaticIpRange, (), (range, type))
const Schema& schema_of(const StaticIpRange*);

struct Subnet {
    IpAddrPrefix prefix;
    std::vector<StaticIpRange> static_ip_ranges;
    bool operator==(const Subnet&) const = default;
};
BOOST_DESCRIBE_STRUCT(Subnet, (), (prefix, static_ip_ranges))
const Schema& schema_of(const Subnet*);

struct Network {
    std::string uuid;
    std::string name;
    std::vector<KeyValue> attrs;
    std::string cloud_ref;
    std::vector<Subnet> configured_subnets;
    bool dhcp_enabled = true;
    bool exclude_discovered_subnets = false;
    bool ip6_autocfg_enabled = true;
    bool synced_from_se = false;
    std::string tenant_ref;
    bool vcenter_dvs = true;
    std::string vimgrnw_ref;  ///< of a VIMgrNWRuntime; not resolved
    std::string vrf_context_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const Network&) const = default;
};
BOOST_DESCRIBE_STRUCT(Network, (),
                      (uuid, name, attrs, cloud_ref, configured_subnets, dhcp_enabled,
                       exclude_discovered_subnets, ip6_autocfg_enabled, synced_from_se, tenant_ref,
                       vcenter_dvs, vimgrnw_ref, vrf_context_ref, markers))
const Schema& schema_of(const Network*);

}  // namespace holdfast::reference::model
