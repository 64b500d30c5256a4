// SPDX-License-Identifier: Apache-2.0
// The few arguments that both daemons take: --config FILE, --check, --help, --version.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"

namespace holdfast::reference::shell {

struct DaemonArguments {
    std::string config;
    bool check = false;
    bool help = false;
    bool version = false;
};

Result<DaemonArguments> parse_daemon_arguments(int argc, const char* const* argv);

/// What a daemon does with its arguments; each call returns an exit code.
struct DaemonProgram {
    std::string name;
    std::string purpose;      ///< one sentence
    std::string config_help;  ///< the configuration file, explained
    std::function<int(const std::string& config)> check;
    std::function<int(const std::string& config)> run;
};

int daemon_main(const DaemonProgram& program, int argc, const char* const* argv);

}  // namespace holdfast::reference::shell
