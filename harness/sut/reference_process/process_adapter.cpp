// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_process/process_adapter.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "harness/mininet/child_process.h"
#include "harness/mininet/driver.h"
#include "harness/scenario/cluster_time.h"
#include "harness/workload/api_session.h"

namespace holdfast::harness::sut::reference_process {

namespace {

constexpr std::uint16_t controller_port = 8443;
constexpr std::uint16_t heartbeat_port = 9001;

constexpr std::uint16_t peer_port = 8444;

// On a file system of the testbed's own, which vanishes with it; seen from outside by way of the
// first process.
std::string socket_of(const std::string& node) {
    return "/run/netns/" + node + ".sock";
}

Result<void> write_file(const std::string& path, const std::string& text) {
    std::ofstream out(path);
    out << text;
    return out.flush() ? Result<void>() : failed(path + ": cannot be written");
}

std::string tls_section(const std::string& node) {
    return fmt::format("tls: {{ca: pki/ca.pem, certificate: pki/{0}.pem, key: pki/{0}.key}}\n",
                       node);
}

std::vector<std::string> names(const std::vector<const topology::Node*>& nodes) {
    std::vector<std::string> out;
    for (const topology::Node* node : nodes) {
        out.push_back(node->name);
    }
    return out;
}

}  // namespace

ProcessAdapter::ProcessAdapter(mininet::MininetTestbed& testbed, std::string defect)
    : ReferenceAdapter(testbed),
      network_(testbed),
      defect_(std::move(defect)),
      folder_(std::filesystem::absolute(testbed.folder() + "/reference").string()) {}

Result<void> ProcessAdapter::create_certificates() {
    const auto program = mininet::find_helper("holdfast-pki");
    if (!program) {
        return program.error();
    }
    std::vector<std::string> argv = {*program, "create", file("pki"), "--controller"};
    const auto nodes = names(network_.topology().with_role(topology::NodeRole::controller));
    argv.insert(argv.end(), nodes.begin(), nodes.end());
    argv.push_back("--engine");
    const auto engines = names(network_.topology().with_role(topology::NodeRole::service_engine));
    argv.insert(argv.end(), engines.begin(), engines.end());
    const auto child = mininet::ChildProcess::start(argv, file("pki.log"));
    if (!child) {
        return child.error();
    }
    (*child)->wait();
    if (!std::filesystem::exists(file("pki/" + engines.back() + ".key"))) {
        return failed("holdfast-pki made no certificates; see " + file("pki.log"));
    }
    return success;
}

Result<void> ProcessAdapter::install(const std::string& node, const std::string& program,
                                     const std::string& configuration, const std::string& release) {
    const bool plain = defect_.empty() && release.empty();
    const auto path = mininet::find_helper(plain ? program : program + "-defective");
    if (!path) {
        return path.error();
    }
    if (const auto written = write_file(file(node + ".yaml"), configuration); !written) {
        return written;
    }
    mininet::ProgramSpec spec{
        node, {*path, "--config", file(node + ".yaml")}, file(node + ".out"), {}};
    if (!defect_.empty()) {
        spec.environment["HOLDFAST_DEFECT"] = defect_;
    }
    if (!release.empty()) {
        spec.environment["HOLDFAST_RELEASE"] = release;
    }
    return network_.install(spec);
}

std::string ProcessAdapter::controller_configuration(const std::string& node,
                                                     const std::string& interface,
                                                     const std::string& state,
                                                     const scenario::ClusterSpec& cluster) const {
    const std::string address = to_string(management_address(node));
    // Clients log in dozens of times in a trial; 60 ms each on purpose, four testbeds side by side,
    // and they wait in vain.
    std::string text = fmt::format(
        "name: {0}\nlisten: \"{1}:{2}\"\npeer_listen: \"{1}:{3}\"\n"
        "https: {{listen: \"0.0.0.0:443\"}}\nadmin_password: {4}\npassword_cost: 10\n"
        "admin_socket: {5}\n"
        "state_directory: {11}\nlog_file: {0}.log\nmanagement: {{interface: {6}}}\n"
        "timers: {{heartbeat_period: {7}, heartbeat_miss_limit: {8}, address_lease: {9}, "
        "minute: {12}}}\n{10}",
        node, address, controller_port, peer_port, workload::api_password, socket_of(node),
        interface, to_short_string(cluster.heartbeat_period), cluster.heartbeat_miss_limit,
        to_short_string(cluster.address_lease), tls_section(node), state,
        to_short_string(scenario::scaled_minute(cluster)));
    text += "members:\n";
    for (const std::string& member : cluster.controllers) {
        text += fmt::format("  - {{name: {}, address: {}}}\n", member,
                            cluster.host_names ? member : to_string(management_address(member)));
    }
    return text;
}

Result<void> ProcessAdapter::install_controller(const std::string& node,
                                                const scenario::ClusterSpec& cluster,
                                                const std::string& release) {
    std::error_code trouble;
    std::filesystem::create_directories(folder_, trouble);
    if (trouble) {
        return failed(fmt::format("{}: {}", folder_, trouble.message()));
    }
    const auto state = network_.disk_directory(node);
    if (!state) {
        return state.error();
    }
    if (admins_.empty()) {
        if (const auto made = create_certificates(); !made) {
            return made;
        }
    }
    const auto inside = network_.namespace_path(node);  // /proc/<pid>/ns/net
    if (!inside) {
        return inside.error();
    }
    const auto process = std::filesystem::path(*inside).parent_path().parent_path();
    admins_[node] = std::make_unique<AdminClient>(process.string() + "/root" + socket_of(node));
    const auto interface =
        network_.interface_of({node, network_.topology().find(node)->interfaces.front().segment});
    if (!interface) {
        return interface.error();
    }
    return install(node, "holdfast-controller",
                   controller_configuration(node, *interface, *state, cluster), release);
}

Result<void> ProcessAdapter::install_engine(const std::string& node, const std::string& group) {
    const topology::Topology& topology = network_.topology();
    std::string endpoints;
    for (const std::string& controller : controllers()) {
        endpoints += fmt::format("{}\"{}:{}\"", endpoints.empty() ? "" : ", ",
                                 to_string(management_address(controller)), controller_port);
    }
    const Ipv4Address own = topology.find(node)->address_on(topology.front)->address;
    const auto interface = network_.interface_of({node, topology.front});
    if (!interface) {
        return interface.error();
    }
    network_.uninstall(node);  // of an earlier life
    return install(node, "holdfast-engine",
                   fmt::format("name: {0}\nse_group: {1}\ncontrollers: [{2}]\nvip_interface: {3}\n"
                               "heartbeat: {{address: {4}, port: {5}}}\nlog_file: {0}.log\n"
                               "dead_controller: {7}\n{6}",
                               node, group, endpoints, *interface, to_string(own), heartbeat_port,
                               tls_section(node), to_short_string(dead_controller_after())));
}

Result<ApiAnswer> ProcessAdapter::call_to(const std::string& controller, const std::string& method,
                                          const std::string& path, const std::string& body) {
    const auto admin = admins_.find(controller);
    return admin == admins_.end() ? Result<ApiAnswer>(failed(controller + " is not installed"))
                                  : admin->second->call(method, path, body);
}

bool ProcessAdapter::spreads_flows() const {
    return ::access("/dev/net/tun", R_OK | W_OK) == 0;
}

Result<void> ProcessAdapter::collect_logs(const std::string& folder) {
    std::error_code trouble;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, trouble)) {
        // Logs and what was printed; never the keys, which are in a folder of their own.
        const auto extension = entry.path().extension();
        if (extension == ".log" || extension == ".out") {
            std::filesystem::copy_file(entry.path(), folder / entry.path().filename(),
                                       std::filesystem::copy_options::overwrite_existing, trouble);
        }
    }
    return trouble ? Result<void>(failed(fmt::format("logs of {}: {}", folder_, trouble.message())))
                   : Result<void>();
}

}  // namespace holdfast::harness::sut::reference_process
