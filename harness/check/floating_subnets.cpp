// SPDX-License-Identifier: Apache-2.0
#include "harness/check/floating_subnets.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <set>

#include "harness/check/done_patches.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

namespace json = boost::json;
using Addresses = std::set<Ipv4Address>;

// The operator's word to the engines, the announcement, the gateway's cache.
constexpr Duration list_in_force_max = 300ms;

/// A time in which every service is enabled, and this list is in force.
struct Epoch {
    Span span;
    Addresses list;
};

Addresses addresses_in(const json::value& list) {
    Addresses addresses;
    for (const json::value& item : list.as_array()) {
        addresses.insert(parse_ipv4(std::string(item.at("addr").as_string())).value());
    }
    return addresses;
}

/// What the operator did to the list and to the services, in order.
std::vector<DonePatch> list_and_service_patches(const Recording& recording) {
    std::vector<DonePatch> all = done_patches(recording, "serviceenginegroup");
    const auto more = done_patches(recording, "virtualservice");
    all.insert(all.end(), more.begin(), more.end());
    std::stable_sort(all.begin(), all.end(), [](const DonePatch& a, const DonePatch& b) {
        return a.done.invoked < b.done.invoked;
    });
    return all;
}

// FIP-9: a list comes into force when no service is enabled.
std::vector<Epoch> epochs_of(const Recording& recording) {
    const auto& deployment = recording.scenario.deployment;
    const auto& first = deployment.group.floating_intf_ip;
    Addresses written(first.begin(), first.end());
    std::set<std::string> disabled;
    std::vector<Epoch> epochs = {{{recording.index().begin(), recording.index().end()}, written}};
    for (const DonePatch& step : list_and_service_patches(recording)) {
        if (const json::value* list = step.fields.if_contains("floating_intf_ip")) {
            written = addresses_in(*list);
        }
        const json::value* enabled = step.fields.if_contains("enabled");
        if (enabled == nullptr) {
            continue;
        }
        if (!enabled->as_bool()) {
            epochs.back().span.to = std::min(epochs.back().span.to, step.done.invoked);
            disabled.insert(step.name);
        } else if (disabled.erase(step.name) > 0 && disabled.empty()) {
            const Instant from = *step.done.completed + list_in_force_max + noise_floor(recording);
            epochs.push_back({{from, recording.index().end()}, written});
        }
    }
    return epochs;
}

/// Where the gateways send packets for this VIP.
std::optional<Ipv4Address> next_hop_to(const Recording& recording, Ipv4Address vip) {
    for (const auto* gateway : recording.topology.with_role(topology::NodeRole::gateway)) {
        for (const topology::Route& route : gateway->routes) {
            if (route.destination.prefix_length > 0 && route.destination.contains(vip)) {
                return route.next_hop;
            }
        }
    }
    return std::nullopt;
}

struct Counted {
    std::size_t sent = 0;
    std::size_t answered = 0;
};

Counted count_probes(const Recording& recording, const std::string& service, const Span& span) {
    Counted counted;
    for (const workload::ProbeFlow* flow : recording.index().flows_of(service)) {
        for (const Instant sent : flow->sent) {
            counted.sent += span.contains(sent) ? 1 : 0;
        }
        for (const workload::ProbeReply& reply : flow->replies) {
            counted.answered += span.contains(flow->sent[reply.sequence]) ? 1 : 0;
        }
    }
    return counted;
}

void judge_span(Findings& findings, const Recording& recording, const Epoch& epoch,
                const Span& span, bool after_takeover) {
    for (const auto& service : recording.scenario.deployment.services) {
        const auto next_hop = next_hop_to(recording, service.vip);
        const Counted counted = count_probes(recording, service.name, span);
        if (!next_hop || counted.sent == 0) {
            continue;
        }
        const bool in_force = epoch.list.contains(*next_hop);
        if (!in_force && !after_takeover) {
            continue;
        }
        findings.occurred();
        // A machine in a hurry may lose one of ten.
        const bool answers = counted.answered * 10 >= counted.sent * 9;
        if (in_force && !answers) {
            findings.problem(
                fmt::format("{} is routed to {}, which is in force, and answered {} of "
                            "{} probes between {} and {}",
                            service.name, to_string(*next_hop), counted.answered, counted.sent,
                            to_string(span.from), to_string(span.to)));
        } else if (!in_force && counted.answered > 0) {
            findings.problem(
                fmt::format("{} is routed to {}, which is on no list, and answered {} "
                            "of {} probes between {} and {}",
                            service.name, to_string(*next_hop), counted.answered, counted.sent,
                            to_string(span.from), to_string(span.to)));
        }
    }
}

Verdict judge_subnets(const Recording& recording) {
    Findings findings("routed VIPs need the address of their subnet");
    const auto failures = failures_in(recording);
    const Duration bound = recording.scenario.budgets.failover;
    for (const Epoch& epoch : epochs_of(recording)) {
        Span rest = epoch.span;
        bool after_takeover = false;
        for (const Move& failure : failures) {
            if (!rest.contains(failure.at)) {
                continue;
            }
            // What was under way when the engine died is lost.
            judge_span(findings, recording, epoch, {rest.from, failure.at - 4 * on_its_way_max},
                       after_takeover);
            rest.from = failure.at + bound;
            after_takeover = true;
        }
        rest.to = rest.to - 4 * on_its_way_max;
        if (rest.from < rest.to) {
            judge_span(findings, recording, epoch, rest, after_takeover);
        }
    }
    return std::move(findings).verdict(
        "each service answered by the floating address of its subnet");
}

}  // namespace

Checker routed_vips_need_the_address_of_their_subnet() {
    return {"routed VIPs need the address of their subnet", judge_subnets};
}

}  // namespace holdfast::harness::check
