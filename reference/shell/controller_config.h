// SPDX-License-Identifier: Apache-2.0
// The configuration file of holdfast-controller. `controller_config_help` teaches it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "reference/cluster/node.h"
#include "reference/shell/http_server.h"
#include "reference/shell/password.h"
#include "reference/shell/socket.h"
#include "reference/shell/tls.h"

namespace holdfast::reference::shell {

struct ControllerConfig {
    struct Management {
        std::string interface;
        std::uint8_t prefix_length = 24;
    };
    struct Https {
        Endpoint listen;
        HttpsFiles files;
    };

    std::string name;
    Endpoint listen;
    std::string admin_socket;
    std::string state_directory;
    TlsFiles tls;
    /// Of the first start: this node is among them, and the first founds the cluster.
    std::vector<cluster::effect::ConnectPeers::Peer> members;
    std::optional<Endpoint> peer_listen;  ///< always there with more than one member
    std::optional<Management> management;
    std::optional<Https> https;
    cluster::Timers timers;
    std::string admin_password;
    unsigned password_cost = usual_password_cost;
    std::optional<std::string> log_file;
    std::optional<std::string> pid_file;
};

/// Where peers reach this node: its entry among the members, or with a host name peer_listen.
Ipv4Address own_address(const ControllerConfig& config);

extern const char* const controller_config_help;

/// Relative paths in the file are taken from the file's own folder. Errors are
/// Error::Kind::bad_input.
Result<ControllerConfig> load_controller_config(const std::string& path);

}  // namespace holdfast::reference::shell
