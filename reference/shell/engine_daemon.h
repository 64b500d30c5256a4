// SPDX-License-Identifier: Apache-2.0
// holdfast-engine as library functions. The core is a parameter, so that another program can run
// the same daemon around a core of its own.
#pragma once

#include <functional>

#include "reference/engine/core.h"
#include "reference/engine/service_engine.h"
#include "reference/shell/engine_config.h"

namespace holdfast::reference::shell {

using EngineCoreFactory = std::function<engine::Core(const engine::ServiceEngineOptions&)>;

/// Runs until the orderly stop is complete; returns the exit code.
int run_engine(const EngineConfig& config, const EngineCoreFactory& make_core);

/// The whole program.
int engine_main(int argc, const char* const* argv, const EngineCoreFactory& make_core);

}  // namespace holdfast::reference::shell
