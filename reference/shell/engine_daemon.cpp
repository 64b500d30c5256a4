// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/engine_daemon.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "base/log.h"
#include "reference/shell/command_line.h"
#include "reference/shell/daemon.h"
#include "reference/shell/engine_driver.h"
#include "reference/shell/interfaces.h"
#include "reference/shell/kernel_parameters.h"
#include "reference/shell/netlink.h"
#include "reference/shell/vip_device.h"

namespace holdfast::reference::shell {

namespace {

constexpr const char* program = "holdfast-engine";

std::vector<InterfaceAddress> subnets(const std::vector<Interface>& interfaces) {
    std::vector<InterfaceAddress> out;
    for (const Interface& interface : interfaces) {
        out.insert(out.end(), interface.addresses.begin(), interface.addresses.end());
    }
    return out;
}

// Without them its own gateways are not watched; everything else works.
std::vector<Ipv4Address> default_gateways(const EngineConfig& config) {
    auto netlink = Netlink::open();
    auto gateways = netlink.has_value() ? (*netlink)->default_gateways()
                                        : Result<std::vector<Ipv4Address>>(netlink.error());
    if (!gateways.has_value()) {
        log::warning(config.name, "{}", gateways.error().message);
        return {};
    }
    return std::move(*gateways);
}

/// Where other engines reach it with packets for its VIPs; all zero: they cannot be told apart from
/// what clients send, or could not be handed on.
MacAddress data_link(const EngineConfig& config, const std::vector<Interface>& interfaces,
                     const VipDevice& device) {
    const auto front =
        std::find_if(interfaces.begin(), interfaces.end(),
                     [&](const Interface& one) { return one.name == config.vip_interface; });
    const bool able = device.can_inject() && can_permit_unanswered_addresses(config.vip_interface);
    if (!able) {
        log::info(config.name,
                  "cannot serve beside other engines: that needs a TUN device and "
                  "writable /proc/sys/net");
    }
    return able && front != interfaces.end() ? front->mac : MacAddress{};
}

engine::ServiceEngineOptions options_of(const EngineConfig& config, const VipDevice& device) {
    const std::vector<Interface> interfaces = list_interfaces();
    engine::ServiceEngineOptions out;
    out.name = config.name;
    out.se_group = config.se_group;
    out.version = HOLDFAST_VERSION;
    out.heartbeat_address = config.heartbeat.address;
    out.boot_id = random_number();
    out.address_lease = config.address_lease;
    out.interfaces = subnets(interfaces);
    out.data_link = data_link(config, interfaces, device);
    out.default_gateways = default_gateways(config);
    return out;
}

}  // namespace

int run_engine(const EngineConfig& config, const EngineCoreFactory& make_core) {
    if (const auto prepared = prepare_process(config.log_file); !prepared.has_value()) {
        return report_start_failure(program, prepared.error());
    }
    const auto pid_file = PidFile::write(config.pid_file);
    if (!pid_file.has_value()) {
        return report_start_failure(program, pid_file.error());
    }
    EventLoop loop;
    auto device = VipDevice::open();
    if (!device.has_value()) {
        return report_start_failure(program, device.error());
    }
    const engine::ServiceEngineOptions options = options_of(config, **device);
    EngineDriver driver(loop, config, make_core(options), options.boot_id);
    if (const auto started = driver.start(std::move(*device)); !started.has_value()) {
        return report_start_failure(program, started.error());
    }
    loop.on_signals({SIGTERM, SIGINT}, [&](int) {
        notify_supervisor("STOPPING=1");
        driver.stop();
    });
    notify_supervisor("READY=1");
    log::info(config.name, "is ready");
    loop.run();
    log::info(config.name, "has stopped");
    return exit_success;
}

int engine_main(int argc, const char* const* argv, const EngineCoreFactory& make_core) {
    const auto with_config = [](const std::string& path, const auto& use) {
        const auto config = load_engine_config(path);
        return config.has_value() ? use(*config) : report_start_failure(program, config.error());
    };
    return daemon_main(
        {.name = program,
         .purpose = "carries the traffic of virtual services and takes over from its peer",
         .config_help = engine_config_help,
         .check =
             [&](const std::string& path) {
                 return with_config(path, [](const EngineConfig&) { return exit_success; });
             },
         .run =
             [&](const std::string& path) {
                 return with_config(path, [&](const EngineConfig& config) {
                     return run_engine(config, make_core);
                 });
             }},
        argc, argv);
}

}  // namespace holdfast::reference::shell
