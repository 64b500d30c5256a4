// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "harness/timing/ground_truth/trap.h"

namespace holdfast::harness::timing::ground_truth {

namespace {

class Checker {
  public:
    Checker(const Case& drawn, const Played& played, const Report& report)
        : drawn_(drawn), played_(played), report_(report) {}

    std::vector<std::string> run(std::uint64_t& figures) {
        const VipReport* vip = find_vip();
        if (vip == nullptr) {
            return {"the VIP was not found"};
        }
        switch (drawn_.expected) {
            case Expected::nothing:
                if (!vip->events.empty()) {
                    complain("an event is told: {}", to_string(vip->events.front().kind));
                }
                break;
            case Expected::not_claimed:
                not_claimed(*vip);
                break;
            case Expected::measured:
                measured(*vip);
                break;
        }
        if (drawn_.trap == Trap::pure_reordering) {
            counts(*vip);
        }
        figures = figures_;
        return std::move(complaints_);
    }

  private:
    template <class... Values>
    void complain(fmt::format_string<Values...> sentence, Values&&... values) {
        complaints_.push_back(fmt::format(sentence, std::forward<Values>(values)...));
    }

    const VipReport* find_vip() const {
        for (const VipReport& vip : report_.vips) {
            if (vip.address == vip_of(drawn_.plan)) {
                return &vip;
            }
        }
        return nullptr;
    }

    const FlowPlan* plan_of(const FlowReport& flow, std::size_t& index) const {
        for (index = 0; index < drawn_.plan.flows.size(); ++index) {
            const FlowPlan& plan = drawn_.plan.flows[index];
            const bool port = flow.client_port == plan.port || (flow.method == Method::connects &&
                                                                plan.traffic == Traffic::connects);
            if (flow.client == Machine{plan.client}.address(drawn_.plan.ipv6) && port) {
                return &plan;
            }
        }
        return nullptr;
    }

    void within(const std::string& what, Duration truth, Duration low,
                const std::optional<Duration>& high) {
        ++figures_;
        if (truth < low || (high && truth > *high)) {
            complain("{}: the truth is {}, the interval {}", what, precise(truth),
                     high ? fmt::format("[{}, {}]", precise(low), precise(*high))
                          : fmt::format("[{} or more]", precise(low)));
        }
    }
    void within(const std::string& what, Duration truth, const std::optional<Figure>& figure) {
        if (figure) {
            within(what + " " + to_string(figure->method), truth, figure->low, figure->high);
        }
    }
    void within(const std::string& what, Duration truth, const std::optional<Interval>& interval) {
        if (interval) {
            within(what, truth, interval->low, interval->high);
        }
    }

    /// A hole, or a pause that nothing tells from an outage: no figure, or one that allows for 0;
    /// where there was an outage too, one that holds its truth.
    void not_claimed(const VipReport& vip) {
        bool told = false;
        Duration truth{};
        for (const FlowPlan& plan : drawn_.plan.flows) {
            for (const Span& span : plan.out_of_service) {
                truth = span.to - span.from;
            }
        }
        for (const Event& event : vip.events) {
            told = true;
            if (event.standing == Standing::measured && event.failover_time && truth > Duration{}) {
                within("headline", truth, event.failover_time);
                continue;
            }
            if (drawn_.trap == Trap::tcp_from_the_server && event.standing == Standing::measured) {
                complain("a pause is told as measured");
            }
            const bool allowed = event.standing == Standing::invalid ||
                                 (event.failover_time && event.failover_time->low == Duration{});
            if (!allowed) {
                complain("an event is told as {}", to_string(event.standing));
            }
            ++figures_;
        }
        const bool numbered =
            std::any_of(drawn_.plan.flows.begin(), drawn_.plan.flows.end(),
                        [](const FlowPlan& plan) { return plan.traffic != Traffic::udp_pairs; });
        if (drawn_.trap == Trap::hole_in_capture && numbered && !told) {
            complain("nothing is said of the hole");
        }
    }

    void measured(const VipReport& vip) {
        const std::size_t wanted = drawn_.trap == Trap::restored_and_reverted ? 2 : 1;
        if (vip.events.size() != wanted) {
            return complain("{} events instead of {}", vip.events.size(), wanted);
        }
        for (std::size_t i = 0; i < wanted; ++i) {
            event(vip, vip.events[i], i, wanted == 2);
        }
        if (wanted == 2) {
            reverted(vip.events);
        }
        if (drawn_.trap == Trap::owners_overlap_or_gap) {
            owners(vip.events.front());
        }
        if (drawn_.plan.far) {
            clocks(*drawn_.plan.far);
            // A flow that goes on is answered by the old owner until there is a new one.
            const auto& flows = drawn_.plan.flows;
            const bool all_out = std::none_of(flows.begin(), flows.end(), [](const FlowPlan& plan) {
                return plan.out_of_service.empty();
            });
            if (all_out) {
                within("owner gap", drawn_.plan.owners[1].owns.from - drawn_.plan.owners[0].owns.to,
                       vip.events.front().owner_gap);
            }
        }
    }

    /// The lead of the second tap's clock, where both captures are, and that it is known well.
    void clocks(const FarTap& far) {
        const ClockReport& told = report_.captures.at(1).clock;
        if (told.standing != ClockReport::Standing::corrected) {
            return complain("the second clock was not corrected");
        }
        // Path and back, the change of a few packets' distance, and the stamps' units.
        const Duration widest = (far.path + far.path_back) / 2 + far.path_jitter + 60us;
        Duration best = Duration::max();
        for (Duration at = 0ms; at < drawn_.plan.length; at += 50ms) {
            const Duration truth = far.ahead + at / 1000 * far.gains_ppb / 1'000'000;
            const ClockLead lead = told.map.lead(drawn_.plan.clock + at + truth);
            within("lead of the second clock", truth, lead.low, lead.high);
            best = std::min(best, lead.error());
        }
        if (best > widest) {
            complain("the second clock is known to +-{} at best, not to +-{}", precise(best),
                     precise(widest));
        }
    }

    /// The outages of a flow that belong to the event: all, or one each.
    static std::vector<Span> spans_of(const FlowPlan& plan, std::size_t event, bool one_each) {
        if (one_each) {
            return {plan.out_of_service[event]};
        }
        return plan.out_of_service;
    }

    void event(const VipReport& vip, const Event& event, std::size_t number, bool one_each) {
        if (event.standing == Standing::invalid) {
            return complain("the event is told as INVALID: {}", event.reasons.front());
        }
        std::size_t hit = 0;
        Duration worst{};
        Duration full{};
        Duration first = Duration::max();
        for (const FlowPlan& plan : drawn_.plan.flows) {
            if (plan.out_of_service.empty()) {
                continue;
            }
            const auto spans = spans_of(plan, number, one_each);
            ++hit;
            worst = std::max(worst, spans.back().to - spans.front().from);
            full = std::max(full, spans.back().to);
            first = std::min(first, spans.front().to);
        }
        const auto shown = static_cast<std::size_t>(
            std::count_if(event.routes.begin(), event.routes.end(), [&](const RouteResult& route) {
                return !is_tcp(report_.flows[route.flow].method) || is_planned_tcp(route);
            }));
        if (shown < hit) {
            complain("{} routes instead of {}", shown, hit);
        }
        within("headline", worst, event.failover_time);
        const Duration at =
            number == 0 ? drawn_.event_at : drawn_.plan.flows[0].out_of_service[1].from;
        within("full convergence", full - at, event.full_convergence);
        within("first route convergence", first - at, event.first_route_convergence);
        for (const RouteResult& route : event.routes) {
            this->route(route, number, one_each);
        }
        kind(vip, event, number);
        phases(event);
    }

    static bool is_tcp(Method method) {
        return method == Method::tcp || method == Method::tcp_arrivals;
    }
    bool is_planned_tcp(const RouteResult& route) const {
        std::size_t index = 0;
        const FlowPlan* plan = plan_of(report_.flows[route.flow], index);
        return plan != nullptr && is_connection(plan->traffic);
    }

    void route(const RouteResult& route, std::size_t number, bool one_each) {
        std::size_t index = 0;
        const FlowReport& flow = report_.flows[route.flow];
        const FlowPlan* plan = plan_of(flow, index);
        if (plan == nullptr) {
            // A single attempt to connect, as a connection of its own.
            return;
        }
        if (plan->out_of_service.empty()) {
            return complain("{} is told as impaired and was not", flow.label);
        }
        const auto spans = spans_of(*plan, number, one_each);
        Duration together{};
        for (const Span& span : spans) {
            together += span.to - span.from;
        }
        const Duration whole = spans.back().to - spans.front().from;
        within(flow.label, whole, route.tbm);
        within(flow.label, whole, route.tblm);
        within(flow.label, together, route.plbm);
        const bool delay_known = plan->traffic == Traffic::probe || plan->traffic == Traffic::echo;
        if (delay_known && route.tbm) {
            // An interval that is wide enough holds every truth: RFC 6894 allows two intervals of
            // the sender, here with its jitter, and the clock's unit.
            ++figures_;
            const Duration widest = 2 * (plan->interval + plan->jitter) + 4us;
            if (!route.tbm->high || *route.tbm->high - route.tbm->low > widest) {
                complain("{}: its interval is wider than {}", flow.label, precise(widest));
            }
        }
        if (delay_known) {
            within(flow.label + " additive backup delay", plan->delay_after,
                   route.additive_backup_delay);
        }
        const bool behind = is_behind(plan->traffic);
        const bool counted = !one_each && flow.method != Method::udp_arrivals && !behind &&
                             (flow.method != Method::udp_pairs || plan->delay_after == Duration{});
        ++figures_;
        if (counted && route.impaired != played_.flows[index].lost) {
            complain("{}: {} impaired packets instead of {}", flow.label, route.impaired,
                     played_.flows[index].lost);
        }
        if (is_connection(plan->traffic) && route.tbm.has_value() == behind) {
            complain("{}: {} of {}", flow.label, behind ? "a TBM" : "no TBM",
                     to_string(plan->traffic));
        }
        if (!route.tbm && !route.tblm) {
            complain("{}: nothing is measured", flow.label);
        }
    }

    void kind(const VipReport& vip, const Event& event, std::size_t number) {
        const bool moves = drawn_.plan.owners.size() > 1;
        const Event::Kind wanted = !moves        ? Event::Kind::outage
                                   : number == 0 ? Event::Kind::failover
                                                 : Event::Kind::reversion;
        if (event.kind != wanted) {
            complain("a {} is told as a {} ({} owners)", to_string(wanted), to_string(event.kind),
                     vip.owners.size());
        }
    }

    /// Phases are without gaps and add up to the full convergence time.
    void phases(const Event& event) {
        if (event.phases.empty() || !event.full_convergence) {
            return;
        }
        ++figures_;
        Duration sum{};
        for (const PhaseReport& phase : event.phases) {
            sum += phase.to - phase.from;
        }
        const Interval& full = *event.full_convergence;
        // Without send times the end is known up to the path's unknown difference.
        const Duration slack = report_.settings.unknown_path_difference + 2us;
        if (sum < full.value - slack || sum > full.value + slack) {
            complain("the phases add up to {}, the full convergence time is {}", precise(sum),
                     precise(full.value));
        }
    }

    void reverted(const std::vector<Event>& events) {
        const Duration restored = drawn_.plan.owners[0].alive_again;
        const auto& told = events.front().restoration;
        ++figures_;
        if (!told) {
            return complain("the restoration is not told");
        }
        // It shows with the first heartbeat, one every 30 ms.
        const Duration at = report_.epoch + told->at.since_start() - drawn_.plan.clock;
        if (at < restored - 1us || at > restored + 31ms) {
            complain("restored at {}, told {}", precise(restored), precise(at));
        }
    }

    void owners(const Event& event) {
        const Duration left = drawn_.plan.owners[0].owns.to;
        const Duration came = drawn_.plan.owners[1].owns.from;
        if (left > came) {
            within("owner overlap", left - came, event.owner_overlap);
            if (!event.owner_overlap) {
                complain("two owners for {} are not told", precise(left - came));
            }
        } else {
            within("owner gap", came - left, event.owner_gap);
            if (!event.owner_gap) {
                complain("no owner for {} is not told", precise(came - left));
            }
        }
    }

    void counts(const VipReport& vip) {
        for (const std::size_t flow_index : vip.flows) {
            std::size_t index = 0;
            const FlowReport& flow = report_.flows[flow_index];
            if (plan_of(flow, index) == nullptr) {
                continue;
            }
            figures_ += 2;
            const FlowTruth& truth = played_.flows[index];
            if (flow.out_of_order != truth.out_of_order || flow.duplicates != truth.duplicates) {
                complain("{}: {} out of order and {} duplicates instead of {} and {}", flow.label,
                         flow.out_of_order, flow.duplicates, truth.out_of_order, truth.duplicates);
            }
        }
        if (vip.flows.size() != drawn_.plan.flows.size()) {
            complain("{} flows instead of {}", vip.flows.size(), drawn_.plan.flows.size());
        }
    }

    const Case& drawn_;
    const Played& played_;
    const Report& report_;
    std::vector<std::string> complaints_;
    std::uint64_t figures_ = 0;
};

ReceiverLog log_of(const Played& played) {
    ReceiverLog log;
    for (std::size_t i = 0; i < played.flows.size(); ++i) {
        std::vector<bool>& received = log[static_cast<std::uint32_t>(i)];
        received.resize(played.flows[i].sent);
        for (const std::uint64_t sequence : played.flows[i].received) {
            received[sequence] = true;
        }
    }
    return log;
}

}  // namespace

Opener opener(const Played& played) {
    return [&played]() -> Result<std::vector<capture_reader::Reader>> {
        std::vector<capture_reader::Reader> readers;
        for (const Bytes* capture : {&played.capture, &played.far_capture}) {
            if (capture->empty()) {
                continue;
            }
            auto reader =
                capture_reader::Reader::open(capture_reader::memory_source(*capture),
                                             fmt::format("made up, tap {}", readers.size() + 1));
            if (!reader) {
                return reader.error();
            }
            readers.push_back(*std::move(reader));
        }
        return readers;
    };
}

std::vector<std::string> complaints(const Case& drawn, const Played& played, const Report& report) {
    std::uint64_t figures = 0;
    return Checker(drawn, played, report).run(figures);
}

Score score(Trap trap, std::uint64_t seed, std::uint64_t cases) {
    constexpr std::size_t shown = 5;
    Score out;
    for (std::uint64_t n = 0; n < cases; ++n) {
        Rng chance = Rng(seed).fork(fmt::format("{} {}", to_string(trap), n));
        const Case drawn = draw(trap, chance);
        const Played played = play(drawn.plan, chance);
        std::uint64_t figures = 0;
        const auto report = analyse(opener(played), drawn.settings,
                                    drawn.with_receiver_log ? log_of(played) : ReceiverLog{});
        const std::vector<std::string> wrong = report ? Checker(drawn, played, *report).run(figures)
                                                      : std::vector{report.error().message};
        ++out.cases;
        out.figures += figures;
        out.right += wrong.empty() ? 1 : 0;
        if (!wrong.empty() && out.wrong.size() < shown) {
            out.wrong.push_back(fmt::format("case {}: {}", n, wrong.front()));
        }
    }
    return out;
}

}  // namespace holdfast::harness::timing::ground_truth
