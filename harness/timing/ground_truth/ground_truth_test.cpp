// SPDX-License-Identifier: Apache-2.0
// Goal: whatever `holdfast timing` prints, the truth lies in it. Method: captures made of a
// failover of which everything is known, for each trap of measuring; 1,000 cases each by night
// (HOLDFAST_TRAP_CASES, as for holdfast-timing-truth), 100 here.
#include <gtest/gtest.h>

#include <cstdlib>

#include "harness/timing/ground_truth/trap.h"

namespace holdfast::harness::timing::ground_truth {
namespace {

std::uint64_t number(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class TruthLiesInEveryInterval : public testing::TestWithParam<Trap> {};

TEST_P(TruthLiesInEveryInterval, OfThisTrap) {
    const Score found =
        score(GetParam(), number("HOLDFAST_SEED", 1), number("HOLDFAST_TRAP_CASES", 100));
    for (const std::string& wrong : found.wrong) {
        ADD_FAILURE() << to_string(GetParam()) << ", " << wrong;
    }
    EXPECT_EQ(found.right, found.cases);
    EXPECT_GT(found.cases, 0U);
    RecordProperty("figures", std::to_string(found.figures));
    std::printf("%s: %lu of %lu cases right, %lu figures held against the truth\n",
                to_string(GetParam()).c_str(), found.right, found.cases, found.figures);
}

std::string test_name(const testing::TestParamInfo<Trap>& info) {
    std::string name;
    for (const char letter : to_string(info.param)) {
        name += std::isalpha(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(Traps, TruthLiesInEveryInterval, testing::ValuesIn(all_traps()),
                         test_name);

/// Judging the judge: a case, its capture, and the report that was right.
class Judge : public testing::Test {
  protected:
    Judge() : chance_(Rng(7).fork("judge")), drawn_(draw(Trap::half_the_flows_out, chance_)) {
        played_ = play(drawn_.plan, chance_);
        std::vector<capture_reader::Reader> readers;
        readers.push_back(
            capture_reader::Reader::open(capture_reader::memory_source(played_.capture), "made up")
                .value());
        report_ = analyse(std::move(readers), drawn_.settings).value();
    }
    Event& event() {
        for (VipReport& vip : report_.vips) {
            if (vip.address == vip_of(drawn_.plan)) {
                return vip.events.at(0);
            }
        }
        throw std::logic_error("the VIP was not found");
    }
    std::size_t complaint_count() const { return complaints(drawn_, played_, report_).size(); }

    Rng chance_;
    Case drawn_;
    Played played_;
    Report report_;
};

TEST_F(Judge, HasNothingToSayOfARightReport) {
    EXPECT_EQ(complaint_count(), 0U);
}

TEST_F(Judge, SeesAnIntervalThatMissesTheTruth) {
    auto& figure = event().routes.at(0).tblm;
    ASSERT_TRUE(figure);
    figure->high = figure->low;
    figure->low = Duration{};
    EXPECT_GT(complaint_count(), 0U);
}

TEST_F(Judge, SeesMergedFlows) {  // half the flows out are 400 ms, not 200
    event().failover_time->value /= 2;
    event().failover_time->low /= 2;
    event().failover_time->high = *event().failover_time->high / 2;
    EXPECT_GT(complaint_count(), 0U);
}

TEST_F(Judge, SeesAForgottenRoute) {
    event().routes.pop_back();
    EXPECT_GT(complaint_count(), 0U);
}

TEST_F(Judge, SeesAWrongKind) {
    event().kind = Event::Kind::outage;
    EXPECT_GT(complaint_count(), 0U);
}

TEST_F(Judge, SeesPhasesThatDoNotAddUp) {
    ASSERT_FALSE(event().phases.empty());
    event().phases.front().to += 100ms;
    EXPECT_GT(complaint_count(), 0U);
}

}  // namespace
}  // namespace holdfast::harness::timing::ground_truth
