// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/admin_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <utility>

#include "base/log.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

namespace json = boost::json;

namespace {

sockaddr_un address_of(const std::string& path) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    std::copy_n(path.begin(), std::min(path.size(), sizeof out.sun_path - 1), out.sun_path);
    return out;
}

bool someone_serves(const std::string& path) {
    const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const sockaddr_un address = address_of(path);
    return ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
           errno == EAGAIN;
}

bool is_ours(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == 0 || peer.uid == ::geteuid());
}

std::string answer_line(const json::value& id, int status, json::value body) {
    return json::serialize(json::object{{"id", id}, {"status", status}, {"body", std::move(body)}});
}

struct Request {
    json::value id;
    std::string method;
    std::string path;
    std::string body;
};

Result<Request> parse_request(const std::string& line) {
    json::error_code trouble;
    const json::value parsed = json::parse(line, trouble);
    if (trouble) {
        return bad_input("expected one JSON object a line: " + trouble.message());
    }
    const json::object* object = parsed.if_object();
    if (object == nullptr) {
        return bad_input("expected a JSON object");
    }
    Request out;
    for (const auto& [key, value] : *object) {
        if (key == "id" && (value.is_int64() || value.is_uint64() || value.is_string())) {
            out.id = value;
        } else if (key == "method" && value.is_string()) {
            out.method = value.as_string();
        } else if (key == "path" && value.is_string()) {
            out.path = value.as_string();
        } else if (key == "body") {
            out.body = value.is_null() ? "" : json::serialize(value);
        } else {
            return bad_input("unknown key or wrong type: " + std::string(key));
        }
    }
    if (out.id.is_null() || out.method.empty() || out.path.empty()) {
        return bad_input("expected id (number or text), method and path (text)");
    }
    return out;
}

}  // namespace

struct AdminSocket::Client {
    std::uint64_t number = 0;
    std::string received;
    std::string unsent;
    bool closing = false;  // when all is sent
    bool saw_end = false;  // of the requests
    std::size_t unanswered = 0;
    UniqueFd fd;
    std::unique_ptr<Watch> watch;
};

struct AdminSocket::Pending {
    std::uint64_t client = 0;
    json::value id;
};

Result<std::unique_ptr<AdminSocket>> AdminSocket::open(EventLoop& loop, const std::string& path,
                                                       Received received) {
    struct stat there {};
    if (::lstat(path.c_str(), &there) == 0) {
        if (!S_ISSOCK(there.st_mode)) {
            return bad_input(path + " is there and is no socket");
        }
        if (someone_serves(path)) {
            return failed(path + " is served by another process");
        }
        ::unlink(path.c_str());
    }
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const sockaddr_un address = address_of(path);
    const mode_t mask = ::umask(0177);  // mode 0600 from its first moment
    const bool bound =
        ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    const int trouble = errno;
    ::umask(mask);
    if (!bound) {
        errno = trouble;
        return system_error("cannot make the socket " + path);
    }
    if (::listen(fd.get(), static_cast<int>(admin_clients_max)) != 0) {
        return system_error("cannot listen on " + path);
    }
    return std::unique_ptr<AdminSocket>(
        new AdminSocket(loop, path, std::move(fd), std::move(received)));
}

AdminSocket::AdminSocket(EventLoop& loop, std::string path, UniqueFd listener, Received received)
    : loop_(loop),
      path_(std::move(path)),
      listener_(std::move(listener)),
      received_(std::move(received)) {
    watch_ = std::make_unique<Watch>(loop_, listener_.get(), [this](Ready) { accept_all(); });
    watch_->want(true, false);
}

AdminSocket::~AdminSocket() {
    ::unlink(path_.c_str());
}

void AdminSocket::accept_all() {
    while (true) {
        UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!fd) {
            return;
        }
        if (clients_.size() >= admin_clients_max || !is_ours(fd.get())) {
            log::warning("admin socket", "turns a client away");
            continue;
        }
        auto client = std::make_unique<Client>();
        const std::uint64_t number = ++last_client_;
        client->number = number;
        client->fd = std::move(fd);
        client->watch = std::make_unique<Watch>(
            loop_, client->fd.get(), [this, number](Ready what) { ready(number, what); });
        client->watch->want(true, false);
        clients_.emplace(number, std::move(client));
    }
}

void AdminSocket::ready(std::uint64_t number, Ready what) {
    Client& client = *clients_.at(number);
    if (what.readable && !read(client)) {
        clients_.erase(number);
        return;
    }
    flush(number);
}

bool AdminSocket::read(Client& client) {
    std::array<char, 65536> buffer;
    const ssize_t got = ::recv(client.fd.get(), buffer.data(), buffer.size(), 0);
    if (got < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    client.saw_end = got == 0;
    client.received.append(buffer.data(), static_cast<std::size_t>(got));
    std::size_t from = 0;
    for (std::size_t newline = 0;
         !client.closing && (newline = client.received.find('\n', from)) != std::string::npos;
         from = newline + 1) {
        take_line(client, client.received.substr(from, newline - from));
    }
    client.received.erase(0, from);
    if (!client.closing && client.received.size() >= admin_line_max) {
        refuse(client, "a request has at most 1 MiB");
    }
    return true;
}

void AdminSocket::take_line(Client& client, const std::string& line) {
    Result<Request> parsed = parse_request(line);
    if (!parsed.has_value()) {
        refuse(client, parsed.error().message);
        return;
    }
    const std::uint64_t request = ++last_request_;
    pending_[request] = {client.number, std::move(parsed->id)};
    ++client.unanswered;
    // Handed over later: an answer must find the reading of this client finished.
    loop_.post([this, weak = std::weak_ptr<void>(alive_),
                given = AdminRequest{request, std::move(parsed->method), std::move(parsed->path),
                                     std::move(parsed->body)}] {
        if (!weak.expired()) {
            received_(given);
        }
    });
}

void AdminSocket::refuse(Client& client, const std::string& sentence) {
    client.closing = true;
    send(client, answer_line(nullptr, 400, json::object{{"error", sentence}}));
}

void AdminSocket::answer(std::uint64_t request, int status, const std::string& body) {
    const auto found = pending_.find(request);
    if (found == pending_.end()) {
        return;
    }
    const Pending pending = std::move(found->second);
    pending_.erase(found);
    const auto client = clients_.find(pending.client);
    if (client == clients_.end()) {
        return;
    }
    json::error_code trouble;
    json::value parsed = body.empty() ? json::value() : json::parse(body, trouble);
    --client->second->unanswered;
    send(*client->second, answer_line(pending.id, status, std::move(parsed)));
    flush(pending.client);
}

void AdminSocket::send(Client& client, const std::string& line) {
    client.unsent += line;
    client.unsent += '\n';
}

void AdminSocket::flush(std::uint64_t number) {
    const auto found = clients_.find(number);
    Client& client = *found->second;
    while (!client.unsent.empty()) {
        const ssize_t sent =
            ::send(client.fd.get(), client.unsent.data(), client.unsent.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            break;
        }
        client.unsent.erase(0, static_cast<std::size_t>(sent));
    }
    const bool stuck = !client.unsent.empty() && errno != EAGAIN && errno != EINTR;
    const bool finished =
        client.unsent.empty() && (client.closing || client.saw_end) && client.unanswered == 0;
    if (stuck || finished || client.unsent.size() > admin_unread_max) {
        clients_.erase(found);
        return;
    }
    client.watch->want(!client.closing && !client.saw_end, !client.unsent.empty());
}

}  // namespace holdfast::reference::shell
