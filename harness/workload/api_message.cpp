// SPDX-License-Identifier: Apache-2.0
#include "harness/workload/api_message.h"

#include "base/json.h"

namespace holdfast::harness::workload {
namespace {

using HeaderLines = std::vector<std::vector<std::string>>;

struct RequestLine {
    std::uint64_t id = 0;
    std::string method;
    std::string target;
    HeaderLines headers;
    std::string body;
};
BOOST_DESCRIBE_STRUCT(RequestLine, (), (id, method, target, headers, body))

struct ResponseLine {
    std::uint64_t id = 0;
    int status = 0;
    HeaderLines headers;
    std::string body;
};
BOOST_DESCRIBE_STRUCT(ResponseLine, (), (id, status, headers, body))

HeaderLines lines_of(const ApiHeaders& headers) {
    HeaderLines lines;
    for (const auto& [name, value] : headers) {
        lines.push_back({name, value});
    }
    return lines;
}

Result<ApiHeaders> headers_of(const HeaderLines& lines) {
    ApiHeaders headers;
    for (const auto& line : lines) {
        if (line.size() != 2) {
            return bad_input("a header needs a name and a value");
        }
        headers.emplace_back(line[0], line[1]);
    }
    return headers;
}

template <class Line>
Result<Line> line_of(std::string_view text) {
    const auto value = json::parse(text, "API line");
    if (!value) {
        return value.error();
    }
    return json::from_json<Line>(*value, "API line");
}

}  // namespace

std::string encode(const Numbered<ApiRequest>& request) {
    const ApiRequest& message = request.message;
    return boost::json::serialize(json::store(RequestLine{
        request.id, message.method, message.target, lines_of(message.headers), message.body}));
}

std::string encode(const Numbered<ApiResponse>& response) {
    const ApiResponse& message = response.message;
    return boost::json::serialize(json::store(
        ResponseLine{response.id, message.status, lines_of(message.headers), message.body}));
}

Result<Numbered<ApiRequest>> decode_api_request(std::string_view line) {
    const auto read = line_of<RequestLine>(line);
    if (!read) {
        return read.error();
    }
    const auto headers = headers_of(read->headers);
    if (!headers) {
        return headers.error();
    }
    if (read->method.empty() || read->target.empty()) {
        return bad_input("API line: expected a method and a target");
    }
    return Numbered<ApiRequest>{read->id, {read->method, read->target, *headers, read->body}};
}

Result<Numbered<ApiResponse>> decode_api_response(std::string_view line) {
    const auto read = line_of<ResponseLine>(line);
    if (!read) {
        return read.error();
    }
    const auto headers = headers_of(read->headers);
    if (!headers) {
        return headers.error();
    }
    return Numbered<ApiResponse>{read->id, {read->status, *headers, read->body}};
}

}  // namespace holdfast::harness::workload
