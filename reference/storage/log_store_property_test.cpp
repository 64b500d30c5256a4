// SPDX-License-Identifier: Apache-2.0
// Goal: a store is never behind what it acknowledged, nor ahead of what it was told, and serves
// nothing that the disk has spoilt. Method: random writes, syncs, kills and power cuts beside a
// model that is a list of all states since the last sync; every bit of a small store flipped.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "reference/storage/log_store.h"
#include "reference/storage/memory_disk.h"
#include "reference/storage/test_members.h"

namespace holdfast::reference::storage {
namespace {

using consensus::Entry;
using consensus::HardState;
using consensus::Index;
using consensus::Snapshot;
using consensus::Stored;
using consensus::effect::Persist;

bool same(const Stored& a, const Stored& b) {
    return a.hard_state == b.hard_state && a.snapshot == b.snapshot && a.entries == b.entries &&
           a.damaged == b.damaged;
}

Index base_of(const Stored& state) {
    return state.snapshot ? state.snapshot->last_index : 0;
}
Index last_of(const Stored& state) {
    return base_of(state) + state.entries.size();
}

/// Every state that a power cut may leave, oldest first; the last one is what was told.
class Model {
  public:
    void write(const Persist& persist) {
        Stored next = told();
        if (persist.hard_state) {
            next.hard_state = *persist.hard_state;
            states_.push_back(next);
        }
        // A part of the void entries may be gone: they were promised to nobody.
        while (persist.truncate_from && last_of(next) >= *persist.truncate_from) {
            next.entries.pop_back();
            states_.push_back(next);
        }
        if (persist.snapshot) {
            std::erase_if(next.entries, [&](const Entry& entry) {
                return entry.index <= persist.snapshot->last_index;
            });
            next.snapshot = persist.snapshot;
            states_.push_back(next);
        }
        for (const Entry& entry : persist.append) {
            next.entries.push_back(entry);
            states_.push_back(next);
        }
    }
    void synced() { states_ = {told()}; }
    void found(const Stored& state) { states_ = {state}; }
    const Stored& told() const { return states_.back(); }
    bool may_be(const Stored& state) const {
        return std::any_of(states_.begin(), states_.end(),
                           [&](const Stored& one) { return same(one, state); });
    }

  private:
    std::vector<Stored> states_ = {Stored()};
};

/// Something that a member could ask for in this state.
Persist any_write(Rng& rng, const Stored& state) {
    Persist out;
    Index base = base_of(state);
    Index last = last_of(state);
    const consensus::Term term = state.hard_state.term + rng.below(2);
    if (term > state.hard_state.term || rng.chance(0.1)) {
        out.hard_state = HardState{.term = term};
        if (rng.chance(0.5)) {
            out.hard_state->vote = rng.chance(0.5) ? "controller1" : "controller2";
        }
    }
    if (rng.chance(0.1)) {
        base += rng.below(last - base + 5);  // one from another member may reach beyond the log
        out.snapshot = snapshot_of(base, std::string(rng.below(50), 's'));
        last = std::max(base, last);
    }
    if (last > base && rng.chance(0.2)) {
        out.truncate_from = base + 1 + rng.below(last - base);
        last = *out.truncate_from - 1;
    }
    for (std::uint64_t left = rng.below(5); left > 0; --left) {
        out.append.push_back(command(++last, std::string(rng.below(60), 'p'), term));
    }
    return out;
}

/// A store, its model, and what may happen to them.
class Life {
  public:
    explicit Life(std::uint64_t seed) : rng_(seed), disk_(rng_.fork("disk")) { restart(); }

    void step() {
        const std::uint64_t choice = rng_.below(20);
        if (choice < 12) {
            write();
        } else if (choice < 16) {
            sync();
        } else if (choice == 16) {
            disk_.lose_power_after(rng_.below(6));
        } else if (choice == 17) {
            disk_.cut_power();
            restart();
        } else if (choice == 18) {
            restart();  // the process alone was killed
        } else {
            lose_a_sync();
        }
    }

  private:
    void write() {
        const Persist persist = any_write(rng_, model_.told());
        model_.write(persist);
        if (!store_->write(persist).has_value()) {
            disk_.cut_power();
            restart();
        }
    }
    void sync() {
        if (store_->sync().has_value()) {
            model_.synced();
        } else {
            disk_.cut_power();
            restart();
        }
    }
    void lose_a_sync() {
        disk_.set_sync_fails(true);
        sync();
        disk_.set_sync_fails(false);
    }
    void restart() {
        disk_.set_sync_fails(false);
        store_.emplace(disk_, 150);
        auto opened = store_->open();
        if (!opened.has_value()) {  // the power went while it was reading
            disk_.cut_power();
            store_.emplace(disk_, 150);
            opened = store_->open();
        }
        RC_ASSERT(opened.has_value());
        RC_ASSERT(model_.may_be(opened->stored));
        model_.found(opened->stored);
    }

    Rng rng_;
    MemoryDisk disk_;
    std::optional<LogStore> store_;
    Model model_;
};

RC_GTEST_PROP(StoreProperty, HoldsWhatItAcknowledgedAndNothingThatItWasNotTold, ()) {
    Life life(*rc::gen::arbitrary<std::uint64_t>());
    for (int steps = *rc::gen::inRange(0, 200); steps > 0; --steps) {
        life.step();
    }
}

/// A store with everything in it: snapshot, three segments, a membership.
MemoryDisk small_disk(Stored& truth) {
    MemoryDisk disk{Rng(1)};
    LogStore store(disk, 100);
    EXPECT_TRUE(store.open().has_value());
    EXPECT_TRUE(store
                    .write({.hard_state = HardState{.term = 3, .vote = "controller2"},
                            .append = commands(1, 4)})
                    .has_value());
    EXPECT_TRUE(store.write({.snapshot = snapshot_of(2), .append = {membership(5)}}).has_value());
    EXPECT_TRUE(store.write({.append = commands(6, 8)}).has_value());
    EXPECT_TRUE(store.sync().has_value());
    truth = LogStore(disk, 100).open()->stored;
    return disk;
}

/// Whole; or known to be damaged, with nothing in it that is not true.
bool honest(const Stored& found, const Stored& truth) {
    const bool first_ones =
        found.entries.size() <= truth.entries.size() &&
        std::equal(found.entries.begin(), found.entries.end(), truth.entries.begin());
    return same(found, truth) || (found.damaged && found.hard_state == truth.hard_state &&
                                  found.snapshot == truth.snapshot && first_ones);
}

TEST(StoreProperty, NoFlippedBitIsServedOrOverlooked) {
    Stored truth;
    const MemoryDisk whole = small_disk(truth);
    int damaged = 0;
    int refused = 0;
    const std::vector<std::string> files = *whole.list();
    for (const std::string& name : files) {
        for (std::uint64_t bit = 0; bit < 8 * whole.read(name)->size(); ++bit) {
            MemoryDisk disk = whole;
            disk.flip_bit(name, bit);
            const auto opened = LogStore(disk, 100).open();
            refused += opened.has_value() ? 0 : 1;
            damaged += opened.has_value() && opened->stored.damaged ? 1 : 0;
            ASSERT_TRUE(!opened.has_value() || honest(opened->stored, truth))
                << name << " bit " << bit;
        }
    }
    // Every bit of the log is damage, every bit of the snapshot a refusal.
    std::size_t log_bits = 0;
    for (const std::string& name : files) {
        log_bits += name.starts_with("log-") ? 8 * whole.read(name)->size() : 0;
    }
    EXPECT_EQ(damaged, static_cast<int>(log_bits));
    EXPECT_EQ(refused, static_cast<int>(8 * whole.read("snapshot")->size()));
}

}  // namespace
}  // namespace holdfast::reference::storage
