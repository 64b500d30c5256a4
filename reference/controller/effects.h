// SPDX-License-Identifier: Apache-2.0
// What the controller's core takes in and what it asks its surroundings to do.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
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
};

}  // namespace input

using Input = std::variant<input::TimerFired, input::EngineConnected, input::EngineDisconnected,
                           input::FromEngine, input::ApiRequest>;

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
    bool operator==(const ApiResponse&) const = default;
};
/// Put this on disk, whole or not at all, before any effect behind it is carried out.
struct SaveConfiguration {
    std::string snapshot;  ///< JSON; Controller's constructor takes it back
    bool operator==(const SaveConfiguration&) const = default;
};
struct Note {
    std::string text;
    bool operator==(const Note&) const = default;
};

}  // namespace effect

using Effect = std::variant<effect::SendToEngine, effect::CloseConnection, effect::ApiResponse,
                            effect::SaveConfiguration, effect::Note>;
using Effects = std::vector<Effect>;

}  // namespace holdfast::reference::controller
