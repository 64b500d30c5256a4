// SPDX-License-Identifier: Apache-2.0
// Goal: the documents' worked examples, and the same count as by adding one engine after the other
// until nothing is missing.
#include "reference/placement/engine_count.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace holdfast::reference::placement {
namespace {

/// An N+M group of the documents: so many engines with so many services placed on them.
EngineCount n_plus_m(std::uint32_t buffer, std::uint32_t each, std::uint32_t engines,
                     std::uint32_t services) {
    return {.members = engines,
            .max_vs_per_se = each,
            .buffer_se = buffer,
            .used = services > 0,
            .free_places = std::uint64_t{engines} * each - services};
}

TEST(EngineCount, EmptyGroupNeedsNone) {  // PLC-10
    EXPECT_EQ(engines_to_start(n_plus_m(1, 8, 0, 0)), 0);
}

TEST(EngineCount, TwentyServicesByEightNeedFourEngines) {  // ELN-3
    EngineCount count = n_plus_m(1, 8, 0, 0);
    count.used = true;
    count.shortages.assign(20, {.instances = 1, .is_new = true});
    EXPECT_EQ(engines_to_start(count), 4);
}

TEST(EngineCount, AfterADeathTheBufferIsMadeWholeAgain) {  // 3.9: 12 spare, 4 spare, SE5
    EXPECT_EQ(engines_to_start(n_plus_m(1, 8, 4, 20)), 0);
    EXPECT_EQ(engines_to_start(n_plus_m(1, 8, 3, 20)), 1);
    EXPECT_EQ(engines_to_start(n_plus_m(1, 8, 4, 24)), 0);
    EXPECT_EQ(engines_to_start(n_plus_m(1, 8, 4, 25)), 1);
}

TEST(EngineCount, TheEleventhServiceForcesTheFifthEngine) {  // ELN-17
    EXPECT_EQ(engines_to_start(n_plus_m(2, 5, 4, 10)), 0);
    EXPECT_EQ(engines_to_start(n_plus_m(2, 5, 4, 11)), 1);
}

TEST(EngineCount, MaxSeIsTheEnd) {  // PLC-2, ELN-12
    EngineCount count = n_plus_m(1, 8, 4, 32);
    count.max_se = 4;
    EXPECT_EQ(engines_to_start(count), 0);
    EXPECT_FALSE(buffer_is_free(count));
}

TEST(EngineCount, CompactUsesRoomDistributedPrefersNewEngines) {  // PLC-6, PLC-7
    EngineCount count = n_plus_m(1, 8, 2, 1);
    count.shortages = {{.instances = 1, .is_new = true}};
    EXPECT_EQ(engines_to_start(count), 1);  // a shortage there means that no engine would do
    count.shortages.clear();
    EXPECT_EQ(engines_to_start(count), 0);
    count.distributed = true;
    count.shortages = {{.instances = 1, .is_new = true}};
    EXPECT_EQ(engines_to_start(count), 1);
    count.starting = 1;
    EXPECT_EQ(engines_to_start(count), 0);
}

TEST(EngineCount, OneReplacementForWhatOneEngineHad) {  // 3.10: VS2 and VS3 of SE3
    EngineCount count = {.max_se = 10,
                         .members = 5,
                         .max_vs_per_se = 3,
                         .distributed = true,
                         .used = true,
                         .free_places = 4};
    count.shortages = {{.instances = 1}, {.instances = 1}};
    EXPECT_EQ(engines_to_start(count), 1);
}

/// The obvious way: one more, until nothing is missing.
std::uint32_t one_after_the_other(const EngineCount& count) {
    const auto enough = [&](std::uint32_t more) {
        std::uint64_t fresh = 0;
        std::uint64_t lost = 0;
        bool different = true;
        for (const Shortage& one : count.shortages) {
            (one.is_new ? fresh : lost) += one.instances;
            different = different && one.instances <= count.starting + more;
        }
        const std::uint64_t coming = std::uint64_t{count.starting} + more;
        const std::uint64_t places = count.free_places + coming * count.max_vs_per_se;
        const bool room =
            places >= fresh + lost + std::uint64_t{count.buffer_se} * count.max_vs_per_se;
        const bool own = !count.distributed ||
                         (coming >= fresh && (coming - fresh) * count.max_vs_per_se >= lost);
        return different && room && own;
    };
    std::uint32_t more = 0;
    while (count.used && count.members + count.starting + more < count.max_se && !enough(more)) {
        ++more;
    }
    return more;
}

RC_GTEST_PROP(EngineCount, IsTheLeastThatIsEnough, ()) {
    EngineCount count;
    count.max_se = *rc::gen::inRange<std::uint32_t>(0, 12);
    count.members = *rc::gen::inRange<std::uint32_t>(0, 12);
    count.starting = *rc::gen::inRange<std::uint32_t>(0, 4);
    count.max_vs_per_se = *rc::gen::inRange<std::uint32_t>(1, 9);
    count.buffer_se = *rc::gen::inRange<std::uint32_t>(0, 4);
    count.distributed = *rc::gen::arbitrary<bool>();
    count.used = *rc::gen::arbitrary<bool>();
    count.free_places = *rc::gen::inRange<std::uint64_t>(0, 40);
    count.shortages = *rc::gen::container<std::vector<Shortage>>(rc::gen::build<Shortage>(
        rc::gen::set(&Shortage::instances, rc::gen::inRange<std::uint32_t>(1, 5)),
        rc::gen::set(&Shortage::is_new)));
    RC_ASSERT(engines_to_start(count) == one_after_the_other(count));
}

}  // namespace
}  // namespace holdfast::reference::placement
