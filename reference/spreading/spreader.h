// SPDX-License-Identifier: Apache-2.0
// Native scaling on one engine (spec 3.13): which instance of a service serves a packet that has
// come here for its VIP. The primary spreads new flows over all instances; each of them serves and
// answers by itself.
//
// What arrives is told apart by its sender. Packets from clients come to the primary, which alone
// answers ARP (SCL-1). Packets from another instance were meant for this engine and are never sent
// on again, so that none can go round in a circle.
//
// A flow is as stable as the memory of the engine that serves it. After a promotion the primary
// asks the others about flows that it does not know; who serves one says so. A TCP connection that
// nobody claims was the dead engine's and is reset, datagrams get another instance (SCL-9 to 12).
//
// A value without sockets and clocks, like every core (decision 1).
#pragma once

#include <map>
#include <optional>
#include <set>
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

struct Decision {
    enum class Action {
        serve,    ///< this engine's data path takes it
        send_on,  ///< to the instance at `to`
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

    /// Whether packets for this address have to be shown to decide(). Others are for the engine's
    /// kernel as they come.
    std::set<Ipv4Address> spread_addresses() const;

    Decision decide(Instant now, const Arrival& arrival, std::vector<Question>& out);
    std::vector<Resolved> hear(Instant now, const protocol::FlowAnswer& answer);
    std::vector<Resolved> on_timer(Instant now, std::vector<Question>& out);
    std::optional<Instant> next_timeout() const;

  private:
    struct Service {
        protocol::PlacedService placed;
        /// Flows may exist that this engine has not seen begin, although it is the primary.
        Instant unknown_until{};
        bool primary() const { return placed.role == protocol::Role::active; }
    };
    struct Asked {
        protocol::ServiceName service;
        Arrival::Kind kind = Arrival::Kind::continues;
        std::set<protocol::EngineName> silent;  ///< have not answered yet
        std::uint32_t retries_left = 0;
        Instant retry_at;
    };

    Service* service_of(const protocol::Flow& flow);
    const protocol::Instance* instance(const Service& service,
                                       const protocol::EngineName& engine) const;
    bool takes_new(const protocol::Instance& instance) const;
    const protocol::Instance* choose(const Service& service, const protocol::Flow& flow) const;
    Decision decide_sent_on(Instant now, const Service& service, const Arrival& arrival);
    Decision decide_known(Instant now, const Service& service, const Arrival& arrival,
                          const protocol::EngineName& engine);
    Decision ask(Instant now, const Service& service, const Arrival& arrival,
                 std::vector<Question>& out);
    Decision begin(Instant now, const Service& service, const protocol::Flow& flow);
    Decision towards(const protocol::Instance& instance) const;
    Decision unclaimed(Instant now, const protocol::Flow& flow, const Asked& asked);

    protocol::EngineName self_;
    protocol::FlowProbes probes_;
    std::map<protocol::ServiceName, Service> services_;
    std::set<protocol::EngineName> unheard_;
    FlowTable table_;
    std::map<protocol::Flow, Asked> asked_;
    Instant sweep_at_{};
};

}  // namespace holdfast::reference::spreading
