// SPDX-License-Identifier: Apache-2.0
// The worlds and the systems that this build knows: the reference in simulation and on Mininet.
#pragma once

#include "harness/cli/worlds.h"

namespace holdfast::properties {

harness::cli::Worlds known_worlds();

/// For mains: registers every property, and makes an unprivileged process able to bring up
/// testbeds where the kernel allows it. Call it before any thread is started.
void prepare();

}  // namespace holdfast::properties
