// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/outside/rest_adapter.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "harness/sut/outside/deploy_request.h"
#include "harness/sut/outside/opened_door.h"

namespace holdfast::harness::sut::outside {

namespace {

namespace bj = boost::json;

constexpr Duration deploy_limit = 20s;
constexpr Duration install_limit = 20s;
// The adapter itself waits 2 s, as every client of the suite does, for each of connection, TLS,
// login and answer; doubled for an interpreter on a busy machine.
constexpr Duration call_limit = 2 * 4 * 2s;

bj::object cluster_object(const scenario::ClusterSpec& cluster,
                          const topology::Topology& topology) {
    bj::array members;
    for (const std::string& name : cluster.controllers) {
        const topology::Node* node = topology.find(name);
        const std::string address =
            node == nullptr ? "" : to_string(topology.management_address(*node));
        members.push_back(bj::object{{"name", name}, {"address", address}});
    }
    return {{"members", std::move(members)},
            {"host_names", cluster.host_names},
            {"heartbeat_period", to_short_string(cluster.heartbeat_period)},
            {"heartbeat_miss_limit", cluster.heartbeat_miss_limit},
            {"address_lease", to_short_string(cluster.address_lease)}};
}

}  // namespace

RestAdapter::RestAdapter(mininet::MininetTestbed& testbed, System system,
                         std::unique_ptr<Door> door, std::string version)
    : ReferenceAdapter(testbed),
      network_(testbed),
      system_(std::move(system)),
      door_(std::move(door)),
      version_(std::move(version)) {}

RestAdapter::~RestAdapter() = default;

Result<std::unique_ptr<RestAdapter>> RestAdapter::open(mininet::MininetTestbed& testbed,
                                                       const System& system,
                                                       const std::string& defect) {
    auto opened = open_door(testbed, system, defect);
    if (!opened) {
        return opened.error();
    }
    return std::unique_ptr<RestAdapter>(
        new RestAdapter(testbed, system, std::move(opened->door), std::move(opened->version)));
}

std::string RestAdapter::folder() const {
    return system_folder(network_);
}

Facts RestAdapter::facts() const {
    return {system_.name, version_, system_.promises.capabilities};
}

bool RestAdapter::spreads_flows() const {
    return system_.promises.capabilities.contains("flow_spreading");
}

Result<void> RestAdapter::deploy(const scenario::Deployment& deployment) {
    auto request = deploy_request(network_, deployment);
    if (!request) {
        return request.error();
    }
    // What runs is said node by node.
    if (const auto told = door_->ask("deploy", std::move(*request), deploy_limit); !told) {
        return told.error();
    }
    const auto deployed = ReferenceAdapter::deploy(deployment);
    // Whatever was waited for in vain, an adapter that is gone is why.
    return door_->broken() ? Result<void>(failed(*door_->broken())) : deployed;
}

Result<void> RestAdapter::install_controller(const std::string& node,
                                             const scenario::ClusterSpec& cluster,
                                             const std::string& release) {
    if (!release.empty()) {
        return unsupported(system_.name + " has no other release to start");
    }
    const auto state = network_.disk_directory(node);
    if (!state) {
        return state.error();
    }
    const auto answer = door_->ask("install_controller",
                                   {{"node", node},
                                    {"state_directory", *state},
                                    {"cluster", cluster_object(cluster, network_.topology())}},
                                   install_limit);
    if (!answer) {
        return answer.error();
    }
    return install_answered(network_, node, *answer);
}

Result<void> RestAdapter::install_engine(const std::string& node, const std::string& group) {
    bj::array all;
    for (const std::string& controller : controllers()) {
        all.push_back(bj::object{{"name", controller},
                                 {"address", to_string(management_address(controller))}});
    }
    const auto answer =
        door_->ask("install_engine",
                   {{"node", node},
                    {"group", group},
                    {"controllers", std::move(all)},
                    {"dead_controller_after", to_short_string(dead_controller_after())}},
                   install_limit);
    if (!answer) {
        return answer.error();
    }
    return install_answered(network_, node, *answer);
}

// A dead machine answers nobody: known here at once, and waited for by nobody.
Result<ApiAnswer> RestAdapter::call_to(const std::string& controller, const std::string& method,
                                       const std::string& path, const std::string& body) {
    const auto state = network_.program_state(controller);
    if (!state || *state == faults::ProcessState::gone) {
        return failed(controller + " does not run");
    }
    const auto answer = door_->ask("api",
                                   {{"controller", controller},
                                    {"address", to_string(management_address(controller))},
                                    {"method", method},
                                    {"path", path},
                                    {"body", body}},
                                   call_limit);
    if (!answer) {
        return failed(answer.error().message);
    }
    const bj::value* status = answer->if_contains("status");
    const bj::value* text = answer->if_contains("body");
    if (status == nullptr || !status->is_int64() || text == nullptr || !text->is_string()) {
        return failed("the adapter's answer to api lacks status and body");
    }
    return ApiAnswer{static_cast<int>(status->get_int64()), bj::value_to<std::string>(*text)};
}

Result<void> RestAdapter::collect_logs(const std::string& target) {
    return copy_logs(folder(), target);
}

std::optional<std::string> RestAdapter::broken() const {
    return door_->broken();
}

}  // namespace holdfast::harness::sut::outside
