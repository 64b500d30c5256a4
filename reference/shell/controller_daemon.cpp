// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/controller_daemon.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "base/log.h"
#include "reference/cluster/recovery.h"
#include "reference/shell/command_line.h"
#include "reference/shell/daemon.h"
#include "reference/shell/local_procedure.h"
#include "reference/shell/node_driver.h"
#include "reference/shell/password.h"
#include "reference/shell/posix_disk.h"

namespace holdfast::reference::shell {

namespace {

constexpr const char* program = "holdfast-controller";
/// In the state folder of a node that was reset: the cluster that it waits for, or nothing. The
/// members in the configuration file are those of its first life.
constexpr const char* joins_file = "joins";

/// A controller process: its state, and one node after the other.
class Daemon {
  public:
    Daemon(const ControllerConfig& config, const NodeFactory& make_core)
        : config_(config), make_core_(make_core) {}

    Result<void> prepare() {
        auto disk = PosixDisk::open(config_.state_directory);
        if (!disk.has_value()) {
            return disk.error();
        }
        disk_ = std::move(*disk);
        if (!config_.admin_password.empty()) {
            auto hash = hash_password(config_.admin_password, config_.password_cost);
            if (!hash.has_value()) {
                return hash.error();
            }
            admin_password_hash_ = std::move(*hash);
        }
        loop_.on_signals({SIGTERM, SIGINT}, [this](int) {
            notify_supervisor("STOPPING=1");
            running_->stop();
        });
        return success;
    }

    /// One life of the node, up to its end or its reset.
    Result<NodeDriver::End> live() {
        storage::LogStore store(*disk_);
        auto core = open_core(store);
        if (!core.has_value()) {
            return core.error();
        }
        auto driver = std::make_unique<NodeDriver>(loop_, config_, std::move(*core), store);
        running_ = driver.get();
        if (const auto started = driver->start(); !started.has_value()) {
            return started.error();
        }
        notify_supervisor("READY=1");
        log::info(config_.name, "is ready");
        while (driver->end() == NodeDriver::End::none) {
            loop_.run();
        }
        const NodeDriver::End end = driver->end();
        const std::string joins = driver->joins();
        const cluster::StandAlone how = driver->stand_alone();
        driver.reset();  // the store is ours again
        Result<void> done = success;
        if (end == NodeDriver::End::reset) {
            done = reset(store, joins);
        } else if (end == NodeDriver::End::stand_alone) {
            done = stand_alone(how);
        }
        return done.has_value() ? Result<NodeDriver::End>(end) : done.error();
    }

  private:
    Result<cluster::Core> open_core(storage::LogStore& store) {
        auto options = node_options();
        if (!options.has_value()) {
            return options.error();
        }
        auto opened = store.open();
        if (!opened.has_value()) {
            return bad_input(
                fmt::format("{}: {}", config_.state_directory, opened.error().message));
        }
        for (const std::string& note : opened->notes) {
            log::warning(config_.name, "repaired its state: {}", note);
        }
        return make_core_(std::move(*options), std::move(opened->stored), loop_.now());
    }

    Result<cluster::NodeOptions> node_options() const {
        cluster::NodeOptions out;
        const auto self =
            std::find_if(config_.members.begin(), config_.members.end(),
                         [&](const auto& member) { return member.name.text() == config_.name; });
        out.name = config_.name;
        out.address = own_address(config_);
        out.initial_members = config_.members;
        if (config_.management) {
            out.management_prefix_length = config_.management->prefix_length;
        }
        out.timers = config_.timers;
        out.epoch = std::chrono::duration_cast<Duration>(
                        std::chrono::system_clock::now().time_since_epoch()) -
                    loop_.now().since_start();
        out.seed = random_number();
        constexpr std::size_t secret_size = 32;
        out.secret = secret_bytes(secret_size);
        out.admin_password_hash = admin_password_hash_;
        const auto files = disk_->list();
        if (!files.has_value()) {
            return files.error();
        }
        if (std::binary_search(files->begin(), files->end(), joins_file)) {
            const auto joins = disk_->read(joins_file);
            if (!joins.has_value()) {
                return joins.error();
            }
            out.initial_members = {*self};
            out.joins = *joins;
        }
        return out;
    }

    // What it waits for first: a node that is interrupted in between still has its old state, and
    // is thrown out of its old cluster again.
    Result<void> reset(storage::LogStore& store, const std::string& joins) {
        const auto written = disk_->replace(joins_file, joins);
        return written.has_value() ? store.erase() : written;
    }

    Result<void> stand_alone(const cluster::StandAlone& how) {
        storage::LogStore store(*disk_);
        const auto opened = store.open();
        if (!opened.has_value()) {
            return opened.error();
        }
        const auto write = cluster::alone(config_.name, opened->stored, how);
        if (!write.has_value()) {
            return write.error();
        }
        const auto written = store.write(*write);
        return written.has_value() ? store.sync() : written;
    }

    const ControllerConfig& config_;
    const NodeFactory& make_core_;
    EventLoop loop_;
    std::unique_ptr<PosixDisk> disk_;
    std::string admin_password_hash_;
    NodeDriver* running_ = nullptr;
};

}  // namespace

int run_controller(const ControllerConfig& config, const NodeFactory& make_core) {
    if (const auto prepared = prepare_process(config.log_file); !prepared.has_value()) {
        return report_start_failure(program, prepared.error());
    }
    Daemon daemon(config, make_core);
    if (const auto prepared = daemon.prepare(); !prepared.has_value()) {
        return report_start_failure(program, prepared.error());
    }
    const auto pid_file = PidFile::write(config.pid_file);
    if (!pid_file.has_value()) {
        return report_start_failure(program, pid_file.error());
    }
    while (true) {
        const auto end = daemon.live();
        if (!end.has_value()) {
            return report_start_failure(program, end.error());
        }
        if (*end == NodeDriver::End::stopped || *end == NodeDriver::End::disk_failed) {
            log::info(config.name, "has stopped");
            return *end == NodeDriver::End::stopped ? exit_success : exit_failed;
        }
    }
}

int controller_main(int argc, const char* const* argv, const NodeFactory& make_core) {
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
             },
         .procedures =
             {{"--recover-cluster",
               "make the only survivor that runs with FILE a cluster of its own: it keeps the\n"
               "                           configuration, the members that are lost are void",
               [&](const std::string& path) {
                   return with_config(path, [](const ControllerConfig& config) {
                       return run_local_procedure(config.admin_socket, "recover-cluster");
                   });
               }},
              {"--change-address",
               "tell the cluster that the member that runs with FILE is reached at another\n"
               "                           address now: the one of FILE",
               [&](const std::string& path) {
                   return with_config(path, [](const ControllerConfig& config) {
                       return run_local_procedure(config.admin_socket, "change-address");
                   });
               }}}},
        argc, argv);
}

}  // namespace holdfast::reference::shell
