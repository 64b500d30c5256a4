// SPDX-License-Identifier: Apache-2.0
// Goal: the public form of logs and metrics, and what is asked for wrongly refused by name. Method:
// requests and answers by hand.
#include "reference/analytics/answers.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

namespace holdfast::reference::analytics {
namespace {

using testing::HasSubstr;

Result<Query> asked(const std::string& target) {
    return parse_query({.method = "GET", .target = target});
}

Answered one_request() {
    CollectedRequest one;
    one.origin = {"se1", 255, 12};
    one.request = {.began = std::chrono::hours(24),
                   .lasted = 1500ms,
                   .client = parse_ipv4("198.51.100.10").value(),
                   .client_port = 40001,
                   .service_port = 5001,
                   .server = protocol::ServerEndpoint{parse_ipv4("203.0.113.21").value(), 5001}};
    one.collectors = {"controller2"};
    return {.service_uuid = "virtualservice-1",
            .service_name = "vs1",
            .reports = {.requests = {one},
                        .samples = {{{"se1", 255, 1}, {2s, {.connections_accepted = 9}}}}}};
}

TEST(Answers, OnlyTheTwoRoutesAskForReports) {
    EXPECT_TRUE(asks_for_reports({.target = "/api/analytics/logs/?virtualservice=a"}));
    EXPECT_TRUE(asks_for_reports({.target = "/api/analytics/metrics/virtualservice/a"}));
    EXPECT_FALSE(asks_for_reports({.target = "/api/analytics/events"}));
    EXPECT_FALSE(asks_for_reports({.target = "/api/analytics/metrics/pool/a"}));
}

TEST(Answers, WhatIsAskedWronglyIsRefusedByName) {
    EXPECT_THAT(asked("/api/analytics/logs").error().message, HasSubstr("virtualservice: missing"));
    EXPECT_THAT(asked("/api/analytics/logs?virtualservice=a&page_size=0").error().message,
                HasSubstr("page_size: '0', expected a number from 1 to 1000"));
    EXPECT_THAT(asked("/api/analytics/logs?virtualservice=a&page=101").error().message,
                HasSubstr("page: '101'"));
    EXPECT_THAT(
        asked("/api/analytics/metrics/virtualservice/a?metric_id=l7.latency").error().message,
        HasSubstr("metric_id: 'l7.latency'"));
}

TEST(Answers, ALogEntrySaysWhoWasServedByWhom) {
    const auto body = boost::json::parse(answer_to(
        asked("/api/analytics/logs?virtualservice=virtualservice-1").value(), one_request()));

    EXPECT_EQ(body.at("count").as_int64(), 1);
    const auto& entry = body.at("results").at(0);
    EXPECT_EQ(entry.at("report_timestamp"), "1970-01-02T00:00:01.500000+00:00");
    EXPECT_EQ(entry.at("client_ip"), "198.51.100.10");
    EXPECT_EQ(entry.at("client_src_port").as_int64(), 40001);
    EXPECT_EQ(entry.at("service_engine"), "se1");
    EXPECT_EQ(entry.at("log_id"), "se1-ff-12");
    EXPECT_EQ(entry.at("total_time").as_int64(), 1500);
    EXPECT_EQ(entry.at("collectors").at(0), "controller2");
}

TEST(Answers, PagesBeginWithTheNewest) {
    Answered answered = one_request();
    answered.reports.requests.push_back(answered.reports.requests[0]);
    answered.reports.requests[1].origin.number = 13;

    const auto body = boost::json::parse(answer_to(LogsQuery{"virtualservice-1", 2, 1}, answered));

    EXPECT_EQ(body.at("count").as_int64(), 2);
    EXPECT_EQ(body.at("results").at(0).at("log_id"), "se1-ff-12");
}

TEST(Answers, MetricsAreSeriesOfSamples) {
    const auto query = asked(
        "/api/analytics/metrics/virtualservice/virtualservice-1?metric_id=l4_client.sum_"
        "connections");

    const auto body = boost::json::parse(answer_to(query.value(), one_request()));

    ASSERT_EQ(body.at("series").as_array().size(), 1U);
    const auto& series = body.at("series").at(0);
    EXPECT_EQ(series.at("header").at("name"), "l4_client.sum_connections");
    EXPECT_EQ(series.at("data").at(0).at("value").to_number<int>(), 9);
}

}  // namespace
}  // namespace holdfast::reference::analytics
