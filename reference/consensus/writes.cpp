// SPDX-License-Identifier: Apache-2.0
#include "reference/consensus/writes.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace holdfast::reference::consensus {

effect::Persist& Writes::begin() {
    if (!gathered_) {
        gathered_.emplace().write = ++newest_;
    }
    return *gathered_;
}

void Writes::truncate_from(Index first) {
    effect::Persist& persist = begin();
    CHECK(persist.append.empty(), "entries of the same step would be cut off again");
    persist.truncate_from = first;
    void_from(first);
}

void Writes::snapshot(const Snapshot& snapshot, bool log_continues) {
    begin().snapshot = snapshot;
    if (!log_continues) {
        begin().truncate_from = snapshot.last_index + 1;
        void_from(1);
    }
}

/// What takes the place of these entries is not on disk yet, whatever was there before.
void Writes::void_from(Index first) {
    durable_ = std::min(durable_, first - 1);
    for (Begun& begun : begun_) {
        begun.last_index = std::min(begun.last_index, first - 1);
    }
}

std::optional<effect::Persist> Writes::take(Index last_index) {
    if (gathered_) {
        begun_.push_back({gathered_->write, last_index});
    }
    return std::exchange(gathered_, std::nullopt);
}

void Writes::synced(WriteId write) {
    CHECK(write <= newest_, "write {} was never begun, the newest is {}", write, newest_);
    synced_ = std::max(synced_, write);
    while (!begun_.empty() && begun_.front().write <= synced_) {
        durable_ = begun_.front().last_index;
        begun_.pop_front();
    }
}

}  // namespace holdfast::reference::consensus
