// SPDX-License-Identifier: Apache-2.0
// Mininet with a system inside that we did not write.
#pragma once

#include "harness/run/run.h"
#include "harness/sut/outside/system.h"

namespace holdfast::harness::worlds {

/// Error::Kind::unsupported from the factory when the machine or the system cannot, by the name of
/// what is missing.
run::WorldFactory outside_system(const sut::outside::System& system);

}  // namespace holdfast::harness::worlds
