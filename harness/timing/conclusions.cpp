// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/conclusions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace holdfast::harness::timing {

namespace {

// An address whose packets come from other machines all the time is reached over several routers.
constexpr std::size_t owners_by_traffic_max = 50;
constexpr std::size_t notes_max = 10;

/// Which addresses are VIPs, and by what they were found.
class VipSearch {
  public:
    VipSearch(const Gathered& gathered, const Report& report)
        : gathered_(gathered), report_(report) {}

    std::map<dissect::IpAddress, std::vector<std::string>> found() {
        std::map<dissect::IpAddress, std::vector<std::string>> vips;
        if (!report_.settings.vips.empty()) {
            for (const dissect::IpAddress address : report_.settings.vips) {
                vips[address] = {"--vip"};
            }
            return vips;
        }
        const std::set<dissect::IpAddress> served = served_addresses();
        for (const auto& [address, state] : gathered_.addresses) {
            auto reasons = reasons_of(state, served.contains(address));
            if (!reasons.empty()) {
                vips[address] = std::move(reasons);
            }
        }
        if (vips.empty()) {  // nobody moved: whatever is served and can be measured
            for (const dissect::IpAddress address : served) {
                vips[address] = {"steady traffic"};
            }
        }
        return vips;
    }

  private:
    std::set<dissect::IpAddress> served_addresses() const {
        std::set<dissect::IpAddress> served;
        for (const Flow* flow : gathered_.flows) {
            if (flow_report(*flow, flow->server(), "").settled) {
                served.insert(flow->server());
            }
        }
        return served;
    }

    std::vector<std::string> reasons_of(const AddressState& state, bool served) const {
        std::vector<std::string> reasons;
        const Ownership& ownership = state.ownership;
        const bool routed =
            !ownership.spoken_for() && ownership.tenures().size() > owners_by_traffic_max;
        if (state.by_vrrp) {
            reasons.emplace_back("VRRP");
        }
        if (state.by_route) {
            reasons.emplace_back("BGP host route");
        }
        if (ownership.owners() > 1 && !routed) {
            reasons.push_back(
                fmt::format("{} owners by {}", ownership.owners(),
                            ownership.spoken_for() ? "ARP or neighbour discovery" : "traffic"));
        }
        if (ownership.announced() && served) {
            reasons.emplace_back("announced, and served");
        }
        if (state.probed) {
            reasons.emplace_back("probes");
        }
        return reasons;
    }

    const Gathered& gathered_;
    const Report& report_;
};

/// Machines are called by an address of their own, one that never was anybody else's.
void name_nodes(const Gathered& gathered,
                const std::map<dissect::IpAddress, std::vector<std::string>>& vips) {
    for (const auto& [address, state] : gathered.addresses) {
        const auto& tenures = state.ownership.tenures();
        const bool own = !vips.contains(address) && state.ownership.owners() == 1 &&
                         state.ownership.spoken_for() && !state.ownership.announced();
        if (own) {
            gathered.nodes.name(tenures.front().node, address);
        }
    }
}

/// The better of two taps' views of one flow: both directions, then more packets.
bool sees_more(const Flow& a, const Flow& b) {
    return std::pair(a.two_way(), a.packets()) > std::pair(b.two_way(), b.packets());
}

struct Route {
    Flow* best = nullptr;
    std::size_t taps = 0;
};

/// Of flows that several taps saw, the best view.
std::vector<Route> routes_of(const std::vector<Flow*>& flows) {
    using End = std::tuple<dissect::IpAddress, std::uint16_t>;
    std::map<std::tuple<End, End, std::uint8_t>, Route> routes;
    for (Flow* flow : flows) {
        const FlowKey& key = flow->key();
        Route& route =
            routes[{End{key.one, key.one_port}, End{key.other, key.other_port}, key.protocol}];
        ++route.taps;
        if (route.best == nullptr || sees_more(*flow, *route.best)) {
            route.best = flow;
        }
    }
    std::vector<Route> found;
    for (const auto& [ends, route] : routes) {
        found.push_back(route);
    }
    return found;
}

std::vector<OwnerReport> owners_of(const AddressState& state, const Nodes& nodes) {
    std::vector<OwnerReport> owners;
    for (const Tenure& tenure : state.ownership.tenures()) {
        owners.push_back({nodes.label(tenure.node), tenure.first.at, tenure.last.at,
                          tenure.first.packet, tenure.last.packet, to_string(tenure.first.by)});
    }
    return owners;
}

void note_flow(const FlowReport& flow, VipReport& vip) {
    if (vip.notes.size() >= notes_max) {
        return;
    }
    // Whoever opens connections keeps no pace.
    const bool paced = flow.steady && flow.method != Method::connects;
    for (const SenderPause& pause : flow.sender_pauses) {
        if (paced && vip.notes.size() < notes_max) {
            vip.notes.push_back(fmt::format(
                "{}: its sender paused for {} before packet {}, or the capture has a hole there; "
                "no "
                "outage is read from it",
                flow.label, precise(pause.to - pause.from), std::uint64_t{pause.packet.number}));
        }
    }
    if (flow.reset) {
        vip.notes.push_back(fmt::format("{}: reset by the server's side at packet {}", flow.label,
                                        std::uint64_t{flow.reset->packet.number}));
    }
    if (flow.periods_not_kept > 0) {
        vip.notes.push_back(fmt::format("{}: {} further loss periods are counted but not kept",
                                        flow.label, flow.periods_not_kept));
    }
}

/// Captures whose clocks could not be compared with the first one's.
void warn_of_clocks(Report& report) {
    for (std::size_t i = 1; i < report.captures.size(); ++i) {
        const std::string who = fmt::format("the clock of capture {} ", i + 1);
        const std::string merged =
            ": merged by the times as they stand, and what rests on both has no bounds. "
            "--one-clock says that one machine took them, editcap -t sets a clock right";
        switch (report.captures[i].clock.standing) {
            case ClockReport::Standing::own:
            case ClockReport::Standing::corrected:
                break;
            case ClockReport::Standing::not_compared:
                report.warnings.push_back(who + "was not compared, because a pipe is read once" +
                                          merged);
                break;
            case ClockReport::Standing::not_comparable:
                report.warnings.push_back(
                    who + "cannot be compared: no packets that both saw, in both directions" +
                    merged);
                break;
            case ClockReport::Standing::contradictory:
                report.warnings.push_back(who +
                                          "cannot be corrected: by packets that both saw one of "
                                          "the two was set while they captured" +
                                          merged);
                break;
        }
    }
}

void warn(Report& report) {
    for (const CaptureReport& capture : report.captures) {
        if (!capture.trouble.empty()) {
            report.warnings.push_back(fmt::format("{} {}; what came before it was analysed",
                                                  capture.path, capture.trouble));
        }
        if (capture.dropped > 0) {
            report.warnings.push_back(
                fmt::format("{}: the capturing program says that it missed {} packets",
                            capture.path, capture.dropped));
        }
        if (capture.without_time > 0) {
            report.warnings.push_back(fmt::format("{}: packets without a time were left out: {}",
                                                  capture.path, capture.without_time));
        }
        if (!capture.clock_steps.empty()) {
            const ClockStep& step = capture.clock_steps.front();
            report.warnings.push_back(
                fmt::format("{}: its clock goes back {} time{}, first by {} at packet {}; what "
                            "spans that is INVALID",
                            capture.path, capture.clock_steps.size(),
                            capture.clock_steps.size() == 1 ? "" : "s", precise(step.back),
                            std::uint64_t{step.packet.number}));
        }
    }
    if (report.flows_not_followed > 0) {
        report.warnings.push_back(
            fmt::format("{} packets began flows beyond the {} that are followed at once",
                        report.flows_not_followed, FlowTable::flows_max));
    }
}

}  // namespace

std::string to_string(Standing standing) {
    switch (standing) {
        case Standing::measured:
            return "measured";
        case Standing::unconfirmed:
            return "UNCONFIRMED";
        case Standing::invalid:
            return "INVALID";
    }
    return "";
}

std::string to_string(Event::Kind kind) {
    switch (kind) {
        case Event::Kind::failover:
            return "failover";
        case Event::Kind::reversion:
            return "reversion";
        case Event::Kind::outage:
            return "outage";
    }
    return "";
}

std::vector<const Event*> events_of(const Report& report) {
    std::vector<const Event*> events;
    for (const VipReport& vip : report.vips) {
        for (const Event& event : vip.events) {
            events.push_back(&event);
        }
    }
    return events;
}

void conclude(const Gathered& gathered, Report& report) {
    const auto vips = VipSearch(gathered, report).found();
    name_nodes(gathered, vips);
    for (const auto& [address, reasons] : vips) {
        report.vips.push_back({address, reasons, {}, {}, {}, {}});
    }
    const auto vip_of = [&](dissect::IpAddress address) {
        return std::find_if(report.vips.begin(), report.vips.end(),
                            [&](const VipReport& vip) { return vip.address == address; });
    };
    const std::vector<Route> routes = routes_of(gathered.flows);
    warn_of_clocks(report);
    for (const Route& route : routes) {
        // Of a flow of which one direction alone is seen, either end may be the one that is served.
        auto vip = vip_of(route.best->server());
        if (vip == report.vips.end() && !route.best->two_way()) {
            vip = vip_of(route.best->client());
        }
        if (vip == report.vips.end()) {
            continue;
        }
        FlowReport flow =
            flow_report(*route.best, vip->address, gathered.taps[route.best->key().tap].name);
        flow.capture = gathered.taps[route.best->key().tap].capture;
        flow.clock_resolution = gathered.taps[route.best->key().tap].resolution;
        flow.also_seen = route.taps - 1;
        report.unsteady_flows += flow.settled ? 0 : 1;
        if (!flow.settled) {
            continue;
        }
        vip->flows.push_back(report.flows.size());
        report.flows.push_back(std::move(flow));
    }
    for (VipReport& vip : report.vips) {
        const auto state = gathered.addresses.find(vip.address);
        const bool known = state != gathered.addresses.end();
        if (known) {
            vip.owners = owners_of(state->second, gathered.nodes);
        }
        vip.events = events_in(vip, known ? &state->second : nullptr, gathered, report);
        for (const std::size_t index : vip.flows) {
            note_flow(report.flows[index], vip);
        }
        if (known && !vip.owners.empty() && !state->second.ownership.spoken_for()) {
            vip.notes.emplace_back(
                "its owner is read from traffic alone: behind a router that is the router");
        }
        if (vip.owners.empty()) {
            vip.notes.emplace_back("nobody claims it in this capture: no owner is known");
        }
        if (vip.flows.empty()) {
            vip.notes.emplace_back(
                "no steady traffic with it was captured: no time out of service can be measured");
        }
        for (const Event& event : vip.events) {
            report.fault_matched = report.fault_matched || event.event_given;
        }
    }
    warn(report);
    if (report.settings.fault_at && !report.fault_matched) {
        report.warnings.emplace_back("no event ends after the instant given by --fault-at");
    }
}

}  // namespace holdfast::harness::timing
