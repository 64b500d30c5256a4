// SPDX-License-Identifier: Apache-2.0
// A session with the REST API as the vendor's SDKs keep one: log in with a form, send the cookies
// and the CSRF token with every request, log in again when it is lost.
#pragma once

#include <map>
#include <string>

#include "harness/workload/api_message.h"

namespace holdfast::harness::workload {

/// Who the workload is; a system under test must know this user.
inline constexpr const char* api_user = "admin";
inline constexpr const char* api_password = "holdfast-operator";

class ApiSession {
  public:
    /// `host`: the address that requests go to.
    explicit ApiSession(std::string host) : host_(std::move(host)) {}

    bool logged_in() const { return logged_in_; }
    ApiRequest login() const;
    /// The answer to login(). False: refused.
    bool logged_in_by(const ApiResponse& response);
    /// Lost, or never had: nothing is sent along until the next login.
    void forget();

    /// The request with everything that a session adds.
    ApiRequest with_headers(ApiRequest request) const;
    /// Takes cookies that came with any answer.
    void take_cookies(const ApiResponse& response);

  private:
    std::string host_;
    bool logged_in_ = false;
    std::map<std::string, std::string> cookies_;
};

}  // namespace holdfast::harness::workload
