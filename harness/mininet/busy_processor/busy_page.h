// SPDX-License-Identifier: Apache-2.0
// The page that a testbed and the programs of one node share: how busy these keep a processor. The
// testbed writes it, holdfast-busy.so sleeps at it (futex) while there is nothing to do.
#pragma once

#include <atomic>
#include <cstdint>

namespace holdfast::harness::mininet::busy_processor {

struct BusyPage {
    /// Programs that have begun to watch it.
    std::atomic<std::uint32_t> attached;
    /// Of one processor, in thousandths.
    std::atomic<std::uint32_t> share;
};
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

/// Names the page's file to the programs.
inline constexpr const char* page_variable = "HOLDFAST_BUSY_PAGE";

}  // namespace holdfast::harness::mininet::busy_processor
