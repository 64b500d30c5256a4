// SPDX-License-Identifier: Apache-2.0
// The figures of one route and the intervals that the truth lies in. The truth is the time for
// which packets that were sent did not come through. With the send times of the impaired packets
// known it began between the last packet that passed (b) and the first impaired one, and ended
// between the last impaired one and the first that passed (a): it lies in [last - first, a - b].
// For a sender that keeps its interval tau this is RFC 6894 section 5.9's [truth, truth + 2 tau]
// turned round.
#include <algorithm>

#include "harness/timing/conclusions.h"

namespace holdfast::harness::timing {

namespace {

/// No time out of service is longer; sums and multiples stop here instead of overflowing, as those
/// of captures whose clock leaps would.
constexpr Duration longest{std::int64_t{1} << 61};

Duration times(std::uint64_t count, Duration each) {
    const double product = static_cast<double>(count) * static_cast<double>(each.count());
    return product > static_cast<double>(longest.count())
               ? longest
               : Duration(static_cast<std::int64_t>(count) * each.count());
}

Duration at_least_zero(Duration duration) {
    return std::max(duration, Duration{});
}

/// Of the periods from `first` to `last`, as one time out of service.
class Bounds {
  public:
    Bounds(const Report& report, const FlowReport& flow, const LossPeriod& first,
           const LossPeriod& last)
        : first_(first), last_(last), tau_(flow.interval.value_or(Duration{})) {
        const Settings& settings = report.settings;
        // What four times the usual jitter does not explain is a pause of the sender, which a flow
        // seen in one direction only cannot tell.
        jitter_ = 4 * flow.jitter;
        by_retransmission_ = first.behind || last.behind;
        stamped_ = first.before && first.before->stamp && last.after && last.after->stamp;
        seen_ = first.sent_known && last.sent_known;
        // Arrivals shift by as much as the path's delay changed.
        // So does the pairing of answers with requests that look all the same.
        const bool paired = flow.method == Method::udp_pairs;
        path_ = !paired && (seen_ || stamped_) ? Duration{} : settings.unknown_path_difference;
        // Where a one-way flow's packets were sent is as far off as the path is long.
        place_ = flow.two_way ? path_ : settings.unknown_path_difference;
        // Stamps are cut to the clock's unit: a difference errs by less than one.
        const Duration unit = flow.clock_resolution > 1ns ? flow.clock_resolution : Duration{};
        // Both ends were seen by one clock, which was corrected by a little more or less.
        const auto clock =
            clock_error(report, {flow.capture, first.begin()}, {flow.capture, last.end()});
        path_ += unit + clock.value_or(Duration{});
        place_ += unit;
    }

    bool closed() const { return first_.before && last_.after; }
    bool seen() const { return seen_; }
    bool stamped() const { return stamped_; }
    Duration by_sending() const {
        if (stamped_) {
            return *last_.after->stamp - *first_.before->stamp;
        }
        return last_.end() - first_.begin();
    }
    Duration by_arrival() const {
        return closed() ? last_.after->received - first_.before->received : Duration{};
    }
    Duration low() const {
        if (by_retransmission_) {
            return Duration{};  // the path may have been back as soon as it was gone
        }
        if (seen_) {
            return at_least_zero(last_.last_sent - first_.first_sent - path_);
        }
        const Duration between = times(last_.last_sequence - first_.first_sequence, tau_);
        return at_least_zero(std::min(by_sending() - 2 * tau_, between) - jitter_ - path_);
    }
    std::optional<Duration> high() const {
        if (!closed()) {
            return std::nullopt;
        }
        return std::max(last_.end() - first_.begin(), by_sending()) + path_;
    }
    /// When the last period ended: between these.
    Instant back_earliest() const {
        if (by_retransmission_) {
            return first_.begin();
        }
        return seen_ ? last_.last_sent - place_ : last_.end() - tau_ - jitter_ - place_;
    }
    Instant back_latest() const { return last_.end() + place_; }
    /// The first impaired packet was sent at the latest here.
    Instant out_latest() const {
        return first_.first_sent + place_ + (seen_ ? Duration{} : tau_ + jitter_);
    }

  private:
    const LossPeriod& first_;
    const LossPeriod& last_;
    Duration tau_;
    Duration jitter_;
    Duration path_;
    Duration place_;
    bool stamped_ = false;
    bool seen_ = false;
    bool by_retransmission_ = false;
};

Figure figure(FigureMethod method, Duration value, const Bounds& bounds,
              const std::vector<LossPeriod>& periods) {
    Figure out{method, at_least_zero(value), bounds.low(), bounds.high()};
    out.low = std::min(out.low, out.value);
    if (out.high) {
        out.high = std::max(*out.high, out.value);
    }
    const LossPeriod& first = periods.front();
    const LossPeriod& last = periods.back();
    const bool arrivals = method == FigureMethod::tblm;
    out.from = first.before ? (arrivals ? first.before->received_packet : first.before->sent_packet)
                            : first.first_packet;
    out.to = last.after ? (arrivals ? last.after->received_packet : last.after->sent_packet)
                        : PacketRef{};
    return out;
}

/// PLBM, L / r: the periods together. Each is known as well as it would be alone.
std::optional<Figure> by_loss(const Report& report, const FlowReport& flow,
                              const std::vector<LossPeriod>& periods) {
    if (!flow.interval || !flow.steady) {
        return std::nullopt;
    }
    Figure out{FigureMethod::plbm};
    Duration high{};
    bool closed = true;
    std::uint64_t lost = 0;
    for (const LossPeriod& period : periods) {
        const Bounds bounds(report, flow, period, period);
        lost += period.impaired;
        out.low = std::min(longest, out.low + std::min(longest, bounds.low()));
        closed = closed && bounds.closed();
        high = std::min(longest, high + std::min(longest, bounds.high().value_or(Duration{})));
    }
    out.value = times(lost, *flow.interval);
    out.low = std::min(out.low, out.value);
    out.high = closed ? std::optional(std::max(high, out.value)) : std::nullopt;
    out.from = periods.front().first_packet;
    out.to = periods.back().last_packet;
    return out;
}

/// RFC 6414 equation 1: delay after less delay before. Of flows whose delays can be read.
std::optional<Interval> backup_delay(const FlowReport& flow,
                                     const std::vector<LossPeriod>& periods) {
    const auto& before = periods.front().delay_before;
    const auto& after = periods.back().delay_after;
    const bool arrivals = flow.method == Method::udp_arrivals || periods.front().behind;
    if (!flow.two_way || arrivals || !before || !after) {
        return std::nullopt;
    }
    // A delay is a difference of two stamps, and this one of two delays.
    const Duration unit = flow.clock_resolution > 1ns ? 2 * flow.clock_resolution : Duration{};
    return Interval{after->median - before->median, after->shortest - before->longest - unit,
                    after->longest - before->shortest + unit};
}

void count_disturbances(const FlowReport& flow, Instant from, Instant to, RouteResult& out) {
    for (const Disturbance& disturbance : flow.disturbances) {
        if (disturbance.at >= from && disturbance.at <= to) {
            ++(disturbance.kind == Disturbance::Kind::duplicate ? out.duplicates
                                                                : out.out_of_order);
        }
    }
}

}  // namespace

RouteResult route_result(const Report& report, std::size_t index,
                         const std::vector<LossPeriod>& periods) {
    const FlowReport& flow = report.flows[index];
    RouteResult out;
    out.flow = index;
    out.periods = periods;
    // Of a flow without numbers of which one direction is seen, a pause of the sender is a gap too.
    const bool numbered = flow.two_way || flow.method != Method::udp_arrivals;
    for (const LossPeriod& period : periods) {
        out.impaired += period.impaired;
        out.late += period.late;
        out.holed = out.holed || period.missing > 0;
        const bool known = numbered && !period.behind && !period.capture_silent;
        out.confirmed = out.confirmed && (known || period.backlog);
    }
    const LossPeriod& first = periods.front();
    const LossPeriod& last = periods.back();
    const Bounds whole(report, flow, first, last);
    const Bounds once(report, flow, first, first);
    out.recovered = last.after.has_value();
    out.out_latest = whole.out_latest();
    out.back_earliest = whole.back_earliest();
    out.back_latest = whole.back_latest();
    out.first_back_earliest = once.back_earliest();
    out.first_back_latest = once.back_latest();
    count_disturbances(flow, first.begin(), last.end() + report.settings.validated_for, out);
    if (out.holed) {
        return out;
    }
    // A sender that keeps no interval may have been idle for long before the event: what went out
    // of service is counted from the first packet that was.
    const bool idle_before = flow.method == Method::tcp && !flow.steady && !first.behind;
    const Duration by_sending = idle_before ? last.end() - first.first_sent : whole.by_sending();
    if (whole.seen() || whole.stamped()) {
        out.tbm = figure(FigureMethod::tbm, by_sending, whole, periods);
    }
    if (whole.closed()) {
        out.tblm = figure(FigureMethod::tblm, whole.by_arrival(), whole, periods);
        if (!whole.seen() && whole.stamped()) {
            // The stamps bound the truth, the arrivals do not.
            out.tblm->low = std::min(out.tblm->low, out.tbm->low);
        }
    }
    out.plbm = by_loss(report, flow, periods);
    out.additive_backup_delay = backup_delay(flow, periods);
    return out;
}

}  // namespace holdfast::harness::timing
