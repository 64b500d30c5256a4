// SPDX-License-Identifier: Apache-2.0
// How many engines an SE group needs beside those that it has, where the controller may start
// engines itself (write access). Pure arithmetic: spec 3.9 to 3.11.
#pragma once

#include <cstdint>
#include <vector>

namespace holdfast::reference::placement {

/// What a service lacks.
struct Shortage {
    std::uint32_t instances = 0;  ///< as many places on different engines
    bool is_new = false;          ///< it was never placed
};

struct EngineCount {
    std::uint32_t max_se = 10;
    std::uint32_t members = 0;         ///< engines that count against max_se, without `starting`
    std::uint32_t starting = 0;        ///< asked for, and not there yet
    std::uint32_t max_vs_per_se = 10;  ///< places on one engine
    std::uint32_t buffer_se = 0;       ///< the M of N+M: whole engines' worth of places kept free
    bool distributed = false;          ///< a new service prefers new engines (PLC-7)
    bool used = false;                 ///< some service of the group wants a place: PLC-10
    std::uint64_t free_places = 0;     ///< on engines that take new instances
    std::vector<Shortage> shortages;
};

/// So many more have to be started, 0 to max_se - members - starting.
std::uint32_t engines_to_start(const EngineCount& count);

/// Whether the buffer is whole: ELN-2, ELN-12. What is starting does not count.
bool buffer_is_free(const EngineCount& count);

}  // namespace holdfast::reference::placement
