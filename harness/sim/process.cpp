// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/process.h"

#include <algorithm>
#include <utility>

#include "base/overloaded.h"
#include "harness/sim/kernel.h"
#include "harness/sim/network.h"

namespace holdfast::harness::sim {

namespace {
// Linux's default receive buffer, 212,992 bytes, holds this many small datagrams of 768 bytes of
// bookkeeping each.
constexpr std::size_t datagrams_max = 277;

bool is_from_network(const ProgramEvent& event) {
    return std::holds_alternative<Datagram>(event) || std::holds_alternative<PacketShown>(event);
}

}  // namespace

Process::Process(Kernel& on, std::unique_ptr<Program> what, std::string why, std::uint64_t boot)
    : kernel(on),
      program(std::move(what)),
      purpose(std::move(why)),
      boot_number(boot),
      context(*this) {}

void Process::start() {
    ++depth;
    program->start(context);
    --depth;
    finish();
}

void Process::take(ProgramEvent event) {
    if (!alive || exiting) {
        return;
    }
    if (!paused && waiting.empty()) {
        hand_over(event);
        return;
    }
    if (is_from_network(event)) {
        if (datagrams_waiting == datagrams_max) {
            return;
        }
        ++datagrams_waiting;
    }
    waiting.push_back(std::move(event));
}

TimerId Process::set_timer(Instant at, std::function<void()> call) {
    Network& network = kernel.network();
    // The number is known only after the timer is made, and a paused program's timer needs it.
    const TimerId timer = network.timers.next_timer();
    return network.timers.call_at(
        std::max(kernel.clock.when(network.now, at), network.now),
        [this, timer, at, own = std::move(call)]() mutable { fire(timer, at, std::move(own)); });
}

/// A clock that slowed down since the timer was set does not show its time yet. One that was sped
/// up shows a later one: on Linux too, a sleep that has begun keeps its length.
void Process::fire(TimerId timer, Instant at, std::function<void()> call) {
    Network& network = kernel.network();
    const Instant due = kernel.clock.when(network.now, at);
    if (due <= network.now) {
        rearmed_.erase(timer);
        take(TimerFired{timer, std::move(call)});
        return;
    }
    rearmed_[timer] = network.timers.call_at(
        due,
        [this, timer, at, own = std::move(call)]() mutable { fire(timer, at, std::move(own)); });
}

void Process::cancel_timer(TimerId timer) {
    const auto again = rearmed_.find(timer);
    kernel.network().timers.cancel(again == rearmed_.end() ? timer : again->second);
    std::erase_if(waiting, [&](const ProgramEvent& event) {
        const auto* fired = std::get_if<TimerFired>(&event);
        return fired != nullptr && fired->timer == timer;
    });
}

bool Process::call(const std::function<void()>& work) {
    if (!alive || exiting) {
        return false;
    }
    ++depth;
    work();
    --depth;
    finish();
    return alive;
}

void Process::exit() {
    exiting = true;
    finish();
}

void Process::resume() {
    paused = false;
    while (!waiting.empty() && alive && !paused) {
        ProgramEvent event = std::move(waiting.front());
        waiting.pop_front();
        datagrams_waiting -= is_from_network(event) ? 1 : 0;
        hand_over(event);
    }
}

void Process::hand_over(ProgramEvent& event) {
    ++depth;
    std::visit(
        Overloaded{
            [&](Datagram& datagram) { program->receive(datagram); },
            [&](DatagramRefused& refusal) { program->refused(refusal); },
            [&](StreamEvent& happened) { program->stream(happened); },
            [&](PingAnswer& answer) { program->answered(answer); },
            [&](CarrierChanged& changed) { program->carrier_changed(changed.segment, changed.up); },
            [&](OwnerAnswered& answer) { program->owner_answered(answer.address); },
            [&](PacketShown& packet) { program->shown(packet); },
            [&](TimerFired& fired) { fired.call(); },
            [&](TerminateAsked&) { program->terminate(); },
        },
        event);
    --depth;
    finish();
}

void Process::finish() {
    if (exiting && depth == 0 && alive) {
        end(true);
    }
}

void Process::end(bool orderly) {
    if (!alive) {
        return;
    }
    alive = false;
    waiting.clear();
    kernel.release(*this, orderly);
    // Inside a call of the program the object must live on; nobody calls it again.
    if (depth == 0) {
        program.reset();
    }
}

}  // namespace holdfast::harness::sim
