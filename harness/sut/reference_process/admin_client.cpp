// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_process/admin_client.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

namespace holdfast::harness::sut::reference_process {

namespace {

namespace json = boost::json;

// An answer takes well below a millisecond; a controller that is silent for this long is asked
// again by whoever needs it.
constexpr timeval patience{2, 0};

Error trouble(const std::string& path, const char* what) {
    return failed(fmt::format("{}: {}: {}", path, what, std::strerror(errno)));
}

}  // namespace

AdminClient::~AdminClient() {
    disconnect();
}

void AdminClient::disconnect() {
    if (socket_ >= 0) {
        ::close(socket_);
    }
    socket_ = -1;
    received_.clear();
}

Result<void> AdminClient::connect() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.size() >= sizeof address.sun_path) {
        return failed(fmt::format("{}: a Unix socket's path has at most {} characters", path_,
                                  sizeof address.sun_path - 1));
    }
    std::copy(path_.begin(), path_.end(), address.sun_path);
    socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const Error error = trouble(path_, "connect");
        disconnect();
        return error;
    }
    return success;
}

Result<std::string> AdminClient::exchange(const std::string& line) {
    if (::send(socket_, line.data(), line.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(line.size())) {
        return trouble(path_, "send");
    }
    std::size_t end = 0;
    while ((end = received_.find('\n')) == std::string::npos) {
        char buffer[65536];
        const ssize_t count = ::recv(socket_, buffer, sizeof buffer, 0);
        if (count <= 0) {
            return trouble(path_, count == 0 ? "closed by the controller" : "receive");
        }
        received_.append(buffer, static_cast<std::size_t>(count));
    }
    std::string answer = received_.substr(0, end);
    received_.erase(0, end + 1);
    return answer;
}

Result<ApiAnswer> AdminClient::call(const std::string& method, const std::string& path,
                                    const std::string& body) {
    if (socket_ < 0) {
        if (const auto connected = connect(); !connected) {
            return connected.error();
        }
    }
    json::object request = {{"id", ++requests_}, {"method", method}, {"path", path}};
    if (!body.empty()) {
        request["body"] = json::parse(body);
    }
    const auto line = exchange(json::serialize(request) + "\n");
    if (!line) {
        disconnect();
        return line.error();
    }
    json::error_code malformed;
    const json::value answer = json::parse(*line, malformed);
    const json::object* object = malformed ? nullptr : answer.if_object();
    const json::value* status = object == nullptr ? nullptr : object->if_contains("status");
    if (status == nullptr || !status->is_int64()) {
        disconnect();
        return failed(fmt::format("{}: not an answer: {}", path_, *line));
    }
    const json::value* content = object->if_contains("body");
    return ApiAnswer{static_cast<int>(status->as_int64()),
                     content == nullptr ? "" : json::serialize(*content)};
}

}  // namespace holdfast::harness::sut::reference_process
