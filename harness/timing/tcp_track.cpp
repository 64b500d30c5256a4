// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/tcp_track.h"

#include <algorithm>

#include "harness/packet/packet.h"

namespace holdfast::harness::timing {

namespace {

bool held_up(const LossPeriod& period) {
    return period.backlog;
}

}  // namespace

void TcpTrack::segment(std::unique_ptr<TcpHalf>& sender, TcpHalf* other, const CaptureWatch* watch,
                       const dissect::Frame& frame, Instant at, PacketRef packet) {
    const bool opens = (frame.flags & packet::Tcp::syn) != 0;
    const bool closes = (frame.flags & packet::Tcp::fin) != 0;
    const bool acknowledges = (frame.flags & packet::Tcp::ack) != 0;
    if (other != nullptr && acknowledges) {
        other->acknowledged(frame.acknowledgement, at, packet);
    }
    const std::uint32_t length = frame.payload_length + (opens ? 1 : 0) + (closes ? 1 : 0);
    // An answer to an attempt carries nothing that is not the attempt's.
    if (length == 0 || (opens && acknowledges)) {
        return;
    }
    if (!sender) {
        sender = std::make_unique<TcpHalf>(watch);
    }
    sender->sent(frame, length, at, packet);
}

void TcpTrack::from_client(const dissect::Frame& frame, Instant at, PacketRef packet) {
    client_seen_ = true;
    if (!reset_) {
        segment(client_, server_.get(), watch_, frame, at, packet);
    }
}

void TcpTrack::from_server(const dissect::Frame& frame, Instant at, PacketRef packet) {
    server_seen_ = true;
    if (reset_) {
        return;
    }
    if ((frame.flags & packet::Tcp::rst) != 0) {
        reset_ = Reset{at, packet};
        if (client_) {
            client_->reset();
        }
        return;
    }
    segment(server_, client_.get(), watch_, frame, at, packet);
}

const TcpHalf& TcpTrack::main() const {
    static const TcpHalf nothing(nullptr);
    const TcpHalf* more = client_.get();
    const TcpHalf* less = server_.get();
    if (more == nullptr || (less != nullptr && less->segments() > more->segments())) {
        std::swap(more, less);
    }
    const bool nothing_lost = more != nullptr && more->periods().found().empty();
    if (nothing_lost && less != nullptr && !less->periods().found().empty()) {
        return *less;
    }
    return more != nullptr ? *more : nothing;
}

bool TcpTrack::by_arrivals() const {
    const std::vector<LossPeriod> found = gaps();
    return main().periods().found().empty() && !found.empty() &&
           (!two_way() || std::any_of(found.begin(), found.end(), held_up));
}

std::vector<LossPeriod> TcpTrack::gaps() const {
    if (!main().arrivals().pacing().steady()) {
        return {};
    }
    std::vector<LossPeriod> found = main().arrivals().periods().found();
    for (LossPeriod& period : found) {
        period.behind = true;
    }
    return found;
}

const Periods& TcpTrack::periods() const {
    return by_arrivals() ? main().arrivals().periods() : main().periods();
}

void TcpTrack::finish(Instant end, Duration threshold) {
    for (auto* half : {&client_, &server_}) {
        if (*half) {
            (*half)->finish(end, threshold);
        }
    }
}

}  // namespace holdfast::harness::timing
