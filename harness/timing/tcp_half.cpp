// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/tcp_half.h"

#include <algorithm>

namespace holdfast::harness::timing {

namespace {

// Each segment and each answer looks at all that are under way. The oldest beyond these, of a bulk
// transfer, is given up without a verdict: such a connection is not steady anyway.
constexpr std::size_t under_way_max = 256;
// Without acknowledgements a segment is judged when so many more were sent: those of a second at
// the rates that are measured by, and longer than a retransmission takes to be noticed.
constexpr std::size_t unanswered_max = 64;
// After an outage at least a quarter of what was held up comes within three intervals, beside the
// five segments that fit in there by themselves when they jitter.
constexpr int backlog_intervals = 3;
constexpr std::uint64_t segments_by_themselves = 5;
constexpr std::uint64_t backlog_part = 4;

/// Sequence numbers wrap (RFC 9293 section 3.4).
bool not_after(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(a - b) <= 0;
}

}  // namespace

void TcpHalf::sent(const dissect::Frame& frame, std::uint32_t length, Instant at,
                   PacketRef packet) {
    Transmission sent;
    sent.begin = frame.sequence;
    sent.end = frame.sequence + length;
    sent.number = ++number_;
    sent.passage = {number_, at, at, std::nullopt, packet, packet};
    for (Transmission& earlier : under_way_) {
        if (not_after(sent.begin, earlier.begin) && not_after(earlier.end, sent.end)) {
            earlier.again = sent.repeats = true;
        }
    }
    retransmissions_ += sent.repeats ? 1 : 0;
    if (number_ == 1) {
        first_at_ = at;
    } else if (!sent.repeats) {
        pacing_.take(at - last_at_);
    }
    last_at_ = at;
    note_arrival(sent.end, at, packet);
    if (!acknowledged_any_ && under_way_.size() == unanswered_max) {
        resolve_front(!under_way_.front().again);
    } else if (under_way_.size() == under_way_max) {
        under_way_.pop_front();
    }
    under_way_.push_back(sent);
}

void TcpHalf::note_arrival(std::uint32_t end, Instant at, PacketRef packet) {
    if (number_ > 1 && not_after(end, highest_)) {
        return;
    }
    highest_ = end;
    const std::size_t gaps = arrivals_.periods().found().size();
    const Instant before = arrivals_.last_at();
    arrivals_.take(at, packet);
    if (arrivals_.periods().found().size() > gaps) {
        const Duration tau = arrivals_.pacing().interval().value_or(1ns);
        const auto held_up = static_cast<std::uint64_t>((at - before) / std::max(tau, 1ns));
        backlog_ = Backlog{at + backlog_intervals * tau,
                           segments_by_themselves + held_up / backlog_part, 0};
    }
    if (backlog_) {
        if (at > backlog_->until) {
            backlog_.reset();
        } else if (++backlog_->segments == backlog_->segments_wanted) {
            arrivals_.confirm_last();
            backlog_.reset();
        }
    }
}

void TcpHalf::acknowledged(std::uint32_t up_to, Instant at, PacketRef packet) {
    acknowledged_any_ = true;
    for (Transmission& sent : under_way_) {
        if (!sent.answered && not_after(sent.end, up_to)) {
            // Of several that carried the bytes the last one before the answer is taken to have
            // arrived; the others were impaired all the same.
            sent.answered = true;
            sent.passage.received = at;
            sent.passage.received_packet = packet;
        }
    }
    while (!under_way_.empty() && under_way_.front().answered) {
        resolve_front(!under_way_.front().again);
    }
}

void TcpHalf::reset() {
    while (!under_way_.empty()) {
        resolve_front(under_way_.front().answered && !under_way_.front().again);
    }
}

void TcpHalf::resolve_front(bool arrived) {
    const Transmission& sent = under_way_.front();
    if (arrived) {
        periods_.passed(sent.passage);
    } else {
        periods_.impaired(sent.number, sent.passage.sent, sent.passage.sent_packet, false);
    }
    under_way_.pop_front();
}

void TcpHalf::finish(Instant end, Duration threshold) {
    // Of what was sent again and again at the end nobody knows whether the last one arrived.
    const auto new_after = [&](std::size_t from) {
        return std::any_of(under_way_.begin() + static_cast<std::ptrdiff_t>(from), under_way_.end(),
                           [](const Transmission& sent) { return !sent.repeats; });
    };
    while (!under_way_.empty()) {
        const Transmission& sent = under_way_.front();
        if (!sent.answered && !sent.again && end - sent.passage.sent <= threshold) {
            under_way_.pop_front();
        } else if (acknowledged_any_) {
            resolve_front(sent.answered && !sent.again);
        } else {
            resolve_front(!sent.again && (!sent.repeats || new_after(1)));
        }
    }
    periods_.finish();
    arrivals_.finish();
}

}  // namespace holdfast::harness::timing
