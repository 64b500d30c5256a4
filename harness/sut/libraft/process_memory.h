// SPDX-License-Identifier: Apache-2.0
// The memory of one simulated process: what the library allocated in it goes with it, as after
// kill -9, and no line of the library's own shutdown runs.
#pragma once

#include <cstddef>
#include <unordered_set>

#include "harness/sut/libraft/library.h"

namespace holdfast::harness::sut::libraft {

class ProcessMemory {
  public:
    ProcessMemory();
    ~ProcessMemory();
    ProcessMemory(const ProcessMemory&) = delete;
    ProcessMemory& operator=(const ProcessMemory&) = delete;

    /// The library allocates here until another one is entered. Before every call into it.
    void enter();

  private:
    static void* allocate(void* memory, std::size_t size);
    static void* allocate_zeroed(void* memory, std::size_t count, std::size_t size);
    static void* reallocate(void* memory, void* block, std::size_t size);
    static void release(void* memory, void* block);
    static void* allocate_aligned(void* memory, std::size_t alignment, std::size_t size);
    static void release_aligned(void* memory, std::size_t alignment, void* block);
    void* keep(void* block);

    raft_heap heap_{};
    std::unordered_set<void*> blocks_;
};

}  // namespace holdfast::harness::sut::libraft
