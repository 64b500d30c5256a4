// SPDX-License-Identifier: Apache-2.0
// Tenant of the public API: names are unique within one.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/opaque.h"

namespace holdfast::reference::model {

struct Schema;

struct TenantConfiguration {
    bool se_in_provider_context = true;
    bool tenant_access_to_provider_se = true;
    bool tenant_vrf = false;
    bool operator==(const TenantConfiguration&) const = default;
};
BOOST_DESCRIBE_STRUCT(TenantConfiguration, (),
                      (se_in_provider_context, tenant_access_to_provider_se, tenant_vrf))
const Schema& schema_of(const TenantConfiguration*);

struct Tenant {
    std::string uuid;
    std::string name;
    std::string description;
    bool local = true;
    TenantConfiguration config_settings;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const Tenant&) const = default;
};
BOOST_DESCRIBE_STRUCT(Tenant, (), (uuid, name, description, local, config_settings, markers))
const Schema& schema_of(const Tenant*);

}  // namespace holdfast::reference::model
