// SPDX-License-Identifier: Apache-2.0
// Cloud of the public API: the orchestrator in which engines run, and how far the controller may go
// in it.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/opaque.h"

namespace holdfast::reference::model {

struct Schema;

enum class CloudType {
    CLOUD_NONE,
    CLOUD_VCENTER,
    CLOUD_OPENSTACK,
    CLOUD_AWS,
    CLOUD_VCA,
    CLOUD_APIC,
    CLOUD_MESOS,
    CLOUD_LINUXSERVER,
    CLOUD_DOCKER_UCP,
    CLOUD_RANCHER,
    CLOUD_OSHIFT_K8S,
    CLOUD_AZURE,
    CLOUD_GCP,
    CLOUD_NSXT
};
BOOST_DESCRIBE_ENUM(CloudType, CLOUD_NONE, CLOUD_VCENTER, CLOUD_OPENSTACK, CLOUD_AWS, CLOUD_VCA,
                    CLOUD_APIC, CLOUD_MESOS, CLOUD_LINUXSERVER, CLOUD_DOCKER_UCP, CLOUD_RANCHER,
                    CLOUD_OSHIFT_K8S, CLOUD_AZURE, CLOUD_GCP, CLOUD_NSXT)

enum class LicenseTier {
    ENTERPRISE_16,
    ENTERPRISE,
    ENTERPRISE_18,
    BASIC,
    ESSENTIALS,
    ENTERPRISE_WITH_CLOUD_SERVICES
};
BOOST_DESCRIBE_ENUM(LicenseTier, ENTERPRISE_16, ENTERPRISE, ENTERPRISE_18, BASIC, ESSENTIALS,
                    ENTERPRISE_WITH_CLOUD_SERVICES)

enum class LicenseType {
    LIC_BACKEND_SERVERS,
    LIC_SOCKETS,
    LIC_CORES,
    LIC_HOSTS,
    LIC_SE_BANDWIDTH,
    LIC_METERED_SE_BANDWIDTH
};
BOOST_DESCRIBE_ENUM(LicenseType, LIC_BACKEND_SERVERS, LIC_SOCKETS, LIC_CORES, LIC_HOSTS,
                    LIC_SE_BANDWIDTH, LIC_METERED_SE_BANDWIDTH)

/// What the controller may do in the orchestrator: nothing, look, or start engines itself.
enum class CloudPrivilege { NO_ACCESS, READ_ACCESS, WRITE_ACCESS };
BOOST_DESCRIBE_ENUM(CloudPrivilege, NO_ACCESS, READ_ACCESS, WRITE_ACCESS)

struct VCenterConfiguration {
    CloudPrivilege privilege = CloudPrivilege::WRITE_ACCESS;
    std::string vcenter_url;
    std::string datacenter;
    bool operator==(const VCenterConfiguration&) const = default;
};
BOOST_DESCRIBE_STRUCT(VCenterConfiguration, (), (privilege, vcenter_url, datacenter))
const Schema& schema_of(const VCenterConfiguration*);

struct Cloud {
    std::string uuid;
    std::string name;
    CloudType vtype = CloudType::CLOUD_NONE;
    std::optional<VCenterConfiguration> vcenter_configuration;
    bool dhcp_enabled = false;
    std::uint32_t mtu = 1500;
    bool prefer_static_routes = false;
    bool enable_vip_static_routes = false;
    bool enable_vip_on_all_interfaces = false;
    bool state_based_dns_registration = true;
    bool dns_resolution_on_se = false;
    std::uint32_t autoscale_polling_interval = 60;
    std::uint32_t metrics_polling_interval = 300;
    bool maintenance_mode = false;
    std::string se_group_template_ref;
    std::string ipam_provider_ref;
    std::string dns_provider_ref;
    std::optional<LicenseTier> license_tier;
    std::optional<LicenseType> license_type;
    std::string tenant_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const Cloud&) const = default;

    /// The controller starts and deletes engines itself.
    bool write_access() const {
        return vtype == CloudType::CLOUD_VCENTER && vcenter_configuration &&
               vcenter_configuration->privilege == CloudPrivilege::WRITE_ACCESS;
    }
};
BOOST_DESCRIBE_STRUCT(Cloud, (),
                      (uuid, name, vtype, vcenter_configuration, dhcp_enabled, mtu,
                       prefer_static_routes, enable_vip_static_routes, enable_vip_on_all_interfaces,
                       state_based_dns_registration, dns_resolution_on_se,
                       autoscale_polling_interval, metrics_polling_interval, maintenance_mode,
                       se_group_template_ref, ipam_provider_ref, dns_provider_ref, license_tier,
                       license_type, tenant_ref, markers))
const Schema& schema_of(const Cloud*);

}  // namespace holdfast::reference::model
