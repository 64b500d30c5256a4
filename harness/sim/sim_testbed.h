// SPDX-License-Identifier: Apache-2.0
// The simulated world: one thread, virtual nanoseconds, real Ethernet frames. The same topology,
// seed and calls give the same history byte for byte.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/sim/faulty_disk.h"
#include "harness/sim/program.h"
#include "harness/testbed.h"

namespace holdfast::harness::sim {

class Kernel;
class Network;
class SimWorkload;
struct Installation;
struct Port;
struct Process;

class SimTestbed : public Testbed {
  public:
    /// The network is up at once; echo responders run on every server (UDP 5000, TCP 5001) and on
    /// the observer (UDP 5000).
    SimTestbed(topology::Topology topology, BringUp bring_up);
    ~SimTestbed() override;

    /// Adds a program of the system under test to the node, not yet running: start_programs()
    /// starts it, kill_programs() kills it, and so on. A node may have several; they start in the
    /// order of their installation.
    Result<void> install(const std::string& node, ProgramFactory factory);
    /// What is installed there from now on is all that is started there.
    void uninstall(const std::string& node);
    /// The disk of the node's programs, for the faults of disks; from now on, over their lives.
    void attach_disk(const std::string& node, std::shared_ptr<FaultyDisk> disk);
    /// A stream of chance of the run's seed, for what outlives a program.
    Rng rng(std::string_view purpose) const;
    /// Events handled so far: the measure of the simulation's speed.
    std::uint64_t events() const;

    // ---- faults::World ----
    Instant now() const override;
    Result<void> kill_programs(const std::string& node) override;
    Result<void> terminate_programs(const std::string& node) override;
    Result<void> start_programs(const std::string& node) override;
    Result<void> pause_programs(const std::string& node) override;
    Result<void> resume_programs(const std::string& node) override;
    Result<faults::ProcessState> program_state(const std::string& node) const override;
    Result<void> set_disk_full(const std::string& node, bool full) override;
    Result<void> set_sync_delay(const std::string& node, Duration delay) override;
    Result<void> tear_next_write(const std::string& node,
                                 const std::optional<std::string>& file) override;
    Result<void> cut_disk_power(const std::string& node) override;
    Result<void> corrupt_tail(const std::string& node, const std::string& file) override;
    Result<faults::DiskCounters> disk_counters(const std::string& node) const override;
    Result<void> set_clock(const std::string& node, const faults::ClockError& error) override;
    Result<faults::ClockOffset> clock_offset(const std::string& node) const override;
    Result<void> set_processor_busy(const std::string& node, double share) override;
    Result<Duration> processor_time(const std::string& node) const override;
    Result<void> reset_addresses(const std::string& node) override;
    Result<void> set_service(const std::string& node, faults::NodeService service,
                             bool on) override;
    Result<bool> service(const std::string& node, faults::NodeService service) const override;
    Result<void> forget_neighbour(Ipv4Address address) override;
    std::vector<faults::Link> links_of(const std::string& node) const override;
    std::vector<faults::Link> links_on(const std::string& segment) const override;
    Result<void> set_carrier(const faults::Link& link, bool up) override;
    Result<bool> carrier(const faults::Link& link) const override;
    Result<void> set_forwarding(const faults::Link& link, bool on) override;
    Result<bool> forwarding(const faults::Link& link) const override;
    Result<faults::LinkCounters> counters(const faults::Link& link) const override;
    Result<void> impair(const faults::Link& link, const faults::Impairment& impairment) override;
    Result<std::uint64_t> impaired_frames(const faults::Link& link) const override;
    Result<faults::FilterId> drop_frames(const faults::FrameMatch& match) override;
    Result<void> remove_filter(faults::FilterId filter) override;
    Result<std::uint64_t> filter_hits(faults::FilterId filter) const override;

    // ---- Testbed ----
    std::string_view kind() const override { return "sim"; }
    const topology::Topology& topology() const override { return topology_; }
    Duration epoch() const override { return Duration(0); }
    std::vector<history::RunBegan::NodeInterface> interfaces() const override;
    using Testbed::advance;
    bool advance(Instant until, const std::function<bool()>& stop) override;
    void on_sighting(std::function<void(const faults::Sighting&)> tell) override;
    Result<void> start_capture() override;
    Result<std::vector<capture::Capture>> stop_capture() override;
    Result<void> start_workload(const WorkloadRequest& request) override;
    bool all_answered(Duration window) const override;
    bool api_answered(Duration window) const override;
    Result<void> start_read_back(const std::vector<std::string>& controllers) override;
    bool read_back_done() const override;
    Result<workload::WorkloadRecord> stop_workload() override;
    history::FidelityRecorded fidelity() const override;
    void tear_down() override;

  private:
    Result<Kernel*> kernel(const std::string& node) const;
    Result<Port*> port(const faults::Link& link) const;
    Result<FaultyDisk*> disk(const std::string& node) const;
    /// While no program of the node runs.
    Result<FaultyDisk*> idle_disk(const std::string& node) const;
    void kill_all_of_the_system(const std::string& node);
    Result<Installation*> installed(const std::string& node) const;
    Result<void> for_programs(const std::string& node, const std::function<void(Process&)>& act);

    topology::Topology topology_;
    BringUp bring_up_;
    std::unique_ptr<Network> network_;
    std::unique_ptr<std::map<std::string, Installation>> installations_;  // by node
    std::map<std::string, std::shared_ptr<FaultyDisk>> disks_;            // by node
    std::unique_ptr<SimWorkload> workload_;
    faults::FilterId filters_made_ = 0;
};

}  // namespace holdfast::harness::sim
