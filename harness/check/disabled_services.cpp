// SPDX-License-Identifier: Apache-2.0
#include "harness/check/disabled_services.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/absences.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"

namespace holdfast::harness::check {

namespace {

void judge_absence(Findings& findings, const Recording& recording, const Absence& absence) {
    const Index& index = recording.index();
    const auto& service = *absence.service;
    const auto claims =
        index.ownership_of(service.vip).claims_between(absence.span.from, absence.span.to);
    if (!claims.empty()) {
        findings.problem(fmt::format("{} answered for {} of {}, which is disabled",
                                     claims.front().node, to_string(service.vip), service.name),
                         {absence.where, at_packet(claims.front())});
    }
    const auto answer = std::find_if(
        index.to_clients().begin(), index.to_clients().end(), [&](const EnginePacket& packet) {
            return packet.source == service.vip && absence.span.contains(packet.at);
        });
    if (answer != index.to_clients().end()) {
        findings.problem(fmt::format("{} answered a client of {}, which is disabled",
                                     answer->engine, service.name),
                         {absence.where, at_packet("answer", recording.topology.front,
                                                   answer->packet, answer->at)});
    }
    for (const workload::Connection* connection : index.connections()) {
        const bool answered = std::any_of(connection->answered.begin(), connection->answered.end(),
                                          [&](Instant at) { return absence.span.contains(at); });
        if (connection->service == service.name && answered) {
            findings.problem(fmt::format("connection {} of {}, which is disabled, went on",
                                         connection->id, service.name),
                             {absence.where});
        }
    }
}

Verdict judge_gone(const Recording& recording) {
    Findings findings("disabled services are gone");
    for (const Absence& absence : absences_in(recording)) {
        findings.occurred();
        judge_absence(findings, recording, absence);
    }
    return std::move(findings).verdict("nobody answered for a service that was disabled");
}

}  // namespace

Checker disabled_services_are_gone() {
    return {"disabled services are gone", judge_gone};
}

}  // namespace holdfast::harness::check
