// SPDX-License-Identifier: Apache-2.0
// /api/role: the predefined roles, to be read.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "reference/access/answers.h"
#include "reference/access/headers.h"
#include "reference/access/roles.h"

namespace holdfast::reference::access {

namespace json = boost::json;

namespace {

std::string_view word(Right right) {
    switch (right) {
        case Right::write:
            return "WRITE_ACCESS";
        case Right::read:
            return "READ_ACCESS";
        case Right::none:
            break;
    }
    return "NO_ACCESS";
}

json::object shown(const Visit& visit, const Role& role) {
    json::array privileges;
    for (const std::string_view resource : known_resources()) {
        std::string permission = fmt::format("PERMISSION_{}", resource);
        std::transform(
            permission.begin(), permission.end(), permission.begin(),
            [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
        privileges.push_back(
            {{"resource", permission}, {"type", word(role.right(area_of(resource)))}});
    }
    const std::string name = names_wanted(visit) ? "#" + std::string(role.name) : "";
    return {{"url", fmt::format("{}/api/role/{}{}", base_url(visit.request.headers),
                                role_uuid(role), name)},
            {"uuid", role_uuid(role)},
            {"name", role.name},
            {"privileges", std::move(privileges)}};
}

}  // namespace

void serve_roles(Turn& turn, const Visit& visit, const std::vector<std::string>& rest) {
    if (visit.request.method != "GET") {
        refuse_method(turn, visit);
    } else if (rest.empty()) {
        std::vector<json::object> all;
        for (const Role& role : roles()) {
            all.push_back(shown(visit, role));
        }
        answer_list(turn, visit, all);
    } else if (const Role* role = rest.size() == 1 ? find_role(rest[0]) : nullptr) {
        answer(turn, visit, 200, shown(visit, *role));
    } else {
        refuse(turn, visit, 404, "Role object not found!");
    }
}

}  // namespace holdfast::reference::access
