// SPDX-License-Identifier: Apache-2.0
// What the daemon's proxy and forwarder do, for the simulation: UDP with source translation, TCP as
// two streams, balanced over servers that are up.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/sim/program.h"
#include "reference/persistence/client_table.h"
#include "reference/protocol/messages.h"
#include "reference/protocol/reports.h"

namespace holdfast::harness::sut::reference_sim {

class SimDataPath {
  public:
    /// `served` hears of every TCP connection that is over.
    using Served = std::function<void(const reference::protocol::ServiceName& service,
                                      const reference::protocol::ServedRequest& request)>;
    /// To every engine that may serve these clients next.
    using TellClients = std::function<void(const reference::protocol::ClientHomes& homes)>;
    SimDataPath(sim::ProgramContext& context, Served served, TellClients tell)
        : context_(context), served_(std::move(served)), tell_(std::move(tell)) {}

    void hear(const reference::protocol::ClientHomes& homes) {
        clients_.hear(context_.now(), homes);
    }
    std::vector<reference::protocol::ClientHomes> clients() const {
        return clients_.all(context_.now());
    }

    void open(const reference::protocol::PlacedService& service);
    void close(const reference::protocol::ServiceName& service);
    void set_server_state(const reference::protocol::ServerEndpoint& server, bool up);
    void receive(const sim::Datagram& datagram);
    void stream(const sim::StreamEvent& event);

    /// This engine carries the flow now.
    bool serves(const reference::protocol::Flow& flow) const;

    /// Of services that are open.
    std::map<reference::protocol::ServiceName, reference::protocol::TrafficCounters> counters()
        const;

  private:
    struct Service {
        reference::protocol::PlacedService placed;
        std::size_t next_server = 0;
        std::map<Ipv4Address, int> connections;  ///< now open, by server
        reference::protocol::TrafficCounters counters;
    };
    /// One client's datagrams, sent on from a port of its own.
    struct Flow {
        sim::Endpoint client;
        sim::Endpoint vip;
        sim::Endpoint server;
        reference::protocol::ServiceName service;
    };
    struct Half {
        sim::StreamId other = 0;
        reference::protocol::ServiceName service;
        std::optional<Ipv4Address> server;  ///< of the half towards the server
        std::vector<std::string> waiting;   ///< lines until the server's half is open
        bool opened = false;
        /// Of the half towards the client: what is told of the connection when it is over.
        std::optional<reference::protocol::ServedRequest> request;
    };

    Service* service_at(const sim::Endpoint& vip, reference::protocol::Transport transport);
    std::optional<sim::Endpoint> choose_server(Service& service, std::uint16_t port,
                                               Ipv4Address client);
    std::optional<reference::protocol::ServerEndpoint> balance(
        Service& service, const std::vector<reference::protocol::ServerEndpoint>& up);
    Ipv4Address source_of(const Service& service) const;
    void accept(const sim::StreamEvent& event);
    void relay(const sim::StreamEvent& event);
    void end(const sim::StreamEvent& event);
    void count_line(Half& from, const std::string& line);
    void tell(const Half& client, reference::protocol::RequestOutcome outcome);
    void forget_service(const reference::protocol::ServiceName& service);
    bool used(std::uint16_t port, reference::protocol::Transport transport) const;

    sim::ProgramContext& context_;
    Served served_;
    TellClients tell_;
    reference::persistence::ClientTable clients_;
    std::map<reference::protocol::ServiceName, Service> services_;
    std::set<reference::protocol::ServerEndpoint> down_;
    std::map<std::uint16_t, Flow> flows_;  ///< by our port towards the server
    std::map<std::pair<sim::Endpoint, sim::Endpoint>, std::uint16_t> ports_;  ///< by client and VIP
    std::map<sim::StreamId, Half> halves_;
};

}  // namespace holdfast::harness::sut::reference_sim
