// SPDX-License-Identifier: Apache-2.0
// Goal: a password is known again by its hash alone, and checking it never holds up the loop.
#include "reference/shell/password.h"

#include <gmock/gmock.h>

#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::MatchesRegex;

TEST(Password, IsKnownByItsHash) {
    const auto hash = hash_password("correct horse");
    ASSERT_TRUE(hash.has_value());
    EXPECT_THAT(*hash, MatchesRegex("scrypt\\$15\\$8\\$1\\$[0-9a-f]{32}\\$[0-9a-f]{64}"));
    EXPECT_TRUE(password_matches("correct horse", *hash));
    EXPECT_FALSE(password_matches("correct hors", *hash));
    EXPECT_FALSE(password_matches("", *hash));
    EXPECT_NE(*hash_password("correct horse"), *hash) << "the salt is new";
    const std::string cheap = *hash_password("correct horse", 10);
    EXPECT_TRUE(cheap.starts_with("scrypt$10$8$1$"));
    EXPECT_TRUE(password_matches("correct horse", cheap)) << "whatever a new one would cost";
}

// RFC 7914 12: scrypt("pleaseletmein", "SodiumChloride", 16384, 8, 1), its first 32 bytes.
TEST(Password, IsHashedAsTheStandardSays) {
    EXPECT_TRUE(
        password_matches("pleaseletmein",
                         "scrypt$14$8$1$536f6469756d43686c6f72696465$"
                         "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"));
}

TEST(Password, MatchesNothingThatIsNoHash) {
    const std::string hash = *hash_password("x");
    for (const std::string& bad :
         {std::string(), std::string("scrypt$15$8$1$"), hash.substr(0, hash.size() - 2), "b" + hash,
          hash + "$", std::string("scrypt$40$8$1$00$") + std::string(64, '0'),
          std::string("scrypt$20$32$16$00$") + std::string(64, '0'),
          std::string("scrypt$15$8$1$zz$") + std::string(64, '0')}) {
        EXPECT_FALSE(password_matches("x", bad)) << bad;
    }
}

TEST(PasswordWorker, AnswersOnTheLoop) {
    EventLoop loop;
    PasswordWorker worker(loop);
    std::string hash;
    int right = 0;
    int wrong = 0;
    worker.hash("correct horse", [&](std::string made) {
        hash = std::move(made);
        worker.check("correct horse", hash, [&](bool matches) { right += matches ? 1 : 0; });
        worker.check("wrong", hash, [&](bool matches) { wrong += matches ? 0 : 1; });
    });
    EXPECT_EQ(hash, "") << "never inside the call";
    EXPECT_TRUE(run_until(loop, [&] { return right == 1 && wrong == 1; }));
}

TEST(PasswordWorker, RefusesMoreThanItsQueueHolds) {
    EventLoop loop;
    const std::string hash = *hash_password("x");
    int refused = 0;
    {
        PasswordWorker worker(loop);
        // One may be under way besides those that wait.
        for (std::size_t i = 0; i < PasswordWorker::queue_max + 2; ++i) {
            worker.check("x", hash, [&](bool matches) { refused += matches ? 0 : 1; });
        }
        EXPECT_TRUE(run_until(loop, [&] { return refused >= 1; }));
    }  // and goes without doing the rest
    EXPECT_LE(refused, 2);
}

}  // namespace
}  // namespace holdfast::reference::shell
