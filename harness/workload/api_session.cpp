// SPDX-License-Identifier: Apache-2.0
#include "harness/workload/api_session.h"

#include <algorithm>
#include <cctype>

namespace holdfast::harness::workload {
namespace {

// The names of the public API (spec/api.md 1.1).
constexpr const char* csrf_cookie = "csrftoken";
constexpr const char* session_cookies[] = {"avi-sessionid", "sessionid"};
constexpr const char* api_version = "30.2.1";

bool same_name(const std::string& a, const std::string& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) ==
               std::tolower(static_cast<unsigned char>(y));
    });
}

}  // namespace

ApiRequest ApiSession::login() const {
    return {"POST",
            "/login",
            {{"Host", host_}, {"Content-Type", "application/x-www-form-urlencoded"}},
            std::string("username=") + api_user + "&password=" + api_password};
}

bool ApiSession::logged_in_by(const ApiResponse& response) {
    cookies_.clear();
    take_cookies(response);
    const bool session = std::any_of(std::begin(session_cookies), std::end(session_cookies),
                                     [&](const char* name) { return cookies_.contains(name); });
    // Both must have come, or the SDKs keep no session.
    logged_in_ = response.status == 200 && session && cookies_.contains(csrf_cookie);
    return logged_in_;
}

void ApiSession::forget() {
    logged_in_ = false;
    cookies_.clear();
}

ApiRequest ApiSession::with_headers(ApiRequest request) const {
    std::string cookies;
    for (const auto& [name, value] : cookies_) {
        cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    }
    request.headers.insert(request.headers.end(), {{"Host", host_},
                                                   {"Cookie", cookies},
                                                   {"Referer", "https://" + host_ + "/"},
                                                   {"X-Avi-Version", api_version},
                                                   {"X-Avi-Tenant", "admin"}});
    if (request.method != "GET") {
        request.headers.emplace_back("X-CSRFToken", cookies_.at(csrf_cookie));
    }
    if (!request.body.empty()) {
        request.headers.emplace_back("Content-Type", "application/json");
    }
    return request;
}

void ApiSession::take_cookies(const ApiResponse& response) {
    for (const auto& [name, value] : response.headers) {
        const auto equals = value.find('=');
        if (same_name(name, "Set-Cookie") && equals != std::string::npos) {
            const auto end = value.find(';', equals);
            cookies_[value.substr(0, equals)] =
                value.substr(equals + 1, end == std::string::npos ? end : end - equals - 1);
        }
    }
}

}  // namespace holdfast::harness::workload
