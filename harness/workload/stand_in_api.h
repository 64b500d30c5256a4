// SPDX-License-Identifier: Apache-2.0
// For tests: as much of the REST API as an API client needs, without a system behind it.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <string>

#include "harness/workload/api_message.h"

namespace holdfast::harness::workload {

class StandInApi {
  public:
    /// Sessions end, as they do when a controller that keeps them to itself is lost.
    void forget_sessions() { ++session_; }

    ApiResponse handle(const ApiRequest& request) {
        if (request.target == "/login") {
            return {200,
                    {{"Set-Cookie", "csrftoken=c" + std::to_string(session_) + "; Path=/"},
                     {"Set-Cookie", "avi-sessionid=s" + std::to_string(session_) + "; Path=/"},
                     {"Set-Cookie", "sessionid=s" + std::to_string(session_) + "; Path=/"}},
                    "{}"};
        }
        const std::string cookie = header(request, "Cookie");
        if (cookie.find("avi-sessionid=s" + std::to_string(session_)) == std::string::npos) {
            return {401, {}, R"({"error":"no session"})"};
        }
        if (request.method == "GET") {
            return {200, {}, list(request.target.substr(request.target.find('=') + 1))};
        }
        if (header(request, "X-CSRFToken") != "c" + std::to_string(session_)) {
            return {401, {}, "CSRF token missing or incorrect."};
        }
        return change(request);
    }

  private:
    static std::string header(const ApiRequest& request, const std::string& name) {
        const auto found = std::find_if(request.headers.begin(), request.headers.end(),
                                        [&](const auto& header) { return header.first == name; });
        return found == request.headers.end() ? "" : found->second;
    }
    std::string list(const std::string& name) const {
        const auto found = objects_.find(name);
        return found == objects_.end()
                   ? R"({"count":0,"results":[]})"
                   : R"({"count":1,"results":[)" + boost::json::serialize(found->second) + "]}";
    }
    ApiResponse change(const ApiRequest& request) {
        if (request.method == "POST") {
            boost::json::object object = boost::json::parse(request.body).as_object();
            const std::string name(object["name"].as_string());
            if (objects_.contains(name)) {
                return {409, {}, R"({"error":"exists"})"};
            }
            object["uuid"] = "pool-" + std::to_string(++made_);
            objects_[name] = object;
            return {201, {}, boost::json::serialize(object)};
        }
        const std::string uuid = request.target.substr(request.target.rfind('/') + 1);
        const auto found = std::find_if(objects_.begin(), objects_.end(), [&](const auto& entry) {
            return entry.second.at("uuid") == boost::json::string(uuid);
        });
        if (found == objects_.end()) {
            return {404, {}, R"({"error":"Pool object not found!"})"};
        }
        if (request.method == "DELETE") {
            objects_.erase(found);
            return {204, {}, ""};
        }
        found->second["default_server_port"] =
            boost::json::parse(request.body).at("default_server_port");
        return {200, {}, boost::json::serialize(found->second)};
    }

    int session_ = 1;
    int made_ = 0;
    std::map<std::string, boost::json::object> objects_;
};

}  // namespace holdfast::harness::workload
