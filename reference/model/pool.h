// SPDX-License-Identifier: Apache-2.0
// Pool and Server of the public API.
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

enum class FailActionType {
    FAIL_ACTION_HTTP_REDIRECT,
    FAIL_ACTION_HTTP_LOCAL_RSP,
    FAIL_ACTION_CLOSE_CONN,
    FAIL_ACTION_BACKUP_POOL
};
BOOST_DESCRIBE_ENUM(FailActionType, FAIL_ACTION_HTTP_REDIRECT, FAIL_ACTION_HTTP_LOCAL_RSP,
                    FAIL_ACTION_CLOSE_CONN, FAIL_ACTION_BACKUP_POOL)

enum class LbAlgorithm {
    LB_ALGORITHM_LEAST_CONNECTIONS,
    LB_ALGORITHM_ROUND_ROBIN,
    LB_ALGORITHM_FASTEST_RESPONSE,
    LB_ALGORITHM_CONSISTENT_HASH,
    LB_ALGORITHM_LEAST_LOAD,
    LB_ALGORITHM_FEWEST_SERVERS,
    LB_ALGORITHM_RANDOM,
    LB_ALGORITHM_FEWEST_TASKS,
    LB_ALGORITHM_NEAREST_SERVER,
    LB_ALGORITHM_CORE_AFFINITY,
    LB_ALGORITHM_TOPOLOGY
};
BOOST_DESCRIBE_ENUM(LbAlgorithm, LB_ALGORITHM_LEAST_CONNECTIONS, LB_ALGORITHM_ROUND_ROBIN,
                    LB_ALGORITHM_FASTEST_RESPONSE, LB_ALGORITHM_CONSISTENT_HASH,
                    LB_ALGORITHM_LEAST_LOAD, LB_ALGORITHM_FEWEST_SERVERS, LB_ALGORITHM_RANDOM,
                    LB_ALGORITHM_FEWEST_TASKS, LB_ALGORITHM_NEAREST_SERVER,
                    LB_ALGORITHM_CORE_AFFINITY, LB_ALGORITHM_TOPOLOGY)

enum class LbAlgorithmHash {
    LB_ALGORITHM_CONSISTENT_HASH_SOURCE_IP_ADDRESS,
    LB_ALGORITHM_CONSISTENT_HASH_SOURCE_IP_ADDRESS_AND_PORT,
    LB_ALGORITHM_CONSISTENT_HASH_URI,
    LB_ALGORITHM_CONSISTENT_HASH_CUSTOM_HEADER,
    LB_ALGORITHM_CONSISTENT_HASH_CUSTOM_STRING,
    LB_ALGORITHM_CONSISTENT_HASH_CALLID
};
BOOST_DESCRIBE_ENUM(LbAlgorithmHash, LB_ALGORITHM_CONSISTENT_HASH_SOURCE_IP_ADDRESS,
                    LB_ALGORITHM_CONSISTENT_HASH_SOURCE_IP_ADDRESS_AND_PORT,
                    LB_ALGORITHM_CONSISTENT_HASH_URI, LB_ALGORITHM_CONSISTENT_HASH_CUSTOM_HEADER,
                    LB_ALGORITHM_CONSISTENT_HASH_CUSTOM_STRING, LB_ALGORITHM_CONSISTENT_HASH_CALLID)

enum class ServerDisableType {
    DISALLOW_NEW_CONNECTION,
    ALLOW_NEW_CONNECTION_IF_PERSISTENCE_PRESENT
};
BOOST_DESCRIBE_ENUM(ServerDisableType, DISALLOW_NEW_CONNECTION,
                    ALLOW_NEW_CONNECTION_IF_PERSISTENCE_PRESENT)

struct FailAction {
    std::optional<Opaque> redirect;  ///< FailActionHTTPRedirect
    FailActionType type = FailActionType::FAIL_ACTION_CLOSE_CONN;
    bool operator==(const FailAction&) const = default;
};
BOOST_DESCRIBE_STRUCT(FailAction, (), (redirect, type))
const Schema& schema_of(const FailAction*);

struct Server {
    IpAddr ip;
    std::optional<std::uint32_t> port;  ///< 0- use backend port in pool
    bool enabled = true;
    std::string availability_zone;
    std::string description;
    std::vector<Opaque> discovered_networks;  ///< DiscoveredNetwork
    std::string external_orchestration_id;
    std::string external_uuid;
    std::string hostname;
    std::string mac_address;
    std::string nw_ref;  ///< of a VIMgrNWRuntime; not resolved
    std::optional<std::uint32_t> preference_order;
    std::uint32_t ratio = 1;
    bool resolve_server_by_dns = false;
    bool rewrite_host_header = false;
    std::string server_node;
    bool static_ = false;
    bool verify_network = false;
    std::string vm_ref;  ///< of a VIMgrVMRuntime; not resolved
    bool operator==(const Server&) const = default;
};
BOOST_DESCRIBE_STRUCT(Server, (),
                      (ip, port, enabled, availability_zone, description, discovered_networks,
                       external_orchestration_id, external_uuid, hostname, mac_address, nw_ref,
                       preference_order, ratio, resolve_server_by_dns, rewrite_host_header,
                       server_node, static_, verify_network, vm_ref))
const Schema& schema_of(const Server*);

struct Pool {
    std::string uuid;
    std::string name;
    LbAlgorithm lb_algorithm = LbAlgorithm::LB_ALGORITHM_LEAST_CONNECTIONS;
    std::uint32_t default_server_port = 80;
    bool use_service_port = false;
    std::vector<Server> servers;
    std::vector<std::string> health_monitor_refs;
    bool enabled = true;
    LbAlgorithmHash lb_algorithm_hash =
        LbAlgorithmHash::LB_ALGORITHM_CONSISTENT_HASH_SOURCE_IP_ADDRESS;
    std::string lb_algorithm_consistent_hash_hdr;
    std::uint32_t lb_algorithm_core_nonaffinity = 2;
    bool inline_health_monitor = true;
    std::optional<std::uint32_t> min_servers_up;
    std::optional<std::uint32_t> min_health_monitors_up;
    std::uint32_t max_concurrent_connections_per_server = 0;
    std::uint32_t connection_ramp_duration = 10;         ///< 0 - Immediate
    std::int32_t graceful_disable_timeout = 1;           ///< 0 - Immediate, -1 - Infinite
    std::int32_t graceful_hm_down_disable_timeout = -1;  ///< 0 - Immediate, -1 - Infinite
    ServerDisableType server_disable_type = ServerDisableType::DISALLOW_NEW_CONNECTION;
    std::uint32_t server_timeout = 0;
    std::optional<FailAction> fail_action;
    std::string application_persistence_profile_ref;
    bool request_queue_enabled = false;
    std::uint32_t request_queue_depth = 128;
    bool ignore_server_port = false;
    bool lookup_server_by_name = false;
    std::uint32_t fewest_tasks_feedback_delay = 10;
    bool capacity_estimation = false;
    std::vector<Opaque> placement_networks;  ///< PlacementNetwork
    std::vector<Opaque> networks;            ///< NetworkFilter
    std::string vrf_ref;
    std::string cloud_ref;
    std::string tenant_ref;
    std::string created_by;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    std::string description;
    bool operator==(const Pool&) const = default;
};
BOOST_DESCRIBE_STRUCT(Pool, (),
                      (uuid, name, lb_algorithm, default_server_port, use_service_port, servers,
                       health_monitor_refs, enabled, lb_algorithm_hash,
                       lb_algorithm_consistent_hash_hdr, lb_algorithm_core_nonaffinity,
                       inline_health_monitor, min_servers_up, min_health_monitors_up,
                       max_concurrent_connections_per_server, connection_ramp_duration,
                       graceful_disable_timeout, graceful_hm_down_disable_timeout,
                       server_disable_type, server_timeout, fail_action,
                       application_persistence_profile_ref, request_queue_enabled,
                       request_queue_depth, ignore_server_port, lookup_server_by_name,
                       fewest_tasks_feedback_delay, capacity_estimation, placement_networks,
                       networks, vrf_ref, cloud_ref, tenant_ref, created_by, markers, description))
const Schema& schema_of(const Pool*);

/// Gives servers without a hostname their address for one.
void complete(Pool& pool);

}  // namespace holdfast::reference::model
