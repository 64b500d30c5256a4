// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/local_procedure.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/result.h"
#include "reference/shell/daemon.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

namespace json = boost::json;

namespace {

constexpr const char* program = "holdfast-controller";
constexpr std::int64_t status_ok = 200;
// A changed address is confirmed within ten seconds or not at all.
constexpr timeval patience{15, 0};

Error trouble(const std::string& socket, const char* what) {
    return failed(fmt::format("{}: {}: {}", socket, what, std::strerror(errno)));
}

Result<UniqueFd> connect_to(const std::string& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.size() >= sizeof address.sun_path) {
        return failed(socket + ": the path is too long for a socket");
    }
    std::memcpy(address.sun_path, socket.data(), socket.size());
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return trouble(socket, "connect");
    }
    return fd;
}

Result<std::string> ask_once(const std::string& socket, const std::string& line) {
    const auto fd = connect_to(socket);
    if (!fd.has_value()) {
        return fd.error();
    }
    if (::send(fd->get(), line.data(), line.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(line.size())) {
        return trouble(socket, "send");
    }
    std::string received;
    while (received.find('\n') == std::string::npos) {
        char buffer[4096];
        const ssize_t count = ::recv(fd->get(), buffer, sizeof buffer, 0);
        if (count <= 0) {
            return count == 0 ? failed(socket + ": the controller closed it without an answer")
                              : trouble(socket, "receive");
        }
        received.append(buffer, static_cast<std::size_t>(count));
    }
    return received.substr(0, received.find('\n'));
}

int report(const Result<std::string>& answer) {
    if (!answer.has_value()) {
        return report_start_failure(program, answer.error());
    }
    json::error_code malformed;
    const json::value parsed = json::parse(*answer, malformed);
    const json::object* object = malformed ? nullptr : parsed.if_object();
    const json::value* status = object == nullptr ? nullptr : object->if_contains("status");
    const json::value* body = object == nullptr ? nullptr : object->if_contains("body");
    const std::string text = body == nullptr ? *answer : json::serialize(*body);
    if (status == nullptr || !status->is_int64() || status->get_int64() != status_ok) {
        return report_start_failure(program, failed(text));
    }
    std::printf("%s\n", text.c_str());
    return exit_success;
}

}  // namespace

int run_local_procedure(const std::string& admin_socket, const std::string& name) {
    const json::object request = {{"id", 1}, {"method", "POST"}, {"path", "/local/" + name}};
    return report(ask_once(admin_socket, json::serialize(request) + "\n"));
}

}  // namespace holdfast::reference::shell
