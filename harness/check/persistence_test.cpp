// SPDX-License-Identifier: Apache-2.0
// The checker of clients at home, on a run that keeps its rule and on one that breaks it.
#include "harness/check/persistence.h"

#include <gtest/gtest.h>

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

TEST(ClientHomeChecker, WantsOneServerThroughEveryEngine) {
    Builder run("elastic_group");
    run.elastic({"se1", "se2"}).service("vs1");
    run.probe_to_server("se1", run.address_of("se1", "back"), 3s)
        .probe_to_server("se2", run.address_of("se2", "back"), 4s);
    EXPECT_TRUE(passes(clients_keep_their_server(), run));
    EXPECT_TRUE(fails(clients_keep_their_server(),
                      run.probe_to_server("se2", run.address_of("se2", "back"), 5s, "server2"),
                      "and came to"));
}

}  // namespace
}  // namespace holdfast::harness::check
