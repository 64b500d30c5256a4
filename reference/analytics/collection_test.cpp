// SPDX-License-Identifier: Apache-2.0
// Goal: each item of an engine is kept once, whatever comes again, and several collectors' parts
// are one log. Method: reports by hand, numbers of what is kept.
#include "reference/analytics/collection.h"

#include <gmock/gmock.h>

namespace holdfast::reference::analytics {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Requests with these numbers; number n ended n seconds after 1970.
protocol::Report report(const std::vector<std::uint64_t>& numbers, std::uint64_t boot_id = 1,
                        const char* engine = "se1") {
    protocol::Report out{.engine = engine, .boot_id = boot_id, .service = "vs1"};
    for (const std::uint64_t number : numbers) {
        protocol::ServedRequest request;
        request.began = std::chrono::seconds(number);
        out.items.push_back({.number = number, .request = request});
    }
    return out;
}

std::vector<std::uint64_t> numbers(const ServiceReports& reports) {
    std::vector<std::uint64_t> out;
    for (const CollectedRequest& one : reports.requests) {
        out.push_back(one.origin.number);
    }
    return out;
}

TEST(Collection, TakesWhatIsNew) {
    Collection collection;
    EXPECT_EQ(collection.take(report({1, 2})), 2U);
    EXPECT_EQ(collection.take(report({2, 3})), 3U);
    EXPECT_EQ(collection.take(report({1})), 3U);

    EXPECT_THAT(numbers(collection.of("vs1", 10)), ElementsAre(1, 2, 3));
    EXPECT_THAT(numbers(collection.of("vs2", 10)), IsEmpty());
}

TEST(Collection, AnEngineThatStartedAnewCountsAnew) {
    Collection collection;
    collection.take(report({1, 2}, 1));

    EXPECT_EQ(collection.take(report({1}, 2)), 1U);

    EXPECT_THAT(numbers(collection.of("vs1", 10)), ElementsAre(1, 2, 1));
}

TEST(Collection, KeepsTheNewest) {
    Collection collection({.requests_max = 2});
    collection.take(report({1, 2, 3}));

    EXPECT_THAT(numbers(collection.of("vs1", 10)), ElementsAre(2, 3));
    EXPECT_THAT(numbers(collection.of("vs1", 1)), ElementsAre(3));
}

TEST(Collection, PartsOfSeveralCollectorsAreOneLog) {
    Collection first;
    Collection second;
    first.take(report({1, 2}));
    second.take(report({2, 4}));
    second.take(report({3}, 1, "se2"));

    const ServiceReports all =
        merged({{"controller1", first.of("vs1", 10)}, {"controller2", second.of("vs1", 10)}});

    EXPECT_THAT(numbers(all), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(all.requests[1].collectors, ElementsAre("controller1", "controller2"));
}

TEST(Collection, WhatEnginesDroppedIsCountedOnce) {
    Collection first;
    Collection second;
    protocol::Report lossy = report({7});
    lossy.dropped = 6;
    first.take(lossy);
    second.take(lossy);

    const ServiceReports all =
        merged({{"controller1", first.of("vs1", 10)}, {"controller2", second.of("vs1", 10)}});

    ASSERT_EQ(all.dropped.size(), 1U);
    EXPECT_EQ(all.dropped[0].items, 6U);
}

}  // namespace
}  // namespace holdfast::reference::analytics
