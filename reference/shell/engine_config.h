// SPDX-License-Identifier: Apache-2.0
// The configuration file of holdfast-engine. `engine_config_help` teaches it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "reference/shell/socket.h"
#include "reference/shell/tls.h"

namespace holdfast::reference::shell {

struct EngineConfig {
    std::string name;
    std::string se_group;
    std::vector<Endpoint> controllers;
    TlsFiles tls;
    std::string vip_interface;
    Endpoint heartbeat;
    Duration address_lease = 2s;
    Duration dead_controller = 5s;  ///< a controller that vanished without a word is noticed then
    Duration metrics_period = 5s;
    std::optional<std::string> log_file;
    std::optional<std::string> pid_file;
    std::optional<std::string> statistics_file;
};

extern const char* const engine_config_help;

/// Relative paths in the file are taken from the file's own folder. Errors are
/// Error::Kind::bad_input.
Result<EngineConfig> load_engine_config(const std::string& path);

}  // namespace holdfast::reference::shell
