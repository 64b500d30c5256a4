// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/posix_disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

namespace {

constexpr std::string_view aside = ".new";  // a file that is being replaced
constexpr mode_t for_us_alone = 0600;

Result<void> write_all(int fd, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return system_error("cannot write " + path);
        }
        bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return success;
}

Result<void> sync_file(int fd, const std::string& path) {
    // The size is written too: only times may stay behind.
    return ::fdatasync(fd) == 0 ? Result<void>(success) : system_error("cannot sync " + path);
}

}  // namespace

Result<std::unique_ptr<PosixDisk>> PosixDisk::open(const std::string& folder) {
    std::error_code trouble;
    std::filesystem::create_directories(folder, trouble);
    if (trouble) {
        return failed(fmt::format("cannot make {}: {}", folder, trouble.message()));
    }
    UniqueFd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) {
        return system_error("cannot open " + folder);
    }
    if (::flock(directory.get(), LOCK_EX | LOCK_NB) != 0) {
        return failed(fmt::format("{} is in use by another process", folder));
    }
    return std::unique_ptr<PosixDisk>(new PosixDisk(folder, std::move(directory)));
}

Result<std::vector<std::string>> PosixDisk::list() const {
    std::vector<std::string> out;
    std::error_code trouble;
    for (std::filesystem::directory_iterator next(folder_, trouble), end; !trouble && next != end;
         next.increment(trouble)) {
        const std::string name = next->path().filename().string();
        if (next->is_regular_file(trouble) && !name.ends_with(aside)) {
            out.push_back(name);
        }
    }
    if (trouble) {
        return failed(fmt::format("cannot list {}: {}", folder_, trouble.message()));
    }
    std::sort(out.begin(), out.end());
    return out;
}

Result<std::string> PosixDisk::read(const std::string& name) const {
    const UniqueFd file(::openat(directory_.get(), name.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) {
        return system_error("cannot read " + path(name));
    }
    std::string out;
    std::array<char, 65536> buffer;
    while (true) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got == 0) {
            return out;
        }
        if (got < 0 && errno != EINTR) {
            return system_error("cannot read " + path(name));
        }
        out.append(buffer.data(), got < 0 ? 0 : static_cast<std::size_t>(got));
    }
}

Result<void> PosixDisk::open_to_append(const std::string& name) {
    if (appended_ && appended_name_ == name) {
        return success;
    }
    const bool there = ::faccessat(directory_.get(), name.c_str(), F_OK, 0) == 0;
    appended_ = UniqueFd(::openat(directory_.get(), name.c_str(),
                                  O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, for_us_alone));
    appended_name_ = name;
    entry_unsynced_ = !there;
    return appended_ ? Result<void>(success) : system_error("cannot write " + path(name));
}

Result<void> PosixDisk::append(const std::string& name, std::string_view bytes) {
    if (const auto opened = open_to_append(name); !opened.has_value()) {
        return opened;
    }
    return write_all(appended_.get(), bytes, path(name));
}

Result<void> PosixDisk::sync(const std::string& name) {
    const bool entry_unsynced = appended_name_ != name || entry_unsynced_;
    if (const auto opened = open_to_append(name); !opened.has_value()) {
        return opened;
    }
    if (const auto synced = sync_file(appended_.get(), path(name)); !synced.has_value()) {
        return synced;
    }
    if (entry_unsynced) {
        if (const auto synced = sync_folder(); !synced.has_value()) {
            return synced;
        }
        entry_unsynced_ = false;
    }
    return success;
}

Result<void> PosixDisk::replace(const std::string& name, std::string_view bytes) {
    forget(name);
    const std::string next = name + std::string(aside);
    {
        const UniqueFd file(::openat(directory_.get(), next.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, for_us_alone));
        if (!file) {
            return system_error("cannot write " + path(next));
        }
        if (const auto written = write_all(file.get(), bytes, path(next)); !written.has_value()) {
            return written;
        }
        if (const auto synced = sync_file(file.get(), path(next)); !synced.has_value()) {
            return synced;
        }
    }
    if (::renameat(directory_.get(), next.c_str(), directory_.get(), name.c_str()) != 0) {
        return system_error("cannot rename " + path(next));
    }
    return sync_folder();
}

Result<void> PosixDisk::remove(const std::string& name) {
    forget(name);
    if (::unlinkat(directory_.get(), name.c_str(), 0) != 0 && errno != ENOENT) {
        return system_error("cannot remove " + path(name));
    }
    return sync_folder();
}

Result<void> PosixDisk::sync_folder() {
    return ::fsync(directory_.get()) == 0 ? Result<void>(success)
                                          : system_error("cannot sync " + folder_);
}

void PosixDisk::forget(const std::string& name) {
    if (appended_name_ == name) {
        appended_ = UniqueFd();
        appended_name_.clear();
    }
}

}  // namespace holdfast::reference::shell
