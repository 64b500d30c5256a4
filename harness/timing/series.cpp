// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/series.h"

#include <algorithm>

namespace holdfast::harness::timing {

namespace {

constexpr std::size_t slots_at_first = 16;
// 10,000 packets a second for 6.5 s without an answer; then the oldest is resolved early.
constexpr std::size_t slots_max = 65'536;
constexpr std::size_t pauses_max = 100;
// One or two stragglers are late; eight in a row are a sender that counts from the beginning again.
constexpr int old_before_restart = 8;
// A sender that is three intervals late was held up; one timer tick is nothing.
constexpr int pause_intervals = 3;

}  // namespace

void Series::restart(std::uint64_t sequence) {
    resolve_all();
    front_ = next_ = sequence;
    slots_.assign(slots_at_first, Slot{});
    highest_replied_ = 0;
    any_replied_ = false;
}

void Series::widen() {
    std::vector<Slot> wider(slots_.size() * 2);
    const std::uint64_t kept = std::min<std::uint64_t>(slots_.size(), next_);
    for (std::uint64_t i = next_ - kept; i < next_; ++i) {
        wider[i & (wider.size() - 1)] = slot(i);
    }
    slots_ = std::move(wider);
}

/// Room for everything from the front to this sequence. False: it lies before the front.
bool Series::make_room(std::uint64_t sequence, Instant at) {
    if (!began_) {
        began_ = true;
        front_ = next_ = sequence;
        first_at_ = at;
        slots_.resize(slots_at_first);
    }
    if (sequence < front_) {
        return false;
    }
    if (sequence - front_ >= slots_max) {
        // An outage of many packets of which only the arrivals are seen, or a hole: told in one
        // word instead of slot by slot.
        const std::uint64_t skipped = sequence - next_;
        resolve_all();
        if (skipped > 0 && skipped < (std::uint64_t{1} << 40)) {
            if (two_way()) {
                periods_.missing(skipped);
            } else {
                periods_.lost_unseen(next_, skipped);
            }
        }
        front_ = next_ = sequence;
        slots_.assign(slots_at_first, Slot{});
    }
    while (sequence - front_ >= slots_.size()) {
        widen();
    }
    for (; next_ <= sequence; ++next_) {
        slot(next_) = Slot{};
        slot(next_).sent = at;  // of one that is not seen: when it was missed
    }
    return true;
}

void Series::disturbed(Disturbance::Kind kind, const Sighting& sighting) {
    ++(kind == Disturbance::Kind::duplicate ? duplicates_ : out_of_order_);
    disturbances_.take({kind, sighting.at, sighting.packet});
}

void Series::note_request_time(const Sighting& sighting) {
    if (requests_ > 0 && sighting.sequence > last_request_) {
        const Duration gap = sighting.at - last_request_at_;
        const auto steps = static_cast<std::int64_t>(
            std::min<std::uint64_t>(sighting.sequence - last_request_, 1 << 30));
        pacing_.take(gap / steps);
        const auto tau = pacing_.interval();
        // Packets that are missing were sent in between; only what remains is the sender's pause.
        if (steps == 1 && tau && gap > pause_intervals * *tau) {
            longest_sender_gap_ = std::max(longest_sender_gap_, gap);
            if (pauses_.size() < pauses_max) {
                pauses_.push_back({last_request_at_, sighting.at, sighting.packet});
            }
        }
    }
    last_request_ = sighting.sequence;
    last_request_at_ = sighting.at;
}

/// A request from before everything under way. True: there is room for it now.
bool Series::take_old(const Sighting& sighting) {
    if (!resolved_any_ && front_ - sighting.sequence < slots_at_first) {
        // The flow's first packets came out of order.
        const std::uint64_t front = sighting.sequence;
        while (next_ - front >= slots_.size()) {
            widen();
        }
        for (; front_ > front; --front_) {
            slot(front_ - 1) = Slot{};
            slot(front_ - 1).sent = sighting.at;
        }
        return true;
    }
    if (++old_in_a_row_ >= old_before_restart) {
        restart(sighting.sequence);  // the sender began anew
        return true;
    }
    if (!two_way() && periods_.came_late(sighting.sequence)) {
        ++late_;
    }
    return false;
}

void Series::request(const Sighting& sighting) {
    if (began_ && sighting.sequence < front_ && !take_old(sighting)) {
        return;
    }
    old_in_a_row_ = 0;
    if (!make_room(sighting.sequence, sighting.at)) {
        return;
    }
    last_at_ = sighting.at;
    Slot& found = slot(sighting.sequence);
    if (found.requested) {
        // Seen twice on its way: without replies to judge by it is what the receiver gets.
        if (!two_way() && found.request_hop == sighting.hop) {
            disturbed(Disturbance::Kind::duplicate, sighting);
        }
        return;
    }
    if (!two_way() && requests_ > 0 && sighting.sequence < last_request_) {
        disturbed(Disturbance::Kind::out_of_order, sighting);
    }
    if (requests_ == 0 || sighting.sequence > last_request_) {
        note_request_time(sighting);
    }
    ++requests_;
    found.requested = true;
    found.sent = sighting.at;
    found.sent_packet = sighting.packet;
    found.stamp = sighting.stamp;
    found.request_hop = sighting.hop;
    resolve_until(sighting.at);
}

/// The same packet once more at another hop is no duplicate.
void Series::repeated(const Slot& found, const Sighting& sighting) {
    if (found.reply_hop == sighting.hop) {
        disturbed(Disturbance::Kind::duplicate, sighting);
    }
}

void Series::reply(const Sighting& sighting) {
    if (replies_ == 0 && requests_ > 0) {
        // What was told so far came from requests alone, as if the tap were at the receiver.
        unanswered_at_first_ = periods_.last_passed() ? requests_ : 0;
        periods_.clear();
        duplicates_ = out_of_order_ = 0;
    }
    ++replies_;
    if (!make_room(sighting.sequence, sighting.at)) {
        // What was resolved lately still lies in the ring.
        const bool lately = next_ - sighting.sequence <= slots_.size();
        if (lately && slot(sighting.sequence).replied) {
            repeated(slot(sighting.sequence), sighting);
        } else if (periods_.came_late(sighting.sequence)) {
            ++late_;
        } else {
            disturbed(Disturbance::Kind::duplicate, sighting);
        }
        return;
    }
    last_at_ = sighting.at;
    Slot& found = slot(sighting.sequence);
    if (found.replied) {
        return repeated(found, sighting);
    }
    if (any_replied_ && sighting.sequence < highest_replied_) {
        disturbed(Disturbance::Kind::out_of_order, sighting);
    }
    any_replied_ = true;
    highest_replied_ = std::max(highest_replied_, sighting.sequence);
    found.replied = true;
    found.received = sighting.at;
    found.received_packet = sighting.packet;
    found.reply_hop = sighting.hop;
    if (!found.requested) {
        found.sent = sighting.at;
        found.stamp = sighting.stamp;
    }
    resolve_until(sighting.at);
}

void Series::resolve_until(Instant now) {
    // What is answered needs no waiting, so of a flow in service only a few packets are kept.
    // Before the first answer nobody knows whether there will be any.
    while (front_ < next_ && ((slot(front_).replied && slot(front_).requested) ||
                              now - slot(front_).sent > threshold_)) {
        resolve_front();
    }
}

bool Series::receiver_has(std::uint64_t sequence) const {
    return !receiver_ || (sequence < receiver_->size() && (*receiver_)[sequence]);
}

void Series::resolve_front() {
    const std::uint64_t sequence = front_;
    const Slot found = slot(sequence);
    ++front_;
    resolved_any_ = true;
    if (!two_way()) {
        if (!found.requested) {
            periods_.lost_unseen(sequence, 1);
        } else if (!receiver_has(sequence)) {
            periods_.impaired(sequence, found.sent, found.sent_packet, false);
        } else {
            periods_.passed({sequence, found.sent, found.sent, found.stamp, found.sent_packet,
                             found.sent_packet});
        }
        return;
    }
    if (!found.requested && !found.replied) {
        periods_.missing(1);
        return;
    }
    if (!found.replied) {
        periods_.impaired(sequence, found.sent, found.sent_packet, false);
        return;
    }
    if (found.received - found.sent > threshold_) {
        ++late_;
        periods_.impaired(sequence, found.sent, found.sent_packet, true);
        return;
    }
    periods_.passed({sequence, found.sent, found.received, found.stamp, found.sent_packet,
                     found.received_packet});
}

void Series::resolve_all() {
    while (front_ < next_) {
        resolve_front();
    }
}

void Series::finish(Instant end) {
    while (front_ < next_) {
        const Slot& found = slot(front_);
        const bool open = two_way() && !found.replied && end - found.sent <= threshold_;
        if (open) {
            ++front_;
        } else {
            resolve_front();
        }
    }
    periods_.finish();
}

}  // namespace holdfast::harness::timing
