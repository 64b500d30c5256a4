// SPDX-License-Identifier: Apache-2.0
// holdfast-controller as library functions. The core is a parameter, so that another program can
// run the same daemon around a core of its own.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "reference/controller/controller.h"
#include "reference/controller/core.h"
#include "reference/shell/controller_config.h"

namespace holdfast::reference::shell {

/// `snapshot`: the saved configuration, if there is one; a damaged one is refused.
using ControllerCoreFactory = std::function<Result<controller::Core>(
    const controller::ControllerOptions&, const std::optional<std::string>& snapshot)>;

/// Runs until it is told to stop; returns the exit code.
int run_controller(const ControllerConfig& config, const ControllerCoreFactory& make_core);

/// The whole program.
int controller_main(int argc, const char* const* argv, const ControllerCoreFactory& make_core);

}  // namespace holdfast::reference::shell
