// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/faulty_disk/disk_image.h"

#include <dirent.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace holdfast::harness::mininet::faulty_disk {

namespace {

std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

bool is_in(const std::string& path, const std::string& folder) {
    return parent_of(path) == folder;
}

/// For the calls that take a folder's descriptor: relative to it.
std::string below_folder(const std::string& path) {
    return "." + path;
}

timespec now() {
    timespec t{};
    clock_gettime(CLOCK_REALTIME, &t);
    return t;
}

int write_all(int file, std::string_view bytes, std::size_t offset) {
    while (!bytes.empty()) {
        const ssize_t done = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (done < 0 && errno != EINTR) {
            return -errno;
        }
        const auto written = static_cast<std::size_t>(std::max<ssize_t>(done, 0));
        bytes.remove_prefix(written);
        offset += written;
    }
    return 0;
}

std::string read_all(int file, std::size_t size) {
    std::string bytes(size, '\0');
    std::size_t have = 0;
    while (have < size) {
        const ssize_t got = pread(file, bytes.data() + have, size - have, static_cast<off_t>(have));
        if (got <= 0) {
            break;
        }
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

void mark_dirty(File& file, std::size_t from, std::size_t to) {
    const bool clean = file.dirty_from == file.dirty_to;
    file.dirty_from = clean ? from : std::min(file.dirty_from, from);
    file.dirty_to = clean ? to : std::max(file.dirty_to, to);
    file.changed = now();
}

}  // namespace

DiskImage::DiskImage(const std::string& folder, std::uint64_t seed)
    : folder_(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), chance_(seed) {
    if (opened()) {
        load();
    }
}

std::size_t DiskImage::below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(chance_);
}

void DiskImage::load() {
    files_.clear();
    folders_ = {"/"};
    for (std::vector<std::string> left = {"/"}; !left.empty();) {
        const std::string folder = std::exchange(left.back(), {});
        left.pop_back();
        DIR* entries = fdopendir(openat(folder_.get(), below_folder(folder).c_str(),
                                        O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (entries == nullptr) {
            continue;
        }
        while (const dirent* entry = readdir(entries)) {
            const std::string name = entry->d_name;
            const std::string path = (folder == "/" ? "" : folder) + "/" + name;
            struct stat facts {};
            if (name == "." || name == ".." ||
                fstatat(folder_.get(), below_folder(path).c_str(), &facts, 0) != 0) {
                continue;
            }
            if (S_ISDIR(facts.st_mode)) {
                folders_.insert(path);
                left.push_back(path);
            } else if (S_ISREG(facts.st_mode)) {
                auto file = std::make_shared<File>();
                open_stored(path, *file, 0);
                file->content =
                    read_all(file->stored.get(), static_cast<std::size_t>(facts.st_size));
                file->stored_size = file->content.size();
                file->mode = facts.st_mode & 07777U;
                file->changed = facts.st_mtim;
                files_[path] = file;
            }
        }
        closedir(entries);
    }
    stored_ = files_;
}

int DiskImage::open_stored(const std::string& path, File& file, int flags) {
    file.stored = Fd(
        openat(folder_.get(), below_folder(path).c_str(), O_RDWR | O_CLOEXEC | flags, file.mode));
    return file.stored.valid() ? 0 : -errno;
}

// ---- files ----

std::shared_ptr<File> DiskImage::find(const std::string& path) const {
    const auto found = files_.find(path);
    return found == files_.end() ? nullptr : found->second;
}

int DiskImage::attributes(const std::string& path, struct stat& out) const {
    out = {};
    out.st_uid = getuid();
    out.st_gid = getgid();
    if (folders_.contains(path)) {
        out.st_mode = S_IFDIR | 0755;
        out.st_nlink = 2;
        return 0;
    }
    const auto file = find(path);
    if (!file) {
        return -ENOENT;
    }
    out.st_mode = S_IFREG | file->mode;
    out.st_nlink = 1;
    out.st_size = static_cast<off_t>(file->content.size());
    out.st_blocks = (out.st_size + 511) / 512;
    out.st_mtim = out.st_ctim = out.st_atim = file->changed;
    return 0;
}

std::vector<std::string> DiskImage::list(const std::string& folder) const {
    std::vector<std::string> names;
    for (const auto& [path, file] : files_) {
        if (is_in(path, folder)) {
            names.emplace_back(name_of(path));
        }
    }
    for (const std::string& path : folders_) {
        if (path != "/" && is_in(path, folder)) {
            names.emplace_back(name_of(path));
        }
    }
    return names;
}

int DiskImage::refuse() {
    ++counters.refused_writes;
    return -ENOSPC;
}

int DiskImage::create(const std::string& path, mode_t mode) {
    if (full) {
        return refuse();
    }
    auto file = std::make_shared<File>();
    file->mode = mode & 07777U;
    file->changed = now();
    files_[path] = std::move(file);
    return 0;
}

int DiskImage::remove(const std::string& path) {
    return files_.erase(path) == 0 ? -ENOENT : 0;
}

int DiskImage::rename(const std::string& from, const std::string& to) {
    const auto found = files_.find(from);
    if (found == files_.end()) {
        return folders_.contains(from) ? -EPERM : -ENOENT;
    }
    const auto file = found->second;
    files_.erase(found);
    files_[to] = file;
    return 0;
}

int DiskImage::make_folder(const std::string& path, mode_t mode) {
    if (full) {
        return refuse();
    }
    if (mkdirat(folder_.get(), below_folder(path).c_str(), mode) != 0) {
        return -errno;
    }
    folders_.insert(path);
    return 0;
}

int DiskImage::remove_folder(const std::string& path) {
    if (!list(path).empty()) {
        return -ENOTEMPTY;
    }
    store_names(path);
    if (unlinkat(folder_.get(), below_folder(path).c_str(), AT_REMOVEDIR) != 0) {
        return -errno;
    }
    folders_.erase(path);
    return 0;
}

int DiskImage::resize(File& file, std::size_t size) {
    const std::size_t before = file.content.size();
    if (size > before && full) {
        return refuse();
    }
    file.content.resize(size);
    mark_dirty(file, std::min(before, size), std::max(before, size));
    return 0;
}

int DiskImage::write(const std::string& path, File& file, std::size_t offset,
                     std::string_view bytes, bool& torn) {
    if (full) {
        return refuse();
    }
    if (torn_file && name_of(path).starts_with(*torn_file)) {
        torn_file.reset();
        torn = true;
        ++counters.torn_writes;
        bytes = bytes.substr(0, below(bytes.size()));
    }
    if (file.content.size() < offset + bytes.size()) {
        file.content.resize(offset + bytes.size());
    }
    std::copy(bytes.begin(), bytes.end(),
              file.content.begin() + static_cast<std::ptrdiff_t>(offset));
    mark_dirty(file, offset, offset + bytes.size());
    return static_cast<int>(bytes.size());
}

int DiskImage::sync(const std::string& path, File& file) {
    if (!file.stored.valid()) {
        if (const int done = store_names(parent_of(path)); done != 0) {
            return done;
        }
    }
    if (!file.stored.valid()) {
        return 0;  // it was removed: it has no place on disk, and needs none
    }
    const std::size_t end = std::min(file.dirty_to, file.content.size());
    if (file.dirty_from < end) {
        const auto dirty =
            std::string_view(file.content).substr(file.dirty_from, end - file.dirty_from);
        if (const int done = write_all(file.stored.get(), dirty, file.dirty_from); done != 0) {
            return done;
        }
    }
    if (file.content.size() < file.stored_size &&
        ftruncate(file.stored.get(), static_cast<off_t>(file.content.size())) != 0) {
        return -errno;
    }
    file.stored_size = file.content.size();
    file.dirty_from = file.dirty_to = 0;
    return 0;
}

int DiskImage::sync_names(const std::string& folder) {
    return store_names(folder);
}

/// Files that have another name now go out of the way first, so that two may swap theirs.
int DiskImage::store_names(const std::string& folder) {
    std::map<File*, std::string> aside;
    for (auto entry = stored_.begin(); entry != stored_.end();) {
        const auto& [path, file] = *entry;
        if (!is_in(path, folder) || find(path) == file) {
            ++entry;
            continue;
        }
        const bool lives = std::any_of(files_.begin(), files_.end(),
                                       [&](const auto& f) { return f.second == entry->second; });
        const std::string hidden = folder + "/.moving-" + std::to_string(aside.size());
        const int done = lives ? renameat(folder_.get(), below_folder(path).c_str(), folder_.get(),
                                          below_folder(hidden).c_str())
                               : unlinkat(folder_.get(), below_folder(path).c_str(), 0);
        if (done != 0) {
            return -errno;
        }
        if (lives) {
            aside[file.get()] = hidden;
        }
        entry = stored_.erase(entry);
    }
    for (const auto& [path, file] : files_) {
        if (const auto moved = aside.find(file.get()); moved != aside.end()) {
            if (renameat(folder_.get(), below_folder(moved->second).c_str(), folder_.get(),
                         below_folder(path).c_str()) != 0) {
                return -errno;
            }
        } else if (!is_in(path, folder) || file->stored.valid()) {
            continue;
        } else if (const int made = open_stored(path, *file, O_CREAT | O_TRUNC); made != 0) {
            return made;
        }
        stored_[path] = file;
    }
    return 0;
}

// ---- faults ----

void DiskImage::cut_power() {
    ++counters.power_cuts;
    for (const auto& [path, file] : files_) {
        if (!file->stored.valid()) {
            counters.lost_bytes += file->content.size();
        }
    }
    for (const auto& [path, file] : stored_) {
        const std::size_t dirty = file->dirty_to - file->dirty_from;
        // Only an append may be torn; what was overwritten in place is as it was.
        const bool appended = dirty > 0 && file->dirty_from >= file->stored_size &&
                              file->content.size() > file->stored_size;
        const std::size_t kept = appended ? below(file->content.size() - file->stored_size + 1) : 0;
        counters.lost_bytes += dirty - std::min(dirty, kept);
        static_cast<void>(
            write_all(file->stored.get(),
                      std::string_view(file->content)
                          .substr(std::min(file->stored_size, file->content.size()), kept),
                      file->stored_size));
    }
    load();
}

bool DiskImage::corrupt_tail(const std::string& wanted) {
    std::shared_ptr<File> newest;
    std::size_t length = 0;
    for (const auto& [path, file] : files_) {
        const auto name = name_of(path);
        if (name.starts_with(wanted) && name.size() >= length && !file->content.empty()) {
            newest = file;
            length = name.size();
        }
    }
    if (!newest) {
        return false;
    }
    constexpr std::size_t tail_max = 4096;  // a disk loses a sector at a time
    const std::size_t size = newest->content.size();
    const std::size_t tail = std::min(size, tail_max);
    // An odd number of inversions, so that something has changed.
    constexpr int inversions = 3;
    for (int times = 0; times < inversions; ++times) {
        const std::size_t at = size - tail + below(tail);
        char& byte = newest->content[at];
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << below(8)));
        if (at < newest->stored_size) {
            static_cast<void>(write_all(newest->stored.get(), std::string_view(&byte, 1), at));
        }
    }
    counters.corrupted_bits += inversions;
    return true;
}

}  // namespace holdfast::harness::mininet::faulty_disk
