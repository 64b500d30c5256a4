// SPDX-License-Identifier: Apache-2.0
// Goal: the list of controllers comes over the wire as it was, and nothing else is taken for one.
#include "reference/protocol/controllers.h"

#include <gtest/gtest.h>

namespace holdfast::reference::protocol {
namespace {

TEST(Controllers, ComeOverTheWireAsTheyWere) {
    const Controllers three{{Ipv4Address{1}, Ipv4Address{2}, Ipv4Address{0xc612'0005}}};
    EXPECT_EQ(encode(three), R"({"type":"controllers","addresses":["0.0.0.1","0.0.0.2",)"
                             R"("198.18.0.5"]})");
    EXPECT_EQ(decode_controllers(encode(three)), three);
}

TEST(Controllers, AreNothingElse) {
    for (const char* line :
         {R"({"type":"leadership","term":1,"leads":true})", "", "{", R"({"type":"controllers"})",
          R"({"type":"controllers","addresses":[]})", R"({"type":"controllers","addresses":[1]})",
          R"({"type":"controllers","addresses":["198.18.0"]})"}) {
        EXPECT_EQ(decode_controllers(line), std::nullopt) << line;
    }
}

}  // namespace
}  // namespace holdfast::reference::protocol
