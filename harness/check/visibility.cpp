// SPDX-License-Identifier: Apache-2.0
#include "harness/check/visibility.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/check/events.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"

namespace holdfast::harness::check {

namespace {

// The word is asked for every 10 ms; ten times that is room for a leader that is busy.
constexpr Duration polling_interval = 100ms;

using Service = scenario::VirtualServiceSpec;

Duration lag(const Recording& recording) {
    return polling_interval + noise_floor(recording);
}

/// Broken, or with its time to come back: a control plane that cannot be asked says nothing new.
bool control_plane_away(const Recording& recording, Instant at) {
    const auto faults = recording.index().controller_faults();
    return std::any_of(faults.begin(), faults.end(), [&](const InjectedFault& fault) {
        const Instant back = fault.healed.value_or(fault.at) + recording.scenario.budgets.api_back;
        return at >= fault.at && at <= back;
    });
}

std::string active_in(const RuntimeSpan* runtime, const std::string& service) {
    const auto* said = runtime == nullptr ? nullptr : runtime->service(service);
    return said == nullptr || said->active.empty()
               ? "nobody"
               : fmt::format("{}", fmt::join(said->active, " "));
}

void judge_tenure(Findings& findings, const Recording& recording, const Service& service,
                  const capture::Tenure& tenure) {
    const Index& index = recording.index();
    const Instant due = tenure.first.at + lag(recording);
    if (tenure.last.at < due || due > index.end() || tenure.first.at < index.begin() ||
        control_plane_away(recording, due)) {
        return;
    }
    findings.occurred();
    const RuntimeSpan* runtime = index.runtime_at(due);
    const std::string said = active_in(runtime, service.name);
    if (said != tenure.node) {
        findings.problem(
            fmt::format("{} of the first claim of {} for {} the runtime says that {} is active",
                        to_short_string(due - tenure.first.at), tenure.node, service.name, said),
            {at_packet(tenure.first)});
    } else {
        findings.saw(at_packet(tenure.first));
    }
}

/// Engines in the order in which they owned the VIP, or were called active, each once in a row.
std::vector<std::string> owners_on_wire(const Recording& recording, const Service& service) {
    std::vector<std::string> owners;
    for (const capture::Tenure& tenure : recording.index().ownership_of(service.vip).tenures()) {
        if (tenure.last.at >= recording.index().begin() &&
            (owners.empty() || owners.back() != tenure.node)) {
            owners.push_back(tenure.node);
        }
    }
    return owners;
}

std::vector<std::string> owners_said(const Recording& recording, const Service& service) {
    std::vector<std::string> owners;
    for (const RuntimeSpan& span : recording.index().runtime()) {
        const std::string said = active_in(&span, service.name);
        if (span.to >= recording.index().begin() && said != "nobody" &&
            (owners.empty() || owners.back() != said)) {
            owners.push_back(said);
        }
    }
    return owners;
}

void judge_order(Findings& findings, const Recording& recording, const Service& service) {
    if (!recording.index().controller_faults().empty()) {
        return;  // a word may never have been asked for
    }
    const auto wire = owners_on_wire(recording, service);
    const auto said = owners_said(recording, service);
    if (wire != said) {
        findings.problem(fmt::format("{} was on {} by the wire, on {} by the runtime", service.name,
                                     fmt::join(wire, ", "), fmt::join(said, ", ")));
    }
}

bool is_away(const InjectedFault& fault) {
    static const std::set<std::string> names = {"process_crash", "node_power_off", "graceful_stop"};
    return names.contains(fault.name);
}

void judge_lost_engine(Findings& findings, const Recording& recording, const InjectedFault& fault,
                       const std::string& engine) {
    const Index& index = recording.index();
    const Instant due = fault.at + detection_window(recording).high + lag(recording);
    if (fault.healed.value_or(index.end()) < due || control_plane_away(recording, due)) {
        return;
    }
    const RuntimeSpan* runtime = index.runtime_at(due);
    const auto* said = runtime == nullptr ? nullptr : runtime->engine(engine);
    findings.occurred();
    if (said != nullptr && said->connected) {
        findings.problem(fmt::format("{} is gone for {} and still called connected", engine,
                                     to_short_string(due - fault.at)),
                         {at_line(fault.name, fault.history_line, fault.at)});
    }
}

void judge_end(Findings& findings, const Recording& recording) {
    const Index& index = recording.index();
    const RuntimeSpan* runtime = index.runtime_at(index.end());
    for (const std::string& engine : recording.scenario.deployment.engines) {
        const auto* said = runtime == nullptr ? nullptr : runtime->engine(engine);
        if (said == nullptr || !said->connected) {
            findings.problem(engine + " runs at the end, but is not called connected");
        }
    }
    for (const Service& service : recording.scenario.deployment.services) {
        const std::string owner = index.owner_of(service, index.end()).value_or("nobody");
        const auto* said = runtime == nullptr ? nullptr : runtime->service(service.name);
        const auto standby = said == nullptr ? std::vector<std::string>{} : said->standby;
        if (active_in(runtime, service.name) != owner) {
            findings.problem(fmt::format("at the end {} owns {}, but {} is called active", owner,
                                         service.name, active_in(runtime, service.name)));
        }
        if (standby.size() != 1 || standby.front() == owner) {
            findings.problem(fmt::format("at the end {} owns {}, and its standby is '{}'", owner,
                                         service.name, fmt::join(standby, " ")));
        }
    }
}

Verdict judge_visibility(const Recording& recording) {
    Findings findings("runtime agrees with the wire");
    const Index& index = recording.index();
    for (const Service& service : recording.scenario.deployment.services) {
        for (const capture::Tenure& tenure : index.ownership_of(service.vip).tenures()) {
            judge_tenure(findings, recording, service, tenure);
        }
        judge_order(findings, recording, service);
    }
    for (const InjectedFault& fault : index.faults()) {
        for (const std::string& node : fault.nodes) {
            if (is_away(fault) && index.is_engine(node)) {
                judge_lost_engine(findings, recording, fault, node);
            }
        }
    }
    judge_end(findings, recording);
    return std::move(findings).verdict("the runtime said what the wire showed");
}

}  // namespace

Checker runtime_agrees_with_wire() {
    return {"runtime agrees with the wire", judge_visibility};
}

}  // namespace holdfast::harness::check
