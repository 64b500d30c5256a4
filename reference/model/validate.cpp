// SPDX-License-Identifier: Apache-2.0
#include "reference/model/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/address.h"
#include "reference/model/field.h"

namespace holdfast::reference::model {
namespace {

using MaybeError = std::optional<Error>;

// Each listening port is a socket on every engine of the group.
constexpr std::uint32_t listening_ports_max = 2048;

template <class... Checks>
Result<void> first_of(Checks... checks) {
    MaybeError found;
    ((found = found ? found : checks()), ...);
    if (found) {
        return *found;
    }
    return success;
}

// The data path of the reference speaks IPv4.
MaybeError no_ipv4(const std::string& field, const IpAddr& address) {
    if (address.type != IpAddrType::V4 || parse_ipv4(address.addr).has_error()) {
        return bad_input(field + ": '" + address.addr + "' is not an IPv4 address");
    }
    return std::nullopt;
}

MaybeError no_ipv4(const std::string& field, const std::vector<IpAddr>& addresses) {
    MaybeError found;
    for (std::size_t i = 0; i < addresses.size() && !found; ++i) {
        found = no_ipv4(fmt::format("{}[{}]", field, i), addresses[i]);
    }
    return found;
}

MaybeError missing(const std::string& field, const std::string& reference) {
    if (reference.empty()) {
        return bad_input(field + ": is required");
    }
    return std::nullopt;
}

MaybeError bad_services(const VirtualService& vs) {
    const std::string field = name_of(&VirtualService::services);
    std::uint32_t ports = 0;
    for (std::size_t i = 0; i < vs.services.size(); ++i) {
        const Service& service = vs.services[i];
        if (service.port_range_end != 0 && service.port_range_end < service.port) {
            return bad_input(fmt::format("{}[{}].{}: {} is not in {}-65535", field, i,
                                         name_of(&Service::port_range_end), service.port_range_end,
                                         service.port));
        }
        ports += std::max(service.port_range_end, service.port) - service.port + 1;
    }
    if (ports > listening_ports_max) {
        return bad_input(fmt::format("{}: {} listening ports is not in 1-{}", field, ports,
                                     listening_ports_max));
    }
    return std::nullopt;
}

MaybeError bad_servers(const Pool& pool) {
    MaybeError found;
    for (std::size_t i = 0; i < pool.servers.size() && !found; ++i) {
        found = no_ipv4(fmt::format("{}[{}].{}", name_of(&Pool::servers), i, name_of(&Server::ip)),
                        pool.servers[i].ip);
    }
    return found;
}

MaybeError bad_vips(const VsVip& vs_vip) {
    const std::string field = name_of(&VsVip::vip);
    if (vs_vip.vip.size() != 1) {  // the reference places one address for each VsVip
        return bad_input(fmt::format("{}: {} entries is not in 1-1", field, vs_vip.vip.size()));
    }
    return no_ipv4(field + "[0]." + name_of(&Vip::ip_address), vs_vip.vip[0].ip_address);
}

}  // namespace

Result<void> check_rules(const ServiceEngineGroup& group) {
    using G = ServiceEngineGroup;
    return first_of(
        [&] { return no_ipv4(name_of(&G::floating_intf_ip), group.floating_intf_ip); },
        [&] { return no_ipv4(name_of(&G::floating_intf_ip_se_2), group.floating_intf_ip_se_2); });
}

Result<void> check_rules(const ServiceEngine& engine) {
    return first_of(
        [&] { return missing(name_of(&ServiceEngine::se_group_ref), engine.se_group_ref); });
}

Result<void> check_rules(const VsVip& vs_vip) {
    return first_of([&] { return bad_vips(vs_vip); });
}

Result<void> check_rules(const VirtualService& vs) {
    using V = VirtualService;
    return first_of([&] { return missing(name_of(&V::vsvip_ref), vs.vsvip_ref); },
                    [&] { return missing(name_of(&V::se_group_ref), vs.se_group_ref); },
                    [&] { return bad_services(vs); },
                    [&] { return no_ipv4(name_of(&V::snat_ip), vs.snat_ip); });
}

Result<void> check_rules(const Pool& pool) {
    return first_of([&] { return bad_servers(pool); });
}

Result<void> check_rules(const HealthMonitor& monitor) {
    using H = HealthMonitor;
    if (monitor.receive_timeout < monitor.send_interval) {
        return success;
    }
    return bad_input(fmt::format("{}: {} is not below {} {}", name_of(&H::receive_timeout),
                                 monitor.receive_timeout, name_of(&H::send_interval),
                                 monitor.send_interval));
}

// CIP-1: one controller, or three. (The runtime knows nodes by name only.)
Result<void> check_rules(const Cluster& cluster) {
    const std::string field = name_of(&Cluster::nodes);
    if (cluster.nodes.size() != 1 && cluster.nodes.size() != 3) {
        return bad_input(
            fmt::format("{}: {} entries, a cluster has 1 or 3", field, cluster.nodes.size()));
    }
    std::set<std::string> names;
    for (std::size_t i = 0; i < cluster.nodes.size(); ++i) {
        if (!names.insert(cluster.nodes[i].name).second) {
            return bad_input(fmt::format("{}[{}].{}: '{}' is the name of another node", field, i,
                                         name_of(&ClusterNode::name), cluster.nodes[i].name));
        }
    }
    return success;
}

}  // namespace holdfast::reference::model
