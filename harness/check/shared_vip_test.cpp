// SPDX-License-Identifier: Apache-2.0
// Goal: the checker of DIS-6, on runs that keep the rule and on runs that break it. Method: a
// second service comes to the VIP of vs1 at 3 s; vs1 is disabled at 4 s, the second one at 6 s, and
// vs1 is enabled again at 8 s.
#include "harness/check/shared_vip.h"

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

const Checker answers_to_the_last = vip_answers_until_its_last_service_is_disabled();

Builder cycle() {
    constexpr auto ok = history::OperationEvent::Type::ok;
    return Builder()
        .service("vs1")
        .operation(
            R"(create virtualservice {"name":"second","vsvip_ref":"/api/vsvip/?name=vs1-vip"})", 3s,
            ok)
        .operation(R"(patch virtualservice vs1 {"enabled":false})", 4s, ok)
        .operation(R"(patch virtualservice second {"enabled":false})", 6s, ok)
        .operation(R"(patch virtualservice vs1 {"enabled":true})", 8s, ok);
}

TEST(SharedVip, AnswersAsLongAsAServiceIsThere) {
    EXPECT_TRUE(passes(answers_to_the_last,
                       cycle().owns("se1", "vs1", 1s, 6050ms).owns("se1", "vs1", 8100ms, 10s)));
}

TEST(SharedVip, DoesNotGoWithItsFirstService) {
    EXPECT_TRUE(fails(answers_to_the_last,
                      cycle().owns("se1", "vs1", 1s, 4050ms).owns("se1", "vs1", 8100ms, 10s),
                      "and second on it is enabled"));
}

TEST(SharedVip, GoesWithItsLastService) {
    EXPECT_TRUE(fails(answers_to_the_last, cycle().owns("se1", "vs1", 1s, 10s),
                      "se1 answers for 192.0.2.100, and every service on it is disabled"));
}

TEST(SharedVip, ComesBackWithAService) {
    EXPECT_TRUE(fails(answers_to_the_last, cycle().owns("se1", "vs1", 1s, 6050ms),
                      "and vs1 on it is enabled"));
}

TEST(SharedVip, IsOneThatTwoServicesHave) {
    EXPECT_EQ(verdict_of(answers_to_the_last, Builder().service("vs1").owns("se1", "vs1", 1s, 4s))
                  .occurrences,
              0);
}

}  // namespace
}  // namespace holdfast::harness::check
