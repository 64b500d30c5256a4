// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_process/process_adapter.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "harness/mininet/child_process.h"
#include "harness/mininet/driver.h"

namespace holdfast::harness::sut::reference_process {

namespace {

constexpr std::uint16_t controller_port = 8443;
constexpr std::uint16_t heartbeat_port = 9001;

// On a file system of the testbed's own, which vanishes with it; seen from outside by way of the
// first process.
constexpr const char* socket_inside = "/run/netns/holdfast-admin.sock";

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
    std::vector<std::string> argv = {*program,       "create",    file("pki"),
                                     "--controller", controller_, "--engine"};
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
                                     const std::string& configuration) {
    const auto path = mininet::find_helper(defect_.empty() ? program : program + "-defective");
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
    return network_.install(spec);
}

Result<void> ProcessAdapter::install_controller(const std::string& node) {
    std::error_code trouble;
    std::filesystem::create_directories(folder_, trouble);
    if (trouble) {
        return failed(fmt::format("{}: {}", folder_, trouble.message()));
    }
    const auto state = network_.disk_directory(node);
    if (!state) {
        return state.error();
    }
    if (const auto made = create_certificates(); !made) {
        return made;
    }
    const topology::Topology& topology = network_.topology();
    const Ipv4Address address = topology.find(node)->address_on(topology.management)->address;
    const auto inside = network_.namespace_path(node);  // /proc/<pid>/ns/net
    if (!inside) {
        return inside.error();
    }
    const auto process = std::filesystem::path(*inside).parent_path().parent_path();
    admin_ = std::make_unique<AdminClient>(process.string() + "/root" + socket_inside);
    return install(node, "holdfast-controller",
                   fmt::format("name: {}\nlisten: \"{}:{}\"\nadmin_socket: {}\nstate_directory: "
                               "{}\nlog_file: {}.log\n{}",
                               node, to_string(address), controller_port, socket_inside, *state,
                               node, tls_section(node)));
}

Result<void> ProcessAdapter::install_engine(const std::string& node, const std::string& group) {
    const topology::Topology& topology = network_.topology();
    const Ipv4Address controller =
        topology.find(controller_)->address_on(topology.management)->address;
    const Ipv4Address own = topology.find(node)->address_on(topology.front)->address;
    const auto interface = network_.interface_of({node, topology.front});
    if (!interface) {
        return interface.error();
    }
    return install(
        node, "holdfast-engine",
        fmt::format("name: {0}\nse_group: {1}\ncontrollers: [\"{2}:{3}\"]\nvip_interface: {4}\n"
                    "heartbeat: {{address: {5}, port: {6}}}\nlog_file: {0}.log\n{7}",
                    node, group, to_string(controller), controller_port, *interface, to_string(own),
                    heartbeat_port, tls_section(node)));
}

Result<ApiAnswer> ProcessAdapter::call(const std::string& method, const std::string& path,
                                       const std::string& body) {
    return admin_ == nullptr ? Result<ApiAnswer>(failed("the controller is not installed"))
                             : admin_->call(method, path, body);
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
