// SPDX-License-Identifier: Apache-2.0
// SystemConfiguration of the public API, a singleton.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/cloud.h"
#include "reference/model/opaque.h"
#include "reference/model/tenant.h"

namespace holdfast::reference::model {

struct Schema;

struct PortalConfiguration {
    bool allow_basic_authentication = false;
    bool enable_http = true;
    bool enable_https = true;
    bool redirect_to_https = true;
    std::optional<std::uint32_t> http_port;
    std::optional<std::uint32_t> https_port;
    bool disable_remote_cli_shell = false;
    bool disable_swagger = false;
    bool password_strength_check = false;
    bool use_uuid_from_input = false;
    std::optional<std::uint32_t> minimum_password_length;
    std::vector<std::string> sslkeyandcertificate_refs;
    bool operator==(const PortalConfiguration&) const = default;
};
BOOST_DESCRIBE_STRUCT(PortalConfiguration, (),
                      (allow_basic_authentication, enable_http, enable_https, redirect_to_https,
                       http_port, https_port, disable_remote_cli_shell, disable_swagger,
                       password_strength_check, use_uuid_from_input, minimum_password_length,
                       sslkeyandcertificate_refs))
const Schema& schema_of(const PortalConfiguration*);

struct SystemConfiguration {
    std::string uuid;
    PortalConfiguration portal_configuration;
    TenantConfiguration global_tenant_config;
    std::optional<Opaque> dns_configuration;    ///< DNSConfiguration
    std::optional<Opaque> ntp_configuration;    ///< NTPConfiguration
    std::optional<Opaque> email_configuration;  ///< EmailConfiguration
    LicenseTier default_license_tier = LicenseTier::ENTERPRISE;
    bool docker_mode = false;
    bool welcome_workflow_complete = false;
    std::optional<Opaque> mgmt_ip_access_control;  ///< MgmtIpAccessControl
    std::vector<std::string> ssh_ciphers;
    std::vector<std::string> ssh_hmacs;
    bool operator==(const SystemConfiguration&) const = default;
};
BOOST_DESCRIBE_STRUCT(SystemConfiguration, (),
                      (uuid, portal_configuration, global_tenant_config, dns_configuration,
                       ntp_configuration, email_configuration, default_license_tier, docker_mode,
                       welcome_workflow_complete, mgmt_ip_access_control, ssh_ciphers, ssh_hmacs))
const Schema& schema_of(const SystemConfiguration*);

}  // namespace holdfast::reference::model
