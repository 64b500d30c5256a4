// SPDX-License-Identifier: Apache-2.0
// Goal: the search says "impossible" exactly when no order exists. Method: small histories whose
// answer is plain, and random ones against a search that tries every order.
#include "harness/check/register_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/rng.h"

namespace holdfast::harness::check {
namespace {

using testing::ElementsAre;
using Operation = RegisterCall::Operation;
using Result = OrderSearch::Result;

constexpr std::uint64_t plenty = 100'000;

RegisterCall call(Operation operation, std::optional<std::uint64_t> value, int from, int to) {
    return {operation, value, Instant(from * 1ms), Instant(to * 1ms), true};
}
RegisterCall create(std::uint64_t value, int from, int to) {
    return call(Operation::create, value, from, to);
}
RegisterCall write(std::uint64_t value, int from, int to) {
    return call(Operation::write, value, from, to);
}
RegisterCall read(std::uint64_t value, int from, int to) {
    return call(Operation::read, value, from, to);
}
RegisterCall absent(int from, int to) {
    return call(Operation::read, std::nullopt, from, to);
}
RegisterCall removed(int from, int to) {
    return call(Operation::remove, std::nullopt, from, to);
}
RegisterCall unknown(RegisterCall call) {
    call.completed.reset();
    call.certain = false;
    return call;
}

Result of(const std::vector<RegisterCall>& calls) {
    return search_order(calls, {}, plenty).result;
}

TEST(RegisterOrder, AnObjectThatIsMadeChangedAndRemovedCanBeOrdered) {
    EXPECT_EQ(of({absent(0, 1), create(1, 2, 3), read(1, 4, 5), write(2, 6, 7), read(2, 8, 9),
                  removed(10, 11), absent(12, 13)}),
              Result::found);
}

TEST(RegisterOrder, AReadMayFallOnEitherSideOfAWriteThatOverlapsIt) {
    EXPECT_EQ(of({create(1, 0, 1), write(2, 2, 8), read(1, 3, 4), read(2, 5, 6)}), Result::found);
    EXPECT_EQ(of({create(1, 0, 1), write(2, 2, 8), read(2, 3, 4), read(1, 5, 6)}),
              Result::impossible);
}

TEST(RegisterOrder, AStaleReadAndALostWriteAreImpossible) {
    EXPECT_EQ(of({create(1, 0, 1), write(2, 2, 3), read(1, 4, 5)}), Result::impossible);
    EXPECT_EQ(of({create(1, 0, 1), absent(2, 3)}), Result::impossible);
    EXPECT_EQ(of({create(1, 0, 1), create(2, 2, 3)}), Result::impossible);
    EXPECT_EQ(of({write(1, 0, 1)}), Result::impossible);
}

TEST(RegisterOrder, AnUnknownWriteMayTakeEffectAtAnyLaterTimeOrNever) {
    const RegisterCall lost = unknown(write(2, 2, 3));
    EXPECT_EQ(of({create(1, 0, 1), lost, read(1, 4, 5)}), Result::found);
    EXPECT_EQ(of({create(1, 0, 1), lost, read(1, 4, 5), read(2, 6, 7)}), Result::found);
    EXPECT_EQ(of({create(1, 0, 1), lost, read(2, 4, 5), read(1, 6, 7)}), Result::impossible);
    EXPECT_EQ(of({create(1, 0, 1), read(2, 2, 3), unknown(write(2, 4, 5))}), Result::impossible);
}

TEST(RegisterOrder, GivesUpAfterItsSteps) {
    std::vector<RegisterCall> calls = {create(1, 0, 1)};
    for (std::uint64_t i = 2; i < 16; ++i) {
        calls.push_back(write(i, 2, 100));
    }
    calls.push_back(read(99, 101, 102));
    const auto search = search_order(calls, {}, 1000);
    EXPECT_EQ(search.result, Result::given_up);
    EXPECT_EQ(search.steps, 1001U);
}

TEST(RegisterOrder, TheWindowHoldsOnlyTheCallsThatContradictEachOther) {
    const std::vector<RegisterCall> calls = {create(1, 0, 1), read(1, 2, 3),  write(2, 4, 5),
                                             read(2, 6, 7),   write(3, 8, 9), read(2, 10, 11),
                                             write(4, 12, 13)};
    EXPECT_THAT(smallest_window(calls, plenty), ElementsAre(4U, 5U));
}

TEST(RegisterOrder, TheWindowDoesNotBlameACallWhoseCauseOverlappedIt) {
    // write(3) may fall between write(2) and read(3): the contradiction is the later read of 2.
    const std::vector<RegisterCall> calls = {create(1, 0, 1), write(2, 2, 6), write(3, 3, 5),
                                             read(3, 7, 8), read(2, 9, 10)};
    EXPECT_THAT(smallest_window(calls, plenty), ElementsAre(3U, 4U));
}

/// Tries every order of every subset that holds the certain calls.
bool some_order(const std::vector<RegisterCall>& calls) {
    const auto fits = [&](const std::vector<std::size_t>& order, std::size_t count) {
        RegisterState state;
        for (std::size_t i = 0; i < count; ++i) {
            const RegisterCall& now = calls[order[i]];
            for (std::size_t j = i + 1; j < count; ++j) {
                const auto& end = calls[order[j]].completed;
                if (end && *end < now.invoked) {
                    return false;
                }
            }
            const bool present = state.kind == RegisterState::Kind::present;
            const RegisterState as_read{
                now.value ? RegisterState::Kind::present : RegisterState::Kind::absent,
                now.value.value_or(0)};
            const bool allowed = now.operation == Operation::read     ? state == as_read
                                 : now.operation == Operation::create ? !present
                                                                      : present;
            if (!allowed) {
                return false;
            }
            state = as_read;
        }
        return true;
    };
    std::vector<std::size_t> order(calls.size());
    std::iota(order.begin(), order.end(), 0);
    do {
        for (std::size_t count = 0; count <= calls.size(); ++count) {
            const bool whole =
                std::none_of(order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                             [&](std::size_t i) { return calls[i].certain; });
            if (whole && fits(order, count)) {
                return true;
            }
        }
    } while (std::next_permutation(order.begin(), order.end()));
    return false;
}

RC_GTEST_PROP(RegisterOrder, AgreesWithTryingEveryOrder, (std::uint64_t seed)) {
    Rng chance(seed);
    std::vector<RegisterCall> calls;
    for (std::uint64_t i = 0, n = 2 + chance.below(5); i < n; ++i) {
        const auto operation = static_cast<Operation>(chance.below(4));
        const int from = static_cast<int>(chance.below(12));
        RegisterCall drawn =
            call(operation, 1 + chance.below(3), from, from + static_cast<int>(chance.below(6)));
        if (operation == Operation::remove ||
            (operation == Operation::read && chance.chance(0.3))) {
            drawn.value.reset();
        }
        drawn.certain = chance.chance(0.85);
        calls.push_back(operation != Operation::read && chance.chance(0.25) ? unknown(drawn)
                                                                            : drawn);
    }
    RC_ASSERT((of(calls) == Result::found) == some_order(calls));
}

}  // namespace
}  // namespace holdfast::harness::check
