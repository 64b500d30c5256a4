// SPDX-License-Identifier: Apache-2.0
// Goal: each URL of the API is understood as what it asks for, in the spellings that clients use.
#include "reference/api/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/api/reference.h"

namespace holdfast::reference::api {
namespace {

using namespace command;
using model::Kind;
using testing::VariantWith;

auto parsed(std::string_view method, std::string_view path, std::string_view body = "") {
    return parse_request(method, path, body);
}
template <class T>
auto is(T command) {
    return VariantWith<Command>(VariantWith<T>(command));
}
auto answers(int status, std::string_view text) {
    return VariantWith<Answer>(error_answer(status, text));
}

TEST(ParseRequest, KnowsTheVerbsOfACollection) {
    EXPECT_THAT(parsed("GET", "/api/pool"), is(List{Kind::pool, {}}));
    EXPECT_THAT(parsed("GET", "/api/vsvip/?include_name&name=my%20vip+1"),
                is(List{Kind::vs_vip, {{{"include_name", ""}, {"name", "my vip 1"}}}}));
    EXPECT_THAT(parsed("POST", "/api/pool/", "{}"), is(Create{Kind::pool, "{}"}));
    EXPECT_THAT(parsed("GET", "/api/pool/pool-1"), is(Read{Kind::pool, "pool-1"}));
    EXPECT_THAT(parsed("PUT", "/api/pool/pool-1", "{}"), is(Replace{Kind::pool, "pool-1", "{}"}));
    EXPECT_THAT(parsed("PATCH", "//api//pool/pool-1?", "{}"),
                is(Patch{Kind::pool, "pool-1", "{}"}));
    EXPECT_THAT(parsed("DELETE", "/api/pool/pool-1/"), is(Remove{Kind::pool, "pool-1"}));
}

TEST(ParseRequest, KnowsRuntimesAndActions) {
    EXPECT_THAT(parsed("GET", "/api/virtualservice/v/runtime"),
                is(ReadView{Kind::virtual_service, "v", View::runtime}));
    EXPECT_THAT(parsed("GET", "/api/virtualservice/v/runtime/detail/"),
                is(ReadView{Kind::virtual_service, "v", View::runtime_detail}));
    EXPECT_THAT(parsed("GET", "/api/serviceengine/s/runtime/"),
                is(ReadView{Kind::service_engine, "s", View::runtime}));
    EXPECT_THAT(parsed("GET", "/api/pool-inventory?page=2"),
                is(ListInventory{Kind::pool, "", {{{"page", "2"}}}}));
    EXPECT_THAT(parsed("POST", "/api/serviceengine/s/switchover"),
                is(Act{Kind::service_engine, "s", Action::switchover, ""}));
    EXPECT_THAT(parsed("POST", "/api/serviceenginegroup/g/redistribute"),
                is(Act{Kind::service_engine_group, "g", Action::redistribute, ""}));
}

TEST(ParseRequest, KnowsTheSingletonsAndTheEventLog) {
    EXPECT_THAT(parsed("PUT", "/api/seproperties", "{}"),
                is(Replace{Kind::se_properties, "", "{}"}));
    EXPECT_THAT(parsed("GET", "/api/cluster/"), is(Read{Kind::cluster, "", {}}));
    EXPECT_THAT(parsed("GET", "/api/runtime"), is(ReadOverview{}));
    EXPECT_THAT(parsed("GET", "/api/analytics/events?after=17"), is(ListEvents{17}));
    EXPECT_THAT(parsed("GET", "/api/analytics/events"), is(ListEvents{0}));
}

TEST(ParseRequest, SaysWhatItDoesNotKnow) {
    EXPECT_THAT(parsed("GET", "/api/natpolicy"),
                answers(404, "/api/natpolicy is not a path of this API"));
    EXPECT_THAT(parsed("DELETE", "/api/cluster"), answers(405, "Method 'DELETE' not allowed"));
    EXPECT_THAT(parsed("PATCH", "/api/cluster"), answers(405, "Method 'PATCH' not allowed"));
    EXPECT_THAT(parsed("GET", "/"), answers(404, "/ is not a path of this API"));
    EXPECT_THAT(parsed("POST", "/api/vsvip/v/scaleout"),
                answers(404, "/api/vsvip/v/scaleout is not a path of this API"));
    EXPECT_THAT(parsed("HEAD", "/api/pool/p"), answers(405, "Method 'HEAD' not allowed"));
    EXPECT_THAT(parsed("POST", "/api/serviceengine"), answers(405, "Method 'POST' not allowed"));
    EXPECT_THAT(parsed("GET", "/api/serviceengine/s/switchover"),
                answers(405, "Method 'GET' not allowed"));
    EXPECT_THAT(parsed("GET", "/api/analytics/events?after=x"),
                answers(400, "after: 'x' is not an event id"));
}

TEST(ParseReference, UnderstandsEveryFormThatClientsSend) {
    const Reference by_uuid{.uuid = "pool-7", .name = ""};
    const Reference by_name{.uuid = "", .name = "p 1"};
    EXPECT_EQ(parse_reference("/api/pool/pool-7", Kind::pool).value(), by_uuid);
    EXPECT_EQ(parse_reference("https://c1:443/api/pool/pool-7#p1", Kind::pool).value(), by_uuid);
    EXPECT_EQ(parse_reference("pool-7", Kind::pool).value(), by_uuid);
    EXPECT_EQ(parse_reference("/api/pool/?name=p%201&cloud=x", Kind::pool).value(), by_name);
    EXPECT_EQ(parse_reference("https://c1/api/pool?name=p+1", Kind::pool).value(), by_name);
    EXPECT_EQ(parse_reference("p 1", Kind::pool).value(), by_name);
}

TEST(ParseReference, RefusesAnotherKind) {
    EXPECT_EQ(parse_reference("/api/vsvip/vsvip-1", Kind::pool).error().message,
              "'/api/vsvip/vsvip-1' is not a reference to a Pool");
    EXPECT_EQ(parse_reference("/api/pool", Kind::pool).error().message,
              "'/api/pool' is not a reference to a Pool");
}

}  // namespace
}  // namespace holdfast::reference::api
