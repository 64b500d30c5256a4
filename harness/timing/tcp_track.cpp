// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/tcp_track.h"

#include "harness/packet/packet.h"

namespace holdfast::harness::timing {

namespace {

// Each segment and each answer looks at all that are under way. The oldest beyond these, of a bulk
// transfer, is given up without a verdict: such a connection is not steady anyway.
constexpr std::size_t under_way_max = 256;

/// Sequence numbers wrap (RFC 9293 section 3.4).
bool not_after(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(a - b) <= 0;
}

}  // namespace

void TcpTrack::from_client(const dissect::Frame& frame, Instant at, PacketRef packet) {
    const bool opens = (frame.flags & packet::Tcp::syn) != 0;
    const bool closes = (frame.flags & packet::Tcp::fin) != 0;
    const std::uint32_t length = frame.payload_length + (opens ? 1 : 0) + (closes ? 1 : 0);
    if (length == 0 || reset_) {
        return;
    }
    Transmission sent;
    sent.begin = frame.sequence;
    sent.end = frame.sequence + length;
    sent.number = ++number_;
    sent.passage = {number_, at, at, std::nullopt, packet, packet};
    bool again = false;
    for (Transmission& earlier : under_way_) {
        if (not_after(sent.begin, earlier.begin) && not_after(earlier.end, sent.end)) {
            earlier.again = again = true;
        }
    }
    retransmissions_ += again ? 1 : 0;
    if (number_ == 1) {
        first_at_ = at;
    } else if (!again) {
        pacing_.take(at - last_at_);
    }
    last_at_ = at;
    if (under_way_.size() == under_way_max) {
        under_way_.pop_front();
    }
    under_way_.push_back(sent);
}

void TcpTrack::from_server(const dissect::Frame& frame, Instant at, PacketRef packet) {
    if (reset_) {
        return;
    }
    if ((frame.flags & packet::Tcp::rst) != 0) {
        reset_ = Reset{at, packet};
        for (Transmission& sent : under_way_) {
            sent.again = sent.again || !sent.answered;
        }
    } else if ((frame.flags & packet::Tcp::ack) != 0) {
        for (Transmission& sent : under_way_) {
            if (!sent.answered && not_after(sent.end, frame.acknowledgement)) {
                // Of several that carried the bytes the last one before the answer is taken to have
                // arrived; the others were impaired all the same.
                sent.answered = true;
                sent.passage.received = at;
                sent.passage.received_packet = packet;
            }
        }
    }
    while (!under_way_.empty() && (under_way_.front().answered || reset_)) {
        resolve_front();
    }
}

void TcpTrack::resolve_front() {
    const Transmission& sent = under_way_.front();
    if (sent.answered && !sent.again) {
        periods_.passed(sent.passage);
    } else {
        periods_.impaired(sent.number, sent.passage.sent, sent.passage.sent_packet, false);
    }
    under_way_.pop_front();
}

void TcpTrack::finish(Instant end, Duration threshold) {
    while (!under_way_.empty()) {
        const Transmission& sent = under_way_.front();
        if (!sent.answered && !sent.again && end - sent.passage.sent <= threshold) {
            under_way_.pop_front();
        } else {
            resolve_front();
        }
    }
    periods_.finish();
}

}  // namespace holdfast::harness::timing
