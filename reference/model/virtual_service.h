// SPDX-License-Identifier: Apache-2.0
// VirtualService and Service of the public API.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "reference/model/pool.h"

namespace holdfast::reference::model {

/// LEG-10: services of one tag are active on the same engine. LEG-11: the default is the first.
enum class ActiveStandbySeTag { ACTIVE_STANDBY_SE_1, ACTIVE_STANDBY_SE_2 };
BOOST_DESCRIBE_ENUM(ActiveStandbySeTag, ACTIVE_STANDBY_SE_1, ACTIVE_STANDBY_SE_2)

/// A listening port, or a range of them.
struct Service {
    std::uint32_t port = 0;                    ///< 1-65535
    std::uint32_t port_range_end = 0;          ///< port-65535; 0: the port alone
    std::string override_network_profile_ref;  ///< network_profile.h; empty: the service's own
    bool operator==(const Service&) const = default;
};
BOOST_DESCRIBE_STRUCT(Service, (), (port, port_range_end, override_network_profile_ref))

struct VirtualService {
    std::string uuid;
    std::string name;
    std::string description;
    bool enabled = true;
    std::string vsvip_ref;
    std::vector<Service> services;  ///< 1-2048
    std::string pool_ref;           ///< empty: no servers
    std::string se_group_ref;
    std::string network_profile_ref;  ///< network_profile.h; empty: System-TCP-Proxy
    ActiveStandbySeTag active_standby_se_tag = ActiveStandbySeTag::ACTIVE_STANDBY_SE_1;
    std::vector<IpAddr> snat_ip;  ///< at most 32
    bool operator==(const VirtualService&) const = default;
};
BOOST_DESCRIBE_STRUCT(VirtualService, (),
                      (uuid, name, description, enabled, vsvip_ref, services, pool_ref,
                       se_group_ref, network_profile_ref, active_standby_se_tag, snat_ip))

/// Writes out port_range_end = port for single ports.
void complete(VirtualService& virtual_service);

}  // namespace holdfast::reference::model
