// SPDX-License-Identifier: Apache-2.0
#include "harness/capture/flow_analysis.h"

#include <algorithm>

namespace holdfast::harness::capture {

namespace {

/// What became of one packet.
struct Fate {
    std::optional<Instant> received;  ///< first arrival
    bool out_of_order = false;
    bool late = false;
    int copies = 0;
};

struct Range {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
};

Range packets_in(const workload::ProbeFlow& flow, const AnalysisWindow& window) {
    const auto index_at = [&](Instant at) {
        return static_cast<std::uint64_t>(std::lower_bound(flow.sent.begin(), flow.sent.end(), at) -
                                          flow.sent.begin());
    };
    return {index_at(window.from), index_at(window.to)};
}

std::vector<Fate> fates_of(const workload::ProbeFlow& flow, Duration threshold) {
    std::vector<Fate> fates(flow.sent.size());
    std::uint64_t highest = 0;
    for (const workload::ProbeReply& reply : flow.replies) {
        if (reply.sequence >= fates.size()) {
            continue;
        }
        Fate& fate = fates[reply.sequence];
        ++fate.copies;
        if (fate.received) {
            continue;
        }
        fate.received = reply.received;
        fate.out_of_order = reply.sequence < highest;
        fate.late = reply.received - flow.sent[reply.sequence] > threshold;
        highest = std::max(highest, reply.sequence);
    }
    return fates;
}

void count(FlowAnalysis& out, const std::vector<Fate>& fates, Range range) {
    for (std::uint64_t i = range.first; i < range.end; ++i) {
        const Fate& fate = fates[i];
        ++out.sent;
        out.duplicates += fate.copies > 1 ? static_cast<std::uint64_t>(fate.copies - 1) : 0;
        out.out_of_order += fate.out_of_order ? 1 : 0;
        out.excessive_delay += fate.late ? 1 : 0;
        if (fate.received) {
            continue;
        }
        ++out.lost;
        if (!out.loss_periods.empty() && out.loss_periods.back().last_lost + 1 == i) {
            out.loss_periods.back().last_lost = i;
        } else {
            out.loss_periods.push_back({i, i});
        }
    }
}

// Pure reordering is no loss of connectivity: only lost and late packets bound an outage.
bool out_of_service(const Fate& fate) {
    return !fate.received || fate.late;
}

void measure_outage(FlowAnalysis& out, const workload::ProbeFlow& flow,
                    const std::vector<Fate>& fates, Range range, const AnalysisWindow& window) {
    std::optional<std::uint64_t> first_out;
    std::uint64_t last_out = 0;
    for (std::uint64_t i = range.first; i < range.end; ++i) {
        if (out_of_service(fates[i])) {
            first_out = first_out.value_or(i);
            last_out = i;
        }
    }
    if (!first_out) {
        return;
    }
    out.first_impaired = flow.sent[*first_out];
    const Duration tau = flow.interval;
    out.packet_loss_based = {static_cast<int64_t>(out.lost) * tau,
                             std::max(Duration{}, (static_cast<int64_t>(out.lost) - 1) * tau),
                             (static_cast<int64_t>(out.lost) + 1) * tau};
    const bool has_before = *first_out > 0 && fates[*first_out - 1].received;
    const Instant before = has_before ? flow.sent[*first_out - 1] : flow.sent[*first_out];
    if (last_out + 1 >= range.end) {
        const Duration value = window.to - before;
        out.timestamp_based = {value, std::max(Duration{}, value - 2 * tau), Duration::max()};
        out.time_based_loss = out.timestamp_based;
        return;
    }
    out.recovered = flow.sent[last_out + 1];
    const Duration value = *out.recovered - before;
    out.timestamp_based = {value, std::max(Duration{}, value - 2 * tau), value};
    if (has_before && fates[last_out + 1].received) {
        const Duration on_receiver =
            *fates[last_out + 1].received - *fates[*first_out - 1].received;
        out.time_based_loss = {on_receiver, std::max(Duration{}, on_receiver - 2 * tau),
                               on_receiver};
    }
}

}  // namespace

FlowAnalysis analyse(const workload::ProbeFlow& flow, const AnalysisWindow& window) {
    FlowAnalysis out;
    const Range range = packets_in(flow, window);
    if (range.first >= range.end) {
        return out;
    }
    const std::vector<Fate> fates = fates_of(flow, window.forwarding_delay_threshold);
    count(out, fates, range);
    measure_outage(out, flow, fates, range, window);
    for (std::uint64_t i = range.first + 1; i < range.end; ++i) {
        out.sender_gap_max =
            std::max(out.sender_gap_max, flow.sent[i] - flow.sent[i - 1] - flow.interval);
    }
    return out;
}

}  // namespace holdfast::harness::capture
