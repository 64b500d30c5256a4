// SPDX-License-Identifier: Apache-2.0
#include "reference/api/reference.h"

#include <fmt/format.h>

#include "reference/api/query.h"

namespace holdfast::reference::api {
namespace {

std::string_view without_host(std::string_view text) {
    const auto scheme = text.find("://");
    if (scheme == std::string_view::npos) {
        return text;
    }
    const auto path = text.find('/', scheme + 3);
    return path == std::string_view::npos ? "" : text.substr(path);
}

}  // namespace

Result<Reference> parse_reference(std::string_view text, model::Kind kind) {
    const model::KindNames& names = model::names_of(kind);
    const std::string_view path = without_host(text.substr(0, text.find('#')));
    if (path.find('/') == std::string_view::npos) {
        const bool uuid = path.starts_with(std::string(names.path) + "-");
        return uuid ? Reference{.uuid = std::string(path), .name = ""}
                    : Reference{.uuid = "", .name = std::string(path)};
    }
    const Target target = parse_target(path);
    const auto name = target.parameters.find("name");
    const bool right_kind = target.segments.size() >= 2 && target.segments[0] == "api" &&
                            target.segments[1] == names.path;
    if (right_kind && target.segments.size() == 3) {
        return Reference{.uuid = target.segments[2], .name = ""};
    }
    if (right_kind && target.segments.size() == 2 && name) {
        return Reference{.uuid = "", .name = *name};
    }
    return bad_input(fmt::format("'{}' is not a reference to a {}", text, names.model));
}

std::string reference_to(model::Kind kind, std::string_view uuid) {
    return fmt::format("/api/{}/{}", model::names_of(kind).path, uuid);
}

}  // namespace holdfast::reference::api
