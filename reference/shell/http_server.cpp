// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/http_server.h"

#include <fmt/format.h>

#include <boost/asio/ip/tcp.hpp>
#include <map>
#include <utility>

#include "base/log.h"
#include "reference/shell/http_connection.h"
#include "reference/shell/tcp_acceptor.h"
#include "reference/shell/tls_context.h"

namespace holdfast::reference::shell {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Trouble = boost::system::error_code;

namespace {

class Server final : public std::enable_shared_from_this<Server> {
  public:
    Server(EventLoop& loop, TlsContext context, HttpLimits limits, HttpServer::Received received)
        : loop_(loop),
          received_(std::move(received)),
          shared_(std::make_shared<HttpConnection::Shared>(
              HttpConnection::Shared{loop, std::move(context), limits, 0, {}, {}})),
          acceptor_(std::make_shared<TcpAcceptor>(loop, "https")) {
        shared_->received = [this](HttpConnection& connection, api::HttpRequest request) {
            const std::uint64_t id = ++last_id_;
            connections_[&connection].request = id;
            asking_[id] = &connection;
            received_(id, std::move(request));
        };
        shared_->gone = [this](HttpConnection& connection) { forget(connection); };
    }
    ~Server() {
        shared_->received = [](HttpConnection&, const api::HttpRequest&) {};
        shared_->gone = [](HttpConnection&) {};
        for (const auto& [key, entry] : connections_) {
            entry.connection->close();
        }
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    Result<void> listen(const Endpoint& at) { return acceptor_->listen(at); }
    Endpoint local() const { return acceptor_->local(); }
    void accept() {
        acceptor_->begin([weak = weak_from_this()](Tcp::socket socket) {
            if (const auto self = weak.lock()) {
                self->welcome(std::move(socket));
            }
        });
    }
    void answer(std::uint64_t id, api::HttpResponse response) {
        const auto asking = asking_.find(id);
        if (asking != asking_.end()) {
            HttpConnection* connection = asking->second;
            asking_.erase(asking);
            connections_[connection].request = 0;
            connection->answer(std::move(response));
        }
    }
    std::size_t connections() const { return connections_.size(); }

  private:
    struct Entry {
        std::shared_ptr<HttpConnection> connection;
        std::uint64_t request = 0;  ///< with the controller; 0: none
    };

    void welcome(Tcp::socket socket) {
        Trouble ignored;
        socket.set_option(Tcp::no_delay(true), ignored);
        auto connection = HttpConnection::make(shared_, std::move(socket));
        const HttpLimits& limits = shared_->limits;
        if (!make_room(connection->address(), limits.connections_an_address_max) ||
            !make_room("", limits.connections_max)) {
            connection->close();  // every other one is being served
            return;
        }
        connections_[connection.get()] = {connection, 0};
        connection->start();
    }
    /// False when each of `max` connections, of this address or of all, has a request that is
    /// worked on.
    bool make_room(const std::string& address, std::size_t max) {
        std::size_t count = 0;
        HttpConnection* oldest = nullptr;
        for (const auto& [key, entry] : connections_) {
            if (address.empty() || key->address() == address) {
                ++count;
                if (oldest == nullptr || key->idle_since() < oldest->idle_since()) {
                    oldest = key;
                }
            }
        }
        if (count < max) {
            return true;
        }
        if (oldest == nullptr || oldest->idle_since() == Instant::never()) {
            return false;
        }
        oldest->close();
        forget(*oldest);
        return true;
    }
    void forget(HttpConnection& connection) {
        const auto found = connections_.find(&connection);
        if (found != connections_.end()) {
            asking_.erase(found->second.request);
            connections_.erase(found);
        }
    }

    EventLoop& loop_;
    HttpServer::Received received_;
    std::shared_ptr<HttpConnection::Shared> shared_;
    std::shared_ptr<TcpAcceptor> acceptor_;
    std::map<HttpConnection*, Entry> connections_;
    std::map<std::uint64_t, HttpConnection*> asking_;
    std::uint64_t last_id_ = 0;
};

/// What the owner holds; asynchronous calls hold weak pointers to the server behind it.
class OwnedServer final : public HttpServer {
  public:
    explicit OwnedServer(std::shared_ptr<Server> server) : server_(std::move(server)) {}
    Endpoint local() const override { return server_->local(); }
    void answer(std::uint64_t id, api::HttpResponse response) override {
        server_->answer(id, std::move(response));
    }
    std::size_t connections() const override { return server_->connections(); }

  private:
    std::shared_ptr<Server> server_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::open(EventLoop& loop, const HttpsFiles& files,
                                                     const Endpoint& listen, HttpLimits limits,
                                                     Received received) {
    auto context = make_public_tls_context(files.certificate, files.key);
    if (!context.has_value()) {
        return context.error();
    }
    auto server = std::make_shared<Server>(loop, std::move(*context), limits, std::move(received));
    if (const auto listening = server->listen(listen); !listening.has_value()) {
        return listening.error();
    }
    server->accept();
    return std::make_unique<OwnedServer>(std::move(server));
}

}  // namespace holdfast::reference::shell
