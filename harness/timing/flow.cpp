// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/flow.h"

#include <algorithm>

#include "base/check.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::timing {

namespace {

// Where a capture begins among probes under way, a reply may be the first packet of a flow: which
// end asks is settled within so many packets.
constexpr std::uint64_t settled_after = 256;
// Nine answers in ten follow their request at once, and each within half an interval: then each is
// taken to belong to the request before it.
constexpr std::uint64_t straight_of_ten = 9;
// Echo sequence numbers have 16 bits; this one leaves room to begin below it.
constexpr std::uint64_t echo_origin = std::uint64_t{1} << 32;

/// The number nearest to `near` that ends in these 16 bits.
std::uint64_t unwrapped(std::uint16_t low, std::uint64_t near) {
    const auto ahead = static_cast<std::int16_t>(static_cast<std::uint16_t>(low - (near & 0xffff)));
    return near + static_cast<std::uint64_t>(static_cast<std::int64_t>(ahead));
}

}  // namespace

Series& Flow::numbered() {
    if (!series_) {
        series_ = std::make_unique<Series>(threshold_, watch_);
    }
    return *series_;
}

/// What was taken for the client is the server.
void Flow::turn_round() {
    client_is_one_ = !client_is_one_;
    std::swap(highest_[0], highest_[1]);
    std::swap(seen_[0], seen_[1]);
    to_server_ = from_server_ = Side{};
    series_ = std::make_unique<Series>(threshold_, watch_);
}

void Flow::take_probe(bool from_one, const Sighting& sighting, std::uint32_t id) {
    kind_ = Method::probe;
    probe_id_ = id;
    touched_ = sighting.at;
    bool from_client = from_one == client_is_one_;
    // An echoed probe cannot be ahead of the requests.
    if (++probes_ <= settled_after && !from_client && seen_[0] && sighting.sequence > highest_[0]) {
        turn_round();
        from_client = true;
    }
    const std::size_t side = from_client ? 0 : 1;
    seen_[side] = true;
    highest_[side] = std::max(highest_[side], sighting.sequence);
    if (from_client) {
        numbered().request(sighting);
    } else {
        numbered().reply(sighting);
    }
}

void Flow::take_echo(bool request, std::uint16_t sequence, Sighting sighting) {
    kind_ = Method::echo;
    touched_ = sighting.at;
    if (echo_highest_ == 0) {
        echo_highest_ = echo_origin + sequence;
    }
    sighting.sequence = unwrapped(sequence, echo_highest_);
    echo_highest_ = std::max(echo_highest_, sighting.sequence);
    if (request) {
        numbered().request(sighting);
    } else {
        numbered().reply(sighting);
    }
}

void Flow::take_udp(bool from_one, Sighting sighting) {
    touched_ = sighting.at;
    if (!udp_) {
        udp_ = std::make_unique<Udp>(watch_);
    }
    Series& numbers = numbered();
    if (from_one == client_is_one_) {
        udp_->forth.take(sighting.at, sighting.packet);
        ++udp_->asked;
        udp_->last_was_request = true;
        sighting.sequence = udp_->forth.count();
        numbers.request(sighting);
        return;
    }
    udp_->back.take(sighting.at, sighting.packet, udp_->asked);
    ++udp_->answers;
    udp_->straight += udp_->last_was_request ? 1 : 0;
    if (udp_->forth.count() > 0) {
        udp_->longest_answer = std::max(udp_->longest_answer, sighting.at - udp_->forth.last_at());
    }
    udp_->last_was_request = false;
    udp_->asked = 0;
    if (udp_->forth.count() > 0) {
        sighting.sequence = udp_->forth.count();
        numbers.reply(sighting);
    }
}

void Flow::take_tcp(bool from_one, const dissect::Frame& frame, Instant at, PacketRef packet) {
    kind_ = Method::tcp;
    touched_ = at;
    if (!tcp_) {
        tcp_ = std::make_unique<TcpTrack>(watch_);
    }
    if (from_one == client_is_one_) {
        tcp_->from_client(frame, at, packet);
    } else {
        tcp_->from_server(frame, at, packet);
    }
    closed_ = closed_ || (frame.flags & (packet::Tcp::fin | packet::Tcp::rst)) != 0;
}

std::uint64_t Flow::begin_attempt(Sighting sighting) {
    kind_ = Method::connects;
    touched_ = sighting.at;
    sighting.sequence = ++probes_;
    numbered().request(sighting);
    return probes_;
}

void Flow::answer_attempt(std::uint64_t attempt_number, Sighting sighting) {
    touched_ = sighting.at;
    sighting.sequence = attempt_number;
    numbered().reply(sighting);
}

std::optional<MacChange> Flow::note_macs(bool from_one, const dissect::Frame& frame, Instant at,
                                         PacketRef packet) {
    const bool to_server = from_one == client_is_one_;
    const dissect::Mac mac = to_server ? frame.destination_mac : frame.source_mac;
    Side& side = to_server ? to_server_ : from_server_;
    std::optional<MacChange> change;
    if (mac != side.mac && mac != 0) {
        change = MacChange{to_server, side.mac, mac, at, packet, side.at, side.packet};
        side.mac = mac;
    }
    side.at = at;
    side.packet = packet;
    return change;
}

void Flow::finish(Instant end) {
    if (series_) {
        series_->finish(end);
    }
    if (tcp_) {
        tcp_->finish(end, threshold_);
    }
    if (udp_) {
        udp_->forth.finish();
        udp_->back.finish();
    }
}

bool Flow::pairs() const {
    CHECK(udp_ != nullptr, "a flow was asked that no packet was taken for");
    const Duration tau = udp_->forth.pacing().interval().value_or(Duration{});
    return udp_->answers > 0 && udp_->straight * 10 >= udp_->answers * straight_of_ten &&
           2 * udp_->longest_answer <= tau;
}

Method Flow::method() const {
    if (tcp_ && tcp_->by_arrivals()) {
        return Method::tcp_arrivals;
    }
    return udp_ && !probe_id_ && pairs() ? Method::udp_pairs : kind_;
}

const Arrivals& Flow::arrivals() const {
    return udp_->answers > 0 ? udp_->back : udp_->forth;
}

const Series* Flow::series() const {
    return tcp_ || method() == Method::udp_arrivals ? nullptr : series_.get();
}

bool Flow::two_way() const {
    if (tcp_) {
        return tcp_->two_way();
    }
    return udp_ ? udp_->answers > 0 : series_ && series_->two_way();
}

bool Flow::steady() const {
    return pacing().steady();
}

const Periods& Flow::periods() const {
    if (tcp_) {
        return tcp_->periods();
    }
    return series() != nullptr ? series_->periods() : arrivals().periods();
}

const Pacing& Flow::pacing() const {
    if (tcp_) {
        return tcp_->pacing();
    }
    return series() != nullptr ? series_->pacing() : arrivals().pacing();
}

std::uint64_t Flow::packets() const {
    if (tcp_) {
        return tcp_->sent();
    }
    return series() != nullptr ? series_->requests() : arrivals().count();
}

Instant Flow::first_at() const {
    if (tcp_) {
        return tcp_->first_at();
    }
    return series() != nullptr ? series_->first_at() : arrivals().first_at();
}

Instant Flow::last_at() const {
    if (tcp_) {
        return tcp_->last_at();
    }
    return series() != nullptr ? series_->last_at() : arrivals().last_at();
}

}  // namespace holdfast::harness::timing
