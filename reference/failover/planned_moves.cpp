// SPDX-License-Identifier: Apache-2.0
#include "reference/failover/planned_moves.h"

#include <algorithm>

namespace holdfast::reference::failover {

template <class Predicate>
std::vector<PlannedMove> PlannedMoves::take(Predicate predicate) {
    const auto rest = std::stable_partition(
        moves_.begin(), moves_.end(), [&](const PlannedMove& move) { return !predicate(move); });
    std::vector<PlannedMove> taken(std::make_move_iterator(rest),
                                   std::make_move_iterator(moves_.end()));
    moves_.erase(rest, moves_.end());
    return taken;
}

void PlannedMoves::configured(const protocol::EngineName& engine, std::uint64_t generation) {
    for (PlannedMove& move : moves_) {
        if (move.from == engine && !move.generation) {
            move.generation = generation;
        }
    }
}

std::vector<PlannedMove> PlannedMoves::confirmed(const protocol::EngineName& engine,
                                                 std::uint64_t generation) {
    return take([&](const PlannedMove& move) {
        return move.from == engine && move.generation && *move.generation <= generation;
    });
}

std::vector<PlannedMove> PlannedMoves::expired(Instant now) {
    return take([&](const PlannedMove& move) { return move.deadline <= now; });
}

std::vector<PlannedMove> PlannedMoves::take_from(const protocol::EngineName& engine) {
    return take([&](const PlannedMove& move) { return move.from == engine; });
}

std::vector<PlannedMove> PlannedMoves::take_to(const protocol::EngineName& engine) {
    return take([&](const PlannedMove& move) { return move.to == engine; });
}

bool PlannedMoves::moving(const std::string& what) const {
    return std::any_of(moves_.begin(), moves_.end(), [&](const PlannedMove& move) {
        return std::find(move.what.begin(), move.what.end(), what) != move.what.end();
    });
}

void PlannedMoves::forget(const std::string& what) {
    for (PlannedMove& move : moves_) {
        std::erase(move.what, what);
    }
}

std::optional<Instant> PlannedMoves::next_timeout() const {
    std::optional<Instant> next;
    for (const PlannedMove& move : moves_) {
        next = next ? std::min(*next, move.deadline) : move.deadline;
    }
    return next;
}

}  // namespace holdfast::reference::failover
