// SPDX-License-Identifier: Apache-2.0
// What the daemon's proxy and forwarder do, for the simulation: UDP with source translation, TCP as
// two streams. The same ServerPool chooses servers.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/sim/program.h"
#include "reference/balancing/server_pool.h"
#include "reference/persistence/client_keeper.h"
#include "reference/protocol/messages.h"
#include "reference/protocol/reports.h"

namespace holdfast::harness::sut::reference_sim {

class SimDataPath {
  public:
    /// `served` hears of every TCP connection that is over.
    using Served = std::function<void(const reference::protocol::ServiceName& service,
                                      const reference::protocol::ServedRequest& request)>;
    using TellClients = reference::persistence::ClientKeeper::Tell;
    SimDataPath(sim::ProgramContext& context, Served served, TellClients tell)
        : context_(context),
          served_(std::move(served)),
          clients_([&context] { return context.now(); }, std::move(tell)) {}

    void hear(const reference::protocol::ClientHomes& homes) { clients_.hear(homes); }
    std::vector<reference::protocol::ClientHomes> clients() const { return clients_.all(); }

    void open(const reference::protocol::PlacedService& service);
    void close(const reference::protocol::ServiceName& service);
    void set_server_state(const reference::protocol::ServerEndpoint& server, bool up);
    void receive(const sim::Datagram& datagram);
    void refused(const sim::DatagramRefused& refusal);
    void stream(const sim::StreamEvent& event);

    /// This engine carries the flow now.
    bool serves(const reference::protocol::Flow& flow) const;

    /// Of services that are open.
    std::map<reference::protocol::ServiceName, reference::protocol::TrafficCounters> counters()
        const;

  private:
    using ServerEndpoint = reference::protocol::ServerEndpoint;
    using ServiceName = reference::protocol::ServiceName;

    struct Service {
        Service(const reference::balancing::ServerStates& states,
                reference::persistence::ClientKeeper* clients)
            : pool(states, clients) {}
        reference::protocol::PlacedService placed;
        reference::balancing::ServerPool pool;
        reference::protocol::TrafficCounters counters;
    };
    /// One client's datagrams, sent on from a port of its own.
    struct Flow {
        sim::Endpoint client;
        sim::Endpoint vip;
        ServerEndpoint server;
        sim::Endpoint towards;
        ServiceName service;
    };
    /// Of a client's connection.
    struct ClientHalf {
        ServiceName service;
        reference::protocol::ServedRequest request;  ///< what is told of it when it is over
        std::set<ServerEndpoint> tried{};
        sim::StreamId other = 0;
        /// It is over while a server is still being connected: noticed as late as the daemon does,
        /// which reads nothing of the client before.
        std::optional<reference::protocol::RequestOutcome> ended{};
    };
    struct ServerHalf {
        sim::StreamId other = 0;
        ServerEndpoint server;
        std::vector<std::string> waiting;  ///< lines until it is open
        bool opened = false;
        sim::TimerId patience = 0;
    };

    Service* service_at(const sim::Endpoint& vip, reference::protocol::Transport transport);
    Ipv4Address source_of(const Service& service) const;
    void accept(const sim::StreamEvent& event);
    void connect_next(sim::StreamId client, std::vector<std::string> waiting);
    void connect_failed(sim::StreamId server);
    void opened(const sim::StreamEvent& event);
    void relay(const sim::StreamEvent& event);
    void end(const sim::StreamEvent& event);
    void finish(sim::StreamId client, reference::protocol::RequestOutcome outcome);
    void judge_server(const ClientHalf& client, bool broken_by_server);
    ServerHalf forget_server_half(sim::StreamId server);
    void tell(const ClientHalf& client, reference::protocol::RequestOutcome outcome);
    template <class Condition>
    void end_flows(Condition condition);
    void forget_service(const ServiceName& service);
    bool used(std::uint16_t port, reference::protocol::Transport transport) const;

    sim::ProgramContext& context_;
    Served served_;
    reference::persistence::ClientKeeper clients_;
    reference::balancing::ServerStates states_;
    std::map<ServiceName, Service> services_;
    std::map<std::uint16_t, Flow> flows_;  ///< by our port towards the server
    std::map<std::pair<sim::Endpoint, sim::Endpoint>, std::uint16_t> ports_;  ///< by client and VIP
    std::map<sim::StreamId, ClientHalf> to_clients_;
    std::map<sim::StreamId, ServerHalf> to_servers_;
};

}  // namespace holdfast::harness::sut::reference_sim
