// SPDX-License-Identifier: Apache-2.0
// Everything of one simulated world: clock, events, segments, nodes and their programs.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/rng.h"
#include "base/time.h"
#include "faults/nemesis.h"
#include "harness/sim/event_queue.h"
#include "harness/sim/frame_pool.h"
#include "harness/sim/timers.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::sim {

class Kernel;
class Segment;
struct Process;

class Network {
  public:
    Network(const topology::Topology& topology, std::uint64_t seed);
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /// Handles events up to `until`, and moves the clock there unless `stop` ends it before.
    bool advance(Instant until, const std::function<bool()>& stop);
    void clear();  ///< ends all programs and forgets all events

    Segment* segment(const std::string& name);
    Kernel* kernel(const std::string& node);
    /// Starts a program at once. `purpose` names its stream of chance.
    Process& spawn(Kernel& kernel, std::unique_ptr<Program> program, const std::string& purpose,
                   std::uint64_t boot_number = 1);

    Instant now;
    std::uint64_t events = 0;
    Rng chance;
    std::map<std::string, Ipv4Address> hosts;  ///< where the nodes' names lead
    EventQueue queue;
    Timers timers{queue};
    FramePool frames;
    std::vector<std::unique_ptr<Segment>> segments;  ///< in the topology's order
    std::vector<std::unique_ptr<Kernel>> kernels;    ///< in the topology's order
    StreamId streams = 0;                            ///< made so far
    bool capturing = false;
    std::function<void(const faults::Sighting&)> tell;

  private:
    std::vector<std::unique_ptr<Process>> processes_;  // dead ones too: events may name them
};

}  // namespace holdfast::harness::sim
