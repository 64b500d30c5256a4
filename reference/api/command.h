// SPDX-License-Identifier: Apache-2.0
// A request of the REST API as what it asks for. Bodies stay text until somebody knows the type to
// read them as.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "reference/api/answer.h"
#include "reference/model/kind.h"

namespace holdfast::reference::api {

namespace command {

/// GET /api/pool?name=pool1
struct List {
    model::Kind kind{};
    std::optional<std::string> name;
    bool operator==(const List&) const = default;
};
/// GET /api/pool/{uuid}
struct Read {
    model::Kind kind{};
    std::string uuid;
    bool operator==(const Read&) const = default;
};
/// POST /api/pool
struct Create {
    model::Kind kind{};
    std::string body;
    bool operator==(const Create&) const = default;
};
/// PUT /api/pool/{uuid}: a field that is left out returns to its default.
struct Replace {
    model::Kind kind{};
    std::string uuid;
    std::string body;
    bool operator==(const Replace&) const = default;
};
/// DELETE /api/pool/{uuid}
struct Remove {
    model::Kind kind{};
    std::string uuid;
    bool operator==(const Remove&) const = default;
};
/// GET /api/virtualservice/{uuid}/runtime/, and of a service engine
struct ReadRuntime {
    model::Kind kind{};
    std::string uuid;
    bool operator==(const ReadRuntime&) const = default;
};

enum class Action { switchover, redistribute, scaleout, scalein, migrate };

/// POST /api/virtualservice/{uuid}/switchover and its like
struct Act {
    model::Kind kind{};
    std::string uuid;
    Action action{};
    std::string body;
    bool operator==(const Act&) const = default;
};
/// GET /api/seproperties
struct ReadSeProperties {
    bool operator==(const ReadSeProperties&) const = default;
};
/// PUT /api/seproperties
struct ReplaceSeProperties {
    std::string body;
    bool operator==(const ReplaceSeProperties&) const = default;
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
    std::variant<command::List, command::Read, command::Create, command::Replace, command::Remove,
                 command::ReadRuntime, command::Act, command::ReadSeProperties,
                 command::ReplaceSeProperties, command::ListEvents, command::ReadOverview>;

/// The command, or the answer to a request that is none. Final slashes and unknown query
/// parameters do not matter.
std::variant<Command, Answer> parse_request(std::string_view method, std::string_view path,
                                            std::string_view body);

}  // namespace holdfast::reference::api
