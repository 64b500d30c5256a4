// SPDX-License-Identifier: Apache-2.0
// What is installed on a node of the system under test, and what of it runs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/sim/program.h"

namespace holdfast::harness::sim {

struct Process;

/// Tells the system's programs from the harness' own on the same kernel.
inline constexpr const char* system_purpose = "system";

struct Installation {
    std::vector<ProgramFactory> factories;
    std::vector<Process*> running;  ///< dead ones stay until the next start
    std::uint64_t boot_number = 0;
};

/// By node.
using Installations = std::map<std::string, Installation>;

}  // namespace holdfast::harness::sim
