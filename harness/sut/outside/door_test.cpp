// SPDX-License-Identifier: Apache-2.0
// Goal: an adapter's own word is told from an adapter that cannot be trusted, each with a sentence
// that helps its author. Method: shell scripts as adapters.
#include "harness/sut/outside/door.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "harness/run/run_folder.h"

namespace holdfast::harness::sut::outside {
namespace {

using testing::HasSubstr;

/// An adapter that reads one request, and then runs these lines of shell; $id is the request's.
class AdapterScript {
  public:
    explicit AdapterScript(const std::string& lines) {
        std::ofstream(path()) << "#!/bin/sh\nread line\nid=1\n" << lines << "\nread line\n";
        std::filesystem::permissions(path(), std::filesystem::perms::owner_all);
        auto opened = Door::open(path(), "", scratch_.path() + "/log");
        EXPECT_TRUE(opened) << opened.error().message;
        door_ = std::move(*opened);
    }
    Result<boost::json::object> ask(Duration limit = 10s) {
        return door_->ask("role_of", {{"service", "vs1"}}, limit);
    }
    std::string broken() const { return door_->broken().value_or(""); }

  private:
    std::string path() const { return scratch_.path() + "/adapter"; }

    run::Scratch scratch_;
    std::unique_ptr<Door> door_;
};

TEST(Door, HandsOnWhatTheAdapterAnswers) {
    AdapterScript adapter(R"(echo '{"id":1,"result":"ok","active":["se1"]}')");
    const auto answer = adapter.ask();
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->at("active").at(0), "se1");
    EXPECT_EQ(adapter.broken(), "");
}

TEST(Door, TakesFailAndUnsupportedForTheAdaptersOwnWord) {
    AdapterScript failing(R"(echo '{"id":1,"result":"fail","why":"se1 is gone"}')");
    EXPECT_EQ(failing.ask().error(), failed("role_of: se1 is gone"));
    EXPECT_EQ(failing.broken(), "");
    AdapterScript unable(R"(echo '{"id":1,"result":"unsupported","why":"no roles here"}')");
    EXPECT_EQ(unable.ask().error(), unsupported("role_of: no roles here"));
    EXPECT_EQ(unable.broken(), "");
}

TEST(Door, BreaksOffWhenTheAnswerIsNone) {
    AdapterScript stammering("echo hello");
    EXPECT_THAT(stammering.ask().error().message, HasSubstr("no JSON object: hello"));
    AdapterScript confused(R"(echo '{"id":7,"result":"ok"}')");
    EXPECT_THAT(confused.ask().error().message, HasSubstr("answered another request than 1"));
    AdapterScript vague(R"(echo '{"id":1,"result":"perhaps"}')");
    EXPECT_THAT(vague.ask().error().message, HasSubstr("none of ok, fail, unsupported"));
    EXPECT_NE(vague.broken(), "");
    EXPECT_EQ(vague.ask().error().message, vague.broken()) << "it is not asked again";
}

TEST(Door, BreaksOffWhenNoAnswerComes) {
    AdapterScript silent("read never");
    EXPECT_THAT(silent.ask(50ms).error().message,
                HasSubstr("role_of (limit 50ms): did not answer in time"));
    AdapterScript dying("echo 'no such interface' >&2; exit 1");
    EXPECT_THAT(dying.ask().error().message, HasSubstr("ended; it said last: no such interface"));
    EXPECT_NE(dying.broken(), "");
}

}  // namespace
}  // namespace holdfast::harness::sut::outside
