// SPDX-License-Identifier: Apache-2.0
#include "reference/storage/memory_disk.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast::reference::storage {

namespace {

void invert(std::string& bytes, std::uint64_t bit) {
    char& byte = bytes.at(bit / 8);
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (bit % 8)));
}

}  // namespace

Result<std::vector<std::string>> MemoryDisk::list() const {
    if (!powered_) {
        return failed("the disk has no power");
    }
    std::vector<std::string> out;
    for (const auto& [name, file] : files_) {
        out.push_back(name);
    }
    return out;
}

Result<std::string> MemoryDisk::read(const std::string& name) const {
    const auto file = files_.find(name);
    if (!powered_ || file == files_.end()) {
        return failed(fmt::format("cannot read {}: {}", name,
                                  powered_ ? "No such file" : "the disk has no power"));
    }
    return file->second.bytes;
}

Result<void> MemoryDisk::change(const std::string& name, bool needs_space,
                                const std::function<void()>& work) {
    if (powered_ && changes_left_ && (*changes_left_)-- == 0) {
        if (rng_.chance(0.5)) {
            work();
        }
        powered_ = false;
    }
    if (!powered_) {
        return failed(fmt::format("cannot write {}: the disk has no power", name));
    }
    if (needs_space && full_) {
        return failed(fmt::format("cannot write {}: No space left on device", name));
    }
    work();
    return success;
}

Result<void> MemoryDisk::append(const std::string& name, std::string_view bytes) {
    if (powered_ && full_) {
        files_[name].bytes.append(bytes.substr(0, some(bytes.size())));
    }
    return change(name, true, [&] { files_[name].bytes.append(bytes); });
}

Result<void> MemoryDisk::sync(const std::string& name) {
    const auto found = files_.find(name);
    if (found == files_.end()) {
        return failed(fmt::format("cannot sync {}: No such file", name));
    }
    File& file = found->second;
    if (sync_fails_) {
        file.stuck_from = std::min(file.synced, file.stuck_from.value_or(file.synced));
        return failed(fmt::format("cannot sync {}: Input/output error", name));
    }
    ++syncs_;
    return change(name, false, [&] {
        file.synced = file.stuck_from.value_or(file.bytes.size());
        file.entered = true;
    });
}

Result<void> MemoryDisk::replace(const std::string& name, std::string_view bytes) {
    if (sync_fails_) {
        return failed(fmt::format("cannot sync {}: Input/output error", name));
    }
    return change(name, true, [&] {
        files_[name] = {.bytes = std::string(bytes), .synced = bytes.size(), .entered = true};
    });
}

Result<void> MemoryDisk::remove(const std::string& name) {
    return change(name, false, [&] { files_.erase(name); });
}

void MemoryDisk::cut_power() {
    for (auto next = files_.begin(); next != files_.end();) {
        File& file = next->second;
        if (!file.entered && rng_.chance(0.5)) {
            next = files_.erase(next);
            continue;
        }
        const std::size_t could_be_written = file.stuck_from.value_or(file.bytes.size());
        file.bytes.resize(file.synced + some(could_be_written - file.synced));
        file = {.bytes = file.bytes, .synced = file.bytes.size(), .entered = true};
        ++next;
    }
    powered_ = true;
    changes_left_.reset();
}

void MemoryDisk::flip_bit(const std::string& name, std::uint64_t bit) {
    invert(files_.at(name).bytes, bit);
}

bool MemoryDisk::spoil_end(const std::string& prefix, std::uint64_t bytes) {
    File* last = nullptr;
    std::size_t length = 0;
    for (auto& [name, file] : files_) {
        if (name.starts_with(prefix) && name.size() >= length && !file.bytes.empty()) {
            last = &file;
            length = name.size();
        }
    }
    if (last == nullptr) {
        return false;
    }
    const std::uint64_t size = last->bytes.size();
    const std::uint64_t end = std::min(std::max<std::uint64_t>(bytes, 1), size);
    // An odd number of inversions, so that something has changed.
    for (int times = 0; times < 3; ++times) {
        invert(last->bytes, 8 * (size - end) + rng_.below(8 * end));
    }
    return true;
}

}  // namespace holdfast::reference::storage
