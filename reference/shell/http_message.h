// SPDX-License-Identifier: Apache-2.0
// Beast's messages to and from ours. For http_*.cpp only: Beast is heavy.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>
#include <variant>

#include "reference/api/http.h"

namespace holdfast::reference::shell {

using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;
using BeastResponse = boost::beast::http::response<boost::beast::http::string_body>;

/// The request for the controller, or the answer to one that it need not see.
std::variant<api::HttpRequest, api::HttpResponse> take_request(BeastRequest request,
                                                               const std::string& remote);

struct AnswerForm {
    unsigned version = 11;
    bool keep_alive = true;
    bool head = false;  ///< the length of the body without the body
};
BeastResponse make_response(api::HttpResponse response, const AnswerForm& form);

/// {"error": "<text>"}; the text is ours and needs no escapes.
api::HttpResponse http_error(int status, const std::string& text);

}  // namespace holdfast::reference::shell
