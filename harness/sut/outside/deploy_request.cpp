// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/outside/deploy_request.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <map>

#include "base/json.h"
#include "harness/mininet/driver.h"
#include "harness/scenario/pool_servers.h"
#include "harness/sut/outside/opened_door.h"

namespace holdfast::harness::sut::outside {
namespace {

namespace bj = boost::json;

bj::array texts(const std::vector<Ipv4Address>& addresses) {
    bj::array out;
    for (const Ipv4Address address : addresses) {
        out.push_back(bj::value(to_string(address)));
    }
    return out;
}

bj::array texts(const std::vector<std::string>& words) {
    return bj::array(words.begin(), words.end());
}

Result<bj::object> node_object(const mininet::MininetTestbed& testbed, const topology::Node& node) {
    bj::object interfaces;
    for (const topology::Interface& interface : node.interfaces) {
        const auto name = testbed.interface_of({node.name, interface.segment});
        if (!name) {
            return name.error();
        }
        interfaces[interface.segment] =
            bj::object{{"name", *name}, {"address", to_string(interface.address)}};
    }
    const auto inside = testbed.namespace_path(node.name);
    if (!inside) {
        return inside.error();
    }
    return bj::object{{"role", topology::to_string(node.role)},
                      {"network_namespace", *inside},
                      {"interfaces", std::move(interfaces)}};
}

bj::array services_array(const scenario::Deployment& deployment) {
    bj::array services;
    for (const scenario::VirtualServiceSpec& service : deployment.services) {
        bj::object one{{"name", service.name},
                       {"vip", to_string(service.vip)},
                       {"udp_port", service.udp_port},
                       {"tcp_port", service.tcp_port},
                       {"tag", service.active_standby_se_tag}};
        if (service.snat_ip) {
            one["snat_ip"] = to_string(*service.snat_ip);
        }
        services.push_back(std::move(one));
    }
    return services;
}

bj::object pool_object(const scenario::Deployment& deployment, const topology::Topology& topology) {
    bj::array servers;
    for (const topology::Node* node : scenario::pool_servers(deployment, topology)) {
        servers.push_back(
            bj::object{{"name", node->name},
                       {"address", to_string(node->address_on(topology.back)->address)}});
    }
    bj::array monitors;
    for (const scenario::HealthMonitorSpec& monitor : deployment.monitors_of_pool()) {
        monitors.push_back(bj::object{{"type", to_string(monitor.type)},
                                      {"send_interval", to_short_string(monitor.send_interval)},
                                      {"receive_timeout", to_short_string(monitor.receive_timeout)},
                                      {"failed_checks", monitor.failed_checks},
                                      {"successful_checks", monitor.successful_checks}});
    }
    return {{"servers", std::move(servers)},
            {"udp_port", 5000},
            {"tcp_port", 5001},
            {"round_robin", deployment.load_balancing == scenario::LoadBalancing::round_robin},
            {"monitors", std::move(monitors)}};
}

/// One program of an answer, as adapters write it.
struct ProgramAnswer {
    std::string node;
    std::vector<std::string> argv;
    int stage = 1;
    std::map<std::string, std::string> environment;
};

ProgramAnswer load_program(const bj::value& from, const std::string& pointer) {
    const bj::object& in = json::object_in(from, pointer);
    static constexpr std::array known = {"node", "argv", "stage", "environment"};
    json::refuse_unknown(in, known, pointer);
    ProgramAnswer program;
    const auto field = [&](const char* name) -> const bj::value& {
        const bj::value* found = json::member_of(in, name);
        if (found == nullptr) {
            throw json::Refused(json::below(pointer, name), "is missing");
        }
        return *found;
    };
    json::load(field("node"), program.node, json::below(pointer, "node"));
    json::load(field("argv"), program.argv, json::below(pointer, "argv"));
    if (const bj::value* stage = json::member_of(in, "stage")) {
        constexpr int stage_max = 9;
        program.stage = static_cast<int>(
            json::load_integer(*stage, 1, stage_max, json::below(pointer, "stage")));
    }
    if (const bj::value* environment = json::member_of(in, "environment")) {
        const std::string place = json::below(pointer, "environment");
        for (const auto& [key, value] : json::object_in(*environment, place)) {
            const std::string name(key);
            json::load(value, program.environment[name], json::below(place, name.c_str()));
        }
    }
    return program;
}

}  // namespace

Result<bj::object> deploy_request(const mininet::MininetTestbed& testbed,
                                  const scenario::Deployment& deployment) {
    const topology::Topology& topology = testbed.topology();
    bj::object nodes;
    for (const topology::Node& node : topology.nodes) {
        auto one = node_object(testbed, node);
        if (!one) {
            return one.error();
        }
        nodes[node.name] = std::move(*one);
    }
    const auto responder = mininet::find_helper("holdfast-responder");
    if (!responder) {
        return responder.error();
    }
    const scenario::SeGroupSpec& group = deployment.group;
    return bj::object{
        {"responder", *responder},
        {"programs_of_the_suite", std::filesystem::path(*responder).parent_path().string()},
        {"topology", topology.name},
        {"segments", bj::object{{"front", topology.front},
                                {"back", topology.back},
                                {"management", topology.management}}},
        {"nodes", std::move(nodes)},
        {"engines", texts(deployment.engines)},
        {"services", services_array(deployment)},
        {"pool", pool_object(deployment, topology)},
        {"group", bj::object{{"distribute_load", group.distribute_load_active_standby},
                             {"auto_redistribute", group.auto_redistribute_active_standby_load},
                             {"floating_ips", texts(group.floating_intf_ip)},
                             {"floating_ips_2", texts(group.floating_intf_ip_se_2)}}}};
}

Result<std::vector<Stage>> read_stages(const bj::object& answer, const topology::Topology& topology,
                                       const std::string& folder) {
    std::map<int, Stage> stages;
    std::map<std::string, int> number;
    std::map<std::string, int> stage_of;
    try {
        const bj::value* programs = json::member_of(answer, "programs");
        if (programs == nullptr) {
            throw json::Refused("/programs", "is missing");
        }
        const bj::array& list = json::array_in(*programs, "/programs");
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::string pointer = json::below("/programs", i);
            const ProgramAnswer program = load_program(list[i], pointer);
            if (topology.find(program.node) == nullptr) {
                throw json::Refused(json::below(pointer, "node"),
                                    topology.name + " has no node " + program.node);
            }
            if (stage_of.emplace(program.node, program.stage).first->second != program.stage) {
                throw json::Refused(json::below(pointer, "stage"),
                                    "all programs of " + program.node + " start in one stage");
            }
            const std::string log =
                fmt::format("{}/{}-{}.out", folder, program.node, ++number[program.node]);
            stages[program.stage].programs.push_back(
                {program.node, program.argv, log, program.environment});
        }
    } catch (const json::Refused& refused) {
        return failed(std::string("the adapter's answer: ") + refused.what());
    }
    std::vector<Stage> ordered;
    for (auto& [place, stage] : stages) {
        ordered.push_back(std::move(stage));
    }
    return ordered;
}

Result<void> install_answered(mininet::MininetTestbed& testbed, const std::string& node,
                              const bj::object& answer) {
    const auto stages = read_stages(answer, testbed.topology(), system_folder(testbed));
    if (!stages) {
        return stages.error();
    }
    testbed.uninstall(node);
    for (const Stage& stage : *stages) {
        for (const mininet::ProgramSpec& program : stage.programs) {
            if (program.node != node) {
                return failed(fmt::format("the adapter was asked for programs of {}, not of {}",
                                          node, program.node));
            }
            if (const auto installed = testbed.install(program); !installed) {
                return installed;
            }
        }
    }
    return success;
}

}  // namespace holdfast::harness::sut::outside
