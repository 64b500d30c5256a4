// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/check_scenario.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/scenario/controllers.h"

namespace holdfast::harness::scenario {
namespace {

using faults::Target;
using topology::NodeRole;
using topology::Topology;

/// Carries the first problem out of the checks; caught by find_problem.
struct Found {
    Problem problem;
};

[[noreturn]] void stop(ProblemPath path, std::string sentence) {
    throw Found{{std::move(path), std::move(sentence)}};
}

ProblemPath operator/(ProblemPath path, std::variant<std::string, std::size_t> step) {
    path.push_back(std::move(step));
    return path;
}
ProblemPath operator/(ProblemPath path, const char* step) {
    return std::move(path) / std::variant<std::string, std::size_t>(std::string(step));
}

template <class Items, class Name>
std::string listed(const Items& items, Name name) {
    std::string out;
    for (const auto& item : items) {
        out += (out.empty() ? "" : ", ") + name(item);
    }
    return out.empty() ? "none" : out;
}

/// What a fault needs of the nodes that it hits.
enum class Needs { any_node, programs, engine, gateway, gateway_or_router };

Needs needs_of(const faults::Fault& fault) {
    struct {
        Needs operator()(const faults::ProcessCrash&) const { return Needs::programs; }
        Needs operator()(const faults::NodePowerOff&) const { return Needs::programs; }
        Needs operator()(const faults::GracefulStop&) const { return Needs::programs; }
        Needs operator()(const faults::Restart&) const { return Needs::programs; }
        Needs operator()(const faults::Pause&) const { return Needs::programs; }
        Needs operator()(const faults::HeartbeatsLost&) const { return Needs::engine; }
        Needs operator()(const faults::GratuitousArpSuppressed&) const { return Needs::engine; }
        Needs operator()(const faults::GatewayDead&) const { return Needs::gateway_or_router; }
        Needs operator()(const faults::GatewayPingsLost&) const { return Needs::engine; }
        Needs operator()(const faults::NamesLost&) const { return Needs::any_node; }
        Needs operator()(const faults::LinkDown&) const { return Needs::any_node; }
        Needs operator()(const faults::LinkSilent&) const { return Needs::any_node; }
        Needs operator()(const faults::Partition&) const { return Needs::any_node; }
        Needs operator()(const faults::PacketLoss&) const { return Needs::any_node; }
        Needs operator()(const faults::Delay&) const { return Needs::any_node; }
        Needs operator()(const faults::MajorityRing&) const { return Needs::any_node; }
        Needs operator()(const faults::Bridge&) const { return Needs::any_node; }
        Needs operator()(const faults::SegmentDown&) const { return Needs::any_node; }
        Needs operator()(const faults::DiskFull&) const { return Needs::programs; }
        Needs operator()(const faults::DiskSlow&) const { return Needs::programs; }
        Needs operator()(const faults::UnsyncedWritesLost&) const { return Needs::programs; }
        Needs operator()(const faults::LogTailCorrupted&) const { return Needs::programs; }
        Needs operator()(const faults::CrashInWrite&) const { return Needs::programs; }
        Needs operator()(const faults::ClockStep&) const { return Needs::programs; }
        Needs operator()(const faults::ClockSkew&) const { return Needs::programs; }
        Needs operator()(const faults::ProcessorBusy&) const { return Needs::programs; }
    } const needs;
    return std::visit(needs, fault);
}

class Checks {
  public:
    Checks(const Scenario& scenario, const Topology& topology)
        : scenario_(scenario), topology_(topology), engines_(scenario.deployment.all_engines()) {
        if (scenario.deployment.cloud.write_access) {
            const auto& machines = scenario.deployment.cloud.machines;
            engines_.insert(engines_.end(), machines.begin(), machines.end());
        }
        for (const ScheduledOperation& operation : scenario.operations) {
            if (const auto* add = std::get_if<AddEngine>(&operation.operation)) {
                engines_.push_back(add->node);
            }
        }
    }

    void run() const {
        check_nodes({"deployment", "engines"}, scenario_.deployment.engines,
                    NodeRole::service_engine);
        check_nodes({"deployment", "servers"}, scenario_.deployment.servers, NodeRole::server);
        check_cluster();
        check_api_load();
        check_cloud();
        if (scenario_.deployment.engines.empty() && !scenario_.deployment.cloud.write_access) {
            stop({"deployment", "engines"}, "expected at least one node with role service_engine");
        }
        check_groups();
        check_services();
        check_floating();
        check_health_monitors();
        check_times();
        for (std::size_t i = 0; i < scenario_.operations.size(); ++i) {
            check_operation({"operations", i, "operation"}, scenario_.operations[i].operation);
        }
        for (std::size_t i = 0; i < scenario_.schedule.size(); ++i) {
            check_fault({"schedule", i}, scenario_.schedule[i]);
        }
    }

  private:
    void check_nodes(const ProblemPath& path, const std::vector<std::string>& names,
                     NodeRole role) const {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < names.size(); ++i) {
            const topology::Node* node = topology_.find(names[i]);
            if (node == nullptr || node->role != role) {
                stop(path / i,
                     "no node with role " + to_string(role) + " is named '" + names[i] + "' in " +
                         topology_.name + "; known are " +
                         listed(topology_.with_role(role), [](const auto* n) { return n->name; }));
            }
            if (!seen.insert(names[i]).second) {
                stop(path / i, names[i] + " is there twice");
            }
        }
    }

    void check_cluster() const {
        const ClusterSpec& cluster = scenario_.deployment.cluster;
        const ProblemPath path = {"deployment", "cluster"};
        check_nodes(path / "controllers", cluster.controllers, NodeRole::controller);
        if (cluster.cluster_ip && !topology_.cluster_ip()) {
            stop(path / "cluster_ip", topology_.name + " offers no cluster_ips");
        }
        if (cluster.heartbeat_period <= Duration::zero()) {
            stop(path / "heartbeat_period", "expected a time longer than 0s");
        }
        // The old leader's address must be gone before another leader can have been elected.
        const Duration lease_max = cluster.heartbeat_period * (cluster.heartbeat_miss_limit - 1);
        if (cluster.address_lease <= Duration::zero() || cluster.address_lease >= lease_max) {
            stop(path / "address_lease",
                 "expected a time longer than 0s and shorter than heartbeat_period x "
                 "(heartbeat_miss_limit - 1) = " +
                     to_short_string(lease_max));
        }
    }

    void check_api_load() const {
        const ApiLoad& api = scenario_.workload.api;
        if (api.on() && topology_.with_role(NodeRole::administrator).empty()) {
            stop({"workload", "api"}, topology_.name + " has no node with role operator");
        }
        if (api.on() && api.interval <= Duration::zero()) {
            stop({"workload", "api", "interval"}, "expected a time longer than 0s");
        }
        for (std::size_t i = 0; i < api.through.size(); ++i) {
            const ProblemPath path = {"workload", "api", "through", i};
            if (api.through[i] != cluster_ip_word) {
                check_nodes(path, {api.through[i]}, NodeRole::controller);
            } else if (cluster_addresses(scenario_, topology_).empty()) {
                stop(path, "the deployment has no cluster IP");
            }
        }
    }

    void check_cloud() const {
        const CloudSpec& cloud = scenario_.deployment.cloud;
        const ProblemPath path = {"deployment", "cloud"};
        check_nodes(path / "machines", cloud.machines, NodeRole::service_engine);
        const auto deployed = scenario_.deployment.all_engines();
        for (std::size_t i = 0; i < cloud.machines.size(); ++i) {
            const std::string& machine = cloud.machines[i];
            if (topology_.host_of(machine) == nullptr) {
                stop(path / "machines" / i, machine + " is on no host of " + topology_.name);
            }
            if (std::count(deployed.begin(), deployed.end(), machine) != 0) {
                stop(path / "machines" / i, machine + " is already among the deployed engines");
            }
        }
        if (cloud.write_access && cloud.machines.empty()) {
            stop(path / "machines", "expected a machine on which an engine can be started");
        }
        for (const auto& [key, value] :
             {std::pair{"se_spawn_retry_interval", cloud.se_spawn_retry_interval},
              std::pair{"se_create_timeout", cloud.se_create_timeout},
              std::pair{"vs_awaiting_se_timeout", cloud.vs_awaiting_se_timeout},
              std::pair{"unresponsive_se_reboot", cloud.unresponsive_se_reboot}}) {
            if (value < 1s || value % 1s != 0ns) {
                stop(path / key, to_short_string(value) + ": expected whole seconds, at least 1s");
            }
        }
        for (const SeGroupSpec* group : scenario_.deployment.groups()) {
            for (const std::string& host : group->vcenter_hosts.hosts) {
                check_host({"deployment", "group", "vcenter_hosts", "hosts"}, host);
            }
        }
    }

    void check_host(const ProblemPath& path, const std::string& host) const {
        const auto known = [&](const topology::Host& one) { return one.name == host; };
        if (std::none_of(topology_.hosts.begin(), topology_.hosts.end(), known)) {
            stop(path, "no host is named '" + host + "' in " + topology_.name);
        }
    }

    // HM-1, as the public API has it.
    void check_health_monitors() const {
        std::set<HealthMonitorType> seen;
        for (std::size_t i = 0; i < scenario_.deployment.health_monitors.size(); ++i) {
            const HealthMonitorSpec& monitor = scenario_.deployment.health_monitors[i];
            const ProblemPath path = ProblemPath{"deployment", "health_monitors"} / i;
            for (const auto& [key, value] :
                 {std::pair{"send_interval", monitor.send_interval},
                  std::pair{"receive_timeout", monitor.receive_timeout}}) {
                if (value < 1s || value > 1h || value % 1s != 0ns) {
                    stop(path / key, to_short_string(value) + ": expected whole seconds, 1s to 1h");
                }
            }
            if (monitor.receive_timeout >= monitor.send_interval) {
                stop(path / "receive_timeout", to_short_string(monitor.receive_timeout) +
                                                   ": expected less than the send_interval of " +
                                                   to_short_string(monitor.send_interval));
            }
            if (!seen.insert(monitor.type).second) {
                stop(path / "type", "a monitor of type " + to_string(monitor.type) + " is there");
            }
        }
    }

    void check_groups() const {
        const auto& further = scenario_.deployment.further_groups;
        std::set<std::string> names = {scenario_.deployment.group.name};
        std::set<std::string> engines(scenario_.deployment.engines.begin(),
                                      scenario_.deployment.engines.end());
        for (std::size_t i = 0; i < further.size(); ++i) {
            const ProblemPath path = {"deployment", "further_groups", i};
            check_nodes(path / "engines", further[i].engines, NodeRole::service_engine);
            if (!names.insert(further[i].group.name).second) {
                stop(path / "group" / "name",
                     "a second SE group is named '" + further[i].group.name + "'");
            }
            for (const std::string& engine : further[i].engines) {
                if (!engines.insert(engine).second) {
                    stop(path / "engines", engine + " is in two SE groups");
                }
            }
        }
    }

    void check_group_name(const ProblemPath& path, const std::string& name) const {
        if (scenario_.deployment.find_group(name) == nullptr) {
            stop(path, "no SE group is named '" + name + "'; known are " +
                           listed(scenario_.deployment.groups(),
                                  [](const auto* group) { return group->name; }));
        }
    }

    void check_services() const {
        const auto& services = scenario_.deployment.services;
        if (services.empty()) {
            stop({"deployment", "services"}, "expected at least one virtual service");
        }
        std::set<std::string> names;
        std::map<Ipv4Address, std::string> vips;
        std::map<Ipv4Address, const VirtualServiceSpec*> snats;
        for (std::size_t i = 0; i < services.size(); ++i) {
            const VirtualServiceSpec& service = services[i];
            const ProblemPath path = {"deployment", "services", i};
            check_service_name(path / "name", service.name);
            check_group_name(path / "se_group", service.se_group);
            if (!names.insert(service.name).second) {
                stop(path / "name", "a second virtual service is named '" + service.name + "'");
            }
            check_offered(path / "vip", service.vip, topology_.vips, "vips");
            const auto [owner, fresh] = vips.emplace(service.vip, service.name);
            if (!fresh) {
                stop(path / "vip",
                     "VIP " + to_string(service.vip) + " is already used by " + owner->second);
            }
            if (service.udp_port == 0 && service.tcp_port == 0) {
                stop(path, service.name + " has neither a UDP nor a TCP port");
            }
            if (service.snat_ip) {
                check_offered(path / "snat_ip", *service.snat_ip, topology_.snat_ips, "snat_ips");
                check_shared_snat(path / "snat_ip", service, snats);
            }
        }
    }

    void check_shared_snat(const ProblemPath& path, const VirtualServiceSpec& service,
                           std::map<Ipv4Address, const VirtualServiceSpec*>& snats) const {
        const auto [other, fresh] = snats.emplace(*service.snat_ip, &service);
        // Services of different tags may be active on different engines, and an address has one
        // owner.
        if (!fresh && scenario_.deployment.group.distribute_load_active_standby &&
            other->second->active_standby_se_tag != service.active_standby_se_tag) {
            stop(path, "SNAT address " + to_string(*service.snat_ip) + " is already used by " +
                           other->second->name + ", which has another active_standby_se_tag");
        }
    }

    /// Names appear in targets, "active_of(vs1)", and in file names.
    static void check_service_name(const ProblemPath& path, const std::string& name) {
        const bool plain =
            !name.empty() && name.find_first_not_of(
                                 "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == std::string::npos;
        if (!plain) {
            stop(path, "'" + name + "' is no name: expected letters, digits, - and _");
        }
    }

    void check_offered(const ProblemPath& path, Ipv4Address address,
                       const std::vector<Ipv4Address>& offered, const std::string& kind) const {
        if (std::count(offered.begin(), offered.end(), address) == 0) {
            stop(path, "address " + to_string(address) + " is not among the " + kind + " of " +
                           topology_.name + ": " +
                           listed(offered, [](Ipv4Address a) { return to_string(a); }));
        }
    }

    void check_floating() const {
        const SeGroupSpec& group = scenario_.deployment.group;
        std::set<Ipv4Address> seen;
        const auto check = [&](const char* key, const std::vector<Ipv4Address>& addresses) {
            for (std::size_t i = 0; i < addresses.size(); ++i) {
                const ProblemPath path = {"deployment", "group", key, i};
                check_offered(path, addresses[i], topology_.floating_ips, "floating_ips");
                if (!seen.insert(addresses[i]).second) {
                    stop(path, "address " + to_string(addresses[i]) + " is there twice");
                }
            }
        };
        check("floating_intf_ip", group.floating_intf_ip);
        check("floating_intf_ip_se_2", group.floating_intf_ip_se_2);
    }

    void check_times() const {
        const Budgets& b = scenario_.budgets;
        const std::vector<std::pair<const char*, Duration>> budgets = {
            {"settle", b.settle}, {"recovery", b.recovery}, {"failover", b.failover}};
        for (const auto& [key, value] : budgets) {
            if (value <= Duration::zero()) {
                stop({"budgets", key}, "expected a time longer than 0s");
            }
        }
        if (scenario_.workload.arp_probe_interval <= Duration::zero()) {
            stop({"workload", "arp_probe_interval"}, "expected a time longer than 0s");
        }
        for (const SeGroupSpec* group : scenario_.deployment.groups()) {
            if (group->timers.heartbeat_period() <= Duration::zero()) {
                stop({"deployment", "group", "timers", "dp_hb_frequency"},
                     "expected a time longer than 0s in SE group " + group->name);
            }
        }
    }

    void check_operation(const ProblemPath& path, const Operation& operation) const {
        if (const auto* add = std::get_if<AddEngine>(&operation)) {
            check_nodes(path, {add->node}, NodeRole::service_engine);
            const auto deployed = scenario_.deployment.all_engines();
            if (std::count(deployed.begin(), deployed.end(), add->node) != 0) {
                stop(path, add->node + " is already among deployment.engines");
            }
            check_group_name(path, add->group);
        }
        if (const auto* switchover = std::get_if<Switchover>(&operation)) {
            check_target(path, switchover->engine, Needs::engine, std::nullopt);
        }
        if (const auto* failed = std::get_if<ReportHostFailed>(&operation)) {
            check_host(path, failed->host);
        }
        if (const auto* create = std::get_if<CreateVirtualService>(&operation)) {
            check_created(path, *create);
        }
        if (const auto* set = std::get_if<SetClusterIp>(&operation)) {
            if (const topology::Node* owner = topology_.owner_of(set->address)) {
                stop(path, to_string(set->address) + " belongs to " + owner->name);
            }
        }
        // Members of a change may be nobody: that is refused by the system, not here.
        if (const Route* route = route_of(operation); route != nullptr && !route->through.empty()) {
            check_nodes(path, {route->through}, NodeRole::controller);
        }
    }

    void check_created(const ProblemPath& path, const CreateVirtualService& create) const {
        check_service_name(path, create.name);
        if (!create.route.refusal_expected) {  // what is to be refused may be from nowhere
            check_offered(path, create.vip, topology_.vips, "vips");
        }
        for (const VirtualServiceSpec& service : scenario_.deployment.services) {
            if (service.name == create.name || service.vip == create.vip) {
                stop(path, "virtual service " + service.name + " already has this name or VIP");
            }
        }
    }

    void check_fault(const ProblemPath& path, const faults::ScheduledFault& scheduled) const {
        if (const auto* on = std::get_if<faults::OnGratuitousArp>(&scheduled.trigger)) {
            check_target(path / "on" / "gratuitous_arp", on->sender, Needs::any_node, std::nullopt);
        }
        const Needs needs = needs_of(scheduled.fault);
        std::visit(
            [&](const auto& fault) {
                std::optional<std::string> segment;
                if constexpr (requires { fault.segment; }) {
                    segment = fault.segment;
                }
                if (segment && topology_.find_segment(*segment) == nullptr) {
                    stop(path / "segment",
                         "no segment is named '" + *segment + "' in " + topology_.name +
                             "; known are " +
                             listed(topology_.segments, [](const auto& s) { return s.name; }));
                }
                if constexpr (requires { fault.target; }) {
                    check_target(path / "target", fault.target, needs, segment);
                    if constexpr (requires { fault.gateway; }) {
                        check_target(path / "gateway", fault.gateway, Needs::gateway_or_router,
                                     std::nullopt);
                    }
                } else if constexpr (requires { fault.nodes; }) {
                    check_side(path / "nodes", fault.nodes);
                } else if constexpr (requires { fault.side_a; }) {
                    check_side(path / "side_a", fault.side_a);
                    check_side(path / "side_b", fault.side_b);
                }
            },
            scheduled.fault);
    }

    void check_side(const ProblemPath& path, const std::vector<Target>& side) const {
        if (side.empty()) {
            stop(path, "expected at least one target");
        }
        for (std::size_t i = 0; i < side.size(); ++i) {
            check_target(path / i, side[i], Needs::any_node, std::nullopt);
        }
    }

    void check_target(const ProblemPath& path, const Target& target, Needs needs,
                      const std::optional<std::string>& segment) const {
        switch (target.role) {
            case Target::Role::active_of:
            case Target::Role::standby_of:
                check_service_target(path, target);
                break;
            case Target::Role::leader:
            case Target::Role::controllers:
            case Target::Role::follower:
            case Target::Role::minority:
            case Target::Role::majority:
            case Target::Role::cluster_ip:
                break;
            case Target::Role::gateway_of:
                check_gateway_of(path, target);
                break;
            case Target::Role::all_but:
            case Target::Role::node:
                check_known(path, target.argument);
                break;
        }
        if (target.role == Target::Role::node) {
            check_node(path, *topology_.find(target.argument), needs, segment);
        } else if (!role_fits(target.role, needs)) {
            stop(path, "'" + faults::to_string(target) +
                           "' can never be what this needs: " + describe_needs(needs));
        }
    }

    void check_known(const ProblemPath& path, const std::string& name) const {
        if (topology_.find(name) == nullptr) {
            stop(path, "no node is named '" + name + "' in " + topology_.name + "; known are " +
                           listed(topology_.nodes, [](const auto& n) { return n.name; }));
        }
    }

    void check_service_target(const ProblemPath& path, const Target& target) const {
        const auto& services = scenario_.deployment.services;
        const bool known = std::any_of(services.begin(), services.end(),
                                       [&](const auto& s) { return s.name == target.argument; });
        if (!known) {
            stop(path, "no virtual service is named '" + target.argument + "'; known are " +
                           listed(services, [](const auto& s) { return s.name; }));
        }
        if (target.role == Target::Role::standby_of && engines_.size() < 2) {
            stop(path,
                 "'" + faults::to_string(target) + "' is nobody: only one engine is ever started");
        }
    }

    void check_gateway_of(const ProblemPath& path, const Target& target) const {
        check_known(path, target.argument);
        for (const topology::Route& route : topology_.find(target.argument)->routes) {
            const topology::Node* hop = topology_.owner_of(route.next_hop);
            if (route.destination.prefix_length == 0 && hop != nullptr &&
                hop->role == NodeRole::gateway) {
                return;
            }
        }
        stop(path, target.argument + " has no default route by a gateway");
    }

    void check_node(const ProblemPath& path, const topology::Node& node, Needs needs,
                    const std::optional<std::string>& segment) const {
        const bool started = std::count(engines_.begin(), engines_.end(), node.name) != 0;
        bool fits = true;
        if (needs == Needs::engine) {
            fits = started;
        } else if (needs == Needs::programs) {
            fits = started || node.role == NodeRole::controller;
        } else if (needs == Needs::gateway) {
            fits = node.role == NodeRole::gateway;
        } else if (needs == Needs::gateway_or_router) {
            fits = node.forwards();
        }
        if (!fits) {
            stop(path, node.name + " (" + to_string(node.role) +
                           ") is not what this needs: " + describe_needs(needs));
        }
        if (segment && !node.address_on(*segment)) {
            stop(path, node.name + " is not attached to segment " + *segment);
        }
    }

    static bool role_fits(Target::Role role, Needs needs) {
        const bool engine = role == Target::Role::active_of || role == Target::Role::standby_of;
        switch (needs) {
            case Needs::any_node:
                return true;
            case Needs::programs:
                return role != Target::Role::gateway_of;
            case Needs::engine:
                return engine || role == Target::Role::all_but;
            case Needs::gateway:
            case Needs::gateway_or_router:
                return role == Target::Role::gateway_of || role == Target::Role::all_but;
        }
        return true;
    }

    std::string describe_needs(Needs needs) const {
        const std::string engines = listed(engines_, [](const auto& name) { return name; });
        switch (needs) {
            case Needs::any_node:
                return "a node";
            case Needs::programs:
                return "a node that runs programs of the system (" + engines + ", a controller)";
            case Needs::engine:
                return "an engine that is started (" + engines + ")";
            case Needs::gateway:
                return "a gateway";
            case Needs::gateway_or_router:
                return "a gateway or a router";
        }
        return {};
    }

    const Scenario& scenario_;
    const Topology& topology_;
    std::vector<std::string> engines_;  ///< started by the deployment or added by the operator
};

std::string to_text(const ProblemPath& path) {
    std::string out;
    for (const auto& step : path) {
        if (const auto* index = std::get_if<std::size_t>(&step)) {
            out += "[" + std::to_string(*index) + "]";
        } else {
            out += (out.empty() ? "" : ".") + std::get<std::string>(step);
        }
    }
    return out;
}

}  // namespace

std::optional<Problem> find_problem(const Scenario& scenario, const Topology& topology) {
    try {
        Checks(scenario, topology).run();
        return std::nullopt;
    } catch (const Found& found) {
        return found.problem;
    }
}

Result<void> check_scenario(const Scenario& scenario, const Topology& topology) {
    if (const auto problem = find_problem(scenario, topology)) {
        return bad_input(to_text(problem->path) + ": " + problem->sentence);
    }
    return success;
}

}  // namespace holdfast::harness::scenario
