// SPDX-License-Identifier: Apache-2.0
// The command `holdfast`.
#pragma once

#include "harness/cli/worlds.h"

namespace holdfast::harness::cli {

/// Exit codes of every sub-command.
enum ExitCode {
    exit_pass = 0,
    exit_fail = 1,
    exit_invalid = 2,        ///< the testbed cannot vouch for it, or a defect was not caught
    exit_could_not_run = 3,  ///< bad input or a missing mechanism; nothing was started
};

/// Properties have to be registered before.
int cli_main(int argc, char** argv, const Worlds& worlds);

}  // namespace holdfast::harness::cli
