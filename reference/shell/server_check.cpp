// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/server_check.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/log.h"
#include "reference/engine/health_dialogue.h"
#include "reference/shell/pings.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

using engine::HealthDialogue;
using engine::effect::CheckServer;
using model::HealthMonitorType;

namespace {

struct SslFree {
    void operator()(SSL* connection) const { SSL_free(connection); }
};

}  // namespace

/// One check under way, from its making to its end, which may come in no function of its maker's.
class ServerChecks::Check {
  public:
    Check(EventLoop& loop, CheckServer wanted, std::function<void(bool)> done)
        : wanted_(std::move(wanted)), done_(std::move(done)), loop_(loop), timer_(loop) {
        timer_.after(std::chrono::seconds(wanted_.monitor.receive_timeout),
                     [this] { finish(false); });
    }
    virtual ~Check() = default;
    Check(const Check&) = delete;
    Check& operator=(const Check&) = delete;

    const CheckServer& wanted() const { return wanted_; }
    virtual void heard(Ipv4Address /*from*/) {}

  protected:
    // Ends in this object's destruction.
    void finish(bool passed) { std::exchange(done_, nullptr)(passed); }
    void fail_soon() {
        loop_.post([token = std::weak_ptr<int>(alive_), this] {
            if (!token.expired()) {
                finish(false);
            }
        });
    }
    EventLoop& loop() { return loop_; }

  private:
    CheckServer wanted_;
    std::function<void(bool)> done_;
    EventLoop& loop_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
    Timer timer_;
};

/// Words over a socket, with TLS or without.
class ServerChecks::Exchange : public Check {
  public:
    /// `tls`: null for a check without TLS; outlives the check.
    Exchange(EventLoop& loop, const CheckServer& wanted, SSL_CTX* tls,
             std::function<void(bool)> done)
        : Check(loop, wanted, std::move(done)),
          udp_(wanted.monitor.type == HealthMonitorType::HEALTH_MONITOR_UDP),
          tls_(tls),
          dialogue_(wanted.monitor, wanted.server.address) {
        if (!connect()) {
            fail_soon();
        }
    }

  private:
    enum class Stage { connecting, shaking_hands, asking, hearing };

    bool connect() {
        Result<UniqueFd> opened = open_socket(udp_ ? SocketKind::udp : SocketKind::tcp);
        if (!opened.has_value()) {
            return false;
        }
        fd_ = std::move(*opened);
        if (wanted().source && !bind_to(fd_.get(), {*wanted().source, 0}, true).has_value()) {
            return false;
        }
        const auto& server = wanted().server;
        const auto port =
            static_cast<std::uint16_t>(wanted().monitor.monitor_port.value_or(server.port));
        const sockaddr_in to = to_sockaddr({server.address, port});
        if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 &&
            errno != EINPROGRESS) {
            return false;
        }
        watch_ = std::make_unique<Watch>(loop(), fd_.get(), [this](Ready) { go_on(); });
        watch_->want(false, true);
        return true;
    }

    void go_on() {
        ERR_clear_error();  // others of this thread use OpenSSL too
        if (stage_ == Stage::connecting && !connected()) {
            return;
        }
        if (stage_ == Stage::shaking_hands && !hands_shaken()) {
            return;
        }
        if (stage_ == Stage::asking && !asked()) {
            return;
        }
        if (stage_ == Stage::hearing) {
            hear();
        }
    }

    // Each of these is true when the next stage may begin; it may have ended this object otherwise.

    bool connected() {
        int trouble = 0;
        socklen_t size = sizeof trouble;
        ::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &trouble, &size);
        if (trouble != 0 || (!udp_ && dialogue_.connection_suffices())) {
            finish(trouble == 0);
            return false;
        }
        stage_ = tls_ != nullptr ? Stage::shaking_hands : Stage::asking;
        if (tls_ != nullptr) {
            ssl_.reset(SSL_new(tls_));
            if (!ssl_ || SSL_set_fd(ssl_.get(), fd_.get()) != 1) {
                finish(false);
                return false;
            }
        }
        return true;
    }

    bool hands_shaken() {
        const int result = SSL_connect(ssl_.get());
        if (result != 1) {
            wait_or_fail(result);
            return false;
        }
        stage_ = Stage::asking;
        return true;
    }

    bool asked() {
        const std::string& question = dialogue_.question();
        if (!question.empty()) {
            const int result =
                ssl_ ? SSL_write(ssl_.get(), question.data(), static_cast<int>(question.size()))
                     : static_cast<int>(
                           ::send(fd_.get(), question.data(), question.size(), MSG_NOSIGNAL));
            if (result <= 0 && ssl_) {
                wait_or_fail(result);
                return false;
            }
            // A socket that is new takes a question whole.
            if (result != static_cast<int>(question.size())) {
                finish(false);
                return false;
            }
        }
        stage_ = Stage::hearing;
        watch_->want(true, false);
        return true;
    }

    void hear() {
        std::array<char, HealthDialogue::answer_max> buffer;
        const int got = ssl_ ? SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()))
                             : static_cast<int>(::recv(fd_.get(), buffer.data(), buffer.size(), 0));
        if (got <= 0 && (ssl_ ? waits(got) : got < 0 && (errno == EAGAIN || errno == EINTR))) {
            return;
        }
        if (got < 0 && udp_) {
            finish(false);
            return;
        }
        answer_.append(buffer.data(), static_cast<std::size_t>(std::max(got, 0)));
        if (const auto verdict = dialogue_.verdict(answer_, udp_ || got <= 0)) {
            finish(*verdict);
        }
    }

    bool waits(int result) {
        const int why = SSL_get_error(ssl_.get(), result);
        watch_->want(why == SSL_ERROR_WANT_READ, why == SSL_ERROR_WANT_WRITE);
        return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
    }
    void wait_or_fail(int result) {
        if (!waits(result)) {
            finish(false);
        }
    }

    bool udp_;
    SSL_CTX* tls_;
    HealthDialogue dialogue_;
    Stage stage_ = Stage::connecting;
    std::string answer_;
    UniqueFd fd_;
    std::unique_ptr<SSL, SslFree> ssl_;
    std::unique_ptr<Watch> watch_;
};

/// One ICMP echo request.
class ServerChecks::Echo : public Check {
  public:
    Echo(EventLoop& loop, const CheckServer& wanted, Pings* pings, std::uint16_t sequence,
         std::function<void(bool)> done)
        : Check(loop, wanted, std::move(done)) {
        if (pings == nullptr) {
            fail_soon();
        } else {
            pings->ask(wanted.server.address, sequence, wanted.source);
        }
    }
    void heard(Ipv4Address from) override {
        if (from == wanted().server.address) {
            finish(true);
        }
    }
};

ServerChecks::ServerChecks(EventLoop& loop, Outcome outcome)
    : loop_(loop), outcome_(std::move(outcome)) {}
ServerChecks::~ServerChecks() = default;

void ServerChecks::check(const CheckServer& wanted) {
    const std::uint64_t id = ++last_id_;
    running_.emplace(id, made(wanted, id));
}

std::unique_ptr<ServerChecks::Check> ServerChecks::made(const CheckServer& wanted,
                                                        std::uint64_t id) {
    auto done = [this, id](bool passed) { over(id, passed); };
    if (wanted.monitor.type == HealthMonitorType::HEALTH_MONITOR_PING) {
        return std::make_unique<Echo>(loop_, wanted, pings(), static_cast<std::uint16_t>(id),
                                      std::move(done));
    }
    const bool https = wanted.monitor.type == HealthMonitorType::HEALTH_MONITOR_HTTPS;
    return std::make_unique<Exchange>(loop_, wanted, https ? tls() : nullptr, std::move(done));
}

SSL_CTX* ServerChecks::tls() {
    if (tls_ == nullptr) {
        tls_.reset(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
        CHECK(tls_ != nullptr, "OpenSSL has no memory for a context");
    }
    return tls_.get();
}

// Another identifier than that of the questions to gateways, which this process asks as well.
Pings* ServerChecks::pings() {
    if (pings_ == nullptr) {
        auto opened = Pings::open(
            loop_, static_cast<std::uint16_t>(~::getpid()),
            [this](Ipv4Address from, std::uint16_t sequence) { heard(from, sequence); });
        if (!opened.has_value()) {
            log::error("health", "{}", opened.error().message);
            return nullptr;
        }
        pings_ = std::move(*opened);
    }
    return pings_.get();
}

void ServerChecks::heard(Ipv4Address from, std::uint16_t sequence) {
    for (const auto& [id, check] : running_) {
        if (static_cast<std::uint16_t>(id) == sequence) {
            check->heard(from);
            return;
        }
    }
}

void ServerChecks::over(std::uint64_t id, bool passed) {
    const auto found = running_.find(id);
    const std::unique_ptr<Check> finished = std::move(found->second);
    running_.erase(found);
    outcome_({finished->wanted().server, passed, finished->wanted().monitor.name});
}

}  // namespace holdfast::reference::shell
