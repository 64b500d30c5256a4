// SPDX-License-Identifier: Apache-2.0
// VirtualService and Service of the public API.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/addresses.h"
#include "reference/model/cloud.h"
#include "reference/model/opaque.h"
#include "reference/model/vs_vip.h"

namespace holdfast::reference::model {

struct Schema;

enum class VirtualServiceType { VS_TYPE_NORMAL, VS_TYPE_VH_PARENT, VS_TYPE_VH_CHILD };
BOOST_DESCRIBE_ENUM(VirtualServiceType, VS_TYPE_NORMAL, VS_TYPE_VH_PARENT, VS_TYPE_VH_CHILD)

enum class ActiveStandbySeTag { ACTIVE_STANDBY_SE_1, ACTIVE_STANDBY_SE_2 };
BOOST_DESCRIBE_ENUM(ActiveStandbySeTag, ACTIVE_STANDBY_SE_1, ACTIVE_STANDBY_SE_2)

enum class FlowDist {
    LOAD_AWARE,
    CONSISTENT_HASH_SOURCE_IP_ADDRESS,
    CONSISTENT_HASH_SOURCE_IP_ADDRESS_AND_PORT
};
BOOST_DESCRIBE_ENUM(FlowDist, LOAD_AWARE, CONSISTENT_HASH_SOURCE_IP_ADDRESS,
                    CONSISTENT_HASH_SOURCE_IP_ADDRESS_AND_PORT)

enum class VhType { VS_TYPE_VH_SNI, VS_TYPE_VH_ENHANCED };
BOOST_DESCRIBE_ENUM(VhType, VS_TYPE_VH_SNI, VS_TYPE_VH_ENHANCED)

struct Service {
    std::uint32_t port = 0;
    std::uint32_t port_range_end = 0;  ///< 0- single port
    std::string override_network_profile_ref;
    bool enable_http2 = false;
    bool enable_ssl = false;
    std::string override_application_profile_ref;
    bool operator==(const Service&) const = default;
};
BOOST_DESCRIBE_STRUCT(Service, (),
                      (port, port_range_end, override_network_profile_ref, enable_http2, enable_ssl,
                       override_application_profile_ref))
const Schema& schema_of(const Service*);

struct VirtualService {
    std::string uuid;
    std::string name;
    std::string description;
    bool enabled = true;
    bool traffic_enabled = true;
    std::string vsvip_ref;
    std::vector<Service> services;
    std::string pool_ref;
    VirtualServiceType type = VirtualServiceType::VS_TYPE_NORMAL;
    std::vector<Vip> vip;
    std::string pool_group_ref;
    std::string se_group_ref;
    std::string cloud_ref;
    std::string tenant_ref;
    std::string vrf_context_ref;
    std::string application_profile_ref;
    std::string network_profile_ref;
    std::string analytics_profile_ref;
    ActiveStandbySeTag active_standby_se_tag = ActiveStandbySeTag::ACTIVE_STANDBY_SE_1;
    std::uint32_t weight = 1;
    FlowDist flow_dist = FlowDist::LOAD_AWARE;
    bool scaleout_ecmp = false;
    std::optional<bool> enable_rhi;
    std::optional<bool> enable_rhi_snat;
    std::vector<std::string> bgp_peer_labels;
    bool advertise_down_vs = false;
    bool remove_listening_port_on_vs_down = false;
    bool ign_pool_net_reach = false;
    std::optional<std::uint32_t> min_pools_up;
    bool use_vip_as_snat = false;
    std::vector<IpAddr> snat_ip;
    bool east_west_placement = false;
    bool delay_fairness = false;
    bool enable_autogw = true;
    bool close_client_conn_on_config_update = false;
    CloudType cloud_type = CloudType::CLOUD_NONE;
    VhType vh_type = VhType::VS_TYPE_VH_SNI;
    std::string vh_parent_vs_ref;
    std::string fqdn;
    std::vector<Opaque> dns_info;  ///< DnsInfo
    std::string service_metadata;
    std::string created_by;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const VirtualService&) const = default;
};
BOOST_DESCRIBE_STRUCT(VirtualService, (),
                      (uuid, name, description, enabled, traffic_enabled, vsvip_ref, services,
                       pool_ref, type, vip, pool_group_ref, se_group_ref, cloud_ref, tenant_ref,
                       vrf_context_ref, application_profile_ref, network_profile_ref,
                       analytics_profile_ref, active_standby_se_tag, weight, flow_dist,
                       scaleout_ecmp, enable_rhi, enable_rhi_snat, bgp_peer_labels,
                       advertise_down_vs, remove_listening_port_on_vs_down, ign_pool_net_reach,
                       min_pools_up, use_vip_as_snat, snat_ip, east_west_placement, delay_fairness,
                       enable_autogw, close_client_conn_on_config_update, cloud_type, vh_type,
                       vh_parent_vs_ref, fqdn, dns_info, service_metadata, created_by, markers))
const Schema& schema_of(const VirtualService*);

/// Writes out port_range_end = port for single ports.
void complete(VirtualService& virtual_service);

}  // namespace holdfast::reference::model
