// SPDX-License-Identifier: Apache-2.0
// A simulated program: an actor that a node's kernel calls, one event at a time. A program never
// blocks and never sees a clock but its context's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/bytes.h"
#include "base/rng.h"
#include "base/time.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::sim {

struct Process;

struct Endpoint {
    Ipv4Address address;
    std::uint16_t port = 0;
    auto operator<=>(const Endpoint&) const = default;
};

struct Datagram {
    Endpoint from;
    Endpoint to;  ///< the local address that it was sent to
    Bytes payload;
};

using StreamId = std::uint64_t;  ///< one TCP connection; never used twice in a testbed
using TimerId = std::uint64_t;   ///< never 0, never used twice in a testbed

struct StreamEvent {
    enum class Kind {
        accepted,   ///< a peer connected to a port that this program listens on
        opened,     ///< our connect() succeeded
        line,       ///< one whole line, in order, without its line end
        closed,     ///< the peer ended the stream in order; nothing more will come or go
        refused,    ///< RST to our SYN
        reset,      ///< RST to an open stream: the peer's program is dead, or it knows us no more
        timed_out,  ///< nothing was acknowledged for 15 s, or our SYN was never answered
    };
    StreamId stream = 0;
    Kind kind = Kind::line;
    Endpoint local;
    Endpoint remote;
    std::string line;
};

/// ICMP says that nobody listens where a datagram of ours went.
struct DatagramRefused {
    std::uint16_t from_port = 0;  ///< our own
    Endpoint to;
};

/// An ICMP echo reply to the context's ping().
struct PingAnswer {
    Ipv4Address from;
    std::uint16_t identifier = 0;
    std::uint16_t sequence = 0;
};

/// Which UDP and TCP packets a program decides about instead of its kernel.
struct PacketsShown {
    std::set<Ipv4Address> destinations;  ///< that arrive for these addresses
    std::set<Ipv4Address> sources;       ///< that arrive from these, local ones or not
    std::set<Ipv4Address> leaving;       ///< that this node's own sockets send from these
    bool empty() const { return destinations.empty() && sources.empty() && leaving.empty(); }
};

/// One of them, before the kernel has done anything with it.
struct PacketShown {
    std::size_t interface = 0;  ///< where it came in, or where a route leads out
    MacAddress sender;          ///< of the frame
    packet::Ipv4 packet;
    bool leaves = false;  ///< a socket of this node sent it
};

/// What a program may ask of its kernel. Valid from Program::start() to the program's end; calls
/// never call back into the program before they return.
class ProgramContext {
  public:
    explicit ProgramContext(Process& process) : process_(process) {}

    /// The node's monotonic clock, which timers go by: the world's time until a fault makes it run
    /// at another rate.
    Instant now() const;
    /// Its wall clock: the same until a fault makes it wrong.
    Instant wall_clock() const;
    /// The share of a processor that the node's programs use, 0 to 1: what faults make it.
    double processor_load() const;
    const std::string& node() const;
    /// 1 for the first start of the node's program, then 2, 3, ...
    std::uint64_t boot_number() const;
    /// An own stream of chance for each start.
    Rng rng() const;

    /// Calls `call` at `at`, or at once when that has passed (never inside this call). While the
    /// program is paused it waits for the resumption.
    TimerId set_timer(Instant at, std::function<void()> call);
    void cancel_timer(TimerId timer);  ///< no effect on one that has fired

    /// Where a node's name leads; none: it is nobody's, or nothing is resolved here now.
    std::optional<Ipv4Address> resolve(const std::string& host) const;

    // ---- datagrams ----

    /// Receives on this port at every local address; 0 takes a free port of 32768 and up. None when
    /// the port is taken.
    std::optional<std::uint16_t> bind_udp(std::uint16_t port);
    void close_udp(std::uint16_t port);
    /// `from` must be a local address of the node now (false when it is not); an unspecified one is
    /// chosen by the route.
    bool send_udp(Endpoint from, Endpoint to, Bytes payload);

    // ---- streams: TCP connections that carry lines ----

    bool listen(std::uint16_t port);  ///< at every local address; false when the port is taken
    void stop_listening(std::uint16_t port);
    /// Ends in opened, refused or timed_out. `from` as in send_udp(); port 0 takes a free one.
    StreamId connect(Endpoint to, Endpoint from = {});
    Endpoint local_end(StreamId stream) const;
    /// A peer that vanished without a word ends the stream as timed_out after this time, whether or
    /// not something is on its way to it.
    void notice_dead_peer(StreamId stream, Duration limit);
    void send_line(StreamId stream, std::string_view line);  ///< no effect on an ended stream
    /// Ends the stream in order after what was sent; no more events of it come.
    void close(StreamId stream);
    /// Ends it at once: the peer sees a reset.
    void abort(StreamId stream);

    // ---- addresses ----

    /// Holds the address on the interface whose subnet contains it, else on `fallback_segment`'s,
    /// and renews its lease. With a lease it vanishes when this program ends and when it is not
    /// renewed in time; without one it stays until somebody removes it.
    /// `answered` false: ARP requests for it are not answered, and from then on the node asks in
    /// the name of no added address (Linux: arp_ignore 3 with scope host, arp_announce 2).
    void add_address(Ipv4Address address, std::optional<Duration> lease,
                     const std::string& fallback_segment, bool answered = true);
    void remove_address(Ipv4Address address);
    bool has_address(Ipv4Address address) const;  ///< of the topology, or added
    /// One gratuitous ARP (a request, as RFC 5227 has it) on the same interface.
    void announce(Ipv4Address address, const std::string& fallback_segment);

    // ---- packets of others' flows ----

    /// The hardware address on the segment; all zero: it is not attached there.
    MacAddress hardware_address(const std::string& segment) const;
    /// From now on these go to Program::shown() instead of to the sockets, or out.
    void show_packets(PacketsShown wanted);
    /// The kernel takes it after all, as it would have done.
    void deliver(packet::Ipv4 packet);
    /// To another node of the link, by its hardware address.
    void send_on(std::size_t interface, const MacAddress& to, packet::Ipv4 packet);
    /// Such addresses have this MAC while they are held here; none: those of the interfaces. It
    /// ends with the program.
    void use_virtual_mac(std::optional<MacAddress> mac, std::vector<Ipv4Address> addresses);
    /// The node passes on packets of others, or does not; until somebody says otherwise.
    void set_ip_forwarding(bool on);

    /// ICMP echo request; Program::answered() tells of the reply. `from` as in send_udp().
    void ping(Ipv4Address to, std::uint16_t identifier, std::uint16_t sequence,
              Ipv4Address from = {});
    /// Broadcasts an ARP request from the node's own address on the segment.
    void ask_owner(const std::string& segment, Ipv4Address address);
    /// The same where announce() would send; Program::owner_answered() tells of each reply, by
    /// whomever.
    void ask_other_owners(Ipv4Address address, const std::string& fallback_segment);
    bool carrier(const std::string& segment) const;

    /// Runs `work` as the program's own doing, for one who speaks to the program directly: killed
    /// in the middle of it, the program lives until it returns. False: the program is dead, before
    /// or after; do not touch it any more.
    bool call(const std::function<void()>& work);

    /// Ends the program when it returns, as exit() does: its streams are reset, leased addresses
    /// vanish.
    void exit();

  private:
    Process& process_;
};

class Program {
  public:
    Program() = default;
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    virtual ~Program() = default;

    /// Called once, first. `context` outlives the program.
    virtual void start(ProgramContext& context) = 0;
    virtual void receive(const Datagram& /*datagram*/) {}
    virtual void refused(const DatagramRefused& /*refusal*/) {}
    virtual void stream(const StreamEvent& /*event*/) {}
    virtual void answered(const PingAnswer& /*answer*/) {}
    virtual void owner_answered(Ipv4Address /*address*/) {}
    virtual void shown(PacketShown& /*packet*/) {}
    virtual void carrier_changed(const std::string& /*segment*/, bool /*up*/) {}
    /// SIGTERM: finish what is to be finished and call the context's exit().
    virtual void terminate() = 0;
};

/// Makes a program afresh for every start.
using ProgramFactory = std::function<std::unique_ptr<Program>()>;

}  // namespace holdfast::harness::sim
