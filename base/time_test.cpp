// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace holdfast {
namespace {

TEST(Duration, PrintsTheLargestUnitThatKeepsItWhole) {
    EXPECT_EQ(to_string(Duration(9s)), "9s");
    EXPECT_EQ(to_string(Duration(312ms)), "312ms");
    EXPECT_EQ(to_string(Duration(50us)), "50us");
    EXPECT_EQ(to_string(Duration(1'500'000'001)), "1500000001ns");
    EXPECT_EQ(to_string(Duration(0)), "0s");
    EXPECT_EQ(to_string(Duration(2min)), "120s");
    EXPECT_EQ(to_string(Duration(-5ms)), "-5ms");
}

TEST(Duration, ReadsEveryUnitAndDecimals) {
    EXPECT_EQ(parse_duration("1.5s").value(), Duration(1500ms));
    EXPECT_EQ(parse_duration("300ms").value(), Duration(300ms));
    EXPECT_EQ(parse_duration("0.25us").value(), Duration(250));
    EXPECT_EQ(parse_duration("2min").value(), Duration(2min));
    EXPECT_EQ(parse_duration("1.5h").value(), Duration(90min));
    EXPECT_EQ(parse_duration("7ns").value(), Duration(7));
}

class DurationRefused : public testing::TestWithParam<const char*> {};

TEST_P(DurationRefused, NamesWhatWasExpectedAndWhatWasFound) {
    const auto result = parse_duration(GetParam());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Error::Kind::bad_input);
    EXPECT_NE(result.error().message.find("found '" + std::string(GetParam()) + "'"),
              std::string::npos)
        << result.error().message;
}

// No number, no unit, unknown unit, blanks, half a number, finer than 1 ns, more than 292 years.
INSTANTIATE_TEST_SUITE_P(Texts, DurationRefused,
                         testing::Values("", "ms", "5", "5m", "5 ms", " 5ms", "5ms ", "1.s", ".5s",
                                         "1.2.3s", "--5ms", "+5ms", "0.5ns", "1.0000000001s",
                                         "9223372036854775808ns", "99999999999999999999h"));

RC_GTEST_PROP(Duration, SurvivesPrintingAndReading, (std::int64_t nanoseconds)) {
    const Duration duration(nanoseconds);
    RC_ASSERT(parse_duration(to_string(duration)).value() == duration);
}

TEST(Duration, TheExtremesSurviveToo) {
    EXPECT_EQ(parse_duration(to_string(Duration::min())).value(), Duration::min());
    EXPECT_EQ(parse_duration(to_string(Duration::max())).value(), Duration::max());
}

TEST(Duration, IsShortForPeople) {
    EXPECT_EQ(to_short_string(Duration{}), "0.0ms");
    EXPECT_EQ(to_short_string(22'400ns), "22us");
    EXPECT_EQ(to_short_string(999'600ns), "1.0ms");
    EXPECT_EQ(to_short_string(3'440us), "3.4ms");
    EXPECT_EQ(to_short_string(9'960us), "10ms");  // not 10.0ms: rounding decides the form
    EXPECT_EQ(to_short_string(312'400us), "312ms");
    EXPECT_EQ(to_short_string(999'600us), "1.00s");
    EXPECT_EQ(to_short_string(9'020ms), "9.02s");
}

TEST(Instant, PrintsSecondsSinceTheStart) {
    EXPECT_EQ(to_string(Instant(1'234'567'890ns)), "1.234567s");
    EXPECT_EQ(to_string(Instant(-500ms)), "-0.500000s");
    EXPECT_EQ(to_string(Instant::never()), "never");
}

TEST(Instant, DifferencesAreDurations) {
    const Instant start(2s);
    EXPECT_EQ((start + 300ms) - start, Duration(300ms));
    EXPECT_LT(start, Instant::never());
}

}  // namespace
}  // namespace holdfast
