// SPDX-License-Identifier: Apache-2.0
// Real processes and real packets: a Testbed whose network Mininet builds inside private
// namespaces. Several run side by side under the same names; none touches the machine's own
// network; nothing is left when one ends, however it ends.
//
// Faults act in process and take microseconds (rtnetlink, nftables, signals); the Python driver is
// asked only to build, to start programs and to command the impaired wire. Used by one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/mininet/program.h"
#include "harness/testbed.h"

namespace holdfast::harness::mininet {

class MininetTestbed : public Testbed {
  public:
    /// With the pool servers running (holdfast-responder, a program of its node like any other).
    /// Error::Kind::unsupported, naming it, when the machine lacks a mechanism. Without root,
    /// enter_user_namespace() comes first.
    static Result<std::unique_ptr<MininetTestbed>> bring_up(const topology::Topology& topology,
                                                            const BringUp& bring_up);
    ~MininetTestbed() override;

    /// Remembers a program of the node; start_programs() starts it, in the order of installation.
    Result<void> install(const ProgramSpec& program);
    /// Forgets what was installed on the node; what runs goes on.
    void uninstall(const std::string& node);
    /// Mininet's own prompt on our terminal, until the user leaves it; returns 0.
    Result<int> interactive_shell();

    /// The kernel's name of the node's interface on the segment ("se1-eth0"), for configurations.
    Result<std::string> interface_of(const faults::Link& link) const;
    /// Path of the node's network namespace, valid in our own mount namespace while it is up:
    /// open it, setns() a thread, and speak to a program inside.
    Result<std::string> namespace_path(const std::string& node) const;
    const std::string& folder() const;
    /// Where the node's programs keep what has to survive them; there from now on. On a disk that
    /// was announced as faulty, and only there, faults reach it.
    Result<std::string> disk_directory(const std::string& node) const;

    // World
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

    // Testbed
    std::string_view kind() const override { return "mininet"; }
    const topology::Topology& topology() const override;
    Duration epoch() const override;
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
    std::vector<std::string> lost_parts() const override;
    std::vector<std::string> ended_programs() const override;
    std::vector<ProcessorWait> processor_waits() const override;
    void tear_down() override;

  private:
    struct State;
    explicit MininetTestbed(std::unique_ptr<State> state);
    /// Echoes on this node; "0": no TCP.
    Result<void> start_responder(const topology::Node& node, const char* tcp_port);
    /// Pool servers, and the far end of the control flow.
    Result<void> start_servers();

    std::unique_ptr<State> state_;
};

}  // namespace holdfast::harness::mininet
