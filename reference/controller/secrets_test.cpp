// SPDX-License-Identifier: Apache-2.0
// Goal: what a client gives as a secret is kept and never shown again, not even to questions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/controller/test_client.h"

namespace holdfast::reference::controller {
namespace {

using boost::json::serialize;
using testing::HasSubstr;
using testing::Not;

constexpr const char* vrf = R"({"name": "blue", "bgp_profile": {"ibgp": false, "local_as": 1,
    "peers": [{"remote_as": 2, "md5_secret": "hidden-one"}, {"remote_as": 3}]}})";

/// The secret of each peer as it was committed.
std::string committed(const TestClient& client) {
    for (const auto& [key, value] : client.records) {
        if (key.starts_with("vrfcontext/") && value.find("\"blue\"") != std::string::npos) {
            return value;
        }
    }
    return "";
}

TEST(Secrets, AreKeptAndNeverShown) {
    TestClient client;
    const Reply made = client.post("/api/vrfcontext", vrf);
    EXPECT_EQ(made.status, 201) << serialize(made.body);
    EXPECT_THAT(serialize(made.body), HasSubstr(R"("md5_secret":"<sensitive>")"));
    EXPECT_THAT(committed(client), HasSubstr("hidden-one"));
    EXPECT_THAT(client.everything(), Not(HasSubstr("hidden-one")));
}

TEST(Secrets, AreNotFoundByAsking) {
    TestClient client;
    client.post("/api/vrfcontext", vrf);
    for (const char* question : {"search=hidden", "bgp_profile.peers.md5_secret.contains=hidden",
                                 "bgp_profile.peers.md5_secret=hidden-one"}) {
        EXPECT_EQ(client.get(std::string("/api/vrfcontext?") + question)["count"], 0) << question;
    }
}

TEST(Secrets, StayWhenAnAnswerIsSentBack) {
    TestClient client;
    const std::string path = client.made("vrfcontext", vrf);
    boost::json::object seen = client.get(path).body.as_object();
    seen["description"] = "seen";
    EXPECT_EQ(client.put(path, serialize(seen)).status, 200);
    EXPECT_THAT(committed(client), HasSubstr("hidden-one"));

    auto& peer = seen["bgp_profile"].at("peers").as_array().at(0).as_object();
    peer["md5_secret"] = "another";
    seen.erase("_last_modified");
    EXPECT_EQ(client.put(path, serialize(seen)).status, 200);
    EXPECT_THAT(committed(client), HasSubstr("another"));
}

TEST(Secrets, OfOneObjectAreNotGivenToAnother) {
    TestClient client;
    client.post("/api/vrfcontext", vrf);
    client.post("/api/vrfcontext", R"({"name": "red", "bgp_profile": {"ibgp": false, "local_as": 1,
        "peers": [{"remote_as": 2, "md5_secret": "<sensitive>"}]}})");
    const Reply red = client.get("/api/vrfcontext?name=red");
    EXPECT_THAT(serialize(red.body), Not(HasSubstr("md5_secret"))) << "there is none";
}

}  // namespace
}  // namespace holdfast::reference::controller
