// SPDX-License-Identifier: Apache-2.0
// Goal: what a command judges is found, with its own defects, or refused with the way out. Method:
// a world that knows one outside system.
#include "harness/cli/subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/cli/commands.h"

namespace holdfast::harness::cli {
namespace {

Worlds worlds_with(const std::string& missing) {
    Worlds worlds;
    worlds.defects = {{"late", "it is late", "", {}}};
    worlds.outside = [missing](const std::string& name) -> Result<OutsideSystem> {
        if (name != "mine") {
            return bad_input("no system is named " + name);
        }
        OutsideSystem system;
        system.selector = "/somewhere/mine";
        system.defects = {{"deaf", "it hears nothing", "", {"INV-1"}}};
        system.missing = missing;
        return system;
    };
    return worlds;
}

Property rule(const std::string& id, std::vector<std::string> defects) {
    Property property;
    property.rule = id;
    property.defects = std::move(defects);
    return property;
}

TEST(Gate, RefusesAProfileThatIsNotThereAmongThoseThatAre) {
    GateOptions options;
    options.profiles = {"ha-legacy", "ha-legasy"};
    testing::internal::CaptureStderr();
    EXPECT_EQ(gate(options, worlds_with("")), exit_could_not_run);
    EXPECT_THAT(testing::internal::GetCapturedStderr(),
                testing::HasSubstr("no profile is named 'ha-legasy'"));
}

TEST(Subject, IsTheReferenceWhenNobodyIsNamed) {
    const Worlds worlds = worlds_with("");
    const auto subject = Subject::find(worlds, "");
    ASSERT_TRUE(subject);
    EXPECT_EQ(subject->outside(), nullptr);
    EXPECT_EQ(subject->option(), "");
    EXPECT_TRUE(subject->has_defect("late"));
    EXPECT_TRUE(subject->has_to_fail(rule("LEG-6", {"late"}), "late"));
    EXPECT_FALSE(subject->has_to_fail(rule("LEG-7", {}), "late"));
}

TEST(Subject, AnOutsideSystemNamesTheRulesThatItsDefectsBreak) {
    const Worlds worlds = worlds_with("");
    const auto subject = Subject::find(worlds, "mine");
    ASSERT_TRUE(subject);
    EXPECT_EQ(subject->option(), " --sut /somewhere/mine");
    EXPECT_FALSE(subject->has_defect("late"));
    EXPECT_TRUE(subject->has_to_fail(rule("INV-1", {"late"}), "deaf"));
    EXPECT_FALSE(subject->has_to_fail(rule("LEG-6", {"deaf"}), "deaf"));
}

TEST(Subject, IsRefusedWhenItIsUnknownOrCannotRunHere) {
    const Worlds worlds = worlds_with("");
    EXPECT_EQ(Subject::find(worlds, "yours").error(), bad_input("no system is named yours"));
    const Worlds poor = worlds_with("mine needs a program; apt-get install it");
    EXPECT_EQ(Subject::find(poor, "mine").error(),
              bad_input("mine needs a program; apt-get install it"));
}

}  // namespace
}  // namespace holdfast::harness::cli
