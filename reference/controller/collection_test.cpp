// SPDX-License-Identifier: Apache-2.0
// Goal: the indexes of a collection say what a look at every object would say.
#include "reference/controller/collection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "reference/model/objects.h"

namespace holdfast::reference::controller {
namespace {

using model::Pool;

// Few names and monitors, so that they meet often.
Pool drawn_pool(const std::string& uuid) {
    Pool pool;
    pool.uuid = uuid;
    pool.name = *rc::gen::element<std::string>("a", "b", "c");
    pool.health_monitor_refs = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("/api/healthmonitor/1", "/api/healthmonitor/2"));
    return pool;
}

class Obvious {
  public:
    void add(const Pool& pool) { pools_.push_back(pool); }
    void replace(const Pool& pool) { *at(pool.uuid) = pool; }
    void remove(const std::string& uuid) { pools_.erase(at(uuid)); }
    bool has(const std::string& uuid) { return at(uuid) != pools_.end(); }

    template <class Wanted>
    std::vector<Pool> those(Wanted wanted) const {
        std::vector<Pool> found;
        std::copy_if(pools_.begin(), pools_.end(), std::back_inserter(found), wanted);
        return found;
    }

  private:
    std::vector<Pool>::iterator at(const std::string& uuid) {
        return std::find_if(pools_.begin(), pools_.end(),
                            [&](const Pool& pool) { return pool.uuid == uuid; });
    }
    std::vector<Pool> pools_;
};

std::vector<Pool> copied(const std::vector<const Pool*>& pools) {
    std::vector<Pool> copies;
    for (const Pool* pool : pools) {
        copies.push_back(*pool);
    }
    return copies;
}

RC_GTEST_PROP(Collection, FindsWhatALookAtEveryObjectFinds, ()) {
    Collection<Pool> collection;
    Obvious obvious;
    for (int step = *rc::gen::inRange(0, 40); step > 0; --step) {
        const Pool pool = drawn_pool(*rc::gen::element<std::string>("p1", "p2", "p3", "p4"));
        if (!obvious.has(pool.uuid)) {
            collection.add({pool, 0});
            obvious.add(pool);
        } else if (*rc::gen::arbitrary<bool>()) {
            collection.replace({pool, 0});
            obvious.replace(pool);
        } else {
            collection.remove(pool.uuid);
            obvious.remove(pool.uuid);
        }
    }
    RC_ASSERT(collection.items().size() == obvious.those([](const Pool&) { return true; }).size());
    for (const std::string name : {"a", "b", "c"}) {
        RC_ASSERT(copied(collection.named(name)) ==
                  obvious.those([&](const Pool& pool) { return pool.name == name; }));
    }
    for (const std::string monitor : {"/api/healthmonitor/1", "/api/healthmonitor/2"}) {
        RC_ASSERT(copied(collection.referring_to(monitor)) == obvious.those([&](const Pool& pool) {
            return std::count(pool.health_monitor_refs.begin(), pool.health_monitor_refs.end(),
                              monitor) > 0;
        }));
    }
}

TEST(Collection, KeepsTheOrderOfCreationThroughChanges) {
    Collection<Pool> collection;
    for (const char* name : {"z", "y", "x"}) {
        collection.add({Pool{.uuid = name, .name = name}, 0});
    }
    collection.replace({Pool{.uuid = "z", .name = "later"}, 1});
    collection.remove("y");
    std::vector<std::string> names;
    for (const auto& stored : collection.items()) {
        names.push_back(stored.object.name);
    }
    EXPECT_THAT(names, testing::ElementsAre("later", "x"));
    EXPECT_EQ(collection.find_name("z"), nullptr);
    EXPECT_EQ(collection.find("y"), nullptr);
    EXPECT_EQ(collection.referred("/api/pool/z")->name, "later");
}

}  // namespace
}  // namespace holdfast::reference::controller
