// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace holdfast::harness::timing {

namespace {

// A person reads the worst; JSON and HTML have all.
constexpr std::size_t routes_shown = 3;
constexpr std::size_t flows_shown = 3;  // of each kind
constexpr std::size_t owners_shown = 12;
constexpr std::size_t periods_shown = 4;
constexpr std::size_t events_shown = 20;
constexpr std::size_t quiet_shown = 5;  // addresses to which nothing happened

std::string plural(std::uint64_t count, const std::string& word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string figure_text(const Report& report, const Figure& figure) {
    std::string packets;
    if (figure.from) {
        packets = ", packets " + packet_text(report, figure.from) +
                  (figure.to ? " to " + packet_text(report, figure.to) : " to the end");
    }
    return fmt::format("{:<4} {}{}", to_string(figure.method),
                       with_interval(figure.value, figure.low, figure.high), packets);
}

std::string clock_correction_text(const ClockReport& clock) {
    if (clock.standing != ClockReport::Standing::corrected) {
        return "";
    }
    const std::string rate =
        clock.rate_ppm ? fmt::format(", {:+.1f} parts in a million faster", *clock.rate_ppm) : "";
    return fmt::format(
        "           its clock was {} ahead of capture 1's (+-{}){}, by {}: corrected\n",
        precise(clock.ahead), precise(clock.error), rate,
        plural(clock.packets, "packet") + " that both saw");
}

/// Of what was seen by two clocks.
std::string clock_error_text(const std::optional<Duration>& error) {
    if (!error) {
        return " +-?";
    }
    return *error > Duration{} ? " +-" + precise(*error) : "";
}

std::string captures_text(const Report& report) {
    std::string out;
    for (std::size_t i = 0; i < report.captures.size(); ++i) {
        const CaptureReport& capture = report.captures[i];
        out += fmt::format("capture {}  {}\n           {}, {}", i + 1, capture.path, capture.format,
                           plural(capture.packets, "packet"));
        if (capture.packets > 0) {
            out += fmt::format(", {} in {}", clock_text(report, capture.first),
                               precise(capture.last - capture.first));
        }
        if (capture.interfaces.size() > 1) {
            out += ", " + plural(capture.interfaces.size(), "interface");
        }
        out += "\n" + clock_correction_text(capture.clock);
    }
    for (const std::string& warning : report.warnings) {
        out += "warning    " + warning + "\n";
    }
    return out;
}

std::string owners_text(const Report& report, const VipReport& vip) {
    std::string out;
    for (std::size_t i = 0; i < vip.owners.size(); ++i) {
        if (i == owners_shown) {
            return out + fmt::format("  ... {} more\n", vip.owners.size() - i);
        }
        const OwnerReport& owner = vip.owners[i];
        out += fmt::format("  owner    {:>14} to {:>14}  {}, first by {} {}\n",
                           to_string(owner.from), to_string(owner.to), owner.node, owner.by,
                           packet_text(report, owner.first));
    }
    return out;
}

std::string one_flow_text(const FlowReport& flow) {
    std::string out =
        fmt::format("{} packets every {}, {} impaired ({} late), {} out of order, {} duplicate",
                    flow.packets, flow.interval ? precise(*flow.interval) : std::string("?"),
                    flow.impaired, flow.late, flow.out_of_order, flow.duplicates);
    out += flow.retransmissions > 0 ? fmt::format(", {} sent again", flow.retransmissions) : "";
    return out + (flow.also_seen > 0
                      ? fmt::format("; also seen at {}", plural(flow.also_seen, "other tap"))
                      : "");
}

/// Flows that are measured alike, the first few one by one.
std::string flows_text(const Report& report, const VipReport& vip) {
    std::map<std::pair<Method, bool>, std::vector<const FlowReport*>> alike;
    for (const std::size_t index : vip.flows) {
        const FlowReport& flow = report.flows[index];
        alike[{flow.method, flow.two_way}].push_back(&flow);
    }
    std::string out;
    for (const auto& [kind, flows] : alike) {
        out += fmt::format("  {:<8} {}\n", plural(flows.size(), "flow"),
                           method_text(*flows.front(), report.settings));
        std::uint64_t impaired = 0;
        for (std::size_t i = 0; i < flows.size(); ++i) {
            impaired += flows[i]->impaired;
            if (i < flows_shown) {
                out += fmt::format("           {}\n             {}\n", flows[i]->label,
                                   one_flow_text(*flows[i]));
            }
        }
        if (flows.size() > flows_shown) {
            out += fmt::format("           ... and {} more; of all {} {}\n",
                               flows.size() - flows_shown, flows.size(),
                               plural(impaired, "packet") + " impaired");
        }
    }
    return out;
}

std::string head_text(const Event& event, std::size_t number) {
    std::string out = fmt::format("event {}: {}", number, to_string(event.kind));
    if (event.kind != Event::Kind::outage) {
        out += fmt::format(" from {} to {}", event.from_owner, event.to_owner);
    }
    if (event.standing != Standing::measured) {
        out += ", " + to_string(event.standing);
    }
    return out;
}

std::string route_text(const Report& report, const RouteResult& route) {
    std::string out = fmt::format("    route  {}\n", report.flows[route.flow].label);
    for (const auto& figure : {route.tbm, route.tblm, route.plbm}) {
        out += figure ? "           " + figure_text(report, *figure) + "\n" : "";
    }
    out += fmt::format("           {} in {}", plural(route.impaired, "impaired packet"),
                       plural(route.periods.size(), "loss period"));
    for (std::size_t i = 0; i < std::min(route.periods.size(), periods_shown); ++i) {
        const LossPeriod& period = route.periods[i];
        out += fmt::format("{} {} ({})", i == 0 ? ":" : ",", precise(period.end() - period.begin()),
                           period.impaired);
    }
    out += route.periods.size() > periods_shown ? ", ..." : "";
    out += route.recovered ? "\n" : "; it never came back\n";
    if (route.additive_backup_delay) {
        const Interval& delay = *route.additive_backup_delay;
        out += "           additive backup delay " +
               with_interval(delay.value, delay.low, delay.high) + "\n";
    }
    return out;
}

std::string routes_text(const Report& report, const Event& event) {
    std::vector<const RouteResult*> routes;
    for (const RouteResult& route : event.routes) {
        routes.push_back(&route);
    }
    const auto length = [](const RouteResult* route) {
        const Figure* figure = route->failover_time();
        return figure == nullptr ? Duration{-1} : figure->value;
    };
    std::stable_sort(routes.begin(), routes.end(), [&](const RouteResult* a, const RouteResult* b) {
        return length(a) > length(b);
    });
    std::string out;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        if (i == routes_shown) {
            out += fmt::format("    ... {} more routes, none worse\n", routes.size() - i);
            break;
        }
        out += route_text(report, *routes[i]);
    }
    if (event.routes_unimpaired > 0) {
        out += fmt::format("    {} not impaired\n", plural(event.routes_unimpaired, "route"));
    }
    return out;
}

std::string phases_text(const Report& report, const Event& event) {
    std::string out;
    for (const PhaseReport& phase : event.phases) {
        out += fmt::format("    {:<24} {:>12}{}  {} {}\n", phase.name,
                           precise(phase.to - phase.from), clock_error_text(phase.clock_error),
                           phase.shown_by, packet_text(report, phase.packet));
    }
    return out.empty() ? out : "  phases\n" + out;
}

std::string line(const std::string& name, const std::optional<Interval>& interval) {
    return interval ? fmt::format("  {:<27} {}\n", name,
                                  with_interval(interval->value, interval->low, interval->high))
                    : "";
}

std::string event_instant_text(const Report& report, const Event& event) {
    const std::string at = to_string(event.event_at) + ", " + clock_text(report, event.event_at);
    if (event.event_given) {
        return fmt::format("  convergence event           {}, as given\n", at);
    }
    return fmt::format("  convergence event           {}, read from {}: it may have been earlier\n",
                       at,
                       event.event_packet ? "packet " + packet_text(report, event.event_packet)
                                          : std::string("the first sign"));
}

std::string event_text(const Report& report, const Event& event, std::size_t number) {
    std::string out = head_text(event, number) + "\n" + event_instant_text(report, event);
    if (event.failover_time) {
        out += fmt::format("  {} time{}  {}\n", to_string(event.kind),
                           event.worst ? " (worst route)" : " (no route)   ",
                           figure_text(report, *event.failover_time));
    } else {
        out += "  nothing measured: " +
               std::string(event.standing == Standing::invalid
                               ? "see below"
                               : "no route was impaired that is followed") +
               "\n";
    }
    out += line("first route convergence", event.first_route_convergence);
    out += line("full convergence", event.full_convergence);
    if (event.loss_of_connectivity) {
        const auto& spread = *event.loss_of_connectivity;
        out += fmt::format("  route loss of connectivity  min {}, median {}, avg {}, max {}\n",
                           precise(spread.least), precise(spread.median), precise(spread.mean),
                           precise(spread.most));
    }
    out += fmt::format(
        "  packets                     {} impaired ({} late), {} out of order, {} duplicate\n",
        event.packet_loss, event.late, event.out_of_order, event.duplicates);
    out += line("owner overlap", event.owner_overlap);
    out += line("owner gap", event.owner_gap);
    if (event.restoration) {
        out += fmt::format("  restoration                 {}, {}{} after the event, packet {}\n",
                           to_string(event.restoration->at), precise(event.restoration->after),
                           clock_error_text(event.restoration->clock_error),
                           packet_text(report, event.restoration->packet));
    }
    for (const std::string& reason : event.reasons) {
        out += "  note     " + reason + "\n";
    }
    return out + phases_text(report, event) + routes_text(report, event);
}

std::string vip_text(const Report& report, const VipReport& vip) {
    std::string found;
    for (const std::string& reason : vip.found_by) {
        found += (found.empty() ? "" : ", ") + reason;
    }
    std::string out =
        fmt::format("\nVIP {}  (found by {})\n", dissect::to_string(vip.address), found);
    out += owners_text(report, vip) + flows_text(report, vip);
    for (const std::string& note : vip.notes) {
        out += "  note     " + note + "\n";
    }
    if (vip.events.empty() && !vip.flows.empty()) {
        out += fmt::format("  no failover: {} was unimpaired for as long as it was captured\n",
                           vip.flows.size() == 1 ? "its flow" : "every flow");
    }
    for (std::size_t i = 0; i < vip.events.size(); ++i) {
        if (i == events_shown) {
            out += fmt::format("\n... {} more events of this address\n", vip.events.size() - i);
            break;
        }
        out += "\n" + event_text(report, vip.events[i], i + 1);
    }
    return out;
}

}  // namespace

std::string clock_text(const Report& report, Instant at) {
    const std::int64_t clock = (report.epoch + at.since_start()).count();
    const std::int64_t whole = clock / 1'000'000'000 - (clock % 1'000'000'000 < 0 ? 1 : 0);
    const std::int64_t rest = clock - whole * 1'000'000'000;
    return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:06} UTC",
                       fmt::gmtime(static_cast<std::time_t>(whole)), rest / 1000);
}

std::string packet_text(const Report& report, PacketRef packet) {
    if (!packet) {
        return "";
    }
    const std::string number = fmt::format("#{}", std::uint64_t{packet.number});
    return report.captures.size() > 1 ? fmt::format("{} of capture {}", number, packet.capture + 1U)
                                      : number;
}

std::string to_text(const Report& report) {
    std::string out = captures_text(report);
    if (report.vips.empty()) {
        return out +
               "\nnothing measured: no VIP was found, and no steady UDP, ICMP or TCP traffic. "
               "--vip names an "
               "address; holdfast timing --help says what is looked for.\n";
    }
    std::size_t quiet = 0;
    for (const VipReport& vip : report.vips) {
        const bool shown = !vip.events.empty() || ++quiet <= quiet_shown;
        out += shown ? vip_text(report, vip) : "";
    }
    if (quiet > quiet_shown) {
        out +=
            fmt::format("\n... {} more addresses to which nothing happened\n", quiet - quiet_shown);
    }
    out += fmt::format(
        "\ntimes count from the first packet. [from, to]: the interval that the truth lies in. "
        "Impaired: lost, or "
        "answered after {} (forwarding delay threshold). Impairments within {} (sustained "
        "convergence validation "
        "time) are one event.\n",
        holdfast::to_string(report.settings.forwarding_delay_threshold),
        holdfast::to_string(report.settings.validated_for));
    return out;
}

}  // namespace holdfast::harness::timing
