// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/controller_daemon.h"

#include <fmt/format.h>

#include <csignal>
#include <filesystem>

#include "base/log.h"
#include "reference/shell/command_line.h"
#include "reference/shell/controller_driver.h"
#include "reference/shell/daemon.h"
#include "reference/shell/state_file.h"

namespace holdfast::reference::shell {

namespace {

constexpr const char* program = "holdfast-controller";

controller::ControllerOptions options_of(const ControllerConfig& config, const EventLoop& loop) {
    controller::ControllerOptions out;
    out.name = config.name;
    out.epoch =
        std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()) -
        loop.now().since_start();
    out.uuid_seed = random_number();
    return out;
}

Result<controller::Core> restored_core(const ControllerConfig& config, const EventLoop& loop,
                                       const ControllerCoreFactory& make_core) {
    std::error_code trouble;
    std::filesystem::create_directories(config.state_directory, trouble);
    if (trouble) {
        return failed(fmt::format("cannot make {}: {}", config.state_directory, trouble.message()));
    }
    const std::string file = configuration_file(config);
    const auto saved = read_if_there(file);
    if (!saved.has_value()) {
        return saved.error();
    }
    auto core = make_core(options_of(config, loop), *saved);
    if (!core.has_value()) {
        return bad_input(fmt::format(
            "{} is damaged: {}. Put a good copy in its place, or remove it to begin empty.", file,
            core.error().message));
    }
    return core;
}

}  // namespace

int run_controller(const ControllerConfig& config, const ControllerCoreFactory& make_core) {
    if (const auto prepared = prepare_process(config.log_file); !prepared.has_value()) {
        return report_start_failure(program, prepared.error());
    }
    EventLoop loop;
    auto core = restored_core(config, loop, make_core);
    if (!core.has_value()) {
        return report_start_failure(program, core.error());
    }
    const auto pid_file = PidFile::write(config.pid_file);
    if (!pid_file.has_value()) {
        return report_start_failure(program, pid_file.error());
    }
    ControllerDriver driver(loop, config, std::move(*core));
    if (const auto started = driver.start(); !started.has_value()) {
        return report_start_failure(program, started.error());
    }
    loop.on_signals({SIGTERM, SIGINT}, [&](int) {
        notify_supervisor("STOPPING=1");
        loop.stop();
    });
    notify_supervisor("READY=1");
    log::info(config.name, "is ready");
    loop.run();
    log::info(config.name, "has stopped");
    return driver.broken() ? exit_failed : exit_success;
}

int controller_main(int argc, const char* const* argv, const ControllerCoreFactory& make_core) {
    const auto with_config = [](const std::string& path, const auto& use) {
        const auto config = load_controller_config(path);
        return config.has_value() ? use(*config) : report_start_failure(program, config.error());
    };
    return daemon_main(
        {.name = program,
         .purpose = "places virtual services on service engines and moves them when engines fail",
         .config_help = controller_config_help,
         .check =
             [&](const std::string& path) {
                 return with_config(path, [](const ControllerConfig&) { return exit_success; });
             },
         .run =
             [&](const std::string& path) {
                 return with_config(path, [&](const ControllerConfig& config) {
                     return run_controller(config, make_core);
                 });
             }},
        argc, argv);
}

}  // namespace holdfast::reference::shell
