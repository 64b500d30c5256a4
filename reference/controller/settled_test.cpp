// SPDX-License-Identifier: Apache-2.0
// Goal: a write looks at the services that it may move, not at all there are; and what it does not
// look at is settled already.
// Method: the work is counted, not timed. Random writes and engines' fortunes are followed by a
// change that makes the controller look at everything: it must find nothing to do.
#include <rapidcheck/gtest.h>

#include <array>

#include "reference/controller/test_site.h"

namespace holdfast::reference::controller {
namespace {

/// What is looked at to make one more service when there are so many.
std::uint64_t work_of_one_more(Site& site, int services, const std::string& group) {
    for (int i = 0; i <= services; ++i) {
        site.add_vip(i);
    }
    for (int i = 0; i < services; ++i) {
        site.add_service(i, i, group);
    }
    const std::uint64_t before = site.work();
    site.add_service(services, services, group);
    return site.work() - before;
}

TEST(Settled, ServiceThatWaitsForAnEngineCostsTheSameAmongTenAndAmongHundreds) {
    Site few;
    Site many;
    const std::uint64_t expected = work_of_one_more(few, 10, "pair");
    EXPECT_GT(expected, 0U);
    EXPECT_EQ(work_of_one_more(many, 400, "pair"), expected);
}

// The pair has room for three: looked at are they, by the settling and for two configurations, and
// the new one.
TEST(Settled, ServiceThatWaitsForRoomCostsTheSameAmongTenAndAmongHundreds) {
    std::array<Site, 2> sites;
    for (Site& site : sites) {
        site.register_engine(1, "pair");
        site.register_engine(2, "pair");
    }
    const std::uint64_t expected = work_of_one_more(sites[0], 10, "pair");
    EXPECT_EQ(work_of_one_more(sites[1], 400, "pair"), expected);
}

// Each of the engines that take it has some services, whose number is not that of all.
TEST(Settled, NewServiceOfAnElasticGroupCostsWhatItsEnginesHave) {
    std::array<Site, 2> sites;
    const std::array engines{10, 200};
    const std::array services{12, 290};
    std::array<std::uint64_t, 2> work{};
    for (std::size_t i = 0; i < sites.size(); ++i) {
        sites[i].set_group("wide", "max_se", "1000");
        for (int engine = 1; engine <= engines[i]; ++engine) {
            sites[i].register_engine(engine, "wide");
        }
        work[i] = work_of_one_more(sites[i], services[i], "wide");
    }
    EXPECT_GT(work[0], 0U);
    // Itself twice, to settle and to judge, and at most three on each of two engines.
    EXPECT_LE(work[0], 2U + 2U * 3U);
    EXPECT_LE(work[1], 2U + 2U * 3U);
}

TEST(Settled, WriteToAPoolLooksAtItsUsersOnly) {
    Site site;
    (void)work_of_one_more(site, 100, "pair");
    site.add_pool("shared");
    site.set_service(7, "pool_ref", "\"/api/pool?name=shared\"");
    site.set_service(8, "pool_ref", "\"/api/pool?name=shared\"");
    const std::uint64_t before = site.work();
    site.set_pool("shared", "default_server_port", "8080");
    // Each to settle and to judge.
    EXPECT_EQ(site.work() - before, 2U * 2U);
}

TEST(Settled, RoomThatIsFreedIsTheNextOnes) {
    Site site;
    site.register_engine(1, "pair");
    (void)work_of_one_more(site, 4, "pair");
    EXPECT_EQ(site.state_of(3), "OPER_RESOURCES");
    site.remove_service(0);
    EXPECT_EQ(site.state_of(3), "OPER_INITIALIZING");
    EXPECT_EQ(site.state_of(4), "OPER_RESOURCES");
}

// ---- whatever happens

constexpr int services =
    10;  // two on each VIP: even VIPs in the pair, odd ones in the elastic group
constexpr int vips = services / 2;

const char* group_of_vip(int vip) {
    return vip % 2 == 0 ? "pair" : "wide";
}

/// Two engines of the pair, four of the elastic group.
const char* group_of_engine(int engine) {
    return engine <= 2 ? "pair" : "wide";
}

void draw_write(Site& site) {
    const int service = *rc::gen::inRange(0, services);
    const bool yes = *rc::gen::arbitrary<bool>();
    const char* group = group_of_vip(*rc::gen::inRange(0, 2));
    if (!site.has_service(service)) {
        site.add_service(service, service / 2, group_of_vip(service / 2));
        return;
    }
    switch (*rc::gen::inRange(0, 7)) {
        case 0:
            return site.remove_service(service);
        case 1:
        case 2:
            return site.set_service(service, "enabled", yes ? "true" : "false");
        case 3:
            return site.set_vip(service / 2, yes);
        case 4:
            return site.set_group(group, "max_vs_per_se", std::to_string(*rc::gen::inRange(1, 4)));
        case 5:
            return site.set_group(group, "distribute_load_active_standby", yes ? "true" : "false");
        default:
            return site.switch_over(service);
    }
}

void draw_fortune(Site& site) {
    const int engine = *rc::gen::inRange(1, 7);
    switch (*rc::gen::inRange(0, 7)) {
        case 0:
        case 1:
            return site.register_engine(engine, group_of_engine(engine));
        case 2:
        case 3:
            return site.confirm(engine);
        case 4:
            return site.say(engine, protocol::Goodbye{});
        case 5:
            return site.disconnect(engine);
        default:
            return site.advance(5s);
    }
}

RC_GTEST_PROP(Settled, ALookAtEverythingFindsNothingToDo, ()) {
    Site site;
    for (int vip = 0; vip < vips; ++vip) {
        site.add_vip(vip);
    }
    (void)site.found_by_a_look_at_everything();  // what every start writes
    for (int steps = *rc::gen::inRange(0, 60); steps > 0; --steps) {
        *rc::gen::arbitrary<bool>() ? draw_write(site) : draw_fortune(site);
        const std::vector<std::string> found = site.found_by_a_look_at_everything();
        RC_LOG() << "found: " << testing::PrintToString(found) << '\n';
        RC_ASSERT(found.empty());
    }
}

}  // namespace
}  // namespace holdfast::reference::controller
