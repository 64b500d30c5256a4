// SPDX-License-Identifier: Apache-2.0
// How long it takes to place 10,000 services on 500 engines at once, and again when engines die.
#include <fmt/format.h>

#include <chrono>

#include "reference/placement/elastic.h"

namespace {

using namespace holdfast::reference::placement;

constexpr int engines = 500;
constexpr int services = 10'000;
constexpr std::uint32_t instances = 2;
constexpr int dead = 25;

ElasticGroup empty_group() {
    ElasticGroup group;
    group.instances = instances;
    group.max_vs_per_se = 1000;
    for (int i = 0; i < engines; ++i) {
        // Ten engines a host: a second instance has to look past those that share one.
        group.engines.push_back({.name = fmt::format("se-{}", i),
                                 .condition = Condition::up,
                                 .accepts = true,
                                 .host = fmt::format("host-{}", i / 10)});
    }
    for (int i = 0; i < services; ++i) {
        group.services.push_back(
            {.name = fmt::format("vs-{}", i), .vip = fmt::format("vip-{}", i), .engines = {}});
    }
    return group;
}

EngineLists timed(const std::string& what, const ElasticGroup& group) {
    const auto began = std::chrono::steady_clock::now();
    EngineLists lists = settle(group);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    fmt::print("{:<58} {:8.1f} ms\n", what, took.count());
    return lists;
}

}  // namespace

int main() {
    ElasticGroup group = empty_group();
    const EngineLists lists = timed(
        fmt::format("placing {} services on {} engines, {} of each", services, engines, instances),
        group);
    for (std::size_t i = 0; i < lists.size(); ++i) {
        group.services[i].engines = lists[i];
    }
    timed("the same again, when nothing has changed", group);
    for (int i = 0; i < dead; ++i) {
        group.engines[static_cast<std::size_t>(i)].condition = Condition::down;
    }
    timed(fmt::format("placing anew what was on {} dead engines", dead), group);
    return 0;
}
