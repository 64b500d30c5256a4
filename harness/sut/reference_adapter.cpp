// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_adapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "harness/scenario/cluster_time.h"
#include "harness/scenario/controllers.h"
#include "harness/sut/topology_roles.h"

namespace holdfast::harness::sut {

namespace {

using OperationType = history::OperationEvent::Type;

constexpr std::uint16_t heartbeat_port = 9001;
// A process starts, reads its certificates and listens: tens of milliseconds, seconds on a machine
// that is also compiling.
constexpr Duration start_max = 10s;
// An engine that may join does so within a connection attempt or two (100 ms, then 200 ms) of its
// start.
constexpr Duration join_max = 800ms;
// Asking every controller after every event would be most of what a simulation does.
constexpr Duration poll_period = 20ms;

// Any that the deployment's controllers are not.
constexpr const char* older_release = "22.1.3";

bool concerns_cloud(const scenario::Operation& operation) {
    return std::holds_alternative<scenario::SetCloud>(operation) ||
           std::holds_alternative<scenario::ReportHostFailed>(operation);
}

template <class T>
OperationResult outcome_of(const Result<T>& result, OperationType on_error) {
    return result ? OperationResult{} : OperationResult{on_error, result.error().message};
}

}  // namespace

ReferenceAdapter::ReferenceAdapter(Testbed& testbed)
    : testbed_(testbed),
      operator_([this](const std::string& method, const std::string& path,
                       const std::string& body) { return call(method, path, body); }) {
    for (const topology::Node* node :
         testbed.topology().with_role(topology::NodeRole::controller)) {
        operators_.emplace(node->name,
                           RestOperator([this, name = node->name](const std::string& method,
                                                                  const std::string& path,
                                                                  const std::string& body) {
                               return call_running(name, method, path, body);
                           }));
    }
}

Facts ReferenceAdapter::facts() const {
    Facts facts{"holdfast-reference",
                "0.1.0",
                {"active_standby_pair",
                 "distributed_load",
                 "automatic_redistribution",
                 "link_monitoring",
                 "releases_on_death",
                 "heartbeats_over_udp",
                 "arbitration",
                 "datagrams_to_servers",
                 "legacy_active_standby",
                 "elastic_groups",
                 "self_se_election",
                 "floating_ip",
                 "snat_ip",
                 "switchover",
                 "redistribute",
                 "gateway_monitoring",
                 "server_monitoring",
                 "controller_cluster",
                 "request_log",
                 "write_access",
                 "client_persistence",
                 "enable_routing",
                 "enable_vmac"}};
    if (spreads_flows()) {
        facts.capabilities.insert("flow_spreading");
        facts.capabilities.insert("answers_through_primary");
    }
    return facts;
}

Result<void> ReferenceAdapter::deploy(const scenario::Deployment& deployment) {
    deployment_ = deployment;
    if (deployment_.cluster.controllers.empty()) {
        for (const auto* node : testbed_.topology().with_role(topology::NodeRole::controller)) {
            deployment_.cluster.controllers.push_back(node->name);
        }
    }
    members_ = FollowedMembers(deployment_.cluster.controllers);
    for (const auto& started : {start_controllers(), start_spares()}) {
        if (!started) {
            return started;
        }
    }
    if (const auto made = operator_.create_groups_and_pool(deployment, testbed_.topology());
        !made) {
        return made;
    }
    // One after the other: the order of registration makes the first engine SE 1 of the pair.
    for (const std::string& engine : deployment.all_engines()) {
        const std::string group = deployment.group_of_engine(engine)->name;
        if (const auto started = start_engine(engine, group); !started) {
            return started;
        }
        const auto registered = [&] { return knows_engine(engine); };
        if (const auto up = wait_until(testbed_, engine + " registers", start_max, registered);
            !up) {
            return up;
        }
    }
    open_cloud();
    return operator_.create_services(deployment);
}

void ReferenceAdapter::open_cloud() {
    if (!deployment_.cloud.write_access) {
        return;
    }
    cloud_.emplace(
        deployment_.cloud, testbed_.topology(), deployment_.all_engines(),
        [this](const std::string& method, const std::string& path, const std::string& body) {
            return call(method, path, body);
        },
        MachineRoom{[this](const std::string& node, const std::string& group) {
                        return start_engine(node, group);
                    },
                    [this](const std::string& node) { return stop_machine(node); },
                    [this](const std::string& node) {
                        const auto stopped = stop_machine(node);
                        return stopped ? testbed_.start_programs(node) : stopped;
                    }});
    first_acts_ = cloud_->attend(testbed_.now());  // hosts are known before there are services
}

// Power off: its kernel keeps nothing either.
Result<void> ReferenceAdapter::stop_machine(const std::string& node) {
    const auto state = testbed_.program_state(node);
    if (state && *state != faults::ProcessState::gone) {
        if (const auto killed = testbed_.kill_programs(node); !killed) {
            return killed;
        }
    }
    return testbed_.reset_addresses(node);
}

std::vector<history::CloudActed> ReferenceAdapter::attend_cloud() {
    if (!cloud_) {
        return {};
    }
    std::vector<history::CloudActed> acts = std::exchange(first_acts_, {});
    const auto more = cloud_->attend(testbed_.now());
    acts.insert(acts.end(), more.begin(), more.end());
    return acts;
}

Result<void> ReferenceAdapter::start_controllers() {
    for (const std::string& node : controllers()) {
        if (const auto installed = install_controller(node, deployment_.cluster, ""); !installed) {
            return installed;
        }
        if (const auto started = testbed_.start_programs(node); !started) {
            return started;
        }
    }
    const std::string wanted =
        controllers().size() == 1 ? "CLUSTER_UP_NO_HA" : "CLUSTER_UP_HA_ACTIVE";
    const auto complete = [&] {
        return std::all_of(controllers().begin(), controllers().end(), [&](const auto& node) {
            const auto seen = cluster_seen_by(node);
            return seen && seen->cluster_state == wanted;
        });
    };
    // The followers learn with a heartbeat what the one before it committed.
    const Duration limit = start_max + 3 * deployment_.cluster.heartbeat_period;
    const Instant end = testbed_.now() + limit;
    while (!complete()) {
        if (testbed_.now() >= end) {
            return failed(fmt::format("not every controller says {} after {}", wanted,
                                      to_short_string(limit)));
        }
        testbed_.advance(testbed_.now() + poll_period);
    }
    const auto address = testbed_.topology().cluster_ip();
    if (!deployment_.cluster.cluster_ip || !address) {
        return success;
    }
    const auto period = operator_.set_cluster_ip_period(scenario::cluster_ip_period_minutes);
    if (!period) {
        return period;
    }
    const OperationResult set = operator_.set_cluster_ip(*address);
    return set.type == OperationType::ok ? Result<void>(success)
                                         : failed("the cluster IP cannot be set: " + set.message);
}

// Machines in reserve run as they come from the factory, each by itself; one that is called older
// is of another release.
Result<void> ReferenceAdapter::start_spares() {
    const auto spares = scenario::spare_controllers(deployment_, testbed_.topology());
    for (const std::string& node : spares) {
        scenario::ClusterSpec alone = deployment_.cluster;
        alone.controllers = {node};
        const std::string release = node.starts_with("older") ? older_release : "";
        if (const auto installed = install_controller(node, alone, release); !installed) {
            return installed;
        }
        if (const auto started = testbed_.start_programs(node); !started) {
            return started;
        }
    }
    return wait_until(testbed_, "every controller in reserve runs by itself", start_max, [&] {
        return std::all_of(spares.begin(), spares.end(), [&](const auto& node) {
            const auto seen = cluster_seen_by(node);
            return seen && seen->cluster_state == "CLUSTER_UP_NO_HA";
        });
    });
}

// What the API cannot do where nobody is known to lead the operator of that machine does: the only
// survivor becomes the cluster (CCFG-12), or a member says where it is now (CCFG-11).
OperationResult ReferenceAdapter::change_members(RestOperator& person,
                                                 const scenario::ChangeMembers& change) {
    members_.asked_for(change.controllers);
    OperationResult changed = person.change_members(change.controllers, testbed_.topology());
    const std::string& through = change.route.through;
    if (changed.type != OperationType::ok && changed.status == 0 && !through.empty()) {
        const bool alone = change.controllers == std::vector{through};
        const auto told = call_to(through, "POST",
                                  alone ? "/local/recover-cluster" : "/local/change-address", "");
        if (!told) {
            return {OperationType::info, told.error().message};
        }
        changed = {told->status == 200 ? OperationType::ok : OperationType::fail, told->body,
                   told->status};
    }
    return changed;
}

Ipv4Address ReferenceAdapter::management_address(const std::string& node) const {
    const topology::Node* found = testbed_.topology().find(node);
    CHECK(found != nullptr, "there is no node {}", node);
    return testbed_.topology().management_address(*found);
}

Duration ReferenceAdapter::dead_controller_after() const {
    return std::clamp<Duration>(4 * deployment_.cluster.heartbeat_period, 1s, 5s);
}

// A program that is paused keeps its socket open: asking it would only cost time.
Result<ApiAnswer> ReferenceAdapter::call_running(const std::string& controller,
                                                 const std::string& method, const std::string& path,
                                                 const std::string& body) {
    const auto state = testbed_.program_state(controller);
    return state && *state == faults::ProcessState::paused
               ? Result<ApiAnswer>(failed(controller + " is paused"))
               : call_to(controller, method, path, body);
}

// A controller that does not run, or knows no leader, says so; another one may know more.
Result<ApiAnswer> ReferenceAdapter::call(const std::string& method, const std::string& path,
                                         const std::string& body) {
    Result<ApiAnswer> answer = failed("no controller runs");
    for (const std::string& controller : members_.now()) {
        answer = call_running(controller, method, path, body);
        if (answer && answer->status != 503) {
            break;
        }
    }
    return answer;
}

Result<std::string> ReferenceAdapter::leader() const {
    const std::vector<std::string> members = members_.now();
    for (const std::string& controller : members) {
        const auto seen = cluster_seen_by(controller);
        for (const auto& node : seen ? seen->nodes : std::vector<history::ControllerNode>{}) {
            if (node.role == "CLUSTER_LEADER") {
                return node.name;
            }
        }
    }
    return failed("no controller leads now");
}

void ReferenceAdapter::follow_members() const {
    if (members_.may_change()) {
        for (const std::string& controller : members_.possible()) {
            static_cast<void>(cluster_seen_by(controller));  // who is silent says nothing of them
        }
    }
}

Result<void> ReferenceAdapter::start_engine(const std::string& node, const std::string& group) {
    if (const auto installed = install_engine(node, group); !installed) {
        return installed;
    }
    return testbed_.start_programs(node);
}

bool ReferenceAdapter::knows_engine(const std::string& engine) const {
    const auto observed = operator_.runtime();
    return observed &&
           std::any_of(observed->engines.begin(), observed->engines.end(),
                       [&](const auto& known) { return known.name == engine && known.connected; });
}

OperationResult ReferenceAdapter::perform(const scenario::Operation& operation) {
    if (const auto* switchover = std::get_if<scenario::Switchover>(&operation)) {
        const auto engines = resolve(switchover->engine);
        return engines ? operator_.switchover(engines->front())
                       : outcome_of(engines, OperationType::fail);
    }
    if (std::holds_alternative<scenario::Redistribute>(operation)) {
        return operator_.redistribute(deployment_.group.name);
    }
    if (const auto* add = std::get_if<scenario::AddEngine>(&operation)) {
        return add_engine(*add);
    }
    return concerns_cloud(operation) ? tell_cloud(operation) : request(operation);
}

OperationResult ReferenceAdapter::tell_cloud(const scenario::Operation& operation) {
    if (!cloud_) {
        return {OperationType::fail, "the controller has no access to a cloud"};
    }
    if (const auto* set = std::get_if<scenario::SetCloud>(&operation)) {
        cloud_->set_mood(set->mood);
    } else {
        cloud_->host_fails(std::get<scenario::ReportHostFailed>(operation).host);
    }
    return {};
}

OperationResult ReferenceAdapter::request(const scenario::Operation& operation) {
    const scenario::Route* route = scenario::route_of(operation);
    CHECK(route != nullptr, "'{}' is no request", scenario::to_string(operation));
    RestOperator& person = route->through.empty() ? operator_ : operators_.at(route->through);
    if (const auto* create = std::get_if<scenario::CreateVirtualService>(&operation)) {
        scenario::VirtualServiceSpec service;
        service.name = create->name;
        service.vip = create->vip;
        return person.create_service(service, deployment_.group.name);
    }
    if (const auto* gone = std::get_if<scenario::DeleteVirtualService>(&operation)) {
        return person.delete_service(gone->name);
    }
    if (const auto* set = std::get_if<scenario::SetClusterIp>(&operation)) {
        return person.set_cluster_ip(set->address);
    }
    if (const auto* change = std::get_if<scenario::ChangeMembers>(&operation)) {
        return change_members(person, *change);
    }
    if (const auto* put = std::get_if<scenario::PutCluster>(&operation)) {
        return person.put_cluster(put->body);
    }
    if (const auto* create = std::get_if<scenario::CreateObject>(&operation)) {
        return person.create_object(create->collection, create->body);
    }
    if (const auto* read = std::get_if<scenario::ReadObject>(&operation)) {
        return person.read_object(read->collection, read->name);
    }
    if (const auto* patch = std::get_if<scenario::PatchObject>(&operation)) {
        return person.patch(patch->collection, patch->name, patch->fields);
    }
    if (const auto* post = std::get_if<scenario::PostAction>(&operation)) {
        return person.post(post->collection, post->name, post->action, post->body);
    }
    return person.set_cluster_ip(std::nullopt);
}

Result<history::ClusterObserved> ReferenceAdapter::cluster_seen_by(
    const std::string& controller) const {
    const auto person = operators_.find(controller);
    if (person == operators_.end()) {  // a change may ask for a member that is no controller
        return failed(controller + " is no controller");
    }
    auto seen = person->second.cluster();
    if (seen) {
        seen->asked = controller;
        members_.heard(*seen);
    }
    return seen;
}

OperationResult ReferenceAdapter::add_engine(const scenario::AddEngine& add) {
    const std::string group = deployment_.find_group(add.group)->name;
    if (const auto started = start_engine(add.node, group); !started) {
        return outcome_of(started, OperationType::info);
    }
    const auto joined = wait_until(testbed_, add.node + " joins " + group, join_max,
                                   [&] { return knows_engine(add.node); });
    return outcome_of(joined, OperationType::fail);
}

Result<history::RuntimeObserved> ReferenceAdapter::runtime() const {
    follow_members();
    auto observed = operator_.runtime();
    if (observed) {
        last_runtime_ = *observed;
    }
    return observed;
}

std::vector<std::pair<Instant, history::SystemEvent>> ReferenceAdapter::new_events() {
    return operator_.new_events(testbed_.epoch());
}

Result<std::vector<std::pair<Instant, history::SystemEvent>>> ReferenceAdapter::request_log() {
    std::vector<std::pair<Instant, history::SystemEvent>> all;
    for (const auto& service : deployment_.services) {
        auto some = operator_.request_log(service.name, testbed_.epoch());
        if (!some) {
            return some.error();
        }
        all.insert(all.end(), some->begin(), some->end());
    }
    return all;
}

Result<std::string> ReferenceAdapter::engine_in_role(const faults::Target& target) const {
    const auto now = operator_.runtime();
    if (now) {
        last_runtime_ = *now;
    } else if (!last_runtime_) {
        return now.error();
    }
    // While no controller answers, roles are as the system last said.
    for (const auto& service : last_runtime_->services) {
        if (service.name == target.argument) {
            const auto& engines =
                target.role == faults::Target::Role::active_of ? service.active : service.standby;
            if (engines.empty()) {
                return failed(fmt::format("nobody is {} now", to_string(target)));
            }
            return engines.front();
        }
    }
    return failed(fmt::format("there is no virtual service {}", target.argument));
}

Result<std::string> ReferenceAdapter::cluster_ip_holder() const {
    return deployment_.cluster.cluster_ip ? leader()
                                          : failed("the cluster has no address of its own");
}

Result<std::vector<std::string>> ReferenceAdapter::controllers_in_role(
    const faults::Target& target) const {
    using Role = faults::Target::Role;
    if (target.role == Role::cluster_ip || target.role == Role::leader) {
        const auto one = target.role == Role::leader ? leader() : cluster_ip_holder();
        return one ? Result<std::vector<std::string>>(std::vector{*one}) : one.error();
    }
    const std::vector<std::string>& all = members_.now();
    if (target.role == Role::controllers) {
        return all;
    }
    const auto leads = leader();
    if (!leads) {
        return leads.error();
    }
    return faults::part_of_cluster(target, *leads, all);
}

Result<std::vector<std::string>> ReferenceAdapter::resolve(const faults::Target& target) const {
    using Role = faults::Target::Role;
    if (is_of_cluster(target.role)) {
        return controllers_in_role(target);
    }
    if (target.role == Role::active_of || target.role == Role::standby_of) {
        const auto engine = engine_in_role(target);
        return engine ? Result<std::vector<std::string>>(std::vector{*engine}) : engine.error();
    }
    return resolve_by_topology(target, testbed_.topology(), deployment_);
}

faults::Roles::HeartbeatPath ReferenceAdapter::heartbeat_path() const {
    return {testbed_.topology().front, heartbeat_port};
}

}  // namespace holdfast::harness::sut
