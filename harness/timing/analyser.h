// SPDX-License-Identifier: Apache-2.0
// Takes the packets of one or several captures, by clock, and keeps only what the report needs:
// memory grows with flows and events, up to bounds, never with packets.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/capture_reader/merged.h"
#include "harness/timing/control_signs.h"
#include "harness/timing/flow_table.h"
#include "harness/timing/ownership.h"
#include "harness/timing/report.h"

namespace holdfast::harness::timing {

/// All that is known of an address that somebody claimed or served.
struct AddressState {
    Ownership ownership;
    bool by_vrrp = false;
    bool by_route = false;
    bool probed = false;  ///< probes of ours go there
    std::vector<MacChange> mac_changes;
};

/// What the receiving host says it got, by probe flow.
using ReceiverLog = std::map<std::uint32_t, std::vector<bool>>;

class Analyser {
  public:
    Analyser(Settings settings, std::size_t captures);
    Analyser(const Analyser&) = delete;
    Analyser& operator=(const Analyser&) = delete;

    void set_receiver_log(ReceiverLog log) { receiver_log_ = std::move(log); }
    void take(const capture_reader::CapturedPacket& packet, std::size_t capture);
    /// The readers say how their files ended; `clocks`, one for each, how their times were
    /// corrected.
    Report finish(const std::vector<capture_reader::Reader>& readers,
                  const std::vector<ClockReport>& clocks);

  private:
    struct Tap {
        std::size_t capture = 0;
        std::uint32_t interface = 0;
        std::uint32_t network = 0;
        bool operator==(const Tap&) const = default;
    };
    struct Moment {
        std::optional<TimePoint> wanted;
        std::optional<Instant> at;
    };

    bool inside(const capture_reader::CapturedPacket& packet, std::size_t capture, Instant now);
    void resolve(Moment& moment, const capture_reader::CapturedPacket& packet, std::size_t capture,
                 Instant now) const;
    std::uint16_t tap_of(const Tap& tap);
    AddressState* address(dissect::IpAddress address);
    void take_address_message(Instant now, PacketRef ref);
    void take_udp(Instant now, PacketRef ref, std::uint16_t tap, std::size_t capture);
    void take_echo(Instant now, PacketRef ref, std::uint16_t tap, std::size_t capture);
    void take_tcp(Instant now, PacketRef ref, std::uint16_t tap, std::size_t capture);
    void connection_attempt(Flow& connection, bool from_one, Instant now, PacketRef ref,
                            std::uint16_t tap, std::size_t capture);
    Flow* flow_of(const FlowKey& key, bool client_is_one, std::size_t capture, Instant now);
    void note_macs(Flow& flow, bool from_one, Instant now, PacketRef ref);
    void tell_claim(dissect::IpAddress address, const Claim& claim);
    Sighting sighting(Instant now, PacketRef ref) const;

    Settings settings_;
    std::vector<CaptureWatch> watches_;
    std::vector<Instant> firsts_;
    std::vector<std::uint64_t> not_understood_;
    std::optional<Duration> epoch_;
    Instant end_;
    Moment from_;
    Moment to_;
    Moment fault_;
    std::vector<Tap> taps_;
    std::uint16_t last_tap_ = 0;
    Nodes nodes_;
    ControlSigns signs_;
    FlowTable flows_;
    std::map<dissect::IpAddress, AddressState> addresses_;
    ReceiverLog receiver_log_;
    dissect::Frame frame_;  ///< of the packet at hand
};

}  // namespace holdfast::harness::timing
