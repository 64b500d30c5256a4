// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <utility>

#include "base/log.h"
#include "reference/shell/tcp_acceptor.h"
#include "reference/shell/tls_link.h"

namespace holdfast::reference::shell {

namespace {

constexpr Duration pause_min = 100ms;
constexpr Duration pause_max = 2s;

void tune(Tcp::socket& socket, const TlsLimits& limits) {
    Trouble ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    if (socket.is_open()) {
        notice_dead_peer(socket.native_handle(), limits.dead_link);
    }
}

class Listener final : public TlsListener, public std::enable_shared_from_this<Listener> {
  public:
    Listener(EventLoop& loop, TlsContext context,
             std::function<void(std::shared_ptr<TlsLink>)> accepted, const TlsLimits& limits)
        : loop_(loop),
          limits_(limits),
          context_(std::move(context)),
          accepted_(std::move(accepted)),
          acceptor_(std::make_shared<TcpAcceptor>(loop, "tls")) {}

    Result<void> listen(const Endpoint& local) { return acceptor_->listen(local); }
    Endpoint local() const override { return acceptor_->local(); }
    void accept() {
        acceptor_->begin([weak = weak_from_this()](Tcp::socket socket) {
            if (const auto self = weak.lock()) {
                self->greet(std::move(socket));
            }
        });
    }

  private:
    void greet(Tcp::socket socket) {
        if (places_taken_.use_count() > unadmitted_max) {  // one count is our own
            log::warning("tls", "turns a client away, {} are waiting to register", unadmitted_max);
            return;
        }
        tune(socket, limits_);
        auto link = std::make_shared<Link>(loop_, context_, std::move(socket), limits_);
        link->await_admission(places_taken_);
        link->handshake(asio::ssl::stream_base::server, [weak = weak_from_this(),
                                                         link](const std::string& trouble) {
            const auto self = weak.lock();
            if (trouble.empty() && self != nullptr) {
                link->await_admission(self->places_taken_);  // the time to register begins anew
                self->accepted_(link);
                return;
            }
            log::warning("tls", "refuses {}: {}", link->peer_address(), trouble);
            link->end("");
        });
    }

    EventLoop& loop_;
    const TlsLimits limits_;
    TlsContext context_;
    std::function<void(std::shared_ptr<TlsLink>)> accepted_;
    std::shared_ptr<TcpAcceptor> acceptor_;
    std::shared_ptr<void> places_taken_ = std::make_shared<int>(0);  // its use count counts
};

/// What the owner holds; asynchronous calls hold weak pointers to the listener behind it.
class OwnedListener final : public TlsListener {
  public:
    explicit OwnedListener(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}
    Endpoint local() const override { return listener_->local(); }

  private:
    std::shared_ptr<Listener> listener_;
};

class Connector final : public std::enable_shared_from_this<Connector> {
  public:
    Connector(EventLoop& loop, TlsContext context, const Endpoint& peer, std::string host,
              std::function<void(std::shared_ptr<TlsLink>)> connected, const TlsLimits& limits)
        : loop_(loop),
          limits_(limits),
          context_(std::move(context)),
          peer_(peer),
          host_(std::move(host)),
          connected_(std::move(connected)),
          resolver_(loop.context()),
          pause_timer_(loop) {}

    void begin() {
        if (host_.empty()) {
            connect();
            return;
        }
        resolver_.async_resolve(
            Tcp::v4(), host_, "", Tcp::resolver::flags(),
            [weak = weak_from_this()](Trouble trouble, const Tcp::resolver::results_type& found) {
                if (const auto self = weak.lock()) {
                    self->resolved(trouble, found);
                }
            });
    }
    void retry(bool was_useful) {
        if (was_useful) {
            pause_ = pause_min;
        }
        pause_timer_.after(pause_, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) {
                self->begin();
            }
        });
        pause_ = std::min(2 * pause_, pause_max);
    }

  private:
    void resolved(Trouble trouble, const Tcp::resolver::results_type& found) {
        if (!trouble && !found.empty()) {
            peer_.address = {found.begin()->endpoint().address().to_v4().to_uint()};
            unresolved_ = false;
        } else if (!std::exchange(unresolved_, true)) {  // one line, not one for each attempt
            log::warning("tls", "cannot resolve {}: {}; {}", host_,
                         trouble ? describe(trouble) : "it has no IPv4 address",
                         peer_.address.unspecified()
                             ? "it is tried again"
                             : "it is looked for at " + to_string(peer_.address));
        }
        if (peer_.address.unspecified()) {
            retry(false);
        } else {
            connect();
        }
    }
    void connect() {
        auto link = std::make_shared<Link>(loop_, context_, Tcp::socket(loop_.context()), limits_);
        attempt_ = link;
        link->deadline().after(limits_.handshake, [weak = std::weak_ptr<Link>(link)] {
            if (const auto late = weak.lock()) {
                Trouble ignored;
                late->stream().next_layer().close(ignored);
            }
        });
        link->stream().next_layer().async_connect(
            Tcp::endpoint(asio::ip::address_v4(peer_.address.value), peer_.port),
            [weak = weak_from_this(), link](Trouble trouble) {
                const auto self = weak.lock();
                if (self == nullptr) {
                    return;
                }
                if (trouble) {
                    self->did_not_work(*link, describe(trouble));
                    return;
                }
                tune(link->stream().next_layer(), self->limits_);
                self->greet(link);
            });
    }
    void greet(const std::shared_ptr<Link>& link) {
        link->handshake(asio::ssl::stream_base::client,
                        [weak = weak_from_this(), link](const std::string& trouble) {
                            const auto self = weak.lock();
                            if (self == nullptr) {
                                return;
                            }
                            if (!trouble.empty()) {
                                self->did_not_work(*link, trouble);
                                return;
                            }
                            link->deadline().cancel();
                            self->last_trouble_.clear();
                            self->connected_(link);
                        });
    }
    void did_not_work(Link& link, const std::string& trouble) {
        if (trouble != last_trouble_) {  // a line for each new reason, not for each attempt
            log::warning("tls", "cannot reach {}: {}", shell::to_string(peer_), trouble);
            last_trouble_ = trouble;
        }
        link.end("");
        retry(false);
    }

    EventLoop& loop_;
    const TlsLimits limits_;
    TlsContext context_;
    Endpoint peer_;  ///< with a host: where it was by its last resolution
    const std::string host_;
    std::function<void(std::shared_ptr<TlsLink>)> connected_;
    std::weak_ptr<Link> attempt_;
    Tcp::resolver resolver_;
    Timer pause_timer_;
    Duration pause_ = pause_min;
    std::string last_trouble_;
    bool unresolved_ = false;
};

class OwnedConnector final : public TlsConnector {
  public:
    explicit OwnedConnector(std::shared_ptr<Connector> connector)
        : connector_(std::move(connector)) {}
    void retry(bool was_useful) override { connector_->retry(was_useful); }

  private:
    std::shared_ptr<Connector> connector_;
};

}  // namespace

Result<std::unique_ptr<TlsListener>> TlsListener::open(
    EventLoop& loop, const TlsFiles& files, const std::string& expected_unit,
    const Endpoint& listen, std::function<void(std::shared_ptr<TlsLink>)> accepted,
    const TlsLimits& limits) {
    const auto context = make_tls_context(files, expected_unit);
    if (!context.has_value()) {
        return context.error();
    }
    auto listener = std::make_shared<Listener>(loop, *context, std::move(accepted), limits);
    if (const auto listening = listener->listen(listen); !listening.has_value()) {
        return listening.error();
    }
    listener->accept();
    return std::make_unique<OwnedListener>(std::move(listener));
}

Result<std::unique_ptr<TlsConnector>> TlsConnector::open(
    EventLoop& loop, const TlsFiles& files, const std::string& expected_unit, const Endpoint& peer,
    std::function<void(std::shared_ptr<TlsLink>)> connected, const TlsLimits& limits,
    const std::string& host) {
    const auto context = make_tls_context(files, expected_unit);
    if (!context.has_value()) {
        return context.error();
    }
    auto connector =
        std::make_shared<Connector>(loop, *context, peer, host, std::move(connected), limits);
    connector->begin();
    return std::make_unique<OwnedConnector>(std::move(connector));
}

}  // namespace holdfast::reference::shell
