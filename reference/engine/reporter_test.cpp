// SPDX-License-Identifier: Apache-2.0
// Goal: what an engine served reaches whoever collects, once, whatever connections and collectors
// come and go. Method: a reporter told in the words of its connections; numbers of the items sent.
#include "reference/engine/reporter.h"

#include <gmock/gmock.h>

namespace holdfast::reference::engine {
namespace {

using protocol::Collects;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr LinkId first_link = 1, second_link = 2;

std::vector<std::uint32_t> every_slot() {
    std::vector<std::uint32_t> slots(protocol::collector_slots);
    for (std::uint32_t i = 0; i < slots.size(); ++i) {
        slots[i] = i;
    }
    return slots;
}

/// A reporter with a clock of its own. Controllers are named by their holder number.
class Reporting {
  public:
    explicit Reporting(std::size_t items_max = 1000)
        : reporter_({.engine = "se1", .boot_id = 7, .items_max = items_max}) {}

    void serves(int requests, const char* service = "vs1") {
        for (int i = 0; i < requests; ++i) {
            reporter_.served(now_, service, {});
        }
    }
    void collects(LinkId link, std::uint64_t holder, std::uint64_t index = 1) {
        reporter_.said(now_, link, {index, holder, every_slot()});
    }
    void collects_no_more(LinkId link, std::uint64_t holder, std::uint64_t index) {
        reporter_.said(now_, link, {index, holder, {}});
    }
    void loses(LinkId link) { reporter_.lost(now_, link); }
    void takes(LinkId link, std::uint64_t number, const char* service = "vs1") {
        reporter_.taken(now_, link, {service, number});
    }
    /// Numbers of what goes to this link in the next 100 ms.
    std::vector<std::uint64_t> goes_to(LinkId link) {
        now_ += 100ms;
        std::vector<std::uint64_t> numbers;
        for (const OutgoingReport& out : reporter_.due(now_)) {
            EXPECT_EQ(out.link, link);
            dropped_ = out.report.dropped;
            for (const auto& item : out.report.items) {
                numbers.push_back(item.number);
            }
        }
        return numbers;
    }
    std::uint64_t dropped() const { return dropped_; }
    bool waits() const { return reporter_.next_timeout().has_value(); }

  private:
    Reporter reporter_;
    Instant now_;
    std::uint64_t dropped_ = 0;
};

TEST(Reporter, TellsItsCollectorWhatWasServed) {
    Reporting engine;
    engine.collects(first_link, 11);
    engine.serves(2);

    EXPECT_THAT(engine.goes_to(first_link), ElementsAre(1, 2));
    EXPECT_FALSE(engine.waits());
}

TEST(Reporter, QueuesWhileNobodyCollects) {
    Reporting engine;
    engine.serves(3);
    EXPECT_FALSE(engine.waits());

    engine.collects(first_link, 11);

    EXPECT_THAT(engine.goes_to(first_link), ElementsAre(1, 2, 3));
}

TEST(Reporter, OneMessageOfAServiceIsOnItsWay) {
    Reporting engine;
    engine.collects(first_link, 11);
    engine.serves(1);
    EXPECT_THAT(engine.goes_to(first_link), ElementsAre(1));

    engine.serves(1);
    EXPECT_THAT(engine.goes_to(first_link), IsEmpty());
    engine.takes(first_link, 1);

    EXPECT_THAT(engine.goes_to(first_link), ElementsAre(2));
}

TEST(Reporter, TheSameCollectorHearsAgainWhatItHadNotTaken) {
    Reporting engine;
    engine.collects(first_link, 11);
    engine.serves(3);
    engine.goes_to(first_link);
    engine.takes(first_link, 2);

    engine.loses(first_link);
    engine.collects(second_link, 11);

    EXPECT_THAT(engine.goes_to(second_link), ElementsAre(3));
}

// What the lost one had taken is lost with it.
TEST(Reporter, AnotherCollectorHearsAllThatIsStillHere) {
    Reporting engine;
    engine.collects(first_link, 11);
    engine.serves(3);
    engine.goes_to(first_link);
    engine.takes(first_link, 3);

    engine.loses(first_link);
    engine.collects(second_link, 12, 2);

    EXPECT_THAT(engine.goes_to(second_link), ElementsAre(1, 2, 3));
}

TEST(Reporter, OfTwoCollectorsTheLaterSpreadCounts) {
    Reporting engine;
    engine.collects(first_link, 11, 5);
    engine.collects(second_link, 12, 4);
    engine.serves(1);
    EXPECT_THAT(engine.goes_to(first_link), ElementsAre(1));
    engine.takes(first_link, 1);

    engine.collects_no_more(first_link, 11, 6);
    engine.serves(1);

    EXPECT_THAT(engine.goes_to(second_link), ElementsAre(1, 2));
}

TEST(Reporter, WithoutRoomTheOldestIsDroppedAndCounted) {
    Reporting engine(4);
    engine.serves(6);

    engine.collects(first_link, 11);

    EXPECT_THAT(engine.goes_to(first_link), ElementsAre(3, 4, 5, 6));
    EXPECT_EQ(engine.dropped(), 2U);
}

TEST(Reporter, WhatWasTakenMakesRoomFirst) {
    Reporting engine(4);
    engine.collects(first_link, 11);
    engine.serves(1, "old");
    engine.goes_to(first_link);
    engine.serves(3);
    engine.goes_to(first_link);
    engine.takes(first_link, 3);

    engine.serves(1);  // "old" 1 is older, but nobody has it

    engine.loses(first_link);
    engine.collects(second_link, 12);
    EXPECT_THAT(engine.goes_to(second_link), ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(engine.dropped(), 0U);
}

TEST(Reporter, NumbersNeverSentAreNotTaken) {
    Reporting engine;
    engine.collects(first_link, 11);
    engine.serves(1);
    engine.goes_to(first_link);

    engine.takes(first_link, 1000);
    engine.serves(1);

    EXPECT_THAT(engine.goes_to(first_link), ElementsAre(2));
}

}  // namespace
}  // namespace holdfast::reference::engine
