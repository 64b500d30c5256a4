// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/event_queue.h"

#include <algorithm>

namespace holdfast::harness::sim {

void EventQueue::push(Instant at, EventHandler& handler, std::uint64_t argument) {
    const Event event{at, created_++, &handler, argument};
    std::size_t place = heap_.size();
    heap_.push_back(event);
    while (place > 0) {
        const std::size_t parent = (place - 1) / 4;
        if (!event.before(heap_[parent])) {
            break;
        }
        heap_[place] = heap_[parent];
        place = parent;
    }
    heap_[place] = event;
}

EventQueue::Event EventQueue::pop() {
    const Event top = heap_.front();
    const Event last = heap_.back();
    heap_.pop_back();
    const std::size_t size = heap_.size();
    std::size_t place = 0;
    for (std::size_t first = 1; first < size; first = 4 * place + 1) {
        std::size_t least = first;
        const std::size_t end = std::min(first + 4, size);
        for (std::size_t child = first + 1; child < end; ++child) {
            if (heap_[child].before(heap_[least])) {
                least = child;
            }
        }
        if (!heap_[least].before(last)) {
            break;
        }
        heap_[place] = heap_[least];
        place = least;
    }
    if (size > 0) {
        heap_[place] = last;
    }
    return top;
}

}  // namespace holdfast::harness::sim
