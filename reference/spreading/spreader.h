// SPDX-License-Identifier: Apache-2.0
// Native scaling on one engine (spec 3.13): which instance of a service serves a packet that has
// come here for its VIP. The primary spreads new flows over all instances; each of them serves and
// answers by itself.
//
// By flow_dist LOAD_AWARE new flows go round in proportion to what processors are free (SCL-6): an
// engine that tells a load of three quarters gets a quarter of the flows of one that has nothing to
// do. None is left out: everybody's turn comes. Who is new in the round is the next.
//
// What arrives is told apart by its sender. Packets from clients come to the primary, which alone
// answers ARP (SCL-1). Packets from another instance were meant for this engine and are never sent
// on again, so that none can go round in a circle.
//
// A flow is as stable as the memory of the engine that serves it. After a promotion the primary
// asks the others about flows that it does not know; who serves one says so. A TCP connection that
// nobody claims was the dead engine's and is reset, datagrams get another instance (SCL-9 to 12).
//
// Instances answer clients themselves, or by way of the primary, which alone is seen from outside
// then (SCL-5). It sends an answer to where its client's packets come from; the answer of a flow of
// which it has seen none is lost, and the client's next packet mends that.
//
// A value without sockets and clocks, like every core (decision 1).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/time.h"
#include "reference/protocol/messages.h"
#include "reference/spreading/flow_table.h"

namespace holdfast::reference::spreading {

struct Arrival {
    enum class Kind {
        opens,      ///< a TCP SYN that is no answer
        continues,  ///< any other TCP segment
        datagram,
    };
    protocol::Flow flow;
    Kind kind = Kind::datagram;
    MacAddress sender{};       ///< of the frame
    bool served_here = false;  ///< this engine's data path knows the flow
};

/// A packet from a VIP to a client.
struct Answer {
    protocol::Flow flow;
    std::optional<MacAddress> sender{};  ///< of the frame; none: this engine's own sockets
};

struct Decision {
    enum class Action {
        serve,    ///< this engine's data path takes it
        send_on,  ///< to the instance at `to`, an answer perhaps to the client
        hold,     ///< others are being asked; Spreader says later what becomes of it
        reset,    ///< nobody serves it: this engine's kernel tells the client so
        pass,     ///< no port of a service: as if it had not been asked about
        drop,
    };
    Action action = Action::serve;
    MacAddress to{};
    bool operator==(const Decision&) const = default;
};

/// So many packets of a flow wait for what others say about it; more are dropped, as by any full
/// queue.
inline constexpr std::size_t held_packets_max = 16;

/// A question that has come to its end: what becomes of the packets of this flow that are held.
struct Resolved {
    protocol::Flow flow;
    Decision decision;
};

/// To be sent to each of these engines.
struct Question {
    std::vector<protocol::EngineName> to;
    protocol::FlowQuestion question;
};

class Spreader {
  public:
    explicit Spreader(protocol::EngineName self);

    /// This engine serves it from now on, or it has changed.
    void open(Instant now, const protocol::PlacedService& service);
    void close(const protocol::ServiceName& service);
    void set_probes(const protocol::FlowProbes& probes) { probes_ = probes; }
    /// The primary heartbeats its secondaries; one that is not heard gets no new flow, and loses
    /// its datagrams to another one. Its connections wait for the controller's word (SCL-8).
    void set_heard(const protocol::EngineName& engine, bool heard);

    /// How busy an engine, this one or another, is now: thousandths of a processor. Forgotten when
    /// it has not been told again for a while: then the engine counts as idle.
    void set_load(Instant now, const protocol::EngineName& engine, std::uint16_t processor);

    /// VIPs for which packets have to be shown to decide(). Others are for the engine's kernel as
    /// they come.
    std::set<Ipv4Address> spread_addresses() const;
    /// VIPs from which answers of other instances come here, on their way to clients: to be shown
    /// to decide_answer().
    std::set<Ipv4Address> relayed_addresses() const;
    /// VIPs from which this engine's own answers do not go to clients directly, likewise.
    std::set<Ipv4Address> deferring_addresses() const;

    Decision decide(Instant now, const Arrival& arrival, std::vector<Question>& out);
    /// send_on or drop.
    Decision decide_answer(Instant now, const Answer& answer);
    std::vector<Resolved> hear(Instant now, const protocol::FlowAnswer& answer);
    std::vector<Resolved> on_timer(Instant now, std::vector<Question>& out);
    std::optional<Instant> next_timeout() const;

  private:
    /// Smooth weighted round robin: each gets its weight, whoever has most is chosen and pays all
    /// weights. Whoever comes into the round begins with as much as a turn costs.
    using Credits = std::map<protocol::EngineName, std::int64_t>;
    struct Load {
        std::uint16_t processor = 0;
        Instant told;
    };
    struct Service {
        protocol::PlacedService placed;
        std::map<std::pair<protocol::Transport, std::uint16_t>, Credits> credits{};  ///< of ports
        /// Flows may exist that this engine has not seen begin, although it is the primary.
        Instant unknown_until{};
        bool primary() const { return placed.role == protocol::Role::active; }
        bool defers() const { return placed.answers_through_primary && !primary(); }
    };
    struct Asked {
        protocol::ServiceName service;
        Arrival::Kind kind = Arrival::Kind::continues;
        std::set<protocol::EngineName> silent;  ///< have not answered yet
        std::uint32_t retries_left = 0;
        Instant retry_at;
        MacAddress client_link{};
    };

    Service* service_of(const protocol::Flow& flow);
    template <class Condition>
    std::set<Ipv4Address> vips_where(Condition condition) const;
    const protocol::Instance* instance(const Service& service,
                                       const protocol::EngineName& engine) const;
    bool is_from_instance(const Service& service, const MacAddress& sender) const;
    bool takes_new(const protocol::Instance& instance) const;
    const protocol::Instance* choose(Instant now, Service& service, const protocol::Flow& flow);
    const protocol::Instance* next_in_turn(Instant now, Credits& credits,
                                           const std::vector<const protocol::Instance*>& round);
    const protocol::Instance* nearest(const Service& service, const protocol::Flow& flow,
                                      const std::vector<const protocol::Instance*>& round) const;
    std::int64_t weight(Instant now, const protocol::EngineName& engine) const;
    Decision decide_for(Instant now, Service& service, const Arrival& arrival,
                        std::vector<Question>& out);
    Decision decide_sent_on(Instant now, const Service& service, const Arrival& arrival);
    Decision decide_known(Instant now, Service& service, const Arrival& arrival,
                          const protocol::EngineName& engine);
    Decision ask(Instant now, const Service& service, const Arrival& arrival,
                 std::vector<Question>& out);
    Decision begin(Instant now, Service& service, const protocol::Flow& flow);
    Decision towards(const protocol::Instance& instance) const;
    Decision unclaimed(Instant now, const protocol::Flow& flow, const Asked& asked);

    protocol::EngineName self_;
    protocol::FlowProbes probes_;
    std::map<protocol::ServiceName, Service> services_;
    std::set<protocol::EngineName> unheard_;
    std::map<protocol::EngineName, Load> loads_;
    FlowTable table_;
    std::map<protocol::Flow, Asked> asked_;
    Instant sweep_at_{};
};

}  // namespace holdfast::reference::spreading
