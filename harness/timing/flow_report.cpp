// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "harness/timing/conclusions.h"

namespace holdfast::harness::timing {

namespace {

// A flow of fewer packets is no traffic to measure by.
constexpr std::uint64_t packets_min = 10;

std::string end_text(dissect::IpAddress address, std::uint16_t port) {
    const std::string text = dissect::to_string(address);
    if (port == 0) {
        return text;
    }
    return address.is_ipv4() ? fmt::format("{}:{}", text, port)
                             : fmt::format("[{}]:{}", text, port);
}

std::string label_of(const Flow& flow) {
    const bool echo = flow.method() == Method::echo;
    const std::string ends =
        fmt::format("{} > {}", end_text(flow.client(), echo ? 0 : flow.client_port()),
                    end_text(flow.server(), echo ? 0 : flow.server_port()));
    switch (flow.method()) {
        case Method::probe:
            return fmt::format("{} probe {}", ends, *flow.probe_id());
        case Method::echo:
            return fmt::format("{} ICMP echo {}", ends, flow.client_port());
        case Method::connects:
            return ends + " TCP connects";
        case Method::tcp:
        case Method::tcp_arrivals:
            return ends + " TCP";
        case Method::udp_pairs:
        case Method::udp_arrivals:
            return ends + " UDP";
    }
    return ends;
}

bool settled(const Flow& flow) {
    if (flow.method() == Method::udp_arrivals || !flow.two_way()) {
        return flow.steady() && flow.packets() >= packets_min;
    }
    return flow.packets() >= packets_min;
}

/// Gaps of which it is known, or not known otherwise, that they are outages.
void take_outages(FlowReport& out) {
    const auto outage = [&](const LossPeriod& period) { return !out.two_way || period.backlog; };
    auto& gaps = out.pauses_or_outages;
    const auto others = std::stable_partition(gaps.begin(), gaps.end(), outage);
    out.loss_periods.assign(gaps.begin(), others);
    gaps.erase(gaps.begin(), others);
    out.impaired = 0;
    for (const LossPeriod& period : out.loss_periods) {
        out.impaired += period.impaired;
    }
}

}  // namespace

FlowReport flow_report(const Flow& flow, dissect::IpAddress service, const std::string& tap) {
    FlowReport out;
    out.service = service;
    out.client = flow.client() == service ? flow.server() : flow.client();
    out.client_port = flow.client() == service ? flow.server_port() : flow.client_port();
    out.label = label_of(flow);
    out.tap = tap;
    out.method = flow.method();
    out.two_way = flow.two_way();
    out.steady = flow.steady();
    out.settled = settled(flow);
    out.interval = flow.pacing().interval();
    out.jitter = flow.pacing().jitter();
    out.packets = flow.packets();
    out.impaired = flow.periods().impaired_total();
    out.periods_not_kept = flow.periods().dropped();
    out.first = flow.first_at();
    out.last = flow.last_at();
    out.loss_periods = flow.periods().found();
    out.holes = flow.periods().holes();
    if (const Series* series = flow.series()) {
        out.late = series->late();
        out.out_of_order = series->out_of_order();
        out.duplicates = series->duplicates();
        out.disturbances = series->disturbances().kept();
        out.sender_pauses = series->pauses();
        out.unanswered_at_first = series->unanswered_at_first();
    }
    if (flow.tcp() != nullptr) {
        out.pauses_or_outages = flow.tcp()->gaps();
        if (out.method == Method::tcp_arrivals) {
            take_outages(out);
        }
        out.retransmissions = flow.tcp()->retransmissions();
        out.reset = flow.tcp()->reset();
    }
    return out;
}

}  // namespace holdfast::harness::timing
