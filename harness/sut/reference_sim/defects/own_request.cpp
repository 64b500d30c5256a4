// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/defects/own_request.h"

#include "harness/sut/reference_sim/defects/api_text.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace controller = reference::controller;

namespace {

// The shell counts its own from 1.
constexpr std::uint64_t own_request = 0xffff'ffff'0000'0000;

}  // namespace

std::string ask(const controller::Core& core, Instant now, const std::string& method,
                const std::string& path, controller::Effects& others, const std::string& body) {
    std::string answer;
    const controller::input::ApiRequest request{own_request, method, path, body};
    for (controller::Effect& effect : core.step(now, request)) {
        const auto* response = std::get_if<controller::effect::ApiResponse>(&effect);
        if (response != nullptr && response->id == own_request) {
            answer = response->body;
        } else {
            others.push_back(std::move(effect));
        }
    }
    return answer;
}

void switch_over(const controller::Core& core, Instant now, const std::string& engine,
                 controller::Effects& others) {
    const std::string uuid =
        first_uuid(ask(core, now, "GET", "/api/serviceengine?name=" + engine, others));
    ask(core, now, "POST", "/api/serviceengine/" + uuid + "/switchover", others);
}

}  // namespace holdfast::harness::sut::reference_sim::defects
