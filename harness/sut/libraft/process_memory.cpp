// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/libraft/process_memory.h"

#include <cstdlib>

namespace holdfast::harness::sut::libraft {
namespace {

ProcessMemory& self(void* memory) {
    return *static_cast<ProcessMemory*>(memory);
}

}  // namespace

ProcessMemory::ProcessMemory()
    : heap_{this,       allocate,         release,        allocate_zeroed,
            reallocate, allocate_aligned, release_aligned} {
    enter();
}

ProcessMemory::~ProcessMemory() {
    for (void* block : blocks_) {
        std::free(block);  // NOLINT: a C library's blocks
    }
    raft_heap_set_default();
}

void ProcessMemory::enter() {
    raft_heap_set(&heap_);
}

void* ProcessMemory::keep(void* block) {
    if (block != nullptr) {
        blocks_.insert(block);
    }
    return block;
}

void* ProcessMemory::allocate(void* memory, std::size_t size) {
    return self(memory).keep(std::malloc(size));  // NOLINT
}

void* ProcessMemory::allocate_zeroed(void* memory, std::size_t count, std::size_t size) {
    return self(memory).keep(std::calloc(count, size));  // NOLINT
}

void* ProcessMemory::reallocate(void* memory, void* block, std::size_t size) {
    self(memory).blocks_.erase(block);
    return self(memory).keep(std::realloc(block, size));  // NOLINT
}

void ProcessMemory::release(void* memory, void* block) {
    self(memory).blocks_.erase(block);
    std::free(block);  // NOLINT
}

void* ProcessMemory::allocate_aligned(void* memory, std::size_t alignment, std::size_t size) {
    return self(memory).keep(std::aligned_alloc(alignment, size));  // NOLINT
}

void ProcessMemory::release_aligned(void* memory, std::size_t, void* block) {
    release(memory, block);
}

}  // namespace holdfast::harness::sut::libraft
