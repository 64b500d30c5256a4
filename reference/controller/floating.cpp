// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/floating.h"

#include <fmt/format.h>

#include "reference/controller/subnets.h"
#include "reference/model/field.h"

namespace holdfast::reference::controller {
namespace {

using model::name_of;
using G = model::ServiceEngineGroup;

const std::vector<model::IpAddr>& written(const G& group, std::size_t list) {
    return list == 0 ? group.floating_intf_ip : group.floating_intf_ip_se_2;
}

std::string field_of(std::size_t list) {
    return list == 0 ? name_of(&G::floating_intf_ip) : name_of(&G::floating_intf_ip_se_2);
}

std::string outside(const SystemState& s, const G& group) {
    const std::vector<InterfaceAddress> subnets = subnets_of(s, group);
    for (std::size_t list = 0; list < 2 && !subnets.empty(); ++list) {
        const std::vector<model::IpAddr>& addresses = written(group, list);
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            if (!attached(subnets, addresses[i].addr)) {
                return fmt::format("{}[{}]: {} is in no subnet of the service engines of {}",
                                   field_of(list), i, addresses[i].addr, group.name);
            }
        }
    }
    return "";
}

}  // namespace

const std::vector<model::IpAddr>& floating_addresses(const SystemState& s, const G& group,
                                                     std::size_t list) {
    static const std::vector<model::IpAddr> none;
    const auto places = s.floating.find(group.uuid);
    return places == s.floating.end() ? none : places->second.at(list).addresses;
}

void put_floating_in_force(SystemState& s, const G& group) {
    for (std::size_t list = 0; list < 2; ++list) {
        if (floating_addresses(s, group, list) != written(group, list) &&
            placed_in(s, group).empty()) {
            s.floating[group.uuid][list].addresses = written(group, list);
            s.dirty = true;
        }
    }
}

std::string objection_to_floating(const SystemState& s, const G* old, const G& group) {
    for (std::size_t list = 0; list < 2; ++list) {
        if (!group.legacy() && !written(group, list).empty()) {  // FIP-3
            return field_of(list) + ": floating interface addresses are for legacy groups";
        }
    }
    const bool second_list_written =
        !group.floating_intf_ip_se_2.empty() &&
        (old == nullptr || old->floating_intf_ip_se_2 != group.floating_intf_ip_se_2);
    if (second_list_written && !group.distribute_load_active_standby) {  // FIP-8
        return fmt::format("{}: a second list needs {}", field_of(1),
                           name_of(&G::distribute_load_active_standby));
    }
    const bool routing = group.enable_routing.value_or(false);
    if (routing && (!group.legacy() || group.distribute_load_active_standby)) {  // FIP-12
        return fmt::format("{}: routing is for legacy groups without {}",
                           name_of(&G::enable_routing),
                           name_of(&G::distribute_load_active_standby));
    }
    if (group.enable_vmac.value_or(false) && !routing) {
        return fmt::format("{}: a virtual MAC needs {}", name_of(&G::enable_vmac),
                           name_of(&G::enable_routing));
    }
    return outside(s, group);
}

std::string objection_to_vip(const SystemState& s, const model::VirtualService& vs) {
    const G* group = s.store.of<G>().referred(vs.se_group_ref);
    const auto* vs_vip = s.store.of<model::VsVip>().referred(vs.vsvip_ref);
    if (group == nullptr || vs_vip == nullptr || !group->legacy() ||
        !group->floating_intf_ip.empty() || !group->floating_intf_ip_se_2.empty()) {
        return "";
    }
    const std::vector<InterfaceAddress> subnets = subnets_of(s, *group);
    const std::string& address = vs_vip->vip.at(0).ip_address.addr;
    return subnets.empty() || attached(subnets, address)
               ? ""
               : fmt::format(
                     "{}: {} is in no subnet of the service engines of {}, and the group "
                     "has no {} that routers could send its packets to",
                     name_of(&model::VirtualService::vsvip_ref), address, group->name, field_of(0));
}

}  // namespace holdfast::reference::controller
