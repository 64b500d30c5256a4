// SPDX-License-Identifier: Apache-2.0
// A running program as its kernel keeps it: what waits for it while it is paused, and what becomes
// of it when it ends.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>

#include "harness/sim/program.h"

namespace holdfast::harness::sim {

class Kernel;

struct CarrierChanged {
    std::string segment;
    bool up = false;
};
struct OwnerAnswered {
    Ipv4Address address;
};
struct TimerFired {
    TimerId timer = 0;
    std::function<void()> call;
};
struct TerminateAsked {};

using ProgramEvent =
    std::variant<Datagram, DatagramRefused, StreamEvent, PingAnswer, CarrierChanged, OwnerAnswered,
                 PacketShown, TimerFired, TerminateAsked>;

struct Process {
    Process(Kernel& kernel, std::unique_ptr<Program> program, std::string purpose,
            std::uint64_t boot_number);

    void start();
    /// Hands the event over now, or keeps it while the program is paused. Dead programs hear
    /// nothing.
    void take(ProgramEvent event);
    TimerId set_timer(Instant at, std::function<void()> call);
    void cancel_timer(TimerId timer);
    void pause() { paused = true; }
    void resume();
    /// An orderly end closes its streams; a killed program's are reset.
    void end(bool orderly);
    /// See ProgramContext::call().
    bool call(const std::function<void()>& work);
    /// The program's own exit(): it ends when it returns.
    void exit();

    Kernel& kernel;
    std::unique_ptr<Program> program;
    std::string purpose;
    std::uint64_t boot_number;
    ProgramContext context;
    bool alive = true;
    bool paused = false;
    bool exiting = false;
    int depth = 0;  ///< calls into the program that have not returned
    std::deque<ProgramEvent> waiting;
    std::size_t datagrams_waiting = 0;

  private:
    void hand_over(ProgramEvent& event);
    void finish();
    void fire(TimerId timer, Instant at, std::function<void()> call);

    std::map<TimerId, TimerId> rearmed_;  ///< timers that a slow clock made wait again
};

}  // namespace holdfast::harness::sim
