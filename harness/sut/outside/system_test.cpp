// SPDX-License-Identifier: Apache-2.0
// Goal: what sut.yaml says is read, and what is wrong with it is told with its line. Method: the
// systems that come with the suite, and texts with one mistake each.
#include "harness/sut/outside/system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "harness/run/run_folder.h"

namespace holdfast::harness::sut::outside {
namespace {

using testing::HasSubstr;

const char* const sound = R"(name: mine
version: "1.0"
about: a system of two shell scripts
url: https://example.org
capabilities: [active_standby_pair]
budgets: {failover: 2s}
defects:
  deaf: {sentence: it hears nothing, caught_by: [INV-1]}
deviations:
  LEG-6: {documented: false, statement: nobody says so}
)";

/// The folder of a system with this sut.yaml; with an adapter, unless told otherwise.
class Folder {
  public:
    explicit Folder(const std::string& text, bool with_adapter = true) {
        std::ofstream(scratch_.path() + "/sut.yaml") << text;
        const std::string adapter = scratch_.path() + "/adapter";
        if (with_adapter) {
            std::ofstream(adapter) << "#!/bin/sh\n";
            std::filesystem::permissions(adapter, std::filesystem::perms::owner_all);
        }
    }
    Result<System> load() const { return load_system(scratch_.path()); }

  private:
    run::Scratch scratch_;
};

std::string replaced(const std::string& part, const std::string& by) {
    std::string text = sound;
    return text.replace(text.find(part), part.size(), by);
}

std::string refusal_of(const std::string& text) {
    const auto loaded = Folder(text).load();
    return loaded ? "nothing" : loaded.error().message;
}

TEST(OutsideSystem, IsReadFromItsFolder) {
    const auto system = Folder(sound).load();
    ASSERT_TRUE(system) << system.error().message;
    EXPECT_EQ(system->name, "mine");
    EXPECT_EQ(system->promises.failover, 2s);
    EXPECT_EQ(system->promises.capabilities, std::set<std::string>{"active_standby_pair"});
    ASSERT_NE(system->find_defect("deaf"), nullptr);
    EXPECT_EQ(system->find_defect("dumb"), nullptr);
    EXPECT_FALSE(system->deviations.at("LEG-6").documented);
    EXPECT_EQ(system->missing(), std::nullopt);
}

TEST(OutsideSystem, IsRefusedWithLineAndField) {
    EXPECT_THAT(refusal_of(replaced("active_standby_pair", "levitation")),
                HasSubstr("sut.yaml:5: capabilities"));
    EXPECT_THAT(refusal_of(replaced("failover: 2s", "failover: 2ms")),
                HasSubstr("sut.yaml:6: budgets.failover: expected a time from 50ms"));
    EXPECT_THAT(refusal_of(replaced("caught_by: [INV-1]", "caught_by: []")),
                HasSubstr("sut.yaml:8: defects.deaf.caught_by: expected at least one rule"));
    EXPECT_THAT(refusal_of(replaced("name: mine", "name: ../mine")), HasSubstr("sut.yaml:1: name"));
    EXPECT_THAT(refusal_of(replaced("url:", "adress:")), HasSubstr("url"));
    const auto lonely = Folder(sound, false).load();
    ASSERT_FALSE(lonely);
    EXPECT_THAT(lonely.error().message, HasSubstr("has to be an executable file"));
}

TEST(OutsideSystem, NamesThePackageOfAMissingProgram) {
    const auto system = Folder(std::string(sound) +
                               "programs: [/usr/sbin/not-there]\npackages: [not-there-utils]\n")
                            .load();
    ASSERT_TRUE(system) << system.error().message;
    EXPECT_EQ(system->missing(),
              "mine needs /usr/sbin/not-there, which is not here; apt-get install not-there-utils");
}

TEST(OutsideSystem, EveryOneThatComesWithTheSuiteIsSound) {
    ASSERT_THAT(system_names(), testing::Contains("keepalived"));
    for (const std::string& name : system_names()) {
        const auto system = find_system(name);
        ASSERT_TRUE(system) << system.error().message;
        EXPECT_EQ(system->name, name);
    }
}

TEST(OutsideSystem, AnUnknownNameIsAnsweredWithTheKnownOnes) {
    const auto unknown = find_system("no-such-system");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, Error::Kind::bad_input);
    EXPECT_THAT(unknown.error().message, HasSubstr("keepalived"));
}

}  // namespace
}  // namespace holdfast::harness::sut::outside
