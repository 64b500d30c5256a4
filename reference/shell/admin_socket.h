// SPDX-License-Identifier: Apache-2.0
// The controller's API for programs of the same user on the same machine: JSON lines on a Unix
// socket of mode 0600, {"id":1,"method":"GET","path":"/api/pool"} ->
// {"id":1,"status":200,"body":{}}.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

/// Longest accepted request, newline included.
inline constexpr std::size_t admin_line_max = std::size_t{1} << 20U;
/// Clients at the same time; more are turned away.
inline constexpr std::size_t admin_clients_max = 64;
/// Answers that a client does not read; more closes its connection.
inline constexpr std::size_t admin_unread_max = std::size_t{16} << 20U;

struct AdminRequest {
    std::uint64_t id = 0;  ///< ours, unique; the client's own id is given back with the answer
    std::string method;
    std::string path;
    std::string body;  ///< JSON; "" for none
};

class AdminSocket {
  public:
    using Received = std::function<void(const AdminRequest&)>;

    /// Replaces a socket that an earlier process left; refuses one that a living process serves.
    static Result<std::unique_ptr<AdminSocket>> open(EventLoop& loop, const std::string& path,
                                                     Received received);
    ~AdminSocket();
    AdminSocket(const AdminSocket&) = delete;
    AdminSocket& operator=(const AdminSocket&) = delete;

    /// The answer to a request; dropped if its client has gone. `body`: JSON; "" for none.
    void answer(std::uint64_t request, int status, const std::string& body);

  private:
    struct Client;
    struct Pending;
    AdminSocket(EventLoop& loop, std::string path, UniqueFd listener, Received received);
    void accept_all();
    void ready(std::uint64_t client, Ready what);
    bool read(Client& client);
    void take_line(Client& client, const std::string& line);
    void refuse(Client& client, const std::string& sentence);
    void send(Client& client, const std::string& line);
    void flush(std::uint64_t client);

    EventLoop& loop_;
    std::string path_;
    UniqueFd listener_;
    Received received_;
    std::unique_ptr<Watch> watch_;
    std::map<std::uint64_t, std::unique_ptr<Client>> clients_;
    std::map<std::uint64_t, Pending> pending_;
    std::uint64_t last_client_ = 0;
    std::uint64_t last_request_ = 0;
    std::shared_ptr<void> alive_ = std::make_shared<int>(0);  ///< for what is posted to the loop
};

}  // namespace holdfast::reference::shell
