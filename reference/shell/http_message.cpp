// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/http_message.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace holdfast::reference::shell {

namespace http = boost::beast::http;

namespace {

constexpr const char* methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

bool is_known(http::verb verb) {
    constexpr std::array known = {http::verb::get, http::verb::head,  http::verb::post,
                                  http::verb::put, http::verb::patch, http::verb::delete_};
    return std::find(known.begin(), known.end(), verb) != known.end();
}

/// "https://host/api/x", which proxies send, is "/api/x" to us.
std::string path_of(std::string_view target) {
    const auto scheme = target.find("://");
    if (target.starts_with('/') || scheme == std::string_view::npos) {
        return std::string(target);
    }
    const auto path = target.find('/', scheme + 3);
    return path == std::string_view::npos ? "/" : std::string(target.substr(path));
}

/// A line break in a value, as from an object's name in Location, would begin a header of its own.
std::string in_one_line(std::string value) {
    std::erase_if(value, [](unsigned char letter) { return letter < 0x20 || letter == 0x7f; });
    return value;
}

}  // namespace

std::variant<api::HttpRequest, api::HttpResponse> take_request(BeastRequest request,
                                                               const std::string& remote) {
    if (request.method() == http::verb::options) {
        return api::HttpResponse{204, {{"Allow", methods}}, ""};
    }
    if (!is_known(request.method())) {
        api::HttpResponse refused = http_error(405, "this method is not allowed");
        refused.headers.emplace_back("Allow", methods);
        return refused;
    }
    // RFC 9112 3.2: exactly one Host in HTTP/1.1.
    const auto hosts = request.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && request.version() >= 11)) {
        return http_error(400, "expected one Host header");
    }
    api::HttpRequest out;
    out.method =
        request.method() == http::verb::head ? "GET" : std::string(request.method_string());
    out.target = path_of({request.target().data(), request.target().size()});
    if (!out.target.starts_with('/')) {
        return http_error(400, "expected a path");
    }
    for (const auto& field : request) {
        out.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    out.body = std::move(request.body());
    out.remote = remote;
    return out;
}

BeastResponse make_response(api::HttpResponse response, const AnswerForm& form) {
    BeastResponse out{http::int_to_status(static_cast<unsigned>(response.status)), form.version};
    out.result(static_cast<unsigned>(response.status));
    for (auto& [name, value] : response.headers) {
        out.insert(name, in_one_line(std::move(value)));
    }
    if (!response.body.empty() && out.count(http::field::content_type) == 0) {
        out.set(http::field::content_type, "application/json");
    }
    out.keep_alive(form.keep_alive);
    out.body() = std::move(response.body);
    out.prepare_payload();
    if (form.head) {
        out.body().clear();
    }
    return out;
}

api::HttpResponse http_error(int status, const std::string& text) {
    return {status, {}, R"({"error":")" + text + "\"}"};
}

}  // namespace holdfast::reference::shell
