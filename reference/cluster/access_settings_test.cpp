// SPDX-License-Identifier: Apache-2.0
// Goal: the door goes by what the configuration says. Method: records of a controller that was
// configured over its API.
#include "reference/cluster/access_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/controller/test_client.h"

namespace holdfast::reference::cluster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(AccessSettings, AreTheDefaultsBeforeAnybodyChangedThem) {
    const access::AccessSettings settings = access_settings({});
    EXPECT_THAT(settings.tenants, ElementsAre(access::Tenant{"admin", "admin"}));
    EXPECT_FALSE(settings.allow_basic_authentication);
    EXPECT_EQ(settings.api_idle_timeout, 15min);
    EXPECT_THAT(settings.system_configuration, HasSubstr("portal_configuration"));
}

TEST(AccessSettings, FollowTheConfiguration) {
    controller::TestClient client;
    const std::string uuid = client.post("/api/tenant", R"({"name": "blue"})").text("uuid");
    client.patch("/api/systemconfiguration",
                 R"({"replace": {"portal_configuration": {"allow_basic_authentication": true}}})");
    client.patch("/api/controllerproperties", R"({"replace": {"api_idle_timeout": 30}})");

    const access::AccessSettings settings = access_settings(client.records);
    EXPECT_THAT(settings.tenants,
                ElementsAre(access::Tenant{"admin", "admin"}, access::Tenant{uuid, "blue"}));
    EXPECT_TRUE(settings.allow_basic_authentication);
    EXPECT_EQ(settings.api_idle_timeout, 30min);
    EXPECT_THAT(settings.system_configuration, HasSubstr(R"("allow_basic_authentication":true)"));

    client.remove("/api/tenant/" + uuid);
    EXPECT_EQ(access_settings(client.records).tenants.size(), 1U);
}

TEST(AccessSettings, ChangeWithTheirRecordsOnly) {
    EXPECT_TRUE(is_about_access("tenant/tenant-1"));
    EXPECT_TRUE(is_about_access("systemconfiguration/default"));
    EXPECT_FALSE(is_about_access("pool/pool-1"));
}

}  // namespace
}  // namespace holdfast::reference::cluster
