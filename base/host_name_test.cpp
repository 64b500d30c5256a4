// SPDX-License-Identifier: Apache-2.0
// Goal: what a resolver may be asked for is told from addresses, wrong addresses and other text.
#include "base/host_name.h"

#include <gtest/gtest.h>

#include <string>

namespace holdfast {
namespace {

TEST(HostName, IsMadeOfLabels) {
    for (const char* name : {"controller1", "controller-1.example", "a", "9to5.example", "X.y.Z"}) {
        EXPECT_TRUE(is_host_name(name)) << name;
    }
    EXPECT_TRUE(is_host_name(std::string(63, 'a') + ".example"));
}

TEST(HostName, IsNoAddressAndNoOtherText) {
    for (const char* other : {"", "198.18.0.5", "198.18.0.300", "12", ".", "a.", ".a", "a..b",
                              "-a.example", "a-.example", "a b", "a_b", "a/b", "a\n", "\xc3\xa4"}) {
        EXPECT_FALSE(is_host_name(other)) << other;
    }
    EXPECT_FALSE(is_host_name(std::string(64, 'a').append(".example")));
    EXPECT_FALSE(is_host_name(std::string(127, 'a').replace(60, 1, ".") + "." +
                              std::string(63, 'b') + "." + std::string(63, 'c')));
}

}  // namespace
}  // namespace holdfast
