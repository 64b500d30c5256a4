// SPDX-License-Identifier: Apache-2.0
// Goal: an object goes out with its defaults and comes back the same; what is unknown is named.
#include "reference/api/object_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "reference/model/references.h"

namespace holdfast::reference::api {
namespace {

using model::Pool;
using model::ServiceEngineGroup;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string refusal(const std::string& body) {
    const auto received = read_object<ServiceEngineGroup>(body, "POST /api/serviceenginegroup");
    return received.has_error() ? received.error().message : "accepted";
}

TEST(ObjectText, WritesEveryDefaultAndNothingUnset) {
    Pool pool;
    pool.uuid = "pool-1";
    pool.name = "p";
    const std::string text = boost::json::serialize(write_object(pool, 1700000000000000));
    EXPECT_THAT(
        text,
        AllOf(HasSubstr(R"("url":"/api/pool/pool-1")"), HasSubstr(R"("default_server_port":80)"),
              HasSubstr(R"("enabled":true)"), HasSubstr(R"("_last_modified":"1700000000000000")"),
              Not(HasSubstr("servers")), Not(HasSubstr("null"))));
}

TEST(ObjectText, ReadsBackWhatItWrote) {
    ServiceEngineGroup group;
    group.uuid = "serviceenginegroup-1";
    group.name = "pair";
    group.ha_mode = model::HaMode::HA_MODE_LEGACY_ACTIVE_STANDBY;
    group.floating_intf_ip = {{.addr = "192.0.2.50"}};
    const auto received = read_object<ServiceEngineGroup>(
        boost::json::serialize(write_object(group, 5)), "PUT /api/serviceenginegroup");
    ASSERT_TRUE(received.has_value()) << received.error().message;
    EXPECT_EQ(received->object, group);
    EXPECT_EQ(received->last_modified, "5");
}

TEST(ObjectText, NamesUnknownFieldsWrongTypesAndWordsThatAreNone) {
    EXPECT_THAT(refusal(R"({"name": "pair", "colour": "red"})"),
                HasSubstr("/colour: unknown field"));
    EXPECT_THAT(refusal(R"({"max_se": "two"})"), HasSubstr("/max_se: expected an integer"));
    EXPECT_THAT(refusal(R"({"ha_mode": "LEGACY"})"),
                HasSubstr("/ha_mode: expected one of HA_MODE_SHARED_PAIR, HA_MODE_SHARED, "
                          "HA_MODE_LEGACY_ACTIVE_STANDBY"));
    EXPECT_THAT(refusal("{"), HasSubstr("POST /api/serviceenginegroup"));
}

}  // namespace
}  // namespace holdfast::reference::api
