// SPDX-License-Identifier: Apache-2.0
// Goal: what is UTF-8 stays as it is, and nothing else is left.
#include "reference/api/utf8.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>

namespace holdfast::reference::api {
namespace {

TEST(ValidUtf8, LeavesCharactersAlone) {
    for (const char* text : {"", "pool 1", "Gr\xc3\xbc\xc3\x9f", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                             "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf"}) {
        EXPECT_EQ(valid_utf8(text), text);
    }
}

TEST(ValidUtf8, ReplacesEachByteThatBelongsToNone) {
    EXPECT_EQ(valid_utf8("a\xff"
                         "b"),
              "a?b");
    EXPECT_EQ(valid_utf8("\xc3"), "?") << "cut short";
    EXPECT_EQ(valid_utf8("\xc0\xaf"), "??") << "longer than needed";
    EXPECT_EQ(valid_utf8("\xe0\x80\xaf"), "???");
    EXPECT_EQ(valid_utf8("\xed\xa0\x80"), "???") << "half of a pair";
    EXPECT_EQ(valid_utf8("\xf4\x90\x80\x80"), "????") << "beyond the last";
    EXPECT_EQ(valid_utf8("\xe2\x82z"), "??z");
}

RC_GTEST_PROP(ValidUtf8, IsAcceptedByAJsonParser, (const std::string& text)) {
    boost::system::error_code trouble;
    boost::json::parse(boost::json::serialize(boost::json::value(valid_utf8(text))), trouble);
    RC_ASSERT(!trouble);
}

}  // namespace
}  // namespace holdfast::reference::api
