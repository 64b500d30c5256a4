// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/outside/outside_adapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "harness/sut/json_text.h"
#include "harness/sut/outside/deploy_request.h"
#include "harness/sut/outside/opened_door.h"
#include "harness/sut/topology_roles.h"

namespace holdfast::harness::sut::outside {

namespace {

namespace bj = boost::json;
using OperationType = history::OperationEvent::Type;

// It writes configuration files, and may ask tools for their versions.
constexpr Duration deploy_limit = 20s;
// Whether what was started is ready: it may wait for it.
constexpr Duration started_limit = 60s;
// Asked 25 times a second while clients are watched: whoever needs longer spoils the run.
constexpr Duration role_limit = 2s;
constexpr Duration operation_limit = 10s;

/// None: the field is there and is no list of this deployment's engines.
std::optional<std::vector<std::string>> engines_in(const bj::object& answer, const char* field,
                                                   const scenario::Deployment& deployment) {
    const bj::value* found = answer.if_contains(field);
    std::vector<std::string> engines;
    if (found == nullptr) {
        return engines;
    }
    if (!found->is_array()) {
        return std::nullopt;
    }
    for (const bj::value& item : found->get_array()) {
        const auto& known = deployment.engines;
        const std::string name = item.is_string() ? bj::value_to<std::string>(item) : "";
        if (std::count(known.begin(), known.end(), name) == 0) {
            return std::nullopt;
        }
        engines.push_back(name);
    }
    return engines;
}

/// Their stamps are nanoseconds since 1970.
Result<std::vector<std::pair<Instant, history::SystemEvent>>> read_events(const bj::object& answer,
                                                                          Duration epoch) {
    std::vector<std::pair<Instant, history::SystemEvent>> events;
    const bj::value* list = answer.if_contains("events");
    if (list == nullptr || !list->is_array()) {
        return failed("events: \"events\" has to be a list: " + bj::serialize(answer));
    }
    for (const bj::value& item : list->get_array()) {
        const bj::object* event = item.if_object();
        const bj::value* at = event == nullptr ? nullptr : event->if_contains("at");
        if (at == nullptr || !at->is_int64()) {
            return failed("events: \"at\" has to be a time: " + bj::serialize(item));
        }
        events.emplace_back(
            Instant(Duration(at->get_int64()) - epoch),
            history::SystemEvent{text_of(*event, "event_id"), text_of(*event, "object"),
                                 text_of(*event, "description")});
    }
    return events;
}

}  // namespace

OutsideAdapter::OutsideAdapter(mininet::MininetTestbed& testbed, System system,
                               std::unique_ptr<Door> door, std::string version)
    : testbed_(testbed),
      system_(std::move(system)),
      door_(std::move(door)),
      version_(std::move(version)) {}

OutsideAdapter::~OutsideAdapter() = default;

Result<std::unique_ptr<OutsideAdapter>> OutsideAdapter::open(mininet::MininetTestbed& testbed,
                                                             const System& system,
                                                             const std::string& defect) {
    auto opened = open_door(testbed, system, defect);
    if (!opened) {
        return opened.error();
    }
    return std::unique_ptr<OutsideAdapter>(
        new OutsideAdapter(testbed, system, std::move(opened->door), std::move(opened->version)));
}

Facts OutsideAdapter::facts() const {
    return {system_.name, version_, system_.promises.capabilities};
}

Result<void> OutsideAdapter::deploy(const scenario::Deployment& deployment) {
    deployment_ = deployment;
    auto request = deploy_request(testbed_, deployment);
    if (!request) {
        return request.error();
    }
    const auto answer = door_->ask("deploy", std::move(*request), deploy_limit);
    if (!answer) {
        return answer.error();
    }
    const auto stages = read_stages(*answer, testbed_.topology(), system_folder(testbed_));
    if (!stages) {
        return stages.error();
    }
    int number = 0;
    for (const Stage& stage : *stages) {
        if (const auto installed = install(stage.programs); !installed) {
            return installed;
        }
        const auto ready = door_->ask("started", {{"stage", ++number}}, started_limit);
        if (!ready && (door_->broken() || ready.error().kind != Error::Kind::unsupported)) {
            return ready.error();
        }
    }
    return success;
}

/// All of a node before any of it is started: whoever dies is started with its neighbours.
Result<void> OutsideAdapter::install(const std::vector<mininet::ProgramSpec>& programs) {
    std::vector<std::string> order;
    for (const mininet::ProgramSpec& program : programs) {
        if (const auto installed = testbed_.install(program); !installed) {
            return installed;
        }
        if (nodes_.insert(program.node).second) {
            order.push_back(program.node);
        }
    }
    for (const std::string& node : order) {
        if (const auto started = testbed_.start_programs(node); !started) {
            return started;
        }
    }
    return success;
}

OperationResult OutsideAdapter::perform(const scenario::Operation& operation) {
    const auto* switchover = std::get_if<scenario::Switchover>(&operation);
    if (switchover == nullptr) {
        return {OperationType::fail, system_.name + " has no such operation"};
    }
    const auto engines = resolve(switchover->engine);
    if (!engines) {
        return {OperationType::fail, engines.error().message};
    }
    const auto answer = door_->ask("switchover", {{"engine", engines->front()}}, operation_limit);
    if (answer) {
        return {};
    }
    return {door_->broken() ? OperationType::info : OperationType::fail, answer.error().message};
}

std::vector<std::string> OutsideAdapter::running_engines() const {
    std::vector<std::string> running;
    for (const std::string& engine : deployment_.engines) {
        const auto state = testbed_.program_state(engine);
        if (state && *state != faults::ProcessState::gone) {
            running.push_back(engine);
        }
    }
    return running;
}

/// Who is dead plays no role, whatever it said last.
Result<history::ServiceRuntime> OutsideAdapter::role_of(const std::string& service) const {
    const std::vector<std::string> running = running_engines();
    const auto answer = door_->ask("role_of", {{"service", service}}, role_limit);
    if (!answer) {
        return answer.error();
    }
    const auto active = engines_in(*answer, "active", deployment_);
    const auto standby = engines_in(*answer, "standby", deployment_);
    if (!active || !standby) {
        return door_->break_off(
            "role_of: \"active\" and \"standby\" have to be lists of engines: " +
            bj::serialize(*answer));
    }
    history::ServiceRuntime role;
    role.name = service;
    role.active = *active;
    role.standby = *standby;
    for (auto* engines : {&role.active, &role.standby}) {
        std::erase_if(*engines, [&](const std::string& engine) {
            return std::count(running.begin(), running.end(), engine) == 0;
        });
    }
    role.oper_state = role.active.empty() ? "OPER_DOWN" : "OPER_UP";
    return role;
}

Result<history::RuntimeObserved> OutsideAdapter::runtime() const {
    history::RuntimeObserved observed;
    for (const auto& service : deployment_.services) {
        auto role = role_of(service.name);
        if (!role) {
            return role.error();
        }
        observed.services.push_back(std::move(*role));
    }
    const std::vector<std::string> running = running_engines();
    for (const std::string& engine : deployment_.engines) {
        const bool lives = std::count(running.begin(), running.end(), engine) != 0;
        observed.engines.push_back({engine, lives ? "OPER_UP" : "OPER_DOWN", lives, {}});
    }
    return observed;
}

Result<history::ClusterObserved> OutsideAdapter::cluster_seen_by(
    const std::string& /*controller*/) const {
    return unsupported(system_.name + " has no controllers");
}

std::vector<std::pair<Instant, history::SystemEvent>> OutsideAdapter::new_events() {
    if (!tells_events_) {
        return {};
    }
    const auto answer = door_->ask("events", {}, role_limit);
    if (!answer) {
        tells_events_ = door_->broken() || answer.error().kind != Error::Kind::unsupported;
        return {};
    }
    auto events = read_events(*answer, testbed_.epoch());
    if (!events) {
        static_cast<void>(door_->break_off(events.error().message));
        return {};
    }
    return std::move(*events);
}

Result<void> OutsideAdapter::collect_logs(const std::string& folder) {
    return copy_logs(system_folder(testbed_), folder);
}

Result<std::vector<std::string>> OutsideAdapter::resolve(const faults::Target& target) const {
    using Role = faults::Target::Role;
    if (faults::is_of_cluster(target.role)) {
        return unsupported(system_.name + " has no controllers, and so no " + to_string(target));
    }
    if (target.role != Role::active_of && target.role != Role::standby_of) {
        return resolve_by_topology(target, testbed_.topology(), deployment_);
    }
    const auto role = role_of(target.argument);
    if (!role) {
        return role.error();
    }
    const auto& engines = target.role == Role::active_of ? role->active : role->standby;
    return engines.empty() ? Result<std::vector<std::string>>(
                                 failed(fmt::format("nobody is {} now", to_string(target))))
                           : std::vector{engines.front()};
}

faults::Roles::HeartbeatPath OutsideAdapter::heartbeat_path() const {
    return {testbed_.topology().front, 0};
}

std::optional<std::string> OutsideAdapter::broken() const {
    return door_->broken();
}

}  // namespace holdfast::harness::sut::outside
