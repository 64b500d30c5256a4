// SPDX-License-Identifier: Apache-2.0
// Which impairments and changes of owner belong together, and what they come to.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/timing/conclusions.h"
#include "harness/timing/event_items.h"
#include "harness/timing/standing.h"

namespace holdfast::harness::timing {

namespace {

class Builder {
  public:
    Builder(const VipReport& vip, const AddressState* state, const Gathered& gathered,
            const Report& report)
        : vip_(vip), state_(state), gathered_(gathered), report_(report) {}

    Event build(const std::vector<Item>& items, const std::vector<Event>& earlier) {
        event_ = Event{};
        change_ = nullptr;
        first_change_ = nullptr;
        event_.begin = items.front().begin;
        event_.end = items.front().end;
        std::map<std::size_t, std::vector<LossPeriod>> periods;
        for (const Item& item : items) {
            event_.end = std::max(event_.end, item.end);
            if (item.period != nullptr) {
                periods[*item.flow].push_back(*item.period);
            }
            if (item.change != nullptr) {
                first_change_ = first_change_ == nullptr ? item.change : first_change_;
                change_ = item.change;
            }
        }
        name_owners(items, earlier);
        for (const auto& [flow, found] : periods) {
            event_.routes.push_back(route_result(report_, flow, found));
        }
        probes_impaired_ =
            std::any_of(event_.routes.begin(), event_.routes.end(), [&](const RouteResult& route) {
                return report_.flows[route.flow].method == Method::probe && !route.holed;
            });
        find_event_instant();
        judge_standing(items, change_ != nullptr, report_, event_);
        measure();
        ownership(items);
        if (change_ != nullptr && state_ != nullptr && event_.standing != Standing::invalid) {
            event_.phases = phases_of(event_, *change_, *state_, gathered_, report_);
        }
        return std::move(event_);
    }

  private:
    void name_owners(const std::vector<Item>& items, const std::vector<Event>& earlier) {
        if (change_ == nullptr) {
            return;
        }
        const NodeId from = first_change_->from.node;
        const NodeId to = change_->to.node;
        event_.from_owner = gathered_.nodes.label(from);
        event_.to_owner = gathered_.nodes.label(to);
        if (from == to) {
            event_.reasons.push_back(fmt::format(
                "the address changed hands {} times and came back to its owner",
                std::count_if(items.begin(), items.end(),
                              [](const Item& item) { return item.change != nullptr; })));
            return;
        }
        const bool was_owner = std::any_of(earlier.begin(), earlier.end(), [&](const Event& event) {
            return event.kind != Event::Kind::outage && event.from_owner == event_.to_owner;
        });
        event_.kind = was_owner ? Event::Kind::reversion : Event::Kind::failover;
        // Only who failed is restored; who handed over was there all the time.
        const auto silence = gathered_.nodes.silence_at(from, change_->to.first.at, report_.end);
        if (silence && silence->out_of_the_ordinary()) {
            silence_ = silence;
            if (silence->first) {
                event_.restoration = Event::Restoration{silence->to, silence->first, {}};
            }
        }
    }

    /// Given by the user, or the last sign of life of the owner that fell silent, or the last
    /// packet that passed.
    void find_event_instant() {
        std::optional<Instant> first_impaired;
        std::optional<Instant> latest;
        PacketRef packet;
        for (const RouteResult& route : event_.routes) {
            latest = std::min(latest.value_or(route.out_latest), route.out_latest);
            const LossPeriod& period = route.periods.front();
            if (!first_impaired || period.first_sent < *first_impaired) {
                first_impaired = period.first_sent;
                packet = period.first_packet;
            }
        }
        event_.event_at = first_impaired.value_or(event_.begin);
        event_.event_packet = packet;
        if (silence_ && silence_->from < event_.event_at) {
            event_.event_at = silence_->from;
            event_.event_packet = silence_->last;
        } else if (change_ != nullptr && !first_impaired) {
            event_.event_packet = change_->to.first.packet;
        }
        // The first event that the fault can have caused.
        if (report_.fault_at && !fault_used_ && *report_.fault_at <= event_.end) {
            fault_used_ = true;
            event_.event_at = *report_.fault_at;
            event_.event_packet = {};
            event_.event_given = true;
        }
        latest_event_at_ = event_.event_given ? event_.event_at : latest.value_or(event_.event_at);
        if (event_.restoration) {
            Event::Restoration& restored = *event_.restoration;
            restored.after = restored.at - event_.event_at;
            restored.clock_error =
                clock_error(report_, event_seen(), {restored.packet.capture, restored.at});
        }
        silence_.reset();
    }

    /// By which clock the event's instant is known: a given one is the first capture's.
    SeenAt event_seen() const { return {event_.event_packet.capture, event_.event_at}; }

    /// Where probes were impaired they alone make the figures of the event: a connection that tries
    /// ten times a second tells the same outage ten times less exactly.
    bool counts(const RouteResult& route) const {
        return !probes_impaired_ || report_.flows[route.flow].method == Method::probe;
    }

    void measure() {
        std::vector<Duration> connectivity;
        for (std::size_t i = 0; i < event_.routes.size(); ++i) {
            const RouteResult& route = event_.routes[i];
            event_.packet_loss += route.impaired;
            event_.late += route.late;
            event_.out_of_order += route.out_of_order;
            event_.duplicates += route.duplicates;
            const Figure* figure = route.failover_time();
            if (figure == nullptr || !counts(route)) {
                continue;
            }
            connectivity.push_back(route.plbm ? route.plbm->value : figure->value);
            event_.counted.push_back(i);
            if (!event_.failover_time || figure->value > event_.failover_time->value) {
                event_.failover_time = *figure;
                event_.worst = i;
            }
        }
        count_unimpaired();
        spread(connectivity);
        convergence();
        const Duration watched = report_.end - event_.end;
        if (watched < report_.settings.validated_for && event_.standing != Standing::invalid) {
            event_.reasons.push_back(
                fmt::format("the capture ends {} later, before the validation time of {} is over",
                            precise(watched), holdfast::to_string(report_.settings.validated_for)));
        }
    }

    void count_unimpaired() {
        Duration longest{};
        for (const std::size_t index : vip_.flows) {
            const FlowReport& flow = report_.flows[index];
            const bool hit =
                std::any_of(event_.routes.begin(), event_.routes.end(),
                            [&](const RouteResult& route) { return route.flow == index; });
            if (hit || !flow.settled || flow.first > event_.begin || flow.last < event_.end) {
                continue;
            }
            ++event_.routes_unimpaired;
            // Arrivals show a gap from three intervals on (arrivals.cpp).
            const bool arrivals =
                flow.method == Method::udp_arrivals || flow.method == Method::tcp_arrivals;
            const int intervals = arrivals ? 4 : 1;
            longest = std::max(longest, intervals * flow.interval.value_or(Duration{}));
        }
        // Nothing was lost: what lies between two packets that passed is shorter than their
        // distance.
        if (event_.routes.empty() && event_.routes_unimpaired > 0 &&
            event_.standing != Standing::invalid) {
            event_.failover_time = Figure{FigureMethod::tbm, {}, {}, longest};
        }
    }

    void spread(std::vector<Duration> values) {
        if (values.empty()) {
            return;
        }
        std::sort(values.begin(), values.end());
        double sum = 0;
        for (const Duration value : values) {
            sum += static_cast<double>(value.count());
        }
        event_.loss_of_connectivity = Event::Spread{
            values.front(), values[values.size() / 2],
            Duration(static_cast<std::int64_t>(sum / static_cast<double>(values.size()))),
            values.back()};
    }

    /// RFC 6412 equations 2 and 3. Without a given instant the event may have been earlier than its
    /// first sign: no upper end.
    void convergence() {
        std::optional<Duration> clocks = Duration{};
        std::optional<Instant> first_low;
        std::optional<Instant> first_high;
        Instant full_low = event_.event_at;
        Instant full_high = event_.event_at;
        bool all = !event_.routes.empty() && event_.standing != Standing::invalid;
        for (const RouteResult& route : event_.routes) {
            if (!counts(route)) {
                continue;
            }
            all = all && route.recovered && !route.holed;
            const auto error = clock_error(report_, event_seen(),
                                           {report_.flows[route.flow].capture, route.back_latest});
            clocks = clocks && error ? std::optional(std::max(*clocks, *error)) : std::nullopt;
            full_low = std::max(full_low, route.back_earliest);
            full_high = std::max(full_high, route.back_latest);
            if (route.periods.front().after) {
                first_low = std::min(first_low.value_or(route.first_back_earliest),
                                     route.first_back_earliest);
                first_high =
                    std::min(first_high.value_or(route.first_back_latest), route.first_back_latest);
            }
        }
        const auto interval = [&](Instant low, Instant high) {
            Interval out{high - event_.event_at};
            if (clocks) {
                // A guessed instant and the route may each be off against the event's clock.
                const Duration off = event_.event_given ? *clocks : 2 * *clocks;
                out.low = std::max(Duration{}, low - latest_event_at_ - off);
                out.low = std::min(out.low, out.value);
                out.high = event_.event_given ? std::optional(out.value + *clocks) : std::nullopt;
            }
            return out;
        };
        if (all) {
            event_.full_convergence = interval(full_low, full_high);
        }
        if (first_low && event_.standing != Standing::invalid) {
            event_.first_route_convergence = interval(*first_low, *first_high);
        }
    }

    void ownership(const std::vector<Item>& items) {
        Duration unit{};  // what a difference of two stamps may err by
        for (const Gathered::Tap& tap : gathered_.taps) {
            unit = std::max(unit, tap.resolution > 1ns ? tap.resolution : Duration{});
        }
        for (const Item& item : items) {
            if (item.change == nullptr) {
                continue;
            }
            const Claim& last = item.change->from.last;
            const Claim& first = item.change->to.first;
            const auto clocks = clock_error(report_, {last.packet.capture, last.at},
                                            {first.packet.capture, first.at});
            if (item.change->overlap > Duration{}) {
                overlapped(item.change->overlap, unit, clocks);
            } else {
                left_alone(*item.change, unit, clocks);
            }
        }
    }

    void overlapped(Duration seen, Duration unit, const std::optional<Duration>& clocks) {
        const Duration low = std::max(Duration{}, seen - unit - clocks.value_or(seen));
        // What differing clocks explain is no second owner.
        const bool told = low > Duration{} || clocks == Duration{};
        if (told && (!event_.owner_overlap || seen > event_.owner_overlap->value)) {
            event_.owner_overlap = Interval{seen, low, std::nullopt};
        }
    }

    /// Of any capture against the first; none: one could not be compared.
    std::optional<Duration> worst_clock_error(Instant at) const {
        Duration worst{};
        for (std::size_t i = 1; i < report_.captures.size(); ++i) {
            const auto error = clock_error(report_, {0, at}, {i, at});
            if (!error) {
                return std::nullopt;
            }
            worst = std::max(worst, *error);
        }
        return worst;
    }

    void left_alone(const OwnerChange& change, Duration unit,
                    const std::optional<Duration>& clocks) {
        Interval gap{change.gap};
        // Which questions nobody answered was found by the order of all captures' packets: each end
        // may be off by what two clocks may be wrong by.
        const auto order = worst_clock_error(change.to.first.at);
        gap.low = order ? std::max(Duration{}, change.gap_low - unit - 4 * *order) : Duration{};
        if (clocks) {
            gap.high = change.gap + unit + *clocks;
        }
        if (!event_.owner_gap || gap.value > event_.owner_gap->value) {
            event_.owner_gap = gap;
        }
    }

    const VipReport& vip_;
    const AddressState* state_;
    const Gathered& gathered_;
    const Report& report_;
    Event event_;
    const OwnerChange* change_ = nullptr;  ///< the last
    const OwnerChange* first_change_ = nullptr;
    std::optional<Silence> silence_;  ///< of the owner that failed
    bool fault_used_ = false;
    bool probes_impaired_ = false;
    Instant latest_event_at_;  ///< the event was at the latest here
};

}  // namespace

std::vector<Event> events_in(const VipReport& vip, const AddressState* state,
                             const Gathered& gathered, const Report& report) {
    const std::vector<OwnerChange> changes =
        state == nullptr ? std::vector<OwnerChange>{} : state->ownership.changes();
    std::vector<Event> events;
    Builder builder(vip, state, gathered, report);
    for (auto& items : clusters_of(items_of(vip, changes, report), report.settings.validated_for)) {
        add_gaps(vip, report, items);
        events.push_back(builder.build(items, events));
    }
    return events;
}

}  // namespace holdfast::harness::timing
