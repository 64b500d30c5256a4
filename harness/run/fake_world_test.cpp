// SPDX-License-Identifier: Apache-2.0
#include "harness/run/fake_world.h"

namespace holdfast::harness::run {
namespace {

using faults::Link;

class FakeTestbed : public Testbed {
  public:
    FakeTestbed(FakeStory& story, topology::Topology topology)
        : story_(story), topology_(std::move(topology)) {}
    ~FakeTestbed() override { tear_down(); }

    std::string_view kind() const override { return "sim"; }
    const topology::Topology& topology() const override { return topology_; }
    Duration epoch() const override { return 0ns; }
    std::vector<history::RunBegan::NodeInterface> interfaces() const override { return {}; }
    bool advance(Instant until, const std::function<bool()>& stop) override {
        const Instant sighting(story_.sighting_at);
        if (story_.sighting_at > 0ns && now_ < sighting && sighting <= until) {
            now_ = sighting;
            tell_({faults::Sighting::Kind::gratuitous_arp, "se2", now_});
            if (stop()) {
                return true;
            }
        }
        now_ = until;
        return stop();
    }
    void on_sighting(std::function<void(const faults::Sighting&)> tell) override { tell_ = tell; }
    Result<void> start_capture() override { return success; }
    Result<std::vector<capture::Capture>> stop_capture() override {
        return std::vector<capture::Capture>{{"front", {}}};
    }
    Result<void> start_workload(const WorkloadRequest& request) override {
        loaded_ = now_;
        story_.load_began = now_;
        story_.calls.push_back("load " + std::to_string(request.watched.size()));
        return success;
    }
    bool all_answered(Duration) const override {
        const bool silent = story_.silent_from && now_.since_start() >= *story_.silent_from;
        return now_ - loaded_ >= story_.answers_after && !silent;
    }
    bool api_answered(Duration) const override { return true; }
    Result<void> start_read_back(const std::vector<std::string>& /*controllers*/) override {
        story_.calls.push_back("read back");
        return success;
    }
    bool read_back_done() const override { return true; }
    Result<workload::WorkloadRecord> stop_workload() override {
        return workload::WorkloadRecord{{workload::ProbeFlow{}}, {}, {}};
    }
    history::FidelityRecorded fidelity() const override { return {}; }
    std::vector<std::string> lost_parts() const override { return story_.lost_parts; }
    std::vector<std::string> ended_programs() const override { return story_.ended_programs; }
    std::vector<ProcessorWait> processor_waits() const override { return story_.processor_waits; }
    void tear_down() override { story_.torn_down = true; }

    Instant now() const override { return now_; }
    Result<void> kill_programs(const std::string& node) override {
        story_.calls.push_back("kill " + node);
        if (story_.kill_works) {
            story_.programs[node] = faults::ProcessState::gone;
        }
        return success;
    }
    Result<void> terminate_programs(const std::string& node) override {
        return kill_programs(node);
    }
    Result<void> start_programs(const std::string& node) override {
        story_.calls.push_back("start " + node);
        story_.programs[node] = faults::ProcessState::running;
        return success;
    }
    Result<void> pause_programs(const std::string&) override { return success; }
    Result<void> resume_programs(const std::string&) override { return success; }
    Result<faults::ProcessState> program_state(const std::string& node) const override {
        return story_.programs[node];
    }
    Result<void> set_disk_full(const std::string&, bool) override {
        return unsupported("no disks");
    }
    Result<void> set_sync_delay(const std::string&, Duration) override {
        return unsupported("no disks");
    }
    Result<void> tear_next_write(const std::string&, const std::optional<std::string>&) override {
        return unsupported("no disks");
    }
    Result<void> cut_disk_power(const std::string&) override { return unsupported("no disks"); }
    Result<void> corrupt_tail(const std::string&, const std::string&) override {
        return unsupported("no disks");
    }
    Result<faults::DiskCounters> disk_counters(const std::string&) const override {
        return unsupported("no disks");
    }
    Result<void> set_clock(const std::string&, const faults::ClockError&) override {
        return unsupported("no clocks");
    }
    Result<faults::ClockOffset> clock_offset(const std::string&) const override {
        return unsupported("no clocks");
    }
    Result<void> set_processor_busy(const std::string&, double) override {
        return unsupported("no processor");
    }
    Result<Duration> processor_time(const std::string&) const override {
        return unsupported("no processor");
    }
    Result<void> reset_addresses(const std::string&) override { return success; }
    Result<void> set_service(const std::string&, faults::NodeService, bool) override {
        return success;
    }
    Result<bool> service(const std::string&, faults::NodeService) const override { return true; }
    Result<void> forget_neighbour(Ipv4Address) override { return success; }
    std::vector<Link> links_of(const std::string& node) const override { return {{node, "front"}}; }
    std::vector<Link> links_on(const std::string&) const override { return {}; }
    Result<void> set_carrier(const Link&, bool) override { return unsupported("no carrier"); }
    Result<bool> carrier(const Link&) const override { return unsupported("no carrier"); }
    Result<void> set_forwarding(const Link&, bool) override { return success; }
    Result<bool> forwarding(const Link&) const override { return true; }
    Result<faults::LinkCounters> counters(const Link&) const override {
        return faults::LinkCounters{};
    }
    Result<void> impair(const Link&, const faults::Impairment&) override {
        return unsupported("no impairment");
    }
    Result<std::uint64_t> impaired_frames(const Link&) const override {
        return unsupported("no impairment");
    }
    Result<faults::FilterId> drop_frames(const faults::FrameMatch&) override {
        return unsupported("no filters");
    }
    Result<void> remove_filter(faults::FilterId) override { return success; }
    Result<std::uint64_t> filter_hits(faults::FilterId) const override { return std::uint64_t{0}; }

  private:
    FakeStory& story_;
    topology::Topology topology_;
    std::function<void(const faults::Sighting&)> tell_;
    Instant now_;
    Instant loaded_;
};

class FakeAdapter : public sut::Adapter {
  public:
    FakeAdapter(FakeStory& story, FakeTestbed& testbed) : story_(story), testbed_(testbed) {}

    Result<std::vector<std::string>> resolve(const faults::Target& target) const override {
        if (target.role == faults::Target::Role::node) {
            return std::vector<std::string>{target.argument};
        }
        return std::vector<std::string>{target.role == faults::Target::Role::standby_of ? "se2"
                                                                                        : "se1"};
    }
    HeartbeatPath heartbeat_path() const override { return {"management", 9001}; }
    sut::Facts facts() const override { return {"fake", "1", story_.capabilities}; }
    Result<void> deploy(const scenario::Deployment& deployment) override {
        if (!story_.deploys) {
            return failed("refused");
        }
        for (const std::string& engine : deployment.engines) {
            story_.programs[engine] = faults::ProcessState::running;
        }
        for (const auto* node : testbed_.topology().with_role(topology::NodeRole::controller)) {
            story_.programs[node->name] = faults::ProcessState::running;
        }
        return success;
    }
    sut::OperationResult perform(const scenario::Operation& operation) override {
        story_.calls.push_back(scenario::to_string(operation));
        if (story_.operations_crash_se1) {
            story_.programs["se1"] = faults::ProcessState::gone;
        }
        return {};
    }
    Result<history::RuntimeObserved> runtime() const override {
        history::RuntimeObserved runtime;
        runtime.engines = {{"se1", "OPER_UP", true, {1}}};
        std::vector<std::string> list = {"se1"};
        if (testbed_.now().since_start() >= story_.second_instance_at) {
            list.push_back("se2");
        }
        runtime.services = {{"vs1", "OPER_UP", {"se1"}, {}, list, list.size()}};
        return runtime;
    }
    Result<history::ClusterObserved> cluster_seen_by(const std::string& node) const override {
        const std::string leader =
            testbed_.now().since_start() < story_.leader_changes_at ? "controller1" : "controller2";
        history::ClusterObserved seen;
        seen.asked = node;
        seen.answered = true;
        seen.nodes = {{leader, "CLUSTER_LEADER", "CLUSTER_ACTIVE", ""}};
        return seen;
    }
    std::vector<std::pair<Instant, history::SystemEvent>> new_events() override {
        std::vector<std::pair<Instant, history::SystemEvent>> due;
        while (!story_.events.empty() &&
               story_.events.begin()->first <= testbed_.now().since_start()) {
            due.emplace_back(Instant(story_.events.begin()->first), story_.events.begin()->second);
            story_.events.erase(story_.events.begin());
        }
        return due;
    }
    Result<void> collect_logs(const std::string&) override { return success; }

  private:
    FakeStory& story_;
    FakeTestbed& testbed_;
};

}  // namespace

WorldFactory fake_worlds(FakeStory& story) {
    return [&story](const topology::Topology& topology, const BringUp&,
                    const std::string&) -> Result<World> {
        auto testbed = std::make_unique<FakeTestbed>(story, topology);
        auto adapter = std::make_unique<FakeAdapter>(story, *testbed);
        return World{std::move(testbed), std::move(adapter)};
    };
}

}  // namespace holdfast::harness::run
