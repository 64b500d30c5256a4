// SPDX-License-Identifier: Apache-2.0
// IpamDnsProviderProfile of the public API. Stored and given back.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/opaque.h"

namespace holdfast::reference::model {

struct Schema;

enum class IpamDnsType {
    IPAMDNS_TYPE_INFOBLOX,
    IPAMDNS_TYPE_AWS,
    IPAMDNS_TYPE_OPENSTACK,
    IPAMDNS_TYPE_GCP,
    IPAMDNS_TYPE_INFOBLOX_DNS,
    IPAMDNS_TYPE_CUSTOM,
    IPAMDNS_TYPE_CUSTOM_DNS,
    IPAMDNS_TYPE_AZURE,
    IPAMDNS_TYPE_OCI,
    IPAMDNS_TYPE_TENCENT,
    IPAMDNS_TYPE_INTERNAL,
    IPAMDNS_TYPE_INTERNAL_DNS,
    IPAMDNS_TYPE_AWS_DNS,
    IPAMDNS_TYPE_AZURE_DNS
};
BOOST_DESCRIBE_ENUM(IpamDnsType, IPAMDNS_TYPE_INFOBLOX, IPAMDNS_TYPE_AWS, IPAMDNS_TYPE_OPENSTACK,
                    IPAMDNS_TYPE_GCP, IPAMDNS_TYPE_INFOBLOX_DNS, IPAMDNS_TYPE_CUSTOM,
                    IPAMDNS_TYPE_CUSTOM_DNS, IPAMDNS_TYPE_AZURE, IPAMDNS_TYPE_OCI,
                    IPAMDNS_TYPE_TENCENT, IPAMDNS_TYPE_INTERNAL, IPAMDNS_TYPE_INTERNAL_DNS,
                    IPAMDNS_TYPE_AWS_DNS, IPAMDNS_TYPE_AZURE_DNS)

struct IpamDnsProviderProfile {
    std::string uuid;
    std::string name;
    std::optional<IpamDnsType> type;
    bool allocate_ip_in_vrf = false;
    std::optional<Opaque> internal_profile;  ///< IpamDnsInternalProfile
    std::optional<Opaque> custom_profile;    ///< CustomIpamDnsProfile
    std::optional<Opaque> infoblox_profile;  ///< IpamDnsInfobloxProfile
    std::optional<Opaque> aws_profile;       ///< IpamDnsAwsProfile
    std::string tenant_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const IpamDnsProviderProfile&) const = default;
};
BOOST_DESCRIBE_STRUCT(IpamDnsProviderProfile, (),
                      (uuid, name, type, allocate_ip_in_vrf, internal_profile, custom_profile,
                       infoblox_profile, aws_profile, tenant_ref, markers))
const Schema& schema_of(const IpamDnsProviderProfile*);

}  // namespace holdfast::reference::model
