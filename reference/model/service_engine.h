// SPDX-License-Identifier: Apache-2.0
// ServiceEngine of the public API: the configured part. What an engine does now is its runtime.
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

enum class VnicNetworkMode { DHCP, STATIC, VIP, DOCKER_HOST };
BOOST_DESCRIBE_ENUM(VnicNetworkMode, DHCP, STATIC, VIP, DOCKER_HOST)

enum class EnableState {
    SE_STATE_ENABLED,
    SE_STATE_DISABLED_FOR_PLACEMENT,
    SE_STATE_DISABLED,
    SE_STATE_DISABLED_FORCE
};
BOOST_DESCRIBE_ENUM(EnableState, SE_STATE_ENABLED, SE_STATE_DISABLED_FOR_PLACEMENT,
                    SE_STATE_DISABLED, SE_STATE_DISABLED_FORCE)

enum class ContainerType { CONTAINER_TYPE_BRIDGE, CONTAINER_TYPE_HOST, CONTAINER_TYPE_HOST_DPDK };
BOOST_DESCRIBE_ENUM(ContainerType, CONTAINER_TYPE_BRIDGE, CONTAINER_TYPE_HOST,
                    CONTAINER_TYPE_HOST_DPDK)

enum class Hypervisor { DEFAULT, VMWARE_ESX, KVM, VMWARE_VSAN, XEN };
BOOST_DESCRIBE_ENUM(Hypervisor, DEFAULT, VMWARE_ESX, KVM, VMWARE_VSAN, XEN)

struct SeResources {
    std::optional<std::uint32_t> cores_per_socket;
    std::uint32_t disk = 0;
    std::optional<bool> hyper_threading;
    std::optional<bool> hypervisor_mode;
    std::uint32_t memory = 0;
    std::optional<std::uint32_t> num_datapath_processes;
    std::uint32_t num_vcpus = 0;
    std::optional<std::uint32_t> sockets;
    bool operator==(const SeResources&) const = default;
};
BOOST_DESCRIBE_STRUCT(SeResources, (),
                      (cores_per_socket, disk, hyper_threading, hypervisor_mode, memory,
                       num_datapath_processes, num_vcpus, sockets))
const Schema& schema_of(const SeResources*);

struct VnicNetwork {
    bool ctlr_alloc = false;
    IpAddrPrefix ip;
    VnicNetworkMode mode = VnicNetworkMode::DHCP;
    bool operator==(const VnicNetwork&) const = default;
};
BOOST_DESCRIBE_STRUCT(VnicNetwork, (), (ctlr_alloc, ip, mode))
const Schema& schema_of(const VnicNetwork*);

struct Vnic {
    std::string adapter;
    std::string if_name;
    std::string linux_name;
    std::string mac_address;
    bool enabled = true;
    std::optional<bool> connected;
    bool link_up = true;
    bool is_mgmt = false;
    bool dhcp_enabled = true;
    std::uint32_t mtu = 1500;
    std::uint32_t vlan_id = 0;
    std::vector<Opaque> vlan_interfaces;  ///< VlanInterface
    std::vector<VnicNetwork> vnic_networks;
    std::string network_name;
    std::string network_ref;
    std::string vrf_ref;
    bool operator==(const Vnic&) const = default;
};
BOOST_DESCRIBE_STRUCT(Vnic, (),
                      (adapter, if_name, linux_name, mac_address, enabled, connected, link_up,
                       is_mgmt, dhcp_enabled, mtu, vlan_id, vlan_interfaces, vnic_networks,
                       network_name, network_ref, vrf_ref))
const Schema& schema_of(const Vnic*);

struct ServiceEngine {
    std::string uuid;
    std::string name = "VM name unknown";
    std::string se_group_ref;
    EnableState enable_state = EnableState::SE_STATE_ENABLED;
    std::string availability_zone;
    std::string cloud_ref;
    bool container_mode = false;
    ContainerType container_type = ContainerType::CONTAINER_TYPE_HOST;
    bool controller_created = false;
    std::string controller_ip;
    std::vector<Vnic> data_vnics;
    std::string flavor;
    std::string host_ref;  ///< of a VIMgrHostRuntime; not resolved
    std::optional<Hypervisor> hypervisor;
    std::optional<Vnic> mgmt_vnic;
    std::optional<bool> nsxt_no_hotplug;
    std::optional<SeResources> resources;
    std::string tenant_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const ServiceEngine&) const = default;
};
BOOST_DESCRIBE_STRUCT(ServiceEngine, (),
                      (uuid, name, se_group_ref, enable_state, availability_zone, cloud_ref,
                       container_mode, container_type, controller_created, controller_ip,
                       data_vnics, flavor, host_ref, hypervisor, mgmt_vnic, nsxt_no_hotplug,
                       resources, tenant_ref, markers))
const Schema& schema_of(const ServiceEngine*);

}  // namespace holdfast::reference::model
