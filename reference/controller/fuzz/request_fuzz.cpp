// SPDX-License-Identifier: Apache-2.0
// Whatever comes through the door: a controller with a small configuration answers it once, with
// JSON, and a refusal changes nothing.
// Input: "METHOD target" in the first line, then the body.
#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "reference/controller/controller.h"

namespace controller = holdfast::reference::controller;

namespace {

controller::Effects ask(controller::Controller& core, std::uint64_t id, std::string_view method,
                        std::string_view path, std::string_view body) {
    return core.step(holdfast::Instant(),
                     controller::input::ApiRequest{.id = id,
                                                   .method = std::string(method),
                                                   .path = std::string(path),
                                                   .body = std::string(body)});
}

/// The refused change is seen by what it would have stored.
void judge(const controller::Effects& effects) {
    int answers = 0;
    bool committed = false;
    for (const controller::Effect& effect : effects) {
        committed = committed || std::holds_alternative<controller::effect::Commit>(effect);
        if (const auto* answer = std::get_if<controller::effect::ApiResponse>(&effect)) {
            ++answers;
            CHECK(answer->status >= 200 && answer->status < 500, "status {}", answer->status);
            CHECK(answer->status < 400 || !committed, "a refused request changed something");
            boost::system::error_code trouble;
            const auto body =
                boost::json::parse(answer->body.empty() ? "{}" : answer->body, trouble);
            CHECK(!trouble, "the answer is no JSON: {}", answer->body);
        }
    }
    CHECK(answers == 1, "a request has {} answers", answers);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    controller::Controller core({});
    judge(ask(core, 1, "POST", "/api/vsvip", R"({"name": "vip1"})"));
    judge(ask(core, 2, "POST", "/api/pool", R"({"name": "pool1"})"));
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string_view line = text.substr(0, text.find('\n'));
    const auto blank = line.find(' ');
    judge(ask(core, 3, line.substr(0, blank),
              blank == std::string_view::npos ? "" : line.substr(blank + 1),
              line.size() == text.size() ? "" : text.substr(line.size() + 1)));
    return 0;
}
