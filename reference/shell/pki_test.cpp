// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/pki.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "reference/shell/state_file.h"
#include "reference/shell/test_bench.h"
#include "reference/shell/tls.h"

namespace holdfast::reference::shell {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Pki, MakesCertificatesThatADaemonCanUse) {
    const TemporaryFolder folder;
    const auto report = create_certificates({folder / "pki", {"controller1"}, {"se1"}});
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_THAT(report->made, ElementsAre("ca.pem", "ca.key", "controller1.pem", "controller1.key",
                                          "se1.pem", "se1.key"));
    EXPECT_TRUE(
        check_tls_files({folder / "pki/ca.pem", folder / "pki/se1.pem", folder / "pki/se1.key"})
            .has_value());
}

TEST(Pki, KeepsKeysToTheirOwner) {
    const TemporaryFolder folder;
    ASSERT_TRUE(create_certificates({folder.path(), {}, {"se1"}}).has_value());
    for (const char* name : {"ca.key", "se1.key"}) {
        struct stat status {};
        ASSERT_EQ(::stat((folder / name).c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0600U) << name;
    }
}

TEST(Pki, AddsNamesAndKeepsWhatIsThere) {
    const TemporaryFolder folder;
    ASSERT_TRUE(create_certificates({folder.path(), {"controller1"}, {"se1"}}).has_value());
    const auto before = read_if_there(folder / "se1.pem");

    const auto report = create_certificates({folder.path(), {}, {"se1", "se2"}});

    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_THAT(report->made, ElementsAre("se2.pem", "se2.key"));
    EXPECT_EQ(*read_if_there(folder / "se1.pem"), *before);
}

TEST(Pki, RefusesOneNameInTwoRoles) {
    const TemporaryFolder folder;
    EXPECT_FALSE(create_certificates({folder.path(), {"a"}, {"a"}}).has_value());
    ASSERT_TRUE(create_certificates({folder.path(), {}, {"a"}}).has_value());
    const auto report = create_certificates({folder.path(), {"a"}, {}});
    ASSERT_FALSE(report.has_value());
    EXPECT_THAT(report.error().message, HasSubstr("made for: engine, not controller"));
}

TEST(Pki, RefusesNamesThatAreNoFileNames) {
    const TemporaryFolder folder;
    for (const char* name : {"", "../se1", "a b", "ca", "-x"}) {
        const auto report = create_certificates({folder.path(), {}, {name}});
        ASSERT_FALSE(report.has_value()) << name;
        EXPECT_EQ(report.error().kind, Error::Kind::bad_input);
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Pki, RefusesADamagedAuthority) {
    const TemporaryFolder folder;
    folder.write("ca.pem", "not a certificate");
    const auto report = create_certificates({folder.path(), {}, {"se1"}});
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().kind, Error::Kind::bad_input);
    EXPECT_FALSE(std::filesystem::exists(folder / "se1.pem"));
}

}  // namespace
}  // namespace holdfast::reference::shell
