// SPDX-License-Identifier: Apache-2.0
#include "harness/run/control_figures.h"

#include <algorithm>
#include <set>

namespace holdfast::harness::run {
namespace {

struct Span {
    Instant from;
    Instant to;
};

// A reply may be late by this much before its packet counts as lost (RFC 6412: Forwarding Delay
// Threshold), and a healed path needs as long to look healed.
constexpr Duration patience = 200ms;

bool touches_control_path(const history::FaultEvent& fault, const topology::Topology& topology) {
    return std::any_of(fault.nodes.begin(), fault.nodes.end(), [&](const std::string& name) {
        const topology::Node* node = topology.find(name);
        return node != nullptr && (node->role == topology::NodeRole::client ||
                                   node->role == topology::NodeRole::gateway ||
                                   node->role == topology::NodeRole::observer);
    });
}

/// Times in which a fault hit the control flow's own path.
std::vector<Span> excused(const history::History& history, const topology::Topology& topology) {
    std::map<std::size_t, Span> spans;
    for (const auto& found : history.all<history::FaultEvent>()) {
        const history::FaultEvent& fault = *found.content;
        if (fault.phase == "inject" && touches_control_path(fault, topology)) {
            spans[fault.index] = {fault.before, Instant::never()};
        } else if (fault.phase == "heal" && spans.count(fault.index) != 0) {
            spans[fault.index].to = found.at + patience;
        }
    }
    std::vector<Span> result;
    for (const auto& [index, span] : spans) {
        result.push_back(span);
    }
    return result;
}

bool meets(const std::vector<Span>& spans, Instant from, Instant to) {
    return std::any_of(spans.begin(), spans.end(),
                       [&](const Span& span) { return from <= span.to && span.from <= to; });
}

void add_sender_gap(history::FidelityRecorded& fidelity, const workload::ProbeFlow& flow,
                    Instant from, Instant to) {
    for (std::size_t i = 1; i < flow.sent.size(); ++i) {
        if (flow.sent[i] >= from && flow.sent[i - 1] <= to) {
            fidelity.sender_gap_max =
                std::max(fidelity.sender_gap_max, flow.sent[i] - flow.sent[i - 1] - flow.interval);
        }
    }
}

void add_control(history::FidelityRecorded& fidelity, const workload::ProbeFlow& flow, Instant from,
                 Instant to, const std::vector<Span>& excuses) {
    std::set<std::uint64_t> answered;
    std::optional<Instant> last;
    for (const workload::ProbeReply& reply : flow.replies) {
        answered.insert(reply.sequence);
        if (last && reply.received >= from && *last <= to &&
            !meets(excuses, *last, reply.received)) {
            fidelity.control_gap_max = std::max(fidelity.control_gap_max, reply.received - *last);
        }
        last = reply.received;
    }
    // Silence until the end is a gap without a reply that closes it.
    const Instant heard = std::max(last.value_or(from), from);
    if (heard + patience < to && !meets(excuses, heard, to)) {
        fidelity.control_gap_max = std::max(fidelity.control_gap_max, to - heard);
    }
    for (std::size_t i = 0; i < flow.sent.size(); ++i) {
        const Instant sent = flow.sent[i];
        const bool due = sent >= from && sent + patience <= to;
        if (due && answered.count(i) == 0 && !meets(excuses, sent, sent + patience)) {
            ++fidelity.control_lost;
        }
    }
}

}  // namespace

void add_control_figures(history::FidelityRecorded& fidelity,
                         const workload::WorkloadRecord& record, const history::History& history,
                         const topology::Topology& topology) {
    const Instant from = history.phase("baseline").value_or(Instant());
    const Instant to = history.phase("end").value_or(history.events().back().at);
    const std::vector<Span> excuses = excused(history, topology);
    for (const workload::ProbeFlow& flow : record.flows) {
        add_sender_gap(fidelity, flow, from, to);
        if (flow.service == "control") {
            add_control(fidelity, flow, from, to, excuses);
        }
    }
}

}  // namespace holdfast::harness::run
