// SPDX-License-Identifier: Apache-2.0
// holdfast-controller as library functions. The core is a parameter, so that another program can
// run the same daemon around a core of its own.
#pragma once

#include <functional>
#include <string>

#include "reference/cluster/core.h"
#include "reference/cluster/node.h"
#include "reference/shell/controller_config.h"

namespace holdfast::reference::shell {

using NodeFactory = std::function<cluster::Core(cluster::NodeOptions options,
                                                consensus::Stored stored, Instant now)>;

/// Runs until it is told to stop; returns the exit code. A node that was thrown out of its cluster,
/// or asked into another, begins anew within it.
int run_controller(const ControllerConfig& config, const NodeFactory& make_core);

/// The whole program.
int controller_main(int argc, const char* const* argv, const NodeFactory& make_core);

}  // namespace holdfast::reference::shell
