// SPDX-License-Identifier: Apache-2.0
// A client of the REST API for tests, with a controller of its own that nobody else talks to.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "reference/controller/controller.h"
#include "reference/model/kind.h"

namespace holdfast::reference::controller {

struct Reply {
    int status = 0;
    boost::json::value body;  ///< null: empty
    api::Headers headers;

    const boost::json::value& operator[](std::string_view field) const { return body.at(field); }
    bool has(std::string_view field) const { return body.as_object().contains(field); }
    std::string text(std::string_view field) const {
        return std::string(body.at(field).as_string());
    }
    std::string error() const { return text("error"); }
};

class TestClient {
  public:
    TestClient() { context.host = "c1:8443"; }

    Reply ask(const std::string& method, const std::string& path, const std::string& body = "") {
        const Effects effects =
            controller.step(now, input::ApiRequest{1, method, path, body, context});
        for (const Effect& one : effects) {
            if (const auto* commit = std::get_if<effect::Commit>(&one)) {
                apply(records, commit->changes);
            }
        }
        const auto& answer = std::get<effect::ApiResponse>(effects.back());
        return {answer.status,
                answer.body.empty() ? boost::json::value() : boost::json::parse(answer.body),
                answer.headers};
    }
    Reply get(const std::string& path) { return ask("GET", path); }
    Reply post(const std::string& path, const std::string& body) { return ask("POST", path, body); }
    Reply put(const std::string& path, const std::string& body) { return ask("PUT", path, body); }
    Reply patch(const std::string& path, const std::string& body) {
        return ask("PATCH", path, body);
    }
    Reply remove(const std::string& path) { return ask("DELETE", path); }

    /// Makes an object; "/api/pool/pool-7..".
    std::string made(const std::string& collection, const std::string& body) {
        return "/api/" + collection + "/" + post("/api/" + collection, body).text("uuid");
    }

    /// All objects, of all kinds.
    std::string everything() {
        std::string out;
        for (const model::KindNames& names : model::kinds) {
            out += boost::json::serialize(
                       get("/api/" + std::string(names.path) + "?page_size=200").body) +
                   "\n";
        }
        return out;
    }

    Controller controller{ControllerOptions{}};
    Instant now;
    api::RequestContext context;
    Records records;  ///< what the controller committed
};

}  // namespace holdfast::reference::controller
