// SPDX-License-Identifier: Apache-2.0
#include "harness/check/reboots.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/check/cloud_view.h"
#include "harness/check/events.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"

namespace holdfast::harness::check {

namespace {

// The cloud asks every 20 ms what is wanted. To kill a program and to start it again takes hundreds
// of milliseconds on a busy machine, and so does its way to the controller.
constexpr Duration reboot_max = 1500ms;

/// When REBOOT_SE is reboot_due; the timer may count from the silence, or from its being found.
Window reboot_due(const Recording& recording, const InjectedFault& hang) {
    const Duration wait = recording.scenario.deployment.cloud.unresponsive_se_reboot;
    return {hang.began.since_start() + wait,
            hang.at.since_start() + detection_window(recording).high + wait};
}

std::optional<Instant> first_event(const Recording& recording, const std::string& id,
                                   const std::string& engine, Instant from) {
    for (const auto& event : recording.index().system_events(id)) {
        if (event.content->object == engine && event.at >= from) {
            return event.at;
        }
    }
    return std::nullopt;
}

std::optional<Instant> reboot_by_cloud(const Recording& recording, const std::string& engine,
                                       Instant from) {
    for (const FoundAct& act : acts_of(recording, history::CloudActed::Act::rebooted)) {
        if (act.content->machine == engine && act.at >= from) {
            return act.at;
        }
    }
    return std::nullopt;
}

void judge_reboot(Findings& findings, const Recording& recording, const InjectedFault& hang,
                  const std::string& engine, const Window& window) {
    const Evidence cause = at_line(hang.text, hang.history_line, hang.at);
    const auto asked = first_event(recording, "REBOOT_SE", engine, hang.began);
    if (!asked) {
        findings.problem(engine + " hung, and REBOOT_SE was never reported", {cause});
        return;
    }
    const Duration at = asked->since_start();
    findings.measured({"reboot of " + engine, at - hang.at.since_start(),
                       at - hang.at.since_start(), at - hang.at.since_start(), "event",
                       window.high - hang.at.since_start()});
    if (at < window.low || at > window.high) {
        findings.problem(fmt::format("REBOOT_SE came {} after {} hung; due is {} to {}",
                                     to_short_string(*asked - hang.at), engine,
                                     to_short_string(window.low - hang.at.since_start()),
                                     to_short_string(window.high - hang.at.since_start())),
                         {cause});
        return;
    }
    const auto done = reboot_by_cloud(recording, engine, *asked);
    if (!done) {
        findings.problem("the cloud never rebooted " + engine, {cause});
        return;
    }
    const auto up = first_event(recording, "SE_UP", engine, *asked);
    if (!up || *up - *asked > reboot_max + noise_floor(recording)) {
        findings.problem(fmt::format("{} was not up within {} of REBOOT_SE", engine,
                                     to_short_string(reboot_max)),
                         {cause});
    }
}

void judge_hang(Findings& findings, const Recording& recording, const InjectedFault& hang,
                const std::string& engine) {
    Window window = reboot_due(recording, hang);
    const Instant ends =
        std::min(hang.healed.value_or(recording.index().end()), recording.index().end());
    const auto asked = first_event(recording, "REBOOT_SE", engine, hang.began);
    if (ends.since_start() < window.low) {
        findings.occurred();
        if (asked) {
            findings.problem(fmt::format("{} was to be rebooted though it hung for {} only", engine,
                                         to_short_string(ends - hang.at)),
                             {at_line(hang.text, hang.history_line, hang.at)});
        }
        return;
    }
    window.high += noise_floor(recording);
    if (ends.since_start() >= window.high + reboot_max) {
        findings.occurred();
        judge_reboot(findings, recording, hang, engine, window);
    }
}

Verdict judge_reboots(const Recording& recording) {
    Findings findings("hung engines are rebooted");
    const auto hangs = recording.index().engine_faults({"pause"});
    for (const InjectedFault& hang : hangs) {
        for (const std::string& engine : hang.nodes) {
            judge_hang(findings, recording, hang, engine);
        }
    }
    for (const auto& event : recording.index().system_events("REBOOT_SE")) {
        const std::string& engine = event.content->object;
        const auto hung = [&](const InjectedFault& hang) {
            return hang.hits(engine) && hang.began <= event.at;
        };
        if (std::none_of(hangs.begin(), hangs.end(), hung)) {
            findings.problem(engine + " was to be rebooted though it did not hang",
                             {at_line("REBOOT_SE " + engine, event.line, event.at)});
        }
    }
    return std::move(findings).verdict("engines that hung were rebooted in time, and no others");
}

}  // namespace

Checker hung_engines_are_rebooted() {
    return {"hung engines are rebooted", judge_reboots};
}

}  // namespace holdfast::harness::check
