// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/timers.h"

#include <utility>

#include "base/check.h"

namespace holdfast::harness::sim {

namespace {
// A timer's number holds its slot in the low bits and its count above, so it is unique and found at
// once.
constexpr std::uint64_t slot_bits = 24;
constexpr std::uint64_t slot_mask = (std::uint64_t{1} << slot_bits) - 1;
}  // namespace

TimerId Timers::next_timer() const {
    const std::uint64_t slot = free_.empty() ? slots_.size() : free_.back();
    return ((made_ + 1) << slot_bits) | slot;
}

TimerId Timers::call_at(Instant at, std::function<void()> call) {
    const TimerId timer = next_timer();
    const std::uint64_t slot = timer & slot_mask;
    ++made_;
    if (free_.empty()) {
        CHECK(slots_.size() < slot_mask, "more than {} timers at once", slot_mask);
        slots_.emplace_back();
    } else {
        free_.pop_back();
    }
    slots_[slot] = {timer, std::move(call)};
    queue_.push(at, *this, timer);
    return timer;
}

void Timers::cancel(TimerId timer) {
    const std::uint64_t slot = timer & slot_mask;
    if (slot < slots_.size() && slots_[slot].timer == timer) {
        slots_[slot].call = nullptr;  // the slot is freed when its event comes
    }
}

void Timers::clear() {
    slots_.clear();
    free_.clear();
}

void Timers::handle(std::uint64_t timer) {
    const std::uint64_t slot = timer & slot_mask;
    // Moved out first: the call may set timers, and so move the slots.
    const std::function<void()> call = std::move(slots_[slot].call);
    slots_[slot] = {};
    free_.push_back(static_cast<std::uint32_t>(slot));
    if (call) {
        call();
    }
}

}  // namespace holdfast::harness::sim
