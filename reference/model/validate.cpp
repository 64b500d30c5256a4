// SPDX-License-Identifier: Apache-2.0
#include "reference/model/validate.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "base/address.h"
#include "reference/model/field.h"
#include "reference/model/network_profile.h"

namespace holdfast::reference::model {
namespace {

using MaybeError = std::optional<Error>;

constexpr std::uint32_t port_max = 65535;
constexpr std::uint32_t interval_max_ms = 60000;
// Each listening port is a socket on every engine of the group.
constexpr std::uint32_t listening_ports_max = 2048;

Result<void> outcome(MaybeError error) {
    if (error) {
        return *error;
    }
    return success;
}

template <class... Checks>
MaybeError first_of(Checks... checks) {
    MaybeError found;
    ((found = found ? found : checks()), ...);
    return found;
}

MaybeError bad_name(const std::string& name) {
    const auto permitted = [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view(" @.+-_").find(static_cast<char>(c)) != std::string_view::npos;
    };
    if (name.empty() || name.size() > 255 || !std::all_of(name.begin(), name.end(), permitted)) {
        return bad_input("name: '" + name +
                         "' is not 1-255 letters, digits, blanks and any of @.+-_");
    }
    return std::nullopt;
}

MaybeError bad_address(const std::string& field, const IpAddr& address) {
    if (const auto parsed = parse_ipv4(address.addr); parsed.has_error()) {
        return bad_input(field + ": '" + address.addr + "' is not an IPv4 address");
    }
    return std::nullopt;
}

MaybeError too_many(const std::string& field, std::size_t count, std::size_t low,
                    std::size_t high) {
    if (count >= low && count <= high) {
        return std::nullopt;
    }
    return bad_input(fmt::format("{}: {} entries is not in {}-{}", field, count, low, high));
}

MaybeError bad_addresses(const std::string& field, const std::vector<IpAddr>& addresses) {
    MaybeError found = too_many(field, addresses.size(), 0, 32);
    for (std::size_t i = 0; i < addresses.size() && !found; ++i) {
        found = bad_address(fmt::format("{}[{}]", field, i), addresses[i]);
    }
    return found;
}

MaybeError missing(const std::string& field, const std::string& reference) {
    if (reference.empty()) {
        return bad_input(field + ": is required");
    }
    return std::nullopt;
}

MaybeError bad_profile(const std::string& field, const std::string& reference) {
    if (const auto profile = network_profile_of(reference); profile.has_error()) {
        return bad_input(field + ": " + profile.error().message);
    }
    return std::nullopt;
}

MaybeError bad_service(const Service& service, const std::string& where) {
    MaybeError found = first_out_of_range(service, where, Range{&Service::port, 1, port_max});
    if (!found && service.port_range_end != 0) {
        found = out_of_range(where + name_of(&Service::port_range_end), service.port_range_end,
                             service.port, port_max);
    }
    const std::string profile = where + name_of(&Service::override_network_profile_ref);
    return found ? found : bad_profile(profile, service.override_network_profile_ref);
}

MaybeError bad_services(const VirtualService& vs) {
    const std::string field = name_of(&VirtualService::services);
    MaybeError found = too_many(field, vs.services.size(), 1, listening_ports_max);
    std::uint32_t ports = 0;
    for (std::size_t i = 0; i < vs.services.size() && !found; ++i) {
        const Service& service = vs.services[i];
        found = bad_service(service, fmt::format("{}[{}].", field, i));
        ports += std::max(service.port_range_end, service.port) - service.port + 1;
    }
    return found ? found : out_of_range(field + ": listening ports", ports, 1, listening_ports_max);
}

MaybeError bad_servers(const Pool& pool) {
    const std::string field = name_of(&Pool::servers);
    MaybeError found = too_many(field, pool.servers.size(), 0, 5000);
    for (std::size_t i = 0; i < pool.servers.size() && !found; ++i) {
        const std::string where = fmt::format("{}[{}].", field, i);
        found = bad_address(where + name_of(&Server::ip), pool.servers[i].ip);
        if (!found) {
            found = first_out_of_range(pool.servers[i], where, Range{&Server::port, 1, port_max});
        }
    }
    return found;
}

}  // namespace

Result<void> validate(const ServiceEngineGroup& group) {
    using G = ServiceEngineGroup;
    return outcome(first_of(
        [&] { return bad_name(group.name); },
        [&] {
            return first_out_of_range(
                group, "", Range{&G::buffer_se, 0, 1000}, Range{&G::min_scaleout_per_vs, 1, 64},
                Range{&G::max_scaleout_per_vs, 1, 64}, Range{&G::max_vs_per_se, 1, 1000},
                Range{&G::max_se, 0, 1000}, Range{&G::dp_hb_frequency, 1, interval_max_ms},
                Range{&G::dp_hb_timeout_count, 1, 1000},
                Range{&G::dp_aggressive_hb_frequency, 1, interval_max_ms},
                Range{&G::dp_aggressive_hb_timeout_count, 1, 1000},
                Range{&G::vs_switchover_timeout, 0, 86400});
        },
        [&] { return bad_addresses(name_of(&G::floating_intf_ip), group.floating_intf_ip); },
        [&] {
            return bad_addresses(name_of(&G::floating_intf_ip_se_2), group.floating_intf_ip_se_2);
        }));
}

Result<void> validate(const ServiceEngine& engine) {
    return outcome(first_of(
        [&] { return bad_name(engine.name); },
        [&] { return missing(name_of(&ServiceEngine::se_group_ref), engine.se_group_ref); }));
}

Result<void> validate(const VsVip& vs_vip) {
    const std::string field = name_of(&VsVip::vip);
    return outcome(first_of([&] { return bad_name(vs_vip.name); },
                            [&] { return too_many(field, vs_vip.vip.size(), 1, 1); },
                            [&] {
                                return bad_address(field + "[0]." + name_of(&Vip::ip_address),
                                                   vs_vip.vip[0].ip_address);
                            }));
}

Result<void> validate(const VirtualService& vs) {
    using V = VirtualService;
    return outcome(first_of(
        [&] { return bad_name(vs.name); },
        [&] { return missing(name_of(&V::vsvip_ref), vs.vsvip_ref); },
        [&] { return missing(name_of(&V::se_group_ref), vs.se_group_ref); },
        [&] { return bad_profile(name_of(&V::network_profile_ref), vs.network_profile_ref); },
        [&] { return bad_services(vs); },
        [&] { return bad_addresses(name_of(&V::snat_ip), vs.snat_ip); }));
}

Result<void> validate(const Pool& pool) {
    return outcome(first_of(
        [&] { return bad_name(pool.name); },
        [&] {
            return first_out_of_range(pool, "", Range{&Pool::default_server_port, 1, port_max});
        },
        [&] { return bad_servers(pool); },
        [&] {
            return too_many(name_of(&Pool::health_monitor_refs), pool.health_monitor_refs.size(), 0,
                            50);
        }));
}

Result<void> validate(const HealthMonitor& monitor) {
    using H = HealthMonitor;
    return outcome(first_of(
        [&] { return bad_name(monitor.name); },
        [&] {
            return first_out_of_range(
                monitor, "", Range{&H::send_interval, 1, 3600}, Range{&H::receive_timeout, 1, 2400},
                Range{&H::failed_checks, 1, 50}, Range{&H::successful_checks, 1, 50},
                Range{&H::monitor_port, 1, port_max});
        },
        [&]() -> MaybeError {
            if (monitor.receive_timeout < monitor.send_interval) {
                return std::nullopt;
            }
            return bad_input(fmt::format("{}: {} is not below {} {}", name_of(&H::receive_timeout),
                                         monitor.receive_timeout, name_of(&H::send_interval),
                                         monitor.send_interval));
        }));
}

Result<void> validate(const SeProperties& properties) {
    using P = SeAgentProperties;
    return outcome(first_out_of_range(
        properties.se_agent_properties, name_of(&SeProperties::se_agent_properties) + ".",
        Range{&P::controller_echo_rpc_timeout, 1, interval_max_ms},
        Range{&P::controller_echo_miss_limit, 1, 1000},
        Range{&P::controller_echo_rpc_aggressive_timeout, 1, interval_max_ms},
        Range{&P::controller_echo_miss_aggressive_limit, 1, 1000},
        Range{&P::controller_heartbeat_timeout_sec, 1, 60},
        Range{&P::controller_heartbeat_miss_limit, 1, 20}));
}

}  // namespace holdfast::reference::model
