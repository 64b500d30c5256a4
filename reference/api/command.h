// SPDX-License-Identifier: Apache-2.0
// A request of the REST API as what it asks for. Bodies stay text until somebody knows the type to
// read them as.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "reference/api/answer.h"
#include "reference/api/query.h"
#include "reference/model/kind.h"

namespace holdfast::reference::api {

namespace command {

/// GET /api/pool?name=pool1
struct List {
    model::Kind kind{};
    Parameters parameters{};
    bool operator==(const List&) const = default;
};
/// GET /api/pool/{uuid}; of a singleton: GET /api/cluster. So do the other commands on one object.
struct Read {
    model::Kind kind{};
    std::string uuid{};  ///< "": of a singleton
    Parameters parameters{};
    bool operator==(const Read&) const = default;
};
/// POST /api/pool
struct Create {
    model::Kind kind{};
    std::string body{};
    bool operator==(const Create&) const = default;
};
/// PUT /api/pool/{uuid}: a field that is left out returns to its default.
struct Replace {
    model::Kind kind{};
    std::string uuid{};
    std::string body{};
    Parameters parameters{};
    bool operator==(const Replace&) const = default;
};
/// PATCH /api/pool/{uuid}
struct Patch {
    model::Kind kind{};
    std::string uuid{};
    std::string body{};
    Parameters parameters{};
    bool operator==(const Patch&) const = default;
};
/// DELETE /api/pool/{uuid}
struct Remove {
    model::Kind kind{};
    std::string uuid{};
    bool operator==(const Remove&) const = default;
};
/// POST, PUT or DELETE /api/macro: an object with the objects that it refers to, all or nothing.
struct Macro {
    std::string method{};
    std::string body{};
    bool operator==(const Macro&) const = default;
};
/// GET /api/pool-inventory and /api/pool-inventory/{uuid}
struct ListInventory {
    model::Kind kind{};
    std::string uuid{};  ///< "": of all
    Parameters parameters{};
    bool operator==(const ListInventory&) const = default;
};

enum class View {
    runtime,
    runtime_detail,
    runtime_internal,
    scaleout_status,
    server_runtime,
    machines  ///< of a cloud, ours: what it is asked to start and to take away
};

/// GET /api/virtualservice/{uuid}/runtime/ and its like
struct ReadView {
    model::Kind kind{};
    std::string uuid{};
    View view{};
    bool operator==(const ReadView&) const = default;
};

enum class Action {
    switchover,
    redistribute,
    scaleout,
    scalein,
    migrate,
    retryplacement,
    resync,
    rotatekeys,
    reboot,
    forcedelete,
    inventory  ///< of a cloud, ours: its hosts, and what became of what it was asked for
};
std::string_view name_of(Action action);

/// POST /api/virtualservice/{uuid}/switchover and its like
struct Act {
    model::Kind kind{};
    std::string uuid{};
    Action action{};
    std::string body{};
    bool operator==(const Act&) const = default;
};
/// GET /api/analytics/events?after=N: events with an id above N
struct ListEvents {
    std::uint64_t after = 0;
    bool operator==(const ListEvents&) const = default;
};
/// GET /api/runtime: every service and engine in one short answer. Ours, for operators that poll.
struct ReadOverview {
    bool operator==(const ReadOverview&) const = default;
};

}  // namespace command

using Command =
    std::variant<command::List, command::Read, command::Create, command::Replace, command::Patch,
                 command::Remove, command::Macro, command::ListInventory, command::ReadView,
                 command::Act, command::ListEvents, command::ReadOverview>;

/// The command, or the answer to a request that is none. Final slashes and doubled ones do not
/// matter.
std::variant<Command, Answer> parse_request(std::string_view method, std::string_view path,
                                            std::string_view body);

}  // namespace holdfast::reference::api
