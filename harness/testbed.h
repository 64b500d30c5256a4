// SPDX-License-Identifier: Apache-2.0
// A world that can be brought up, loaded, tapped and torn down. harness/sim and harness/mininet
// implement it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "faults/nemesis.h"
#include "faults/world.h"
#include "harness/capture/frame.h"
#include "harness/history/event.h"
#include "harness/scenario/scenario.h"
#include "harness/topology/topology.h"
#include "harness/workload/api_client.h"
#include "harness/workload/record.h"

namespace holdfast::harness {

struct BringUp {
    std::vector<faults::Link> impairable;  ///< links that will get delay or loss on the wire
    std::uint64_t seed = 1;
    std::string folder;                   ///< for logs, sockets, captures while it runs; exists
    std::set<std::string> faulty_disks;   ///< nodes whose programs' disk will have faults
    std::set<std::string> faulty_clocks;  ///< nodes whose programs' clocks will have faults
    std::set<std::string> busy_nodes{};   ///< nodes whose programs will keep a processor busy
};

/// A time for which a program was ready to run and found no processor.
struct ProcessorWait {
    std::string node;
    Instant until;
    Duration length{};
};

/// What to load a deployed system with.
struct WorkloadRequest {
    scenario::Workload workload;
    std::vector<scenario::VirtualServiceSpec> services;
    /// Addresses whose owner the observer asks for, each on this segment.
    struct WatchedAddress {
        std::string segment;
        Ipv4Address address;
    };
    std::vector<WatchedAddress> watched;
    /// Clients of the control plane on the first node with role operator; those that read back
    /// wait for start_read_back(), with which the others end.
    std::vector<workload::ApiClientPlan> api_clients;
};

class Testbed : public faults::World {
  public:
    virtual std::string_view kind() const = 0;  ///< "sim" or "mininet"
    virtual const topology::Topology& topology() const = 0;
    /// Clock time of Instant 0 in nanoseconds since 1970; 0 in simulation.
    virtual Duration epoch() const = 0;
    virtual std::vector<history::RunBegan::NodeInterface> interfaces() const = 0;

    /// Lets the world go on until `until`, or until `stop` (asked after every event, or about every
    /// millisecond) says true. Returns true when `stop` did.
    virtual bool advance(Instant until, const std::function<bool()>& stop) = 0;
    void advance(Instant until) {
        advance(until, [] { return false; });
    }

    /// Gratuitous ARPs as they are seen on any segment, reported during advance(), for the nemesis'
    /// triggers.
    virtual void on_sighting(std::function<void(const faults::Sighting&)> tell) = 0;

    virtual Result<void> start_capture() = 0;
    /// One capture a segment, in the order of the topology's segments.
    virtual Result<std::vector<capture::Capture>> stop_capture() = 0;

    virtual Result<void> start_workload(const WorkloadRequest& request) = 0;
    /// True when in the last `window` every probe flow had a reply to each packet that is older
    /// than 200 ms, and every service answered a new TCP connection (where TCP is offered).
    virtual bool all_answered(Duration window) const = 0;
    /// True when in the last `window` every API client that writes or reads began a call that was
    /// answered with success. True without such clients.
    virtual bool api_answered(Duration window) const = 0;
    /// The clients that write and read stop; those that read back through one of these controllers
    /// begin, and the others never do.
    virtual Result<void> start_read_back(const std::vector<std::string>& controllers) = 0;
    virtual bool read_back_done() const = 0;
    virtual Result<workload::WorkloadRecord> stop_workload() = 0;
    /// Of the time from start_capture() to stop_capture(); sender and control figures are taken
    /// from the workload's record.
    virtual history::FidelityRecorded fidelity() const = 0;
    /// Programs of the testbed itself, a faulty disk say, that are gone though the testbed is up:
    /// of each how it ended and what it said last. What a system does without them is not its
    /// fault.
    virtual std::vector<std::string> lost_parts() const { return {}; }
    /// Programs on nodes that have ended with an error, also those that somebody killed: of each
    /// the same. None in simulation.
    virtual std::vector<std::string> ended_programs() const { return {}; }
    /// Those of programs on nodes since start_workload(), some 20 ms and longer; none in
    /// simulation.
    virtual std::vector<ProcessorWait> processor_waits() const { return {}; }

    /// Ends every program and takes the network away. Called by the destructor too.
    virtual void tear_down() = 0;
};

/// Advances until `condition` holds; an Error naming `what` and the limit when it does not.
Result<void> wait_until(Testbed& testbed, const std::string& what, Duration limit,
                        const std::function<bool()>& condition);

}  // namespace holdfast::harness
