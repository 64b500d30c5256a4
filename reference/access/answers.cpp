// SPDX-License-Identifier: Apache-2.0
#include "reference/access/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "reference/access/headers.h"
#include "reference/api/query.h"
#include "reference/api/utf8.h"

namespace holdfast::reference::access {

namespace json = boost::json;

namespace {

/// A number of the query; `otherwise` for none and for what is none.
std::size_t number(const api::Target& target, std::string_view name, std::size_t otherwise) {
    const auto text = target.parameter(name).value_or("");
    std::size_t value = 0;
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = trouble == std::errc() && end == text.data() + text.size();
    return whole && value > 0 ? value : otherwise;
}

bool wanted(const json::object& object, const api::Target& target) {
    for (const char* field : {"name", "username", "uuid"}) {
        const auto value = target.parameter(field);
        const auto* own = object.if_contains(field);
        if (value && (own == nullptr || *own != json::value(*value))) {
            return false;
        }
    }
    return true;
}

/// The same request for another page.
std::string page_url(const Visit& visit, std::size_t page) {
    const std::string& target = visit.request.target;
    const auto question = target.find('?');
    std::string query;
    std::string_view rest =
        question == std::string::npos ? "" : std::string_view(target).substr(question + 1);
    while (!rest.empty()) {
        const auto end = rest.find('&');
        const auto part = rest.substr(0, end);
        rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
        if (!part.empty() && !part.starts_with("page=")) {
            query += fmt::format("{}&", part);
        }
    }
    std::string path;
    for (const std::string& segment : api::parse_target(target).segments) {
        path += "/" + segment;
    }
    return api::valid_utf8(
        fmt::format("{}{}?{}page={}", base_url(visit.request.headers), path, query, page));
}

}  // namespace

api::Headers common_headers(ApiVersion version) {
    // The oldest view is announced with underscores, as recorded (spec api 1.2).
    return {{"AVI_API_VERSION", version == oldest_view ? "16_4_2" : to_string(version)},
            {"Cache-Control", "private, no-cache"},
            {"Vary", "Accept, Cookie"}};
}

api::HttpResponse bare_text(int status, std::string_view text) {
    return {status, {{"Content-Type", "application/json"}}, std::string(text)};
}

api::HttpResponse refusal(int status, std::string_view text) {
    return bare_text(status, json::serialize(json::object{{"error", api::valid_utf8(text)}}));
}

void answer(Turn& turn, std::uint64_t id, api::HttpResponse response) {
    turn.effects.emplace_back(effect::Answer{id, std::move(response)});
}

void answer(Turn& turn, const Visit& visit, api::HttpResponse response) {
    const api::Headers common = common_headers(visit.caller.version);
    response.headers.insert(response.headers.end(), common.begin(), common.end());
    const api::Headers& cookies = visit.visitor.answer_headers;
    response.headers.insert(response.headers.end(), cookies.begin(), cookies.end());
    answer(turn, visit.id, std::move(response));
}

void answer(Turn& turn, const Visit& visit, int status, const json::object& body) {
    answer(turn, visit, bare_text(status, json::serialize(body)));
}

void refuse(Turn& turn, const Visit& visit, int status, std::string_view text) {
    answer(turn, visit, refusal(status, text));
}

void refuse_method(Turn& turn, const Visit& visit) {
    refuse(turn, visit, 405, fmt::format("Method '{}' not allowed", visit.request.method));
}

void answer_created(Turn& turn, const Visit& visit, const json::object& body) {
    api::HttpResponse response = bare_text(201, json::serialize(body));
    response.headers.emplace_back("Location", std::string(body.at("url").as_string()));
    answer(turn, visit, std::move(response));
}

void answer_list(Turn& turn, const Visit& visit, const std::vector<json::object>& all) {
    const api::Target target = api::parse_target(visit.request.target);
    const std::size_t page_size = std::min<std::size_t>(number(target, "page_size", 25), 200);
    const std::size_t page = number(target, "page", 1);
    std::vector<const json::object*> matches;
    for (const json::object& object : all) {
        if (wanted(object, target)) {
            matches.push_back(&object);
        }
    }
    json::array results;
    const std::size_t begin = std::min((page - 1), matches.size() / page_size + 1) * page_size;
    const std::size_t end = std::min(begin + page_size, matches.size());
    for (std::size_t i = begin; i < end; ++i) {
        results.push_back(*matches[i]);
    }
    json::object body{{"count", matches.size()}, {"results", std::move(results)}};
    if (end < matches.size() && begin < end) {
        body["next"] = page_url(visit, page + 1);
    }
    answer(turn, visit, 200, body);
}

bool names_wanted(const Visit& visit) {
    if (visit.request.method != "GET") {
        return true;
    }
    const auto value = api::parse_target(visit.request.target).parameter("include_name");
    return value && *value != "false";
}

}  // namespace holdfast::reference::access
