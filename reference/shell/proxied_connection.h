// SPDX-License-Identifier: Apache-2.0
// One client's TCP connection and the connection to a server that carries it on.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "reference/balancing/server_pool.h"
#include "reference/shell/counters.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

/// Bytes on their way from one socket to the other. What the receiver does not take is kept, and
/// the sender is not read until it is gone: backpressure, with at most one read's worth kept.
class Stream {
  public:
    enum class State { flowing, ended, broken };

    /// Moves what can be moved now.
    State pump(int from, int to, std::uint64_t& bytes);
    bool wants_to_read() const { return !ended_ && kept_.empty(); }
    bool wants_to_write() const { return !kept_.empty(); }

  private:
    bool write_kept(int to);

    std::vector<std::uint8_t> kept_;
    std::size_t kept_from_ = 0;
    bool ended_ = false;  // the sender has said all, and the receiver was told so
};

struct Client {
    UniqueFd socket;
    Endpoint address;
};

class ProxiedConnection {
  public:
    using Served = std::function<void(const protocol::ServedRequest& request)>;
    ProxiedConnection(EventLoop& loop, balancing::ServerPool& pool, ServiceCounters& counters,
                      std::optional<Ipv4Address> source, std::uint16_t service_port, Client client,
                      std::function<void()> over, Served served);
    /// Tells `served` what became of it.
    ~ProxiedConnection();

    /// Looks for a server; calls `over` when there is none, and later when the connection has
    /// ended. `over` destroys this object.
    void start();
    const Endpoint& client() const { return client_address_; }
    int client_socket() const { return client_.get(); }
    /// Counts those that were exchanged with the client since they were counted last.
    void count_segments();

  private:
    void connect_next();
    bool connect_to(const protocol::ServerEndpoint& server);
    void connect_outcome();
    void carry();
    void moved(Ready client, Ready server);
    void want();
    void release_server();
    protocol::RequestOutcome outcome() const;

    EventLoop& loop_;
    balancing::ServerPool& pool_;
    ServiceCounters& counters_;
    std::uint64_t segments_counted_ = 0;
    std::optional<Ipv4Address> source_;
    std::uint16_t service_port_;
    std::function<void()> over_;
    std::set<protocol::ServerEndpoint> tried_;
    std::optional<protocol::ServerEndpoint> server_endpoint_;
    Stream to_server_;
    Stream to_client_;
    bool ended_well_ = false;
    Served served_;
    Instant began_;
    protocol::ServedRequest request_;  ///< for `served`
    Endpoint client_address_;
    UniqueFd client_;
    UniqueFd server_;
    std::unique_ptr<Watch> client_watch_;  // behind the descriptors: destroyed before them
    std::unique_ptr<Watch> server_watch_;
    std::unique_ptr<Timer> connect_timer_;
};

}  // namespace holdfast::reference::shell
