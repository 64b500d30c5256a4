// SPDX-License-Identifier: Apache-2.0
// Files as a disk without battery has them: a write is seen by every program at once and survives
// its program, but a power cut only after a sync. What survives is in a backing folder; everything
// newer is in memory. Errors are errno numbers, negated, as FUSE has them.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"

namespace holdfast::harness::mininet::faulty_disk {

struct File {
    std::string content;
    mode_t mode = 0644;
    timespec changed{};
    /// Open on the backing file; not valid while the file is not on disk at all.
    Fd stored;
    std::size_t stored_size = 0;
    /// What the next sync has to write, [from, to).
    std::size_t dirty_from = 0;
    std::size_t dirty_to = 0;
};

struct Counters {
    std::uint64_t refused_writes = 0;
    std::uint64_t delayed_syncs = 0;
    std::uint64_t torn_writes = 0;
    std::uint64_t power_cuts = 0;
    std::uint64_t lost_bytes = 0;
    std::uint64_t corrupted_bits = 0;
};

/// Paths begin with '/'. Not for several threads at once.
class DiskImage {
  public:
    /// `folder` is opened now, and not looked up again; `seed` chooses where things are torn.
    DiskImage(const std::string& folder, std::uint64_t seed);
    bool opened() const { return folder_.valid(); }

    // ---- files ----
    std::shared_ptr<File> find(const std::string& path) const;
    bool has_folder(const std::string& path) const { return folders_.contains(path); }
    int attributes(const std::string& path, struct stat& out) const;
    /// Names in the folder, without "." and "..".
    std::vector<std::string> list(const std::string& folder) const;
    int create(const std::string& path, mode_t mode);
    int remove(const std::string& path);
    int rename(const std::string& from, const std::string& to);
    int make_folder(const std::string& path, mode_t mode);
    int remove_folder(const std::string& path);
    int resize(File& file, std::size_t size);
    /// Bytes written, which are fewer than asked for when the write is torn: then `torn` is set,
    /// and the writer has to die.
    int write(const std::string& path, File& file, std::size_t offset, std::string_view bytes,
              bool& torn);
    /// The file, and if it is new its name and every change of names before it (as a journal has
    /// it), are on disk.
    int sync(const std::string& path, File& file);
    /// Every change of names in the folder is on disk.
    int sync_names(const std::string& folder);

    // ---- faults ----
    bool full = false;
    std::optional<std::string> torn_file;  ///< beginning of the name of what is torn next
    /// What is not synced is gone, or torn. Nobody has a file open.
    void cut_power();
    /// False when there is no such file with anything in it.
    bool corrupt_tail(const std::string& file);
    Counters counters;

  private:
    using Files = std::map<std::string, std::shared_ptr<File>>;

    void load();
    int refuse();
    std::size_t below(std::size_t bound);
    int store_names(const std::string& folder);
    int open_stored(const std::string& path, File& file, int flags);

    Fd folder_;
    std::mt19937_64 chance_;
    Files files_;   // as programs see them
    Files stored_;  // names on disk
    std::set<std::string> folders_;
};

}  // namespace holdfast::harness::mininet::faulty_disk
