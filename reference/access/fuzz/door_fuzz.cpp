// SPDX-License-Identifier: Apache-2.0
// Whatever a client sends that nobody knows: every request comes to exactly one end, only the open
// URLs are let through, and nothing is stored.
// Input: "METHOD target", header lines, an empty line, the body.
#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/overloaded.h"
#include "reference/access/access.h"

namespace holdfast::reference::access::fuzz {
namespace {

std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
    return line;
}

api::HttpRequest request_in(std::string_view text) {
    api::HttpRequest request;
    const std::string_view first = take_line(text);
    const auto blank = first.find(' ');
    request.method = first.substr(0, blank);
    request.target = blank == std::string_view::npos ? "" : first.substr(blank + 1);
    for (std::string_view line = take_line(text); !line.empty(); line = take_line(text)) {
        const auto colon = line.find(':');
        const auto value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
        request.headers.emplace_back(line.substr(0, colon), value);
    }
    request.body = text;
    request.remote = "192.0.2.7:1";
    return request;
}

void check_text(const std::string& body) {
    boost::system::error_code trouble;
    const auto parsed = boost::json::parse(body, trouble);
    CHECK(!trouble || body == "CSRF token missing or incorrect.", "this is no JSON: {}", body);
}

/// Ends that the request came to.
int carry_out(Access& door, const Effects& effects, bool open) {
    int ends = 0;
    for (const Effect& effect : effects) {
        std::visit(
            Overloaded{
                [&](const effect::Admit& admitted) {
                    ++ends;
                    CHECK(open && admitted.caller.user.empty(), "a stranger came in");
                },
                [&](const effect::Answer& answered) {
                    ++ends;
                    CHECK(answered.response.status >= 400, "a stranger was served");
                    check_text(answered.response.body);
                },
                [&](const effect::CheckPassword& check) {
                    ends += carry_out(
                        door, door.step(Instant(), input::PasswordChecked{check.id, false}), open);
                },
                [](const effect::HashPassword&) { CHECK(false, "a stranger set a password"); },
                [](const effect::Commit&) { CHECK(false, "a stranger left a record"); },
                [](const effect::LogEvent& logged) {
                    check_text(boost::json::serialize(
                        boost::json::object{{logged.event.object, logged.event.description}}));
                }},
            effect);
    }
    return ends;
}

/// Goes through the door once, from outside.
void try_the_door(std::string_view text) {
    AccessSettings settings;
    settings.allow_basic_authentication = true;
    Access door({.secret = "0123456789abcdef"}, settings);
    CHECK(door.restore(Instant(), {}).has_value(), "a new door can be made");
    const api::HttpRequest request = request_in(text);
    const int ends =
        carry_out(door, door.step(Instant(), input::Request{1, request}), is_open(request));
    CHECK(ends == 1, "a request came to {} ends", ends);
}

}  // namespace
}  // namespace holdfast::reference::access::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::reference::access::fuzz::try_the_door({reinterpret_cast<const char*>(data), size});
    return 0;
}
