// SPDX-License-Identifier: Apache-2.0
// The few arguments that both daemons take: --config FILE, --check, --help, --version.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace holdfast::reference::shell {

struct DaemonArguments {
    std::string config;
    std::string procedure;  ///< "--recover-cluster"; "": none
    bool check = false;
    bool help = false;
    bool version = false;
};

/// What a daemon that runs is told to do by the operator of its machine.
struct Procedure {
    std::string flag;     ///< "--recover-cluster"
    std::string purpose;  ///< a line, or more with the indent of the first
    std::function<int(const std::string& config)> run;
};

/// `flags`: of the program's procedures.
Result<DaemonArguments> parse_daemon_arguments(int argc, const char* const* argv,
                                               const std::vector<std::string>& flags = {});

/// What a daemon does with its arguments; each call returns an exit code.
struct DaemonProgram {
    std::string name;
    std::string purpose;      ///< one sentence
    std::string config_help;  ///< the configuration file, explained
    std::function<int(const std::string& config)> check;
    std::function<int(const std::string& config)> run;
    std::vector<Procedure> procedures{};
};

int daemon_main(const DaemonProgram& program, int argc, const char* const* argv);

}  // namespace holdfast::reference::shell
