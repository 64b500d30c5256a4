// SPDX-License-Identifier: Apache-2.0
// One TCP connection, of which one direction or both are seen, at the client, at the server or
// between them.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "harness/timing/tcp_half.h"

namespace holdfast::harness::timing {

class TcpTrack {
  public:
    explicit TcpTrack(const CaptureWatch* watch) : watch_(watch) {}

    void from_client(const dissect::Frame& frame, Instant at, PacketRef packet);
    void from_server(const dissect::Frame& frame, Instant at, PacketRef packet);
    /// `end`: of the capture; what was sent less than `threshold` before it is left out.
    void finish(Instant end, Duration threshold);

    bool two_way() const { return client_seen_ && server_seen_; }
    /// The outage shows in times between segments alone, because the tap is behind it: of one
    /// direction, or what was held up came when it ended.
    bool by_arrivals() const;
    /// Of the end that sends more, and of the other where that one shows nothing.
    const Periods& periods() const;
    /// Times without new segments of a steady sender: pauses, or outages seen from behind.
    std::vector<LossPeriod> gaps() const;
    const Pacing& pacing() const { return main().pacing(); }
    std::uint64_t sent() const { return main().segments(); }
    std::uint64_t retransmissions() const { return main().retransmissions(); }
    Instant first_at() const { return main().first_at(); }
    Instant last_at() const { return main().last_at(); }
    /// The server's RST: whoever has the address now does not know the connection.
    struct Reset {
        Instant at;
        PacketRef packet;
    };
    const std::optional<Reset>& reset() const { return reset_; }

  private:
    const TcpHalf& main() const;
    static void segment(std::unique_ptr<TcpHalf>& sender, TcpHalf* other, const CaptureWatch* watch,
                        const dissect::Frame& frame, Instant at, PacketRef packet);

    const CaptureWatch* watch_;
    std::unique_ptr<TcpHalf> client_;  ///< made when the first data comes
    std::unique_ptr<TcpHalf> server_;
    bool client_seen_ = false;
    bool server_seen_ = false;
    std::optional<Reset> reset_;
};

}  // namespace holdfast::harness::timing
