// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/load_meter.h"

#include <gtest/gtest.h>

namespace holdfast::reference::engine {
namespace {

Instant at(Duration since_start) {
    return Instant{} + since_start;
}

TEST(LoadMeter, TellsWhatCameSinceItMeasuredLast) {
    LoadMeter meter(at(0s));
    LoadMeter::Counters counters;
    counters["vs1"] = {.connections_accepted = 2,
                       .connections_open = 1,
                       .bytes_to_servers = 100,
                       .datagrams_to_servers = 7,
                       .segments = 5};
    const auto first = meter.measure(at(5s), 0.5, counters);
    EXPECT_EQ(first.over, 5s);
    EXPECT_EQ(first.processor_percent, 50U);
    EXPECT_EQ(first.services, (std::vector<protocol::ServiceLoad>{{"vs1", 12, 100, 2, 1}}));

    counters["vs1"].datagrams_to_clients = 3;
    counters["vs1"].connections_accepted = 6;
    const auto second = meter.measure(at(10s), 0.004, counters);
    EXPECT_EQ(second.processor_percent, 0U);
    EXPECT_EQ(second.services, (std::vector<protocol::ServiceLoad>{{"vs1", 3, 0, 4, 1}}));
}

TEST(LoadMeter, ServiceThatWasClosedMeanwhileGoesOnWhereItWas) {
    LoadMeter meter(at(0s));
    LoadMeter::Counters counters;
    counters["vs1"] = {.datagrams_to_servers = 10};
    meter.measure(at(5s), 0, counters);
    EXPECT_TRUE(meter.measure(at(10s), 0, {}).services.empty());

    counters["vs1"].datagrams_to_servers = 14;
    EXPECT_EQ(meter.measure(at(15s), 0, counters).services.at(0).packets, 4U);
}

TEST(LoadMeter, MoreThanOneProcessorIsOneThatIsBusy) {
    LoadMeter meter(at(0s));
    EXPECT_EQ(meter.measure(at(1s), 1.7, {}).processor_percent, 100U);
}

}  // namespace
}  // namespace holdfast::reference::engine
