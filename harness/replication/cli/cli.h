// SPDX-License-Identifier: Apache-2.0
// The command `holdfast-replication`.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "harness/replication/log_node.h"

namespace holdfast::harness::replication::cli {

/// By the name that --system takes.
using Systems = std::map<std::string, std::shared_ptr<const ReplicatedLog>>;

/// As those of `holdfast`.
enum ExitCode {
    exit_pass = 0,
    exit_violation = 1,
    exit_undecided = 2,      ///< no violation, but members that did not come back after a schedule
    exit_could_not_run = 3,  ///< bad input; nothing was played
};

struct Options {
    std::string system;
    std::uint64_t schedules = 1000;
    std::uint64_t seed = 1;
    std::string schedule_file;
    bool all = false;
    bool shrink = false;
    bool history = false;
    std::string save;
};

/// What the options ask for, told on standard output.
int convict(const Options& options, const Systems& systems);

int cli_main(int argc, char** argv, const Systems& systems);

}  // namespace holdfast::harness::replication::cli
