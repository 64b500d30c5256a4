// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/rest_operator.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <ctime>
#include <iomanip>
#include <map>
#include <sstream>

#include "harness/scenario/cluster_time.h"
#include "harness/scenario/pool_servers.h"
#include "harness/sut/json_text.h"
#include "harness/workload/api_client.h"

namespace holdfast::harness::sut {

namespace {

namespace json = boost::json;
using OperationType = history::OperationEvent::Type;

constexpr int responder_tcp_port = 5001;
constexpr std::size_t log_page_size = 1000;

std::int64_t in_milliseconds(Duration d) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
}

json::object ip_addr(Ipv4Address address) {
    return {{"addr", to_string(address)}, {"type", "V4"}};
}

json::array ip_addrs(const std::vector<Ipv4Address>& addresses) {
    json::array list;
    for (const Ipv4Address address : addresses) {
        list.push_back(ip_addr(address));
    }
    return list;
}

std::string by_name(const std::string& collection, const std::string& name) {
    return fmt::format("/api/{}/?name={}", collection, name);
}

const char* name_of(scenario::HaMode mode) {
    switch (mode) {
        case scenario::HaMode::shared_pair:
            return "HA_MODE_SHARED_PAIR";
        case scenario::HaMode::shared:
            return "HA_MODE_SHARED";
        case scenario::HaMode::legacy_active_standby:
            break;
    }
    return "HA_MODE_LEGACY_ACTIVE_STANDBY";
}

json::object group_body(const scenario::SeGroupSpec& group) {
    const scenario::DetectionTimers& timers = group.timers;
    json::object body = {
        {"name", group.name},
        {"ha_mode", name_of(group.ha_mode)},
        {"min_scaleout_per_vs", group.min_scaleout_per_vs},
        {"max_scaleout_per_vs", group.max_scaleout_per_vs},
        {"max_vs_per_se", group.max_vs_per_se},
        {"buffer_se", group.buffer_se},
        {"algo", group.algo == scenario::PlacementAlgorithm::distributed
                     ? "PLACEMENT_ALGO_DISTRIBUTED"
                     : "PLACEMENT_ALGO_PACKED"},
        {"vs_host_redundancy", group.vs_host_redundancy},
        {"per_app", group.per_app},
        {"se_deprovision_delay", group.se_deprovision_delay},
        {"vs_scalein_timeout", group.vs_scalein_timeout},
        {"self_se_election", group.self_se_election},
        {"distribute_load_active_standby", group.distribute_load_active_standby},
        {"auto_redistribute_active_standby_load", group.auto_redistribute_active_standby_load},
        {"hm_on_standby", group.hm_on_standby},
        {"floating_intf_ip", ip_addrs(group.floating_intf_ip)},
        {"floating_intf_ip_se_2", ip_addrs(group.floating_intf_ip_se_2)},
        {"dp_hb_frequency", in_milliseconds(timers.dp_hb_frequency)},
        {"dp_hb_timeout_count", timers.dp_hb_timeout_count},
        {"dp_aggressive_hb_frequency", in_milliseconds(timers.dp_aggressive_hb_frequency)},
        {"dp_aggressive_hb_timeout_count", timers.dp_aggressive_hb_timeout_count},
    };
    if (timers.aggressive_failure_detection) {  // DET-12: what is not asked for is the default
        body["aggressive_failure_detection"] = true;
    }
    for (const auto& [field, on] : {std::pair{"enable_routing", group.enable_routing},
                                    std::pair{"enable_vmac", group.enable_vmac}}) {
        if (on) {
            body[field] = true;
        }
    }
    if (group.se_tunnel_mode != 0) {
        body["se_tunnel_mode"] = group.se_tunnel_mode;
    }
    if (group.legacy()) {
        body["active_standby"] = true;
        body["max_se"] = 2;
    } else {
        body["max_se"] = group.max_se;
    }
    if (group.vcenter_hosts != scenario::HostList{}) {
        json::array hosts;
        for (const std::string& host : group.vcenter_hosts.hosts) {
            hosts.emplace_back("/api/vimgrhostruntime/" + host);
        }
        body["vcenter_hosts"] =
            json::object{{"include", group.vcenter_hosts.include}, {"host_refs", std::move(hosts)}};
    }
    return body;
}

json::object properties_body(const scenario::DetectionTimers& timers) {
    return {
        {"se_agent_properties",
         json::object{
             {"controller_echo_rpc_timeout", in_milliseconds(timers.controller_echo_rpc_timeout)},
             {"controller_echo_miss_limit", timers.controller_echo_miss_limit},
             {"controller_echo_rpc_aggressive_timeout",
              in_milliseconds(timers.controller_echo_rpc_aggressive_timeout)},
             {"controller_echo_miss_aggressive_limit",
              timers.controller_echo_miss_aggressive_limit},
             {"controller_heartbeat_timeout_sec",
              in_milliseconds(timers.controller_heartbeat_timeout) / 1000},
             {"controller_heartbeat_miss_limit", timers.controller_heartbeat_miss_limit},
         }},
        {"se_runtime_properties",
         json::object{{"dupip_frequency", in_milliseconds(timers.dupip_frequency)},
                      {"dupip_timeout_count", timers.dupip_timeout_count}}}};
}

// In the order in which the API shows them.
json::object gateways_body(const scenario::Deployment& deployment) {
    json::array monitors;
    for (const scenario::GatewayMonitorSpec& monitor : deployment.gateway_monitors) {
        json::object body{
            {"gateway_ip", ip_addr(monitor.gateway_ip)},
            {"gateway_monitor_interval", in_milliseconds(monitor.gateway_monitor_interval)},
            {"gateway_monitor_fail_threshold", monitor.gateway_monitor_fail_threshold},
            {"gateway_monitor_success_threshold", monitor.gateway_monitor_success_threshold}};
        if (monitor.subnet) {
            body["subnet"] = json::object{{"ip_addr", ip_addr(monitor.subnet->network())},
                                          {"mask", monitor.subnet->prefix_length}};
        }
        monitors.push_back(std::move(body));
    }
    return {{"gateway_mon", std::move(monitors)},
            {"internal_gateway_monitor",
             json::object{{"disable_gateway_monitor", !deployment.internal_gateway_monitor}}}};
}

json::object controller_properties_body(const scenario::Deployment& deployment) {
    const scenario::CloudSpec& cloud = deployment.cloud;
    return {{"cluster_ip_gratuitous_arp_period", scenario::cluster_ip_period_minutes},
            {"warmstart_se_reconnect_wait_time",
             in_milliseconds(deployment.group.timers.warmstart_se_reconnect_wait_time) / 1000},
            {"se_spawn_retry_interval", in_milliseconds(cloud.se_spawn_retry_interval) / 1000},
            {"se_create_timeout", in_milliseconds(cloud.se_create_timeout) / 1000},
            {"vs_awaiting_se_timeout", in_milliseconds(cloud.vs_awaiting_se_timeout) / 1000},
            {"unresponsive_se_reboot", in_milliseconds(cloud.unresponsive_se_reboot) / 1000}};
}

json::object cloud_body() {
    return {{"vtype", "CLOUD_VCENTER"},
            {"vcenter_configuration", json::object{{"privilege", "WRITE_ACCESS"}}}};
}

json::object monitor_body(const scenario::HealthMonitorSpec& monitor) {
    using Type = scenario::HealthMonitorType;
    const std::map<Type, std::string> types = {{Type::tcp, "HEALTH_MONITOR_TCP"},
                                               {Type::http, "HEALTH_MONITOR_HTTP"},
                                               {Type::ping, "HEALTH_MONITOR_PING"}};
    json::object body{{"name", to_string(monitor.type)},
                      {"type", types.at(monitor.type)},
                      {"send_interval", in_milliseconds(monitor.send_interval) / 1000},
                      {"receive_timeout", in_milliseconds(monitor.receive_timeout) / 1000},
                      {"failed_checks", monitor.failed_checks},
                      {"successful_checks", monitor.successful_checks}};
    if (monitor.type != Type::ping) {
        body["monitor_port"] = responder_tcp_port;
    }
    return body;
}

json::object pool_body(const scenario::Deployment& deployment, const topology::Topology& topology) {
    json::array servers;
    for (const topology::Node* node : scenario::pool_servers(deployment, topology)) {
        servers.push_back(json::object{{"ip", ip_addr(node->address_on(topology.back)->address)}});
    }
    json::array monitors;
    for (const scenario::HealthMonitorSpec& monitor : deployment.monitors_of_pool()) {
        monitors.emplace_back(by_name("healthmonitor", to_string(monitor.type)));
    }
    const bool round_robin = deployment.load_balancing == scenario::LoadBalancing::round_robin;
    json::object body{
        {"name", "pool"},
        {"lb_algorithm",
         round_robin ? "LB_ALGORITHM_ROUND_ROBIN" : "LB_ALGORITHM_LEAST_CONNECTIONS"},
        {"servers", servers},
        {"use_service_port", true},
        {"health_monitor_refs", monitors},
    };
    if (deployment.client_persistence) {
        body["application_persistence_profile_ref"] =
            by_name("applicationpersistenceprofile", "System-Persistence-Client-IP");
    }
    return body;
}

json::object vip_body(const scenario::VirtualServiceSpec& service) {
    return {
        {"name", service.name + "-vip"},
        {"vip", json::array{json::object{{"vip_id", "0"}, {"ip_address", ip_addr(service.vip)}}}}};
}

json::object service_body(const scenario::VirtualServiceSpec& service, const std::string& group) {
    json::array ports;
    if (service.udp_port != 0) {
        ports.push_back(json::object{
            {"port", service.udp_port},
            {"override_network_profile_ref", by_name("networkprofile", "System-UDP-Fast-Path")}});
    }
    if (service.tcp_port != 0) {
        ports.push_back(json::object{
            {"port", service.tcp_port},
            {"override_network_profile_ref", by_name("networkprofile", "System-TCP-Proxy")}});
    }
    return {
        {"name", service.name},
        {"vsvip_ref", by_name("vsvip", service.name + "-vip")},
        {"pool_ref", by_name("pool", "pool")},
        {"se_group_ref", by_name("serviceenginegroup", group)},
        {"services", ports},
        {"active_standby_se_tag",
         service.active_standby_se_tag == 2 ? "ACTIVE_STANDBY_SE_2" : "ACTIVE_STANDBY_SE_1"},
        {"snat_ip",
         ip_addrs(service.snat_ip ? std::vector{*service.snat_ip} : std::vector<Ipv4Address>{})},
    };
}

Error unexpected(const std::string& request, const ApiAnswer& answer) {
    return failed(fmt::format("{}: status {}: {}", request, answer.status, answer.body));
}

std::vector<std::string> texts_of(const json::object& object, const char* member) {
    std::vector<std::string> texts;
    if (const json::value* found = object.if_contains(member);
        found != nullptr && found->is_array()) {
        for (const json::value& item : found->as_array()) {
            texts.emplace_back(item.is_string() ? std::string(item.as_string()) : "");
        }
    }
    return texts;
}

std::vector<int> numbers_of(const json::object& object, const char* member) {
    std::vector<int> numbers;
    if (const json::value* found = object.if_contains(member);
        found != nullptr && found->is_array()) {
        for (const json::value& item : found->as_array()) {
            // Tags come as numbers or as the enumerators of the public API.
            if (item.is_string()) {
                numbers.push_back(item.as_string() == "ACTIVE_STANDBY_SE_2" ? 2 : 1);
            } else {
                numbers.push_back(item.to_number<int>());
            }
        }
    }
    return numbers;
}

const json::array* list_in(const json::value& value, const char* member) {
    const json::object* object = value.if_object();
    const json::value* found = object == nullptr ? nullptr : object->if_contains(member);
    return found == nullptr ? nullptr : found->if_array();
}

/// "2026-11-27T12:00:00.123456+00:00" as a clock time; zero for anything else.
Duration clock_time(const std::string& text) {
    std::tm date{};
    std::istringstream in(text);
    in >> std::get_time(&date, "%Y-%m-%dT%H:%M:%S");
    const auto point = text.find('.');
    if (in.fail() || point == std::string::npos) {
        return 0ns;
    }
    return std::chrono::seconds(timegm(&date)) +
           std::chrono::microseconds(std::stol(text.substr(point + 1, 6)));
}

std::pair<Instant, history::SystemEvent> logged_request(const std::string& service,
                                                        const json::object& item, Duration epoch) {
    const auto collectors = texts_of(item, "collectors");
    return {Instant(clock_time(text_of(item, "report_timestamp")) - epoch),
            history::SystemEvent{
                "REQUEST_LOGGED", service,
                fmt::format("{}:{} by {} at {}", text_of(item, "client_ip"),
                            item.at("client_src_port").to_number<int>(),
                            text_of(item, "service_engine"), fmt::join(collectors, ","))}};
}

/// The cluster as the API describes it, to be sent back changed.
Result<json::object> cluster_object(const ApiCall& call) {
    const auto answer = call("GET", "/api/cluster", "");
    if (!answer) {
        return answer.error();
    }
    json::error_code malformed;
    const json::value body = json::parse(answer->body, malformed);
    if (answer->status != 200 || malformed || !body.is_object()) {
        return unexpected("GET /api/cluster", *answer);
    }
    return body.as_object();
}

}  // namespace

Result<std::string> RestOperator::create(const std::string& collection, const std::string& body) {
    const std::string path = "/api/" + collection;
    const auto answer = call_("POST", path, body);
    if (!answer) {
        return answer.error();
    }
    if (answer->status != 201) {
        return unexpected("POST " + path, *answer);
    }
    return answer->body;
}

Result<void> RestOperator::create_groups_and_pool(const scenario::Deployment& deployment,
                                                  const topology::Topology& topology) {
    const scenario::DetectionTimers& timers = deployment.group.timers;
    for (const auto& [path, body] :
         {std::pair{"/api/seproperties", properties_body(timers)},
          std::pair{"/api/controllerproperties", controller_properties_body(deployment)}}) {
        const auto changed = call_("PUT", path, json::serialize(body));
        if (!changed) {
            return changed.error();
        }
        if (changed->status != 200) {
            return unexpected(fmt::format("PUT {}", path), *changed);
        }
    }
    if (deployment.cloud.write_access) {
        const OperationResult opened =
            patch("cloud", "Default-Cloud", json::serialize(cloud_body()));
        if (opened.type != OperationType::ok) {
            return failed("PATCH of the cloud: " + opened.message);
        }
    }
    std::vector<std::pair<std::string, json::object>> objects;
    for (const scenario::SeGroupSpec* group : deployment.groups()) {
        objects.emplace_back("serviceenginegroup", group_body(*group));
    }
    for (const scenario::HealthMonitorSpec& monitor : deployment.monitors_of_pool()) {
        objects.emplace_back("healthmonitor", monitor_body(monitor));
    }
    objects.emplace_back("pool", pool_body(deployment, topology));
    for (const auto& [collection, body] : objects) {
        if (const auto made = create(collection, json::serialize(body)); !made) {
            return made.error();
        }
    }
    const OperationResult watched =
        patch("vrfcontext", "global", json::serialize(gateways_body(deployment)));
    return watched.type == OperationType::ok ? Result<void>(success)
                                             : failed("PATCH of VRF global: " + watched.message);
}

Result<void> RestOperator::create_services(const scenario::Deployment& deployment) {
    for (const scenario::VirtualServiceSpec& service : deployment.services) {
        if (const auto made = create("vsvip", json::serialize(vip_body(service))); !made) {
            return made.error();
        }
        const json::object body =
            service_body(service, deployment.find_group(service.se_group)->name);
        if (const auto made = create("virtualservice", json::serialize(body)); !made) {
            return made.error();
        }
    }
    return success;
}

Result<std::string> RestOperator::uuid_of(const std::string& collection,
                                          const std::string& name) const {
    const std::string path = fmt::format("/api/{}?name={}", collection, name);
    const auto answer = call_("GET", path, "");
    if (!answer) {
        return answer.error();
    }
    json::error_code malformed;
    const json::value body = json::parse(answer->body, malformed);
    const json::array* results = malformed ? nullptr : list_in(body, "results");
    if (answer->status != 200 || results == nullptr || results->empty() ||
        !results->front().is_object()) {
        return unexpected("GET " + path, *answer);
    }
    return text_of(results->front().as_object(), "uuid");
}

OperationResult RestOperator::act(const std::string& collection, const std::string& name,
                                  const std::string& action) {
    const auto uuid = uuid_of(collection, name);
    if (!uuid) {
        return {OperationType::fail, uuid.error().message};
    }
    const std::string path = fmt::format("/api/{}/{}/{}", collection, *uuid, action);
    const auto answer = call_("POST", path, "");
    if (!answer) {
        return {OperationType::info, answer.error().message};
    }
    if (answer->status != 200) {
        return {OperationType::fail, unexpected("POST " + path, *answer).message};
    }
    return {OperationType::ok, ""};
}

OperationResult RestOperator::switchover(const std::string& engine) {
    return act("serviceengine", engine, "switchover");
}

OperationResult RestOperator::redistribute(const std::string& group) {
    return act("serviceenginegroup", group, "redistribute");
}

/// One request that changes something, and what became of it.
OperationResult RestOperator::request(const std::string& method, const std::string& path,
                                      const std::string& body) {
    const auto answer = call_(method, path, body);
    if (!answer) {
        return {OperationType::info, answer.error().message};
    }
    switch (workload::outcome_of_write(answer->status, answer->body)) {
        case workload::ApiCall::Outcome::ok:
            return {OperationType::ok, answer->body, answer->status};
        case workload::ApiCall::Outcome::fail:
            return {OperationType::fail, answer->body, answer->status};
        case workload::ApiCall::Outcome::info:
            break;
    }
    return {OperationType::info, answer->body, answer->status};
}

OperationResult RestOperator::create_service(const scenario::VirtualServiceSpec& service,
                                             const std::string& group) {
    const OperationResult vip = request("POST", "/api/vsvip", json::serialize(vip_body(service)));
    return vip.type != OperationType::ok ? vip
                                         : request("POST", "/api/virtualservice",
                                                   json::serialize(service_body(service, group)));
}

/// One request about the object that is called so; `behind`: of its path.
OperationResult RestOperator::request_about(const std::string& collection, const std::string& name,
                                            const std::string& method, const std::string& behind,
                                            const std::string& body) {
    const auto uuid = uuid_of(collection, name);
    return uuid ? request(method, fmt::format("/api/{}/{}{}", collection, *uuid, behind), body)
                : OperationResult{OperationType::fail, uuid.error().message};
}

OperationResult RestOperator::delete_service(const std::string& name) {
    return request_about("virtualservice", name, "DELETE", "", "");
}

OperationResult RestOperator::create_object(const std::string& collection,
                                            const std::string& body) {
    return request("POST", "/api/" + collection, body);
}

OperationResult RestOperator::read_object(const std::string& collection, const std::string& name) {
    return request_about(collection, name, "GET", "", "");
}

OperationResult RestOperator::patch(const std::string& collection, const std::string& name,
                                    const std::string& fields) {
    return request_about(collection, name, "PATCH", "", R"({"replace": )" + fields + "}");
}

OperationResult RestOperator::post(const std::string& collection, const std::string& name,
                                   const std::string& action, const std::string& body) {
    return request_about(collection, name, "POST", "/" + action, body);
}

OperationResult RestOperator::set_cluster_ip(const std::optional<Ipv4Address>& address) {
    auto cluster = cluster_object(call_);
    if (!cluster) {
        return {OperationType::fail, cluster.error().message};
    }
    cluster->erase("virtual_ip");
    if (address) {
        (*cluster)["virtual_ip"] = ip_addr(*address);
    }
    return put_cluster(json::serialize(*cluster));
}

Result<void> RestOperator::set_cluster_ip_period(int minutes) {
    const json::object body = {{"cluster_ip_gratuitous_arp_period", minutes}};
    const std::string path = "/api/controllerproperties";
    const auto answer = call_("PUT", path, json::serialize(body));
    if (!answer) {
        return answer.error();
    }
    return answer->status == 200 ? Result<void>(success) : unexpected("PUT " + path, *answer);
}

OperationResult RestOperator::change_members(const std::vector<std::string>& members,
                                             const topology::Topology& topology) {
    auto cluster = cluster_object(call_);
    if (!cluster) {
        return {OperationType::fail, cluster.error().message};
    }
    json::array nodes;
    for (const std::string& name : members) {
        const topology::Node* node = topology.find(name);
        nodes.push_back(
            json::object{{"name", name},
                         {"ip", node == nullptr ? json::object{{"addr", name}, {"type", "DNS"}}
                                                : ip_addr(topology.management_address(*node))}});
    }
    (*cluster)["nodes"] = std::move(nodes);
    return put_cluster(json::serialize(*cluster));
}

OperationResult RestOperator::put_cluster(const std::string& body) {
    return request("PUT", "/api/cluster", body);
}

namespace {

Result<history::ClusterObserved> read_cluster(const ApiAnswer& answer) {
    json::error_code malformed;
    const json::value body = json::parse(answer.body, malformed);
    const json::array* nodes = malformed ? nullptr : list_in(body, "node_states");
    const json::value* state =
        nodes == nullptr ? nullptr : body.as_object().if_contains("cluster_state");
    if (answer.status != 200 || state == nullptr || !state->is_object()) {
        return unexpected("GET /api/cluster/runtime", answer);
    }
    history::ClusterObserved observed;
    observed.answered = true;
    observed.cluster_state = text_of(state->as_object(), "state");
    if (const json::value* progress = state->as_object().if_contains("progress")) {
        observed.progress = json::serialize(*progress);
    }
    if (const json::array* phases = list_in(*state, "phases")) {
        for (const json::value& passed : *phases) {
            observed.progress += "; " + text_of(passed.as_object(), "phase");
        }
    }
    for (const json::value& item : *nodes) {
        if (const json::object* node = item.if_object()) {
            observed.nodes.push_back({text_of(*node, "name"), text_of(*node, "role"),
                                      text_of(*node, "state"), text_of(*node, "up_since")});
        }
    }
    return observed;
}

Result<history::RuntimeObserved> read_runtime(const ApiAnswer& answer) {
    json::error_code malformed;
    const json::value body = json::parse(answer.body, malformed);
    const json::array* services = malformed ? nullptr : list_in(body, "services");
    const json::array* engines = malformed ? nullptr : list_in(body, "engines");
    if (answer.status != 200 || services == nullptr || engines == nullptr) {
        return unexpected("GET /api/runtime", answer);
    }
    history::RuntimeObserved observed;
    for (const json::value& item : *services) {
        const json::object& service = item.as_object();
        const json::value* version = service.if_contains("se_list_version");
        observed.services.push_back({text_of(service, "name"), text_of(service, "oper_state"),
                                     texts_of(service, "active"), texts_of(service, "standby"),
                                     texts_of(service, "se_list"),
                                     version == nullptr ? 0 : version->to_number<std::uint64_t>()});
    }
    for (const json::value& item : *engines) {
        const json::object& engine = item.as_object();
        const json::value* connected = engine.if_contains("connected");
        const json::value* gateway = engine.if_contains("gateway_up");
        observed.engines.push_back(
            {text_of(engine, "name"), text_of(engine, "oper_state"),
             connected != nullptr && connected->is_bool() && connected->as_bool(),
             numbers_of(engine, "active_tags"),
             gateway == nullptr || !gateway->is_bool() || gateway->as_bool()});
    }
    return observed;
}

}  // namespace

Result<history::ClusterObserved> RestOperator::cluster() const {
    const auto answer = call_("GET", "/api/cluster/runtime", "");
    return answer ? last_cluster_.read_with(*answer, read_cluster)
                  : Result<history::ClusterObserved>(answer.error());
}

Result<history::RuntimeObserved> RestOperator::runtime() const {
    const auto answer = call_("GET", "/api/runtime", "");
    return answer ? last_runtime_.read_with(*answer, read_runtime)
                  : Result<history::RuntimeObserved>(answer.error());
}

std::vector<std::pair<Instant, history::SystemEvent>> RestOperator::new_events(Duration epoch) {
    std::vector<std::pair<Instant, history::SystemEvent>> events;
    const auto answer =
        call_("GET", fmt::format("/api/analytics/events?after={}", last_event_), "");
    if (!answer || answer->status != 200) {
        return events;  // asked again at the next poll: nothing is lost
    }
    json::error_code malformed;
    const json::value body = json::parse(answer->body, malformed);
    const json::array* results = malformed ? nullptr : list_in(body, "results");
    if (results == nullptr) {
        return events;
    }
    for (const json::value& item : *results) {
        const json::object& event = item.as_object();
        last_event_ = std::max(last_event_, event.at("id").to_number<std::int64_t>());
        const Duration stamp(event.at("report_timestamp").to_number<std::int64_t>());
        events.emplace_back(
            Instant(stamp - epoch),
            history::SystemEvent{text_of(event, "event_id"), text_of(event, "obj_name"),
                                 text_of(event, "event_description")});
    }
    return events;
}

Result<std::vector<std::pair<Instant, history::SystemEvent>>> RestOperator::request_log(
    const std::string& service, Duration epoch) const {
    const auto uuid = uuid_of("virtualservice", service);
    if (!uuid) {
        return uuid.error();
    }
    std::vector<std::pair<Instant, history::SystemEvent>> all;
    for (std::size_t page = 1, count = 1; (page - 1) * log_page_size < count; ++page) {
        const std::string path =
            fmt::format("/api/analytics/logs?virtualservice={}&page={}&page_size={}", *uuid, page,
                        log_page_size);
        const auto answer = call_("GET", path, "");
        if (!answer) {
            return answer.error();
        }
        json::error_code malformed;
        const json::value body = json::parse(answer->body, malformed);
        const json::array* results = malformed ? nullptr : list_in(body, "results");
        if (answer->status != 200 || results == nullptr) {
            return unexpected("GET " + path, *answer);
        }
        count = body.at("count").to_number<std::size_t>();
        for (const json::value& item : *results) {
            all.push_back(logged_request(service, item.as_object(), epoch));
        }
        if (page == 1 && body.at("dropped").to_number<std::uint64_t>() > 0) {
            all.emplace_back(Instant(), history::SystemEvent{"REQUESTS_DROPPED", service,
                                                             json::serialize(body.at("dropped"))});
        }
    }
    return all;
}

}  // namespace holdfast::harness::sut
