// SPDX-License-Identifier: Apache-2.0
// Plays one scenario on one world, phase by phase. Used by play() alone.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "faults/nemesis.h"
#include "harness/run/cluster_watch.h"
#include "harness/run/run.h"

namespace holdfast::harness::run {

class Player {
  public:
    /// `logs`: folder that the system's logs are copied to; empty: none are kept.
    Player(const scenario::Scenario& scenario, const topology::Topology& topology, World& world,
           const std::string& defect, std::string logs);

    /// Runs every phase. Trouble ends the run early, but always by way of the last phase.
    Result<check::Recording> run();

  private:
    struct Pending {
        Instant at;
        scenario::Operation operation;
    };

    void begin_record(const std::string& defect);
    Result<void> deploy();
    void await_instances();
    bool settle();
    bool baseline();
    void play_faults();
    void heal();
    void recover();
    void read_back();
    void read_request_log();
    Result<check::Recording> finish();

    void phase(const std::string& name);
    void trouble(const std::string& what);
    /// What the system cannot be blamed for: parts of the testbed that ended, a machine that let
    /// programs wait for a processor.
    void record_lost_parts();
    void record_ended_programs();
    std::vector<ProcessorWait> waits_under_faults() const;
    void record_processor_waits(history::FidelityRecorded& fidelity);
    /// Lets the world go on, polling the system and serving the nemesis and the operator. Returns
    /// early when interrupted or in trouble.
    void go_on(Instant until);
    /// The same until `condition` holds, asked with each poll.
    bool go_on_until(Duration limit, const std::function<bool()>& condition);
    /// On how many engines the system said last that the service is.
    std::size_t instances_of(const std::string& service) const;
    void poll();
    void poll_events();
    void poll_runtime();
    void poll_cloud();
    void record_act(const faults::FaultAct& act);
    void perform_due();
    void perform(const scenario::Operation& operation);
    void perform_resolved(const scenario::Operation& operation);
    Instant faults_end(Instant began) const;
    Instant latest_end(Instant end) const;
    bool stopped() const;

    const scenario::Scenario& scenario_;
    const topology::Topology& topology_;
    Testbed& testbed_;
    sut::Adapter& adapter_;
    std::string logs_;
    history::History history_;
    std::optional<faults::Nemesis> nemesis_;
    std::deque<Pending> pending_;
    std::optional<history::RuntimeObserved> last_runtime_;
    std::optional<ClusterWatch> cluster_;  ///< none: the topology is none of a cluster
    std::optional<std::string> missing_;   ///< capability that a fault would have needed
    Instant next_poll_;
    Instant next_leader_poll_;
    Instant next_events_poll_;
    std::uint64_t operations_ = 0;
    bool sighted_ = false;
    bool troubled_ = false;
    bool loaded_ = false;
    bool capturing_ = false;
};

}  // namespace holdfast::harness::run
