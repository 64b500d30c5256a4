// SPDX-License-Identifier: Apache-2.0
// Goal: PATCH changes what it names and nothing else (spec api 1.7).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fmt/format.h>

#include <map>

#include "reference/controller/test_client.h"

namespace holdfast::reference::controller {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

struct Patched {
    TestClient client;
    std::string pool = client.made("pool", R"({"name": "p", "description": "old", "servers": [
            {"ip": {"addr": "203.0.113.1", "type": "V4"}, "port": 80},
            {"ip": {"addr": "203.0.113.2", "type": "V4"}, "port": 80}]})");

    Reply patch(const std::string& body) { return client.patch(pool, body); }
};

TEST(Patch, AddSetsScalarsAndUpdatesTheServerOfTheSameAddressAndPort) {
    Patched p;
    const Reply reply = p.patch(R"({"add": {"enabled": false, "servers": [
        {"ip": {"addr": "203.0.113.2", "type": "V4"}, "port": 80, "ratio": 5},
        {"ip": {"addr": "203.0.113.2", "type": "V4"}, "port": 81}]}})");
    ASSERT_EQ(reply.status, 200) << json::serialize(reply.body);
    EXPECT_EQ(reply["enabled"], false);
    EXPECT_EQ(reply["description"], "old");
    EXPECT_EQ(reply["servers"].as_array().size(), 3U);
    EXPECT_EQ(reply["servers"].at(1).at("ratio"), 5);
}

TEST(Patch, DeleteRemovesEntriesAndReturnsScalarsToTheirDefault) {
    Patched p;
    const Reply reply = p.patch(R"({"delete": {"description": "x", "servers":
        {"ip": {"addr": "203.0.113.1"}, "port": 80}}, "replace": {"default_server_port": 81}})");
    ASSERT_EQ(reply.status, 200) << json::serialize(reply.body);
    EXPECT_FALSE(reply.has("description"));
    EXPECT_EQ(reply["default_server_port"], 81);
    EXPECT_EQ(reply["servers"].as_array().size(), 1U);
}

TEST(Patch, JsonPatchFollowsPaths) {
    Patched p;
    const Reply reply = p.patch(R"({"json_patch": [
        {"op": "replace", "path": "/servers/0/enabled", "value": false},
        {"op": "add", "path": "/servers/-", "value": {"ip": {"addr": "203.0.113.3", "type": "V4"}}},
        {"op": "remove", "path": "/servers/1"},
        {"op": "replace", "path": "/servers/0/static", "value": true}]})");
    ASSERT_EQ(reply.status, 200) << json::serialize(reply.body);
    EXPECT_EQ(reply["servers"].at(0).at("enabled"), false);
    EXPECT_EQ(reply["servers"].at(0).at("static"), true);
    EXPECT_EQ(reply["servers"].at(1).at("ip").at("addr"), "203.0.113.3");
    for (const char* path : {"/servers/2", "/servers/x/port", "/name/x", "/"}) {
        const Reply bad =
            p.patch(fmt::format(R"({{"json_patch": [{{"op": "remove", "path": "{}"}}]}})", path));
        EXPECT_EQ(bad.status, 400) << path;
        EXPECT_THAT(bad.error(), HasSubstr("leads nowhere")) << path;
    }
}

TEST(Patch, ARefusedPatchChangesNothing) {
    Patched p;
    const Reply before = p.client.get(p.pool);
    for (const char* body :
         {R"({"add": {"enabled": false, "colour": 1}})",
          R"({"replace": {"servers": [{"port": 1}]}})", R"({"merge": {}})", R"({"add": 1})",
          R"({"replace": {"default_server_port": 0}})", R"({"json_patch": {}})",
          R"({"json_patch": [{"op": "test", "path": "/name"}]})"}) {
        EXPECT_EQ(p.patch(body).status, 400) << body;
    }
    EXPECT_EQ(p.client.get(p.pool).body, before.body);
}

/// A pool's servers as anybody would keep them: port and ratio by address.
using Servers = std::map<std::string, int>;

Servers servers_in(const Reply& pool) {
    Servers servers;
    if (pool.has("servers")) {
        for (const auto& server : pool["servers"].as_array()) {
            servers[std::string(server.at("ip").at("addr").as_string())] =
                server.at("ratio").to_number<int>();
        }
    }
    return servers;
}

RC_GTEST_PROP(Patch, DoesWhatAMapDoes, ()) {
    TestClient client;
    const std::string pool = client.made("pool", R"({"name": "p"})");
    Servers expected;
    for (int i = *rc::gen::inRange(0, 12); i > 0; --i) {
        const std::string address = fmt::format("203.0.113.{}", *rc::gen::inRange(1, 5));
        const int ratio = *rc::gen::inRange(1, 21);
        const std::string operation = *rc::gen::element<std::string>("add", "replace", "delete");
        const std::string server =
            fmt::format(R"({{"ip": {{"addr": "{}", "type": "V4"}}, "ratio": {}}})", address, ratio);
        const Reply reply =
            client.patch(pool, fmt::format(R"({{"{}": {{"servers": [{}]}}}})", operation, server));
        RC_ASSERT(reply.status == 200);
        if (operation == "replace") {
            expected.clear();
        }
        if (operation == "delete") {
            expected.erase(address);
        } else {
            expected[address] = ratio;
        }
        RC_ASSERT(servers_in(reply) == expected);
    }
}

}  // namespace
}  // namespace holdfast::reference::controller
