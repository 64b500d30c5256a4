// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/server_check.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

using model::HealthMonitorType;

namespace {

constexpr std::string_view udp_question = "holdfast health check";
// "HTTP/1.1 200": the status stands behind the first space.
constexpr std::size_t status_line_min = 12;

}  // namespace

bool http_answer_passes(std::string_view answer) {
    return answer.size() >= status_line_min && answer.starts_with("HTTP/1.") && answer[8] == ' ' &&
           (answer[9] == '2' || answer[9] == '3');
}

class ServerChecks::Check {
  public:
    Check(EventLoop& loop, protocol::ServerEndpoint server, const model::HealthMonitor& monitor,
          std::function<void(bool)> done)
        : server_(server), type_(monitor.type), done_(std::move(done)), loop_(loop), timer_(loop) {
        timer_.after(std::chrono::seconds(monitor.receive_timeout), [this] { finish(false); });
        if (!connect(monitor)) {
            loop.post([token = std::weak_ptr<int>(alive_), this] {
                if (!token.expired()) {
                    finish(false);
                }
            });
        }
    }

    const protocol::ServerEndpoint& server() const { return server_; }

  private:
    bool connect(const model::HealthMonitor& monitor) {
        const bool udp = type_ == HealthMonitorType::HEALTH_MONITOR_UDP;
        Result<UniqueFd> opened = open_socket(udp ? SocketKind::udp : SocketKind::tcp);
        if (!opened.has_value()) {
            return false;
        }
        fd_ = std::move(*opened);
        const auto port = static_cast<std::uint16_t>(monitor.monitor_port.value_or(server_.port));
        const sockaddr_in to = to_sockaddr({server_.address, port});
        if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 &&
            errno != EINPROGRESS) {
            return false;
        }
        watch_ = std::make_unique<Watch>(
            loop_, fd_.get(), [this](Ready ready) { ready.writable ? connected() : answered(); });
        watch_->want(false, true);
        return true;
    }

    // Ends in this object's destruction.
    void finish(bool passed) { std::exchange(done_, nullptr)(passed); }

    void connected() {
        int trouble = 0;
        socklen_t size = sizeof trouble;
        ::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &trouble, &size);
        if (trouble != 0 || type_ == HealthMonitorType::HEALTH_MONITOR_TCP) {
            finish(trouble == 0);
            return;
        }
        const std::string question =
            type_ == HealthMonitorType::HEALTH_MONITOR_UDP
                ? std::string(udp_question)
                : "GET / HTTP/1.1\r\nHost: " + to_string(server_.address) +
                      "\r\nConnection: close\r\nUser-Agent: holdfast\r\n\r\n";
        if (::send(fd_.get(), question.data(), question.size(), MSG_NOSIGNAL) < 0) {
            finish(false);
            return;
        }
        watch_->want(true, false);
    }

    void answered() {
        std::array<char, 2048> buffer;
        const ssize_t got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        if (type_ == HealthMonitorType::HEALTH_MONITOR_UDP || got <= 0) {
            finish(got >= 0 && type_ == HealthMonitorType::HEALTH_MONITOR_UDP);
            return;
        }
        answer_.append(buffer.data(), static_cast<std::size_t>(got));
        if (answer_.size() >= status_line_min) {
            finish(http_answer_passes(answer_));
        }
    }

    protocol::ServerEndpoint server_;
    HealthMonitorType type_;
    std::function<void(bool)> done_;
    EventLoop& loop_;
    std::string answer_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
    UniqueFd fd_;
    std::unique_ptr<Watch> watch_;
    Timer timer_;
};

ServerChecks::ServerChecks(EventLoop& loop, Outcome outcome)
    : loop_(loop), outcome_(std::move(outcome)) {}
ServerChecks::~ServerChecks() = default;

void ServerChecks::check(const protocol::ServerEndpoint& server,
                         const model::HealthMonitor& monitor) {
    const std::uint64_t id = ++last_id_;
    running_.emplace(id, std::make_unique<Check>(loop_, server, monitor,
                                                 [this, id](bool passed) { over(id, passed); }));
}

void ServerChecks::over(std::uint64_t id, bool passed) {
    const auto found = running_.find(id);
    const std::unique_ptr<Check> finished = std::move(found->second);
    running_.erase(found);
    outcome_(finished->server(), passed);
}

}  // namespace holdfast::reference::shell
