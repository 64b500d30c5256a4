// SPDX-License-Identifier: Apache-2.0
// The configuration file of holdfast-controller. `controller_config_help` teaches it.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "reference/shell/socket.h"
#include "reference/shell/tls.h"

namespace holdfast::reference::shell {

struct ControllerConfig {
    std::string name;
    Endpoint listen;
    std::string admin_socket;
    std::string state_directory;
    TlsFiles tls;
    std::optional<std::string> log_file;
    std::optional<std::string> pid_file;
};

extern const char* const controller_config_help;

/// Relative paths in the file are taken from the file's own folder. Errors are
/// Error::Kind::bad_input.
Result<ControllerConfig> load_controller_config(const std::string& path);

}  // namespace holdfast::reference::shell
