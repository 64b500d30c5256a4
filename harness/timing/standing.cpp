// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/standing.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace holdfast::harness::timing {

namespace {

bool silent(const RouteResult& route) {
    return std::any_of(route.periods.begin(), route.periods.end(),
                       [](const LossPeriod& period) { return period.capture_silent; });
}

/// Not that it was out of service is known, only for how long at most.
void may_be_nothing(RouteResult& route) {
    for (auto* figure : {&route.tbm, &route.tblm, &route.plbm}) {
        if (*figure) {
            (*figure)->low = Duration{};
        }
    }
    route.back_earliest = route.first_back_earliest = route.periods.front().begin();
}

bool all_holed(const Event& event) {
    return std::all_of(event.routes.begin(), event.routes.end(),
                       [](const RouteResult& route) { return route.holed; });
}

/// A flow of which both directions are seen, by number, vouches for the capture. Without one that
/// is whole, what else seems impaired may be the hole.
bool vouched_for(const Event& event, const Report& report) {
    return std::any_of(event.routes.begin(), event.routes.end(), [&](const RouteResult& route) {
        const FlowReport& flow = report.flows[route.flow];
        return !route.holed && flow.two_way &&
               (flow.method == Method::probe || flow.method == Method::echo);
    });
}

/// Some route shows the outage by itself, or senders of two machines stopped together while the
/// capture went on.
bool corroborated(const Event& event, const Report& report) {
    std::set<dissect::IpAddress> clients;
    for (const RouteResult& route : event.routes) {
        if (route.confirmed) {
            return true;
        }
        if (!silent(route)) {
            clients.insert(report.flows[route.flow].client);
        }
    }
    return clients.size() > 1;
}

void judge_holes(const std::vector<Item>& items, const Report& report, Event& event) {
    std::uint64_t missing = 0;
    PacketRef where;
    for (const Item& item : items) {
        const bool in_period = item.period != nullptr && item.period->missing > 0;
        if (item.hole != nullptr || in_period) {
            missing += in_period ? item.period->missing : item.hole->missing;
            where = where ? where : in_period ? item.period->first_packet : item.hole->before;
        }
    }
    if (missing == 0) {
        return;
    }
    event.reasons.push_back(
        fmt::format("the capture has a hole: by the senders' numbering {} packet{} missing in it "
                    "(from packet {} on)",
                    missing, missing == 1 ? " is" : "s are", std::uint64_t{where.number}));
    if (!vouched_for(event, report) && (missing >= hole_min || all_holed(event))) {
        event.standing = Standing::invalid;
        event.reasons.emplace_back("an outage cannot be told from it, so none is measured");
    }
}

void judge_clocks(const Report& report, Event& event) {
    for (const CaptureReport& capture : report.captures) {
        for (const ClockStep& step : capture.clock_steps) {
            if (step.before >= event.begin && step.before - step.back <= event.end) {
                event.standing = Standing::invalid;
                event.reasons.push_back(fmt::format(
                    "the capture's clock goes back by {} at packet {} of {}", precise(step.back),
                    std::uint64_t{step.packet.number}, capture.path));
            }
        }
    }
}

}  // namespace

void judge_standing(const std::vector<Item>& items, bool changed, const Report& report,
                    Event& event) {
    judge_holes(items, report, event);
    judge_clocks(report, event);
    const bool vague = !changed && !event.routes.empty();
    if (vague && event.standing == Standing::measured && !corroborated(event, report)) {
        event.standing = Standing::unconfirmed;
        event.reasons.emplace_back(
            "by this capture alone a pause of the sender or a hole in the capture would look the "
            "same: the truth may be 0");
    }
    for (RouteResult& route : event.routes) {
        const bool alone = event.standing == Standing::unconfirmed || silent(route);
        if (vague && !route.confirmed && alone) {
            may_be_nothing(route);
        }
        if (event.standing == Standing::invalid) {
            route.tbm = route.tblm = route.plbm = std::nullopt;
            route.additive_backup_delay.reset();
        }
    }
}

}  // namespace holdfast::harness::timing
