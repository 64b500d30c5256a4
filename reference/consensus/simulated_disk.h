// SPDX-License-Identifier: Apache-2.0
// A disk in memory for tests: writes take effect when they are synced, and a power cut leaves any
// part of those that are not. For tests.
#pragma once

#include <deque>
#include <utility>

#include "base/rng.h"
#include "reference/consensus/effects.h"

namespace holdfast::reference::consensus {

class SimulatedDisk {
  public:
    explicit SimulatedDisk(Stored stored) : durable_(std::move(stored)), told_(durable_) {}

    const Stored& durable() const { return durable_; }
    const Stored& told() const { return told_; }  ///< once all is synced; equals the member's log

    void write(const effect::Persist& persist) {
        begun_.push_back(persist);
        carry_out(persist, told_);
    }
    void sync(WriteId write) {
        for (; !begun_.empty() && begun_.front().write <= write; begun_.pop_front()) {
            carry_out(begun_.front(), durable_);
        }
    }
    void cut_power(Rng& rng) {
        for (; !begun_.empty() && rng.chance(0.5); begun_.pop_front()) {
            carry_out(begun_.front(), durable_);
        }
        if (!begun_.empty()) {
            carry_out(torn(begun_.front(), rng), durable_);
            begun_.clear();
        }
        told_ = durable_;
    }
    /// The last entries do not fit their checksums any more.
    void lose_entries(Rng& rng) {
        durable_.entries.resize(rng.below(durable_.entries.size() + 1));
        durable_.damaged = true;
        told_ = durable_;
    }
    void clear_damage() { durable_.damaged = told_.damaged = false; }

    static Index base_of(const Stored& stored) {
        return stored.snapshot ? stored.snapshot->last_index : 0;
    }
    static Index last_of(const Stored& stored) { return base_of(stored) + stored.entries.size(); }
    /// Null when the entry is in the snapshot or not there at all.
    static const Entry* find(const Stored& stored, Index index) {
        const Index base = base_of(stored);
        return index <= base || index > last_of(stored) ? nullptr
                                                        : &stored.entries[index - base - 1];
    }

  private:
    static void carry_out(const effect::Persist& persist, Stored& to) {
        if (persist.hard_state) {
            to.hard_state = *persist.hard_state;
        }
        if (persist.truncate_from && *persist.truncate_from <= last_of(to)) {
            to.entries.resize(*persist.truncate_from - base_of(to) - 1);
        }
        if (persist.snapshot) {
            std::erase_if(to.entries,
                          [&](const Entry& e) { return e.index <= persist.snapshot->last_index; });
            to.snapshot = persist.snapshot;
        }
        to.entries.insert(to.entries.end(), persist.append.begin(), persist.append.end());
    }
    /// The first parts of a write, in their order.
    static effect::Persist torn(effect::Persist persist, Rng& rng) {
        persist.append.resize(rng.below(persist.append.size() + 1));
        const std::uint64_t parts = rng.below(4);
        if (parts < 3) {
            persist.append.clear();
        }
        if (parts < 2) {
            persist.snapshot.reset();
        }
        if (parts < 1) {
            persist.truncate_from.reset();
        }
        return persist;
    }

    Stored durable_;
    Stored told_;
    std::deque<effect::Persist> begun_;
};

}  // namespace holdfast::reference::consensus
