// SPDX-License-Identifier: Apache-2.0
#include "harness/run/player.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/check/fidelity.h"
#include "harness/run/control_figures.h"
#include "harness/run/interrupt.h"
#include "harness/run/workload_request.h"
#include "harness/scenario/controllers.h"
#include "harness/sut/request_log.h"

namespace holdfast::harness::run {
namespace {

// Fine enough for every bound in seconds, coarse enough to cost a simulation little.
constexpr Duration poll_period = 20ms;
// What is asked of the leader costs it a round among its peers: half as often.
constexpr Duration leader_poll_period = 40ms;
// Events say themselves when they happened: unless a fault waits for one, they can be fetched late.
constexpr Duration events_poll_period = 200ms;
// Replies count after 200 ms, so this looks at 200 ms of packets: 20 a flow at the lowest rate.
constexpr Duration answered_window = 400ms;
constexpr int baseline_attempts = 4;
// Where there are enough engines, services have their instances long before.
constexpr Duration instances_limit = 2s;
// The engines learn of each other a message later than the system says so.
constexpr Duration instances_kept = 200ms;

std::string word_of(faults::FaultAct::Phase phase) {
    using Phase = faults::FaultAct::Phase;
    switch (phase) {
        case Phase::inject:
            return "inject";
        case Phase::inject_failed:
            return "inject_failed";
        case Phase::unsupported:
            return "unsupported";
        case Phase::proven:
            return "proven";
        case Phase::unproven:
            return "unproven";
        case Phase::heal:
            return "heal";
        case Phase::heal_failed:
            return "heal_failed";
    }
    return "unknown";
}

bool waits_for_event(const scenario::Scenario& scenario) {
    return std::any_of(scenario.schedule.begin(), scenario.schedule.end(), [](const auto& fault) {
        return std::holds_alternative<faults::OnEvent>(fault.trigger);
    });
}

Duration offset_of(const faults::Trigger& trigger) {
    if (const auto* at = std::get_if<faults::AtInstant>(&trigger)) {
        return at->offset;
    }
    return 0ns;
}

}  // namespace

Player::Player(const scenario::Scenario& scenario, const topology::Topology& topology, World& world,
               const std::string& defect, std::string logs)
    : scenario_(scenario),
      topology_(topology),
      testbed_(*world.testbed),
      adapter_(*world.adapter),
      logs_(std::move(logs)) {
    // Where an operator's node is wired, the control plane itself is under test.
    if (!topology.with_role(topology::NodeRole::administrator).empty()) {
        cluster_.emplace(scenario::controllers_of(scenario.deployment, topology), testbed_,
                         adapter_);
    }
    begin_record(defect);
}

void Player::begin_record(const std::string& defect) {
    const sut::Facts facts = adapter_.facts();
    history::RunBegan began;
    began.testbed = std::string(testbed_.kind());
    began.sut = facts.name + " " + facts.version + (defect.empty() ? "" : " with " + defect);
    began.seed = scenario_.seed;
    began.epoch = testbed_.epoch();
    began.interfaces = testbed_.interfaces();
    history_.append(Instant(), began);
}

Result<check::Recording> Player::run() {
    testbed_.on_sighting([this](const faults::Sighting& sighting) {
        if (nemesis_) {
            nemesis_->saw(sighting);
            sighted_ = true;
        }
    });
    if (const auto deployed = deploy(); !deployed) {
        return deployed.error();
    }
    const bool ready = !troubled_ && settle() && baseline();
    record_ended_programs();
    if (ready && !troubled_) {
        play_faults();
        if (missing_) {
            return unsupported(*missing_);
        }
        recover();
    }
    if (interrupted()) {
        return failed("interrupted");
    }
    return finish();
}

Result<void> Player::deploy() {
    phase("deploy");
    if (const auto started = testbed_.start_capture(); !started) {
        trouble("capture: " + started.error().message);
        return success;
    }
    capturing_ = true;
    if (const auto deployed = adapter_.deploy(scenario_.deployment); !deployed) {
        if (deployed.error().kind == Error::Kind::unsupported) {
            return deployed.error();
        }
        trouble("deployment: " + deployed.error().message);
        return success;
    }
    await_instances();
    if (const auto loaded = testbed_.start_workload(workload_of(scenario_, topology_)); !loaded) {
        if (loaded.error().kind == Error::Kind::unsupported) {
            return loaded.error();
        }
        trouble("workload: " + loaded.error().message);
        return success;
    }
    loaded_ = true;
    return success;
}

// A flow stays with the instance that it began at (SCL-7): those that begin before others serve
// would never be theirs.
void Player::await_instances() {
    const scenario::Deployment& deployment = scenario_.deployment;
    std::map<std::string, std::size_t> wanted;
    for (const scenario::VirtualServiceSpec& service : deployment.services) {
        const scenario::SeGroupSpec& group = *deployment.find_group(service.se_group);
        if (!group.legacy() && group.min_scaleout_per_vs > 1) {
            wanted[service.name] = group.min_scaleout_per_vs;
        }
    }
    if (wanted.empty()) {
        return;
    }
    std::optional<Instant> since;
    go_on_until(instances_limit, [&] {
        const bool there = std::all_of(wanted.begin(), wanted.end(), [&](const auto& entry) {
            return instances_of(entry.first) >= entry.second;
        });
        if (!there) {
            since.reset();
            return false;
        }
        since = since.value_or(testbed_.now());
        return testbed_.now() - *since >= instances_kept;
    });
}

std::size_t Player::instances_of(const std::string& service) const {
    if (last_runtime_) {
        for (const history::ServiceRuntime& runtime : last_runtime_->services) {
            if (runtime.name == service) {
                return runtime.se_list.size();
            }
        }
    }
    return 0;
}

bool Player::settle() {
    const bool settled = go_on_until(scenario_.budgets.settle, [this] {
        return testbed_.all_answered(answered_window) && testbed_.api_answered(answered_window);
    });
    if (!settled && !stopped()) {
        trouble("not every service answered within " + to_short_string(scenario_.budgets.settle) +
                " of the deployment");
    }
    return settled;
}

bool Player::baseline() {
    phase("baseline");
    const Duration length = scenario_.budgets.baseline;
    for (int attempt = 0; attempt < baseline_attempts && !stopped(); ++attempt) {
        go_on(testbed_.now() + length);
        if (testbed_.all_answered(std::max(length, answered_window))) {
            return true;
        }
    }
    if (!stopped()) {
        trouble("no loss-free baseline of " + to_short_string(length) + " in " +
                std::to_string(baseline_attempts) + " attempts");
    }
    return false;
}

/// When the last thing with a known time is over.
Instant Player::faults_end(Instant began) const {
    Instant end = began + scenario_.budgets.phase;
    for (const auto& operation : scenario_.operations) {
        end = std::max(end, began + operation.at);
    }
    for (const auto& fault : scenario_.schedule) {
        end = std::max(end, began + offset_of(fault.trigger) + fault.lasts.value_or(0ns));
    }
    return end;
}

/// A fault that waits for a sighting may begin as late as `end`.
Instant Player::latest_end(Instant end) const {
    Instant latest = end;
    for (const auto& fault : scenario_.schedule) {
        if (!std::holds_alternative<faults::AtInstant>(fault.trigger)) {
            latest = std::max(latest, end + fault.lasts.value_or(0ns));
        }
    }
    return latest;
}

void Player::play_faults() {
    phase("faults");
    const Instant began = testbed_.now();
    for (const auto& operation : scenario_.operations) {
        pending_.push_back({began + operation.at, operation.operation});
    }
    std::stable_sort(pending_.begin(), pending_.end(),
                     [](const Pending& a, const Pending& b) { return a.at < b.at; });
    nemesis_.emplace(scenario_.schedule, testbed_, adapter_,
                     [this](const faults::FaultAct& act) { record_act(act); });
    const Instant end = faults_end(began);
    const Instant latest = latest_end(end);
    nemesis_->step();
    perform_due();
    go_on(end);
    while (!stopped() && !nemesis_->finished() && testbed_.now() < latest) {
        go_on(std::min(latest, testbed_.now() + poll_period));
    }
    heal();
}

void Player::heal() {
    phase("heal");
    nemesis_->heal_everything();
    for (const std::string& what : nemesis_->unproven()) {
        trouble("a fault took no effect that could be proved: " + what);
    }
    nemesis_.reset();
    if (missing_) {
        return;
    }
    std::vector<std::string> nodes = scenario_.deployment.all_engines();
    for (const auto& controller : scenario::controllers_of(scenario_.deployment, topology_)) {
        nodes.push_back(controller);
    }
    std::erase_if(nodes, [this](const std::string& node) { return !adapter_.runs_on(node); });
    for (const std::string& node : nodes) {
        const auto state = testbed_.program_state(node);
        if (!state || *state != faults::ProcessState::gone) {
            continue;
        }
        // No fault left it dead, so it died by itself: worth a line, and it must live for recovery.
        const std::uint64_t id = ++operations_;
        history_.append(
            testbed_.now(),
            history::OperationEvent{id, "start " + node, history::OperationEvent::Type::invoke,
                                    "found dead after every fault was healed"});
        const auto started = testbed_.start_programs(node);
        history_.append(testbed_.now(),
                        history::OperationEvent{id, "start " + node,
                                                started ? history::OperationEvent::Type::ok
                                                        : history::OperationEvent::Type::fail,
                                                started ? "" : started.error().message});
    }
}

void Player::recover() {
    if (stopped()) {
        return;
    }
    phase("recovery");
    // Answers from before the last act, a switchover at the very end say, prove nothing.
    const Instant provable = testbed_.now() + answered_window;
    const bool recovered = go_on_until(scenario_.budgets.recovery, [&] {
        return testbed_.now() >= provable && testbed_.all_answered(answered_window);
    });
    if (!recovered && !stopped()) {
        phase("not_recovered");
    }
    read_back();
    phase("quiet");
    go_on(testbed_.now() + scenario_.budgets.quiet);
}

/// When the writers can write again they stop, and every object is read through every member: who
/// was asked to join and never did has a configuration of its own.
void Player::read_back() {
    if (!scenario_.workload.api.on() || stopped()) {
        return;
    }
    go_on_until(scenario_.budgets.api_back,
                [this] { return testbed_.api_answered(answered_window); });
    const auto members = adapter_.resolve({faults::Target::Role::controllers, ""});
    if (!members) {
        trouble("read-back: " + members.error().message);
        return;
    }
    if (const auto started = testbed_.start_read_back(*members); !started) {
        trouble("read-back: " + started.error().message);
        return;
    }
    // What is not read in time is missing from the record: the checkers say what that means.
    go_on_until(scenario_.budgets.recovery, [this] { return testbed_.read_back_done(); });
}

/// What the system says that its clients asked for. A log that cannot be read is missing from the
/// record: the checkers say what that means.
void Player::read_request_log() {
    auto* source = dynamic_cast<sut::RequestLog*>(&adapter_);
    if (source == nullptr || stopped()) {
        return;
    }
    if (const auto log = source->request_log()) {
        for (const auto& [at, event] : *log) {
            history_.append(at, event);
        }
    }
}

Result<check::Recording> Player::finish() {
    next_events_poll_ = next_leader_poll_ = testbed_.now();  // nothing that was said is left out
    poll();
    if (cluster_) {
        cluster_->finish(history_);
        read_request_log();
    }
    phase("end");
    const Instant end = testbed_.now();
    record_lost_parts();
    history::FidelityRecorded fidelity = testbed_.fidelity();
    record_processor_waits(fidelity);
    if (loaded_) {
        auto record = testbed_.stop_workload();
        if (record) {
            for (const auto& flow : record->flows) {
                history_.append(end, history::FlowRecorded{flow});
            }
            for (const auto& connection : record->connections) {
                history_.append(end, history::ConnectionRecorded{connection});
            }
            for (const auto& call : record->api_calls) {
                history_.append(end, history::ApiCallRecorded{call});
            }
            add_control_figures(fidelity, *record, history_, topology_);
        } else {
            trouble("workload: " + record.error().message);
        }
    }
    check::Recording recording;
    recording.scenario = scenario_;
    recording.topology = topology_;
    if (capturing_) {
        auto captures = testbed_.stop_capture();
        if (captures) {
            recording.captures = std::move(*captures);
        } else {
            trouble("capture: " + captures.error().message);
        }
        // Drops of the last moments are known only now.
        fidelity.capture_drops =
            std::max(fidelity.capture_drops, testbed_.fidelity().capture_drops);
    }
    history_.append(end, fidelity);
    if (!logs_.empty()) {
        if (const auto kept = adapter_.collect_logs(logs_); !kept) {
            trouble("logs: " + kept.error().message);
        }
    }
    recording.history = std::move(history_);
    return recording;
}

void Player::phase(const std::string& name) {
    history_.append(testbed_.now(), history::PhaseBegan{name});
}

void Player::trouble(const std::string& what) {
    troubled_ = true;
    history_.append(testbed_.now(), history::Trouble{what});
}

void Player::record_lost_parts() {
    for (const std::string& lost : testbed_.lost_parts()) {
        trouble(lost);
    }
}

// Asked before anything is broken: without a program the system is not the one that is to be
// judged.
void Player::record_ended_programs() {
    for (const std::string& ended : testbed_.ended_programs()) {
        trouble("before anything was broken, " + ended);
    }
}

/// Until the faults begin, a wait delays what is waited for anyway.
std::vector<ProcessorWait> Player::waits_under_faults() const {
    const auto began = history_.phase("faults");
    std::vector<ProcessorWait> waits = testbed_.processor_waits();
    std::erase_if(waits, [&](const auto& wait) { return !began || wait.until <= *began; });
    return waits;
}

void Player::record_processor_waits(history::FidelityRecorded& fidelity) {
    const std::vector<ProcessorWait> waits = waits_under_faults();
    ProcessorWait longest;
    for (auto last = waits.begin(); last != waits.end(); ++last) {
        longest = last->length > longest.length ? *last : longest;
        Duration sum{};
        for (auto wait = waits.begin(); wait <= last; ++wait) {
            sum += wait->until > last->until - scenario_.budgets.failover ? wait->length : 0ns;
        }
        fidelity.starved_max = std::max(fidelity.starved_max, sum);
    }
    const Duration limit = check::noise_limit(scenario_);
    if (longest.length > limit) {
        trouble(fmt::format("a program of {} found no processor for {} until {}, more than {}",
                            longest.node, to_short_string(longest.length), to_string(longest.until),
                            to_short_string(limit)));
    }
}

bool Player::stopped() const {
    return troubled_ || missing_ || interrupted();
}

void Player::go_on(Instant until) {
    while (testbed_.now() < until && !stopped()) {
        Instant next = std::min(until, next_poll_);
        if (nemesis_) {
            next = std::min(next, nemesis_->next_timeout().value_or(until));
        }
        if (!pending_.empty()) {
            next = std::min(next, pending_.front().at);
        }
        if (next > testbed_.now()) {
            testbed_.advance(next, [this] { return sighted_; });
        }
        sighted_ = false;
        if (testbed_.now() >= next_poll_) {
            poll();
        }
        if (nemesis_) {
            nemesis_->step();
        }
        perform_due();
    }
}

bool Player::go_on_until(Duration limit, const std::function<bool()>& condition) {
    const Instant end = testbed_.now() + limit;
    while (!condition()) {
        if (testbed_.now() >= end || stopped()) {
            return false;
        }
        go_on(std::min(end, testbed_.now() + poll_period));
    }
    return true;
}

void Player::poll() {
    next_poll_ = testbed_.now() + poll_period;
    if (testbed_.now() >= next_leader_poll_) {
        next_leader_poll_ = testbed_.now() + leader_poll_period;
        poll_cloud();
        poll_runtime();
    }
    if (testbed_.now() >= next_events_poll_) {
        next_events_poll_ =
            testbed_.now() + (waits_for_event(scenario_) ? leader_poll_period : events_poll_period);
        poll_events();
    }
    if (cluster_) {
        cluster_->poll(history_);
    }
    if (const auto broken = adapter_.broken(); broken && !troubled_) {
        trouble(*broken);
    }
}

void Player::poll_events() {
    for (auto& [at, event] : adapter_.new_events()) {
        if (nemesis_) {
            nemesis_->saw({faults::Sighting::Kind::event, event.event_id, at});
        }
        history_.append(at, std::move(event));
    }
}

void Player::poll_runtime() {
    // A system that does not answer says nothing; what it said last stays.
    if (auto runtime = adapter_.runtime(); runtime && runtime.value() != last_runtime_) {
        last_runtime_ = *runtime;
        history_.append(testbed_.now(), std::move(*runtime));
    }
}

void Player::poll_cloud() {
    std::vector<history::CloudActed> acts = adapter_.attend_cloud();
    const Instant at = testbed_.now();  // of what came in one breath
    for (history::CloudActed& act : acts) {
        history_.append(at, std::move(act));
    }
}

void Player::record_act(const faults::FaultAct& act) {
    history_.append(act.after, history::FaultEvent{act.index, word_of(act.phase), act.before,
                                                   act.fault, act.nodes, act.detail});
    using Phase = faults::FaultAct::Phase;
    if (act.phase == Phase::unsupported) {
        missing_ = act.fault + ": " + act.detail;
    } else if (act.phase == Phase::inject_failed || act.phase == Phase::heal_failed) {
        trouble(word_of(act.phase) + " " + act.fault + ": " + act.detail);
    }
}

void Player::perform_due() {
    while (!pending_.empty() && pending_.front().at <= testbed_.now() && !stopped()) {
        const scenario::Operation operation = pending_.front().operation;
        pending_.pop_front();
        perform(operation);
    }
}

void Player::perform(const scenario::Operation& operation) {
    const auto* switchover = std::get_if<scenario::Switchover>(&operation);
    if (switchover == nullptr) {
        return perform_resolved(operation);
    }
    const auto nodes = adapter_.resolve(switchover->engine);
    if (!nodes) {
        const std::uint64_t id = ++operations_;
        const std::string text = scenario::to_string(operation);
        using Type = history::OperationEvent::Type;
        history_.append(testbed_.now(), history::OperationEvent{id, text, Type::invoke, ""});
        history_.append(testbed_.now(),
                        history::OperationEvent{id, text, Type::fail, nodes.error().message});
        return;
    }
    for (const std::string& node : *nodes) {
        perform_resolved(scenario::Switchover{{faults::Target::Role::node, node}});
    }
}

void Player::perform_resolved(const scenario::Operation& operation) {
    const std::uint64_t id = ++operations_;
    const std::string text = scenario::to_string(operation);
    history_.append(testbed_.now(),
                    history::OperationEvent{id, text, history::OperationEvent::Type::invoke, ""});
    const sut::OperationResult result = adapter_.perform(operation);
    history_.append(testbed_.now(),
                    history::OperationEvent{id, text, result.type, result.message, result.status});
}

}  // namespace holdfast::harness::run
