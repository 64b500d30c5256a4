// SPDX-License-Identifier: Apache-2.0
// Goal: what a client records of a call is what its answer, or its loss, allows to be said. Method:
// one client, answered by hand.
#include "harness/workload/api_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/workload/api_plan.h"

namespace holdfast::harness::workload {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using Operation = ApiCall::Operation;
using Outcome = ApiCall::Outcome;

const ApiResponse logged_in{200,
                            {{"set-cookie", "csrftoken=abc; Path=/; Secure"},
                             {"Set-Cookie", "avi-sessionid=s1; HttpOnly"},
                             {"Set-Cookie", "sessionid=s1"}},
                            "{}"};
const ApiResponse nothing{200, {}, R"({"count":0,"results":[]})"};
const ApiResponse one{200, {}, R"({"results":[{"uuid":"pool-1","default_server_port":77}]})"};
const ApiResponse created{201, {}, R"({"uuid":"pool-1","default_server_port":3})"};

/// A client of one object, and the instants of its calls: one second after the other.
class Client {
  public:
    explicit Client(ApiClientPlan::Kind kind = ApiClientPlan::Kind::writer)
        : client_({"writer-1",
                   "controller1",
                   Ipv4Address{0x0a000001},
                   api_port,
                   kind,
                   {"wl-0"},
                   10ms,
                   3,
                   2}) {}

    ApiRequest next() { return client_.next(Instant(++seconds_ * 1s)); }
    Client& answers(const ApiResponse& response) {
        client_.answered(Instant(++seconds_ * 1s), response);
        return *this;
    }
    Client& loses(bool sent) {
        client_.lost(Instant(++seconds_ * 1s), sent, "reset");
        return *this;
    }
    Client& logs_in() {
        next();
        return answers(logged_in);
    }
    const ApiCall& last() const { return client_.calls().back(); }
    const ApiClient& operator*() const { return client_; }

  private:
    ApiClient client_;
    int seconds_ = 0;
};

/// A client whose object is there, and which has just sent a write.
Client writing() {
    Client client = Client().logs_in();
    client.next();
    client.answers(nothing);
    client.next();
    client.answers(created);
    while (client.next().method != "PUT") {
        client.answers((*client).calls().back().operation == Operation::read ? one : nothing);
        if (client.last().operation == Operation::remove) {
            client.next();
            client.answers(created);
        }
    }
    return client;
}

TEST(ApiClient, LogsInWithAFormAndSendsWhatTheSdksSend) {
    Client client;
    const ApiRequest login = client.next();
    EXPECT_EQ(login.target, "/login");
    EXPECT_THAT(login.body, HasSubstr("username=admin&password="));
    EXPECT_TRUE((*client.answers(logged_in)).in_a_hurry());

    const ApiRequest read = client.next();
    EXPECT_EQ(read.method + " " + read.target, "GET /api/pool?name=wl-0");
    EXPECT_THAT(read.headers,
                Contains(Pair("Cookie", "avi-sessionid=s1; csrftoken=abc; sessionid=s1")));
    EXPECT_THAT(read.headers, Not(Contains(Pair("X-CSRFToken", "abc"))));
}

TEST(ApiClient, CreatesWhatIsNotThereAndThenWritesValuesOfItsOwn) {
    Client client = Client().logs_in();
    client.next();
    client.answers(nothing);
    EXPECT_EQ(client.last().value, std::nullopt);

    const ApiRequest create = client.next();
    EXPECT_EQ(create.method, "POST");
    EXPECT_THAT(create.headers, Contains(Pair("X-CSRFToken", "abc")));
    EXPECT_THAT(create.body, HasSubstr(R"("default_server_port":3)"));
    client.answers(created);
    EXPECT_EQ(client.last().outcome, Outcome::ok);
    EXPECT_EQ(writing().next().target, "/api/pool/pool-1");
}

TEST(ApiClient, AReadIsWhatTheListHolds) {
    Client client = Client(ApiClientPlan::Kind::reader).logs_in();
    client.next();
    client.answers(one);
    EXPECT_EQ(client.last().value, "77");
    EXPECT_EQ(client.last().completed, Instant(4s));
    EXPECT_EQ((*client).last_ok(), Instant(3s));
    client.next();
    client.answers({200, {}, "gateway page"});
    EXPECT_EQ(client.last().outcome, Outcome::fail);
}

TEST(ApiClient, AWriteWithoutAnAnswerIsUnknownOnceItWasSent) {
    EXPECT_EQ(writing().loses(true).last().outcome, Outcome::info);
    EXPECT_EQ(writing().loses(true).last().completed, std::nullopt);
    EXPECT_EQ(writing().loses(false).last().outcome, Outcome::fail);
}

TEST(ApiClient, ARefusalIsCertainAndAServersTroubleIsNot) {
    const std::string error = R"({"error":"no quorum"})";
    EXPECT_EQ(writing().answers({404, {}, error}).last().outcome, Outcome::fail);
    EXPECT_EQ(writing().answers({503, {}, error}).last().outcome, Outcome::fail);
    EXPECT_EQ(writing().answers({503, {}, "proxy"}).last().outcome, Outcome::info);
    EXPECT_EQ(writing().answers({500, {}, error}).last().outcome, Outcome::info);
    EXPECT_EQ(writing().answers({202, {}, "{}"}).last().outcome, Outcome::info);
}

TEST(ApiClient, LogsInAgainAndRepeatsOnceWhatWasRefusedForWantOfASession) {
    Client client = writing();
    const std::size_t calls = (*client).calls().size();
    EXPECT_TRUE((*client.answers({401, {}, "{}"})).in_a_hurry());
    EXPECT_EQ(client.next().target, "/login");
    client.answers(logged_in);
    EXPECT_EQ(client.next().method, "PUT");
    EXPECT_EQ((*client).calls().size(), calls);

    client.answers({401, {}, "{}"});
    EXPECT_EQ(client.last().outcome, Outcome::fail);
    EXPECT_FALSE((*client).in_a_hurry());
}

TEST(ApiClient, ReadsBackEachObjectUntilItIsAnswered) {
    Client client = Client(ApiClientPlan::Kind::read_back).logs_in();
    client.next();
    client.loses(true);
    EXPECT_EQ(client.last().outcome, Outcome::fail);
    EXPECT_FALSE((*client).finished());
    client.next();
    client.answers(nothing);
    EXPECT_TRUE((*client).finished());
}

TEST(ApiPlan, ALineIsThePlan) {
    const ApiPlan plan{7ns,
                       {{"writer-1",
                         "cluster_ip",
                         Ipv4Address{0x0a000001},
                         8443,
                         ApiClientPlan::Kind::read_back,
                         {"wl-0"},
                         10ms,
                         3,
                         2,
                         ~0ULL}}};
    EXPECT_EQ(*decode_api_plan(encode(plan)), plan);
    EXPECT_FALSE(decode_api_plan(R"({"epoch":0,"clients":[{"nme":"x"}]})"));
}

TEST(ApiMessage, ALineIsTheMessage) {
    const Numbered<ApiRequest> request{
        7, {"POST", "/api/pool", {{"A", "1"}, {"A", "2"}}, "{\"a\":\"b\n\"}"}};
    EXPECT_EQ(*decode_api_request(encode(request)), request);
    EXPECT_EQ(*decode_api_response(encode(Numbered<ApiResponse>{7, logged_in})),
              (Numbered<ApiResponse>{7, logged_in}));
    EXPECT_EQ(encode(Numbered<ApiResponse>{1, {204, {}, ""}}),
              R"({"id":1,"status":204,"headers":[],"body":""})");
    EXPECT_FALSE(decode_api_response(R"({"id":1,"status":204,"headers":[["a"]],"body":""})"));
    EXPECT_FALSE(decode_api_request("{}"));
}

}  // namespace
}  // namespace holdfast::harness::workload
