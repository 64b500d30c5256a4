// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/tls.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "base/log.h"
#include "reference/protocol/encoding.h"

namespace holdfast::reference::shell {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<Tcp::socket>;
using Trouble = boost::system::error_code;
using TlsContext = std::shared_ptr<asio::ssl::context>;

namespace {

constexpr Duration pause_min = 100ms;
constexpr Duration pause_max = 2s;

std::string subject_part(X509* certificate, int nid) {
    std::array<char, 256> text{};
    X509_NAME* subject = X509_get_subject_name(certificate);
    const int length =
        X509_NAME_get_text_by_NID(subject, nid, text.data(), static_cast<int>(text.size()));
    return length < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(length));
}

Result<void> load_files(asio::ssl::context& context, const TlsFiles& files) {
    const auto refusal = [](const std::string& what, const std::string& path,
                            const Trouble& trouble) {
        return bad_input(fmt::format("cannot use {} {}: {}", what, path, trouble.message()));
    };
    Trouble trouble;
    if (context.load_verify_file(files.ca, trouble); trouble) {
        return refusal("the CA certificate", files.ca, trouble);
    }
    if (context.use_certificate_chain_file(files.certificate, trouble); trouble) {
        return refusal("the certificate", files.certificate, trouble);
    }
    if (context.use_private_key_file(files.key, asio::ssl::context::pem, trouble); trouble) {
        return refusal("the key", files.key, trouble);
    }
    if (SSL_CTX_check_private_key(context.native_handle()) != 1) {
        return bad_input(fmt::format("the key {} does not belong to the certificate {}", files.key,
                                     files.certificate));
    }
    return success;
}

/// `expected_unit`: "" takes any holder of a certificate of this CA.
Result<TlsContext> make_context(const TlsFiles& files, const std::string& expected_unit) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls);
    SSL_CTX* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    // No resumption: each connection shows its certificate anew.
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(native, 0);
    SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    if (const auto loaded = load_files(*context, files); !loaded.has_value()) {
        ERR_clear_error();
        return loaded.error();
    }
    context->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    context->set_verify_callback([expected_unit](bool trusted, asio::ssl::verify_context& chain) {
        X509_STORE_CTX* store = chain.native_handle();
        if (!trusted || X509_STORE_CTX_get_error_depth(store) > 0) {
            return trusted;
        }
        return subject_part(X509_STORE_CTX_get_current_cert(store), NID_organizationalUnitName) ==
               expected_unit;
    });
    return context;
}

std::string describe(const Trouble& trouble) {
    if (trouble == asio::error::eof || trouble == asio::ssl::error::stream_truncated) {
        return "closed by the peer";
    }
    return trouble.message();
}

void tune(Tcp::socket& socket) {
    Trouble ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    if (socket.is_open()) {
        notice_dead_peer(socket.native_handle(), dead_link_seconds);
    }
}

class Link final : public TlsLink, public std::enable_shared_from_this<Link> {
  public:
    Link(EventLoop& loop, TlsContext context, Tcp::socket socket)
        : loop_(loop),
          context_(std::move(context)),
          stream_(std::move(socket), *context_),
          deadline_(loop) {}

    const std::string& peer_name() const override { return peer_name_; }
    const std::string& peer_address() const override { return peer_address_; }

    TlsStream& stream() { return stream_; }
    Timer& deadline() { return deadline_; }

    void handshake(asio::ssl::stream_base::handshake_type type,
                   std::function<void(const std::string& trouble)> done) {
        Trouble ignored;
        const Tcp::endpoint remote = stream_.next_layer().remote_endpoint(ignored);
        peer_address_ = fmt::format("{}:{}", remote.address().to_string(), remote.port());
        stream_.async_handshake(
            type, [self = shared_from_this(), done = std::move(done)](Trouble trouble) {
                if (!trouble) {
                    X509* certificate = SSL_get1_peer_certificate(self->stream_.native_handle());
                    self->peer_name_ = subject_part(certificate, NID_commonName);
                    X509_free(certificate);
                }
                done(trouble ? describe(trouble) : "");
            });
    }

    /// Holds a place among the listener's unadmitted clients until admit().
    void await_admission(std::shared_ptr<void> place) {
        place_ = std::move(place);
        deadline_.after(handshake_timeout, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) {
                self->end("did not register in time");
            }
        });
    }
    void admit() override {
        place_.reset();
        deadline_.cancel();
    }

    void start(Handlers handlers) override {
        handlers_ = std::move(handlers);
        read();
    }

    void send(std::string line) override {
        if (!open_ || finishing_) {
            return;
        }
        if (queued_.size() + line.size() > send_queue_max) {
            end("does not read what it is sent");
            return;
        }
        queued_ += line;
        queued_ += '\n';
        write();
    }

    void close() override {
        handlers_ = {};
        end("");
    }

    void finish(Duration limit, std::function<void()> done) override {
        handlers_ = {};
        finishing_ = true;
        finished_ = std::move(done);
        deadline_.after(limit, [self = shared_from_this()] { self->finish_now(); });
        if (sending_.empty() && queued_.empty()) {
            shut_down();
        }
    }

    void end(const std::string& reason) {
        if (!std::exchange(open_, false)) {
            return;
        }
        place_.reset();
        Trouble ignored;
        stream_.next_layer().close(ignored);
        if (finishing_) {
            loop_.post([self = shared_from_this()] { self->finish_now(); });
        } else {
            deadline_.cancel();
        }
        // Told later, so that nobody is called back out of his own send().
        loop_.post([self = shared_from_this(), reason] {
            const Handlers handlers = std::exchange(self->handlers_, {});
            if (handlers.closed) {
                handlers.closed(reason);
            }
        });
    }

  private:
    void read() {
        stream_.async_read_some(asio::buffer(chunk_),
                                [self = shared_from_this()](Trouble trouble, std::size_t size) {
                                    if (!self->open_) {
                                        return;
                                    }
                                    if (trouble) {
                                        self->end(describe(trouble));
                                        return;
                                    }
                                    self->received_.append(self->chunk_.data(), size);
                                    self->deliver();
                                    if (self->received_.size() >= protocol::line_max) {
                                        self->end("sent a line that is too long");
                                    }
                                    if (self->open_) {
                                        self->read();
                                    }
                                });
    }

    void deliver() {
        std::size_t from = 0;
        while (open_) {
            const std::size_t newline = received_.find('\n', from);
            if (newline == std::string::npos) {
                break;
            }
            const std::string line = received_.substr(from, newline - from);
            from = newline + 1;
            if (const auto handler = handlers_.line) {  // a copy: the handler may close the link
                handler(line);
            }
        }
        received_.erase(0, from);
    }

    void write() {
        if (!sending_.empty() || queued_.empty() || !open_) {
            return;
        }
        sending_.swap(queued_);
        asio::async_write(stream_, asio::buffer(sending_),
                          [self = shared_from_this()](Trouble trouble, std::size_t) {
                              self->sending_.clear();
                              if (trouble) {
                                  self->end(describe(trouble));
                                  return;
                              }
                              self->write();
                              if (self->finishing_ && self->sending_.empty()) {
                                  self->shut_down();
                              }
                          });
    }

    void shut_down() {
        if (std::exchange(shutting_down_, true) || !open_) {
            return;
        }
        stream_.async_shutdown([self = shared_from_this()](Trouble) { self->finish_now(); });
    }

    void finish_now() {
        deadline_.cancel();
        Trouble ignored;
        open_ = false;
        stream_.next_layer().close(ignored);
        if (const auto done = std::exchange(finished_, nullptr)) {
            done();
        }
    }

    EventLoop& loop_;
    TlsContext context_;
    TlsStream stream_;
    Timer deadline_;
    std::shared_ptr<void> place_;
    Handlers handlers_;
    std::function<void()> finished_;
    std::string peer_name_;
    std::string peer_address_;
    std::string queued_;
    std::string sending_;
    std::string received_;
    std::array<char, 16384> chunk_{};
    bool open_ = true;
    bool finishing_ = false;
    bool shutting_down_ = false;
};

class Listener final : public TlsListener, public std::enable_shared_from_this<Listener> {
  public:
    Listener(EventLoop& loop, TlsContext context,
             std::function<void(std::shared_ptr<TlsLink>)> accepted)
        : loop_(loop),
          context_(std::move(context)),
          accepted_(std::move(accepted)),
          acceptor_(loop.context()),
          again_(loop) {}

    Result<void> listen(const Endpoint& local) {
        Trouble trouble;
        const Tcp::endpoint endpoint(asio::ip::address_v4(local.address.value), local.port);
        acceptor_.open(Tcp::v4(), trouble);
        acceptor_.set_option(Tcp::acceptor::reuse_address(true), trouble);
        acceptor_.bind(endpoint, trouble);
        if (!trouble) {
            acceptor_.listen(asio::socket_base::max_listen_connections, trouble);
        }
        if (trouble) {
            return failed(
                fmt::format("cannot listen on {}: {}", shell::to_string(local), trouble.message()));
        }
        return success;
    }
    Endpoint local() const override {
        Trouble ignored;
        const Tcp::endpoint bound = acceptor_.local_endpoint(ignored);
        return {{bound.address().to_v4().to_uint()}, bound.port()};
    }
    void accept() {
        acceptor_.async_accept([weak = weak_from_this()](Trouble trouble, Tcp::socket socket) {
            const auto self = weak.lock();
            if (self == nullptr || trouble == asio::error::operation_aborted) {
                return;
            }
            if (trouble) {  // out of descriptors: the rest waits in the backlog
                log::warning("tls", "cannot accept a connection: {}", trouble.message());
                self->again_.after(100ms, [raw = self.get()] { raw->accept(); });
                return;
            }
            self->greet(std::move(socket));
            self->accept();
        });
    }

  private:
    void greet(Tcp::socket socket) {
        if (places_taken_.use_count() > unadmitted_max) {  // one count is our own
            log::warning("tls", "turns a client away, {} are waiting to register", unadmitted_max);
            return;
        }
        tune(socket);
        auto link = std::make_shared<Link>(loop_, context_, std::move(socket));
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
    TlsContext context_;
    std::function<void(std::shared_ptr<TlsLink>)> accepted_;
    Tcp::acceptor acceptor_;
    Timer again_;
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
    Connector(EventLoop& loop, TlsContext context, const Endpoint& peer,
              std::function<void(std::shared_ptr<TlsLink>)> connected)
        : loop_(loop),
          context_(std::move(context)),
          peer_(peer),
          connected_(std::move(connected)),
          pause_timer_(loop) {}

    void connect() {
        auto link = std::make_shared<Link>(loop_, context_, Tcp::socket(loop_.context()));
        attempt_ = link;
        link->deadline().after(handshake_timeout, [weak = std::weak_ptr<Link>(link)] {
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
                tune(link->stream().next_layer());
                self->greet(link);
            });
    }
    void retry(bool was_useful) {
        if (was_useful) {
            pause_ = pause_min;
        }
        pause_timer_.after(pause_, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) {
                self->connect();
            }
        });
        pause_ = std::min(2 * pause_, pause_max);
    }

  private:
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
    TlsContext context_;
    Endpoint peer_;
    std::function<void(std::shared_ptr<TlsLink>)> connected_;
    std::weak_ptr<Link> attempt_;
    Timer pause_timer_;
    Duration pause_ = pause_min;
    std::string last_trouble_;
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

Result<void> check_tls_files(const TlsFiles& files) {
    if (const auto context = make_context(files, ""); !context.has_value()) {
        return context.error();
    }
    return success;
}

Result<std::unique_ptr<TlsListener>> TlsListener::open(
    EventLoop& loop, const TlsFiles& files, const std::string& expected_unit,
    const Endpoint& listen, std::function<void(std::shared_ptr<TlsLink>)> accepted) {
    const auto context = make_context(files, expected_unit);
    if (!context.has_value()) {
        return context.error();
    }
    auto listener = std::make_shared<Listener>(loop, *context, std::move(accepted));
    if (const auto listening = listener->listen(listen); !listening.has_value()) {
        return listening.error();
    }
    listener->accept();
    return std::make_unique<OwnedListener>(std::move(listener));
}

Result<std::unique_ptr<TlsConnector>> TlsConnector::open(
    EventLoop& loop, const TlsFiles& files, const std::string& expected_unit, const Endpoint& peer,
    std::function<void(std::shared_ptr<TlsLink>)> connected) {
    const auto context = make_context(files, expected_unit);
    if (!context.has_value()) {
        return context.error();
    }
    auto connector = std::make_shared<Connector>(loop, *context, peer, std::move(connected));
    connector->connect();
    return std::make_unique<OwnedConnector>(std::move(connector));
}

}  // namespace holdfast::reference::shell
