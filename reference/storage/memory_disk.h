// SPDX-License-Identifier: Apache-2.0
// A disk in memory whose power can be cut, for tests and the simulation. It keeps what a real one
// promises and not more: an append that was not synced is lost, or torn at any byte, when the power
// goes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include "base/rng.h"
#include "base/time.h"
#include "reference/storage/disk.h"

namespace holdfast::reference::storage {

class MemoryDisk : public Disk {
  public:
    /// `rng` chooses what a power cut leaves.
    explicit MemoryDisk(Rng rng) : rng_(rng) {}

    Result<std::vector<std::string>> list() const override;
    Result<std::string> read(const std::string& name) const override;
    Result<void> append(const std::string& name, std::string_view bytes) override;
    Result<void> sync(const std::string& name) override;
    Result<void> replace(const std::string& name, std::string_view bytes) override;
    Result<void> remove(const std::string& name) override;

    /// The power goes and comes back.
    void cut_power();
    /// The power goes in the middle of the change that comes after `changes` others: it may have
    /// happened or not. From then on every call fails until cut_power() is called.
    void lose_power_after(std::uint64_t changes) { changes_left_ = changes; }

    /// No space is left: whatever needs some fails, an append after a part of it.
    void set_full(bool full) { full_ = full; }
    /// Syncs fail. As on a real disk, what a failed sync should have written is not on disk after
    /// any later one either, although it can be read until the power goes.
    void set_sync_fails(bool fails) { sync_fails_ = fails; }
    /// What one write with its sync takes: told to whoever drives time, none passes here.
    void set_delay(Duration delay) { delay_ = delay; }
    Duration delay() const { return delay_; }
    /// Inverts one bit, counted from the beginning of the file.
    void flip_bit(const std::string& name, std::uint64_t bit);
    /// Inverts some bits of the last `bytes` of the file that comes last among those whose names
    /// begin with `prefix`, in order of length and then letters; false when there is nothing.
    bool spoil_end(const std::string& prefix, std::uint64_t bytes);

    std::uint64_t syncs() const { return syncs_; }

  private:
    struct File {
        std::string bytes;
        std::size_t synced = 0;  ///< so many of them survive
        bool entered = false;    ///< its existence survives
        /// Where bytes begin that no sync() will write any more.
        std::optional<std::size_t> stuck_from;
    };
    Result<void> change(const std::string& name, bool needs_space,
                        const std::function<void()>& work);
    std::size_t some(std::size_t most) { return rng_.below(most + 1); }

    Rng rng_;
    std::map<std::string, File> files_;
    std::optional<std::uint64_t> changes_left_;
    bool powered_ = true;
    bool full_ = false;
    bool sync_fails_ = false;
    Duration delay_{};
    std::uint64_t syncs_ = 0;
};

}  // namespace holdfast::reference::storage
