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
#include "reference/api/request_context.h"
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
/// A request of the REST API: method, path with query, JSON body ("" for none).
struct ApiRequest {
    std::uint64_t id = 0;
    std::string method;
    std::string path;
    std::string body;
    api::RequestContext context{};  ///< who asks, as the door has admitted it
};
/// Something happened around the controller that belongs into its event log (spec 1.10).
struct OutsideEvent {
    std::string event_id;  ///< "CONTROLLER_NODE_LEFT", "USER_LOGIN"
    std::string object;    ///< the node, the user
    std::string description;
};

/// What the cloud says of an engine's machine, ahead of every timer.
struct CloudNotice {
    enum class What {
        engine_off,  ///< off or gone: it holds no address any more
        host_failed  ///< the host does not answer the cloud; whether the engine runs is unknown
    };
    protocol::EngineName engine;
    What what = What::engine_off;
};

}  // namespace input

using Input =
    std::variant<input::TimerFired, input::EngineConnected, input::EngineDisconnected,
                 input::FromEngine, input::ApiRequest, input::OutsideEvent, input::CloudNotice>;

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
struct Note {
    std::string text;
    bool operator==(const Note&) const = default;
};

}  // namespace effect

using Effect = std::variant<effect::SendToEngine, effect::CloseConnection, effect::ApiResponse,
                            effect::Commit, effect::Note>;
using Effects = std::vector<Effect>;

}  // namespace holdfast::reference::controller
