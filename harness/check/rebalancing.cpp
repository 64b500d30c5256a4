// SPDX-License-Identifier: Apache-2.0
#include "harness/check/rebalancing.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/check/done_patches.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/check/scaling_requests.h"

namespace holdfast::harness::check {
namespace {

using Event = history::History::Found<history::SystemEvent>;

// max_cpu_usage and min_cpu_usage where the operator leaves them alone.
constexpr double too_busy = 80;
constexpr double too_idle = 30;

/// By which the operator had load judged, from then on.
struct Settings {
    double capacity = 0;  ///< packets a second that an engine is to bear
    Duration interval{};
    bool automatic = false;
    Instant from;
    Evidence where;
};

std::optional<Settings> settings_in(const Recording& recording) {
    for (const DonePatch& patch : done_patches(recording, "serviceenginegroup")) {
        const auto* capacities = patch.fields.if_contains("auto_rebalance_capacity_per_se");
        if (capacities != nullptr) {
            return Settings{
                capacities->as_array().at(0).to_number<double>(),
                std::chrono::seconds(patch.fields.at("auto_rebalance_interval").to_number<int>()),
                patch.fields.at("auto_rebalance").as_bool(), *patch.done.completed, patch.where()};
        }
    }
    return std::nullopt;
}

/// Until then what was set has to have had its effect. Two looks: the first may have come too early
/// for what it judges.
Instant effect_due(const Recording& recording, const Settings& settings) {
    return settings.from + 2 * settings.interval + scaling_max + noise_floor(recording);
}

std::vector<Event> rebalancings(const Recording& recording) {
    std::vector<Event> found;
    for (const Event& event : recording.index().system_events()) {
        if (event.content->event_id.starts_with("REBALANCE_VS_")) {
            found.push_back(event);
        }
    }
    return found;
}

Evidence at_event(const Event& event) {
    return at_line(event.content->event_id + " " + event.content->object, event.line, event.at);
}

/// A second; probes and their answers.
double packets_of(const Recording& recording, const std::string& service) {
    return 2.0 * recording.scenario.workload.rate *
           static_cast<double>(recording.index().flows_of(service).size());
}

/// Percent of its capacity that probes and their answers make of an engine, by the lists at that
/// time. Connections come on top of it.
class Usage {
  public:
    Usage(const Recording& recording, const Settings& settings, Instant at) {
        for (const auto& service : recording.scenario.deployment.services) {
            const auto list = list_at(recording, service.name, at);
            const double packets = packets_of(recording, service.name);
            for (const std::string& engine : list) {
                of_[engine] += 100 * packets / settings.capacity / static_cast<double>(list.size());
                services_[engine].push_back(service.name);
            }
            scaled_out_ = scaled_out_ ||
                          list.size() > recording.scenario.deployment.group.min_scaleout_per_vs;
        }
    }
    /// One above the limit.
    std::optional<std::string> busy() const {
        for (const auto& [engine, usage] : of_) {
            if (usage > too_busy) {
                return engine;
            }
        }
        return std::nullopt;
    }
    bool all_idle() const {
        return !of_.empty() && std::all_of(of_.begin(), of_.end(), [](const auto& entry) {
            return entry.second < too_idle;
        });
    }
    bool scaled_out() const { return scaled_out_; }
    const std::vector<std::string>& services_on(const std::string& engine) const {
        return services_.at(engine);
    }

  private:
    std::map<std::string, double> of_;
    std::map<std::string, std::vector<std::string>> services_;
    bool scaled_out_ = false;
};

/// Names of services whose list was another one at some time in between.
std::vector<std::string> changed_between(const Recording& recording, Instant from, Instant to) {
    const EngineLists before = lists_at(recording, from);
    std::vector<std::string> changed;
    for (const RuntimeSpan& span : recording.index().runtime()) {
        for (const auto& [name, list] : before) {
            const auto* said = span.service(name);
            if (span.to > from && span.from < to && said != nullptr && said->se_list != list &&
                !is_in(changed, name)) {
                changed.push_back(name);
            }
        }
    }
    return changed;
}

std::optional<Event> first_rebalancing(const Recording& recording, Instant from, Instant to) {
    for (const Event& event : rebalancings(recording)) {
        if (event.at >= from && event.at <= to) {
            return event;
        }
    }
    return std::nullopt;
}

void judge_told(Findings& findings, const Recording& recording, const Settings& settings) {
    const Instant due = effect_due(recording, settings);
    const Usage usage(recording, settings, settings.from);
    if (settings.automatic || due > recording.index().end() || !usage.busy()) {
        return;
    }
    findings.occurred();
    const auto told = first_rebalancing(recording, settings.from, due);
    if (told) {
        findings.saw(at_event(*told));
    } else {
        findings.problem(fmt::format("{} was too busy, and no REBALANCE_VS_... told so within {}",
                                     *usage.busy(), to_short_string(due - settings.from)),
                         {settings.where});
    }
    for (const std::string& name :
         changed_between(recording, settings.from, recording.index().end())) {
        findings.problem(
            fmt::format("the instances of {} changed though auto_rebalance is off", name),
            {settings.where});
    }
}

/// What should become of the service lists.
struct Expectation {
    std::string event;
    std::vector<std::string> candidates;  ///< one of these services
    std::string leaves;                   ///< engine; empty: any or none
    int more = 0;                         ///< instances
};

std::optional<Expectation> expectation(const Recording& recording, const Settings& settings) {
    const Usage usage(recording, settings, settings.from);
    if (const auto busy = usage.busy()) {
        const auto& services = usage.services_on(*busy);
        return services.size() == 1 ? Expectation{"REBALANCE_VS_SCALEOUT", services, "", 1}
                                    : Expectation{"REBALANCE_VS_MIGRATE", services, *busy, 0};
    }
    if (usage.all_idle() && usage.scaled_out()) {
        std::vector<std::string> candidates;
        for (const auto& service : recording.scenario.deployment.services) {
            if (list_at(recording, service.name, settings.from).size() > 1) {
                candidates.push_back(service.name);
            }
        }
        return Expectation{"REBALANCE_VS_SCALEIN", candidates, "", -1};
    }
    return std::nullopt;
}

bool fulfilled(const Recording& recording, const Expectation& expected, const EngineLists& before,
               Instant at) {
    return std::any_of(
        expected.candidates.begin(), expected.candidates.end(), [&](const std::string& name) {
            const auto now = list_at(recording, name, at);
            const auto& then = before.at(name);
            return static_cast<int>(now.size()) == static_cast<int>(then.size()) + expected.more &&
                   now != then && (expected.leaves.empty() || !is_in(now, expected.leaves));
        });
}

void judge_rebalanced(Findings& findings, const Recording& recording, const Settings& settings) {
    const Instant due = effect_due(recording, settings);
    const auto expected = expectation(recording, settings);
    if (!settings.automatic || !expected || due > recording.index().end()) {
        return;
    }
    findings.occurred();
    const auto told = first_rebalancing(recording, settings.from, due);
    if (!told || told->content->event_id != expected->event) {
        findings.problem(
            fmt::format("{} was due within {}, and {} came", expected->event,
                        to_short_string(due - settings.from),
                        told ? told->content->event_id + " " + told->content->object : "nothing"),
            {settings.where});
        return;
    }
    findings.saw(at_event(*told));
    if (!fulfilled(recording, *expected, lists_at(recording, settings.from), due)) {
        findings.problem(
            fmt::format("{} was told, and the instances of {} are not so at {}", expected->event,
                        fmt::join(expected->candidates, ", "), to_string(due)),
            {at_event(*told), settings.where});
    }
}

// Stamps are those of one clock; services of one VIP are told of together.
void judge_pace(Findings& findings, const Recording& recording, const Settings& settings) {
    const auto events = rebalancings(recording);
    for (std::size_t i = 1; i < events.size(); ++i) {
        const Duration apart = events[i].at - events[i - 1].at;
        findings.occurred();
        if (apart < settings.interval - noise_floor(recording)) {
            findings.problem(
                fmt::format("{} after one rebalancing came the next, with an interval of {}",
                            to_short_string(apart), to_short_string(settings.interval)),
                {at_event(events[i - 1]), at_event(events[i])});
        }
    }
}

void judge_pairs(Findings& findings, const Recording& recording, const Settings& settings) {
    if (effect_due(recording, settings) > recording.index().end()) {
        return;
    }
    for (const auto& service : recording.scenario.deployment.services) {
        const RuntimeSpan* then = recording.index().runtime_at(settings.from);
        const auto* before = then == nullptr ? nullptr : then->service(service.name);
        const double usage = 100 * packets_of(recording, service.name) / settings.capacity;
        if (before == nullptr || before->active.empty() || usage <= too_busy) {
            continue;
        }
        findings.occurred();
        for (const RuntimeSpan& span : recording.index().runtime()) {
            const auto* said = span.service(service.name);
            if (span.from > settings.from && said != nullptr && said->active != before->active) {
                findings.problem(
                    fmt::format("{} moved though nothing failed", service.name),
                    {settings.where, at_line("runtime", span.history_line, span.from)});
                break;
            }
        }
    }
    for (const Event& event : rebalancings(recording)) {
        findings.problem(fmt::format("{} was told of a pair", event.content->event_id),
                         {at_event(event)});
    }
}

/// `judge` is asked where the operator has said how load is judged.
Checker checker(const std::string& name, const std::string& good,
                void (*judge)(Findings&, const Recording&, const Settings&)) {
    return {name, [=](const Recording& recording) {
                Findings findings(name);
                if (const auto settings = settings_in(recording)) {
                    judge(findings, recording, *settings);
                }
                return std::move(findings).verdict(good);
            }};
}

}  // namespace

Checker overload_is_only_told() {
    return checker("overload is only told", "an event told of the busy engine, and nothing changed",
                   judge_told);
}
Checker load_is_rebalanced() {
    return checker("load is rebalanced", "instances followed the load", judge_rebalanced);
}
Checker one_rebalancing_an_interval() {
    return checker("one rebalancing an interval", "rebalancings were an interval apart",
                   judge_pace);
}
Checker pairs_are_not_rebalanced() {
    return checker("pairs are not rebalanced", "the pair stayed as it was", judge_pairs);
}

}  // namespace holdfast::harness::check
