// SPDX-License-Identifier: Apache-2.0
// What the controller's core takes in and what it asks its surroundings to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "reference/api/http.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::controller {

/// One connection from an engine; numbers are never used twice in a controller's life.
using ConnectionId = std::uint64_t;

namespace input {

struct TimerFired {};
/// An engine's connection came up; `certified` is the name in its certificate and must equal the
/// name that it registers.
struct EngineConnected {
    ConnectionId connection = 0;
    protocol::EngineName certified;
};
struct EngineDisconnected {
    ConnectionId connection = 0;
};
struct FromEngine {
    ConnectionId connection = 0;
    protocol::ToController message;
};
/// Where a request of the REST API came from when not over the node's own admin socket.
struct Client {
    api::Headers headers{};
    std::string address{};  ///< for audit events
};
/// A request of the REST API: method, path with query, JSON body ("" for none).
struct ApiRequest {
    std::uint64_t id = 0;
    std::string method;
    std::string path;
    std::string body;
    /// None: over the admin socket, which only root can open; no session is asked for.
    std::optional<Client> client{};
};
/// Outcome of CheckPassword.
struct PasswordChecked {
    std::uint64_t id = 0;
    bool matches = false;
};
/// Outcome of HashPassword.
struct PasswordHashed {
    std::uint64_t id = 0;
    std::string hash;
};
/// Something happened to the cluster that belongs into the event log (spec 1.10).
struct ClusterEvent {
    std::string event_id;  ///< "CONTROLLER_NODE_LEFT"
    std::string object;    ///< the node
    std::string description;
};
/// The answer to ChangeCluster: done, or why not.
struct ClusterChanged {
    std::uint64_t id = 0;
    std::string refusal;  ///< "": done
};

}  // namespace input

using Input = std::variant<input::TimerFired, input::EngineConnected, input::EngineDisconnected,
                           input::FromEngine, input::ApiRequest>;

/// One record of what must not be forgotten: "pool/pool-7f…" and its JSON.
struct Change {
    std::string key;
    std::optional<std::string> value;  ///< none: the record goes
    bool operator==(const Change&) const = default;
};

namespace effect {

struct SendToEngine {
    ConnectionId connection = 0;
    protocol::ToEngine message;
    bool operator==(const SendToEngine&) const = default;
};
struct CloseConnection {
    ConnectionId connection = 0;
    bool operator==(const CloseConnection&) const = default;
};
struct ApiResponse {
    std::uint64_t id = 0;
    int status = 200;
    std::string body;  ///< JSON
    api::Headers headers{};
    bool operator==(const ApiResponse&) const = default;
};
/// Keep these changes of the records, all or none, before any effect behind it is carried out;
/// Controller::restore() takes all records back.
struct Commit {
    std::vector<Change> changes;
    bool operator==(const Commit&) const = default;
};
/// Does the password belong to the hash? Slow on purpose, so not for the thread that calls the
/// core. Answered by PasswordChecked.
struct CheckPassword {
    std::uint64_t id = 0;
    std::string password;
    std::string hash;
    bool operator==(const CheckPassword&) const = default;
};
/// Answered by PasswordHashed.
struct HashPassword {
    std::uint64_t id = 0;
    std::string password;
    bool operator==(const HashPassword&) const = default;
};
/// PUT /api/cluster is a change of members or of the cluster IP: carry it out. Answered by
/// ClusterChanged.
struct ChangeCluster {
    std::uint64_t id = 0;
    std::string cluster;  ///< JSON of model::Cluster
    bool operator==(const ChangeCluster&) const = default;
};
struct Note {
    std::string text;
    bool operator==(const Note&) const = default;
};

}  // namespace effect

using Effect = std::variant<effect::SendToEngine, effect::CloseConnection, effect::ApiResponse,
                            effect::Commit, effect::Note>;
using Effects = std::vector<Effect>;

}  // namespace holdfast::reference::controller
