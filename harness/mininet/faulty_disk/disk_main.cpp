// SPDX-License-Identifier: Apache-2.0
// holdfast-disk: a file system over a folder, whose disk can be full, slow, torn, corrupted or
// without power.
//
//   holdfast-disk FOLDER SEED      mounts itself on FOLDER; what is synced is in the folder below
//
// Commands on standard input, one a line, each answered by one line that begins with "ok" or
// "failed":
//   full 0|1        writes find no space left
//   slow <ns>       each sync takes so much longer
//   tear [name]     the next write to a file whose name begins so is torn, and its program killed
//   cut             what is not synced is gone; no program has a file open
//   corrupt <name>  bits near the end of the newest file whose name begins so are inverted
//   stat            ok <refused> <delayed> <torn> <cuts> <lost bytes> <corrupted bits>
// Ends with its input.
#define FUSE_USE_VERSION 32

#include <errno.h>
#include <fuse.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

#include "harness/mininet/faulty_disk/disk_image.h"

namespace {

using holdfast::harness::mininet::faulty_disk::DiskImage;
using holdfast::harness::mininet::faulty_disk::File;
using Nanoseconds = std::chrono::nanoseconds;

DiskImage* image = nullptr;
std::mutex guard;  // of the image
std::atomic<std::int64_t> sync_delay{0};
std::atomic<bool> asked_to_end{false};

/// What an open file keeps: the name it was opened by, for the faults that go by names. An open
/// folder has no file; with nullpath_ok nothing else tells a call on it which folder is meant.
struct Handle {
    std::shared_ptr<File> file;
    std::string path;
    bool appends = false;
};

Handle& handle_of(const fuse_file_info* info) {
    return *reinterpret_cast<Handle*>(info->fh);  // NOLINT: FUSE keeps it as a number
}

bool is_being_killed(pid_t thread) {
    std::ifstream status("/proc/" + std::to_string(thread) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("SigPnd:")) {
            return (std::stoull(line.substr(7), nullptr, 16) & (1ULL << (SIGKILL - 1))) != 0;
        }
    }
    return true;  // it is gone
}

/// A killed program must not have to wait for its sync, or it would outlive its own death.
void wait_for_slow_disk() {
    const auto until = std::chrono::steady_clock::now() + Nanoseconds(sync_delay.load());
    while (std::chrono::steady_clock::now() < until) {
        if (fuse_interrupted() != 0 && is_being_killed(fuse_get_context()->pid)) {
            return;
        }
        const auto left = until - std::chrono::steady_clock::now();
        std::this_thread::sleep_for(std::min<Nanoseconds>(left, std::chrono::milliseconds(1)));
    }
}

int get_attributes(const char* path, struct stat* out, fuse_file_info* info) {
    const std::lock_guard lock(guard);
    if (path != nullptr) {
        return image->attributes(path, *out);
    }
    *out = {};
    out->st_mode = S_IFREG | handle_of(info).file->mode;  // removed, and still open
    out->st_size = static_cast<off_t>(handle_of(info).file->content.size());
    return 0;
}

int open_folder(const char* path, fuse_file_info* info) {
    const std::lock_guard lock(guard);
    if (!image->has_folder(path)) {
        return -ENOENT;
    }
    info->fh = reinterpret_cast<std::uint64_t>(new Handle{nullptr, path});
    return 0;
}

int read_folder(const char*, void* buffer, fuse_fill_dir_t fill, off_t, fuse_file_info* info,
                fuse_readdir_flags) {
    const std::lock_guard lock(guard);
    for (const std::string& name : image->list(handle_of(info).path)) {
        fill(buffer, name.c_str(), nullptr, 0, fuse_fill_dir_flags{});
    }
    return 0;
}

int open_file(const char* path, fuse_file_info* info) {
    const std::lock_guard lock(guard);
    auto file = image->find(path);
    if (!file) {
        return -ENOENT;
    }
    if ((info->flags & O_TRUNC) != 0) {
        if (const int done = image->resize(*file, 0); done != 0) {
            return done;
        }
    }
    info->fh = reinterpret_cast<std::uint64_t>(
        new Handle{std::move(file), path, (info->flags & O_APPEND) != 0});
    return 0;
}

int create_file(const char* path, mode_t mode, fuse_file_info* info) {
    {
        const std::lock_guard lock(guard);
        if (const int made = image->create(path, mode); made != 0) {
            return made;
        }
    }
    return open_file(path, info);
}

int release(const char*, fuse_file_info* info) {
    const std::lock_guard lock(guard);
    delete &handle_of(info);
    return 0;
}

int read_file(const char*, char* buffer, std::size_t size, off_t offset, fuse_file_info* info) {
    const std::lock_guard lock(guard);
    const std::string& content = handle_of(info).file->content;
    const auto from = std::min(static_cast<std::size_t>(offset), content.size());
    const std::size_t length = std::min(size, content.size() - from);
    std::memcpy(buffer, content.data() + from, length);
    return static_cast<int>(length);
}

int write_file(const char*, const char* bytes, std::size_t size, off_t offset,
               fuse_file_info* info) {
    const std::lock_guard lock(guard);
    Handle& handle = handle_of(info);
    bool torn = false;
    const int done = image->write(
        handle.path, *handle.file,
        handle.appends ? handle.file->content.size() : static_cast<std::size_t>(offset),
        {bytes, size}, torn);
    if (torn) {
        kill(fuse_get_context()->pid, SIGKILL);
        return -EIO;
    }
    return done;
}

int sync_file(const char*, int, fuse_file_info* info) {
    if (sync_delay.load() > 0) {
        wait_for_slow_disk();
        const std::lock_guard lock(guard);
        ++image->counters.delayed_syncs;
    }
    const std::lock_guard lock(guard);
    return image->sync(handle_of(info).path, *handle_of(info).file);
}

int sync_folder(const char*, int, fuse_file_info* info) {
    const std::lock_guard lock(guard);
    return image->sync_names(handle_of(info).path);
}

int truncate_file(const char* path, off_t size, fuse_file_info* info) {
    const std::lock_guard lock(guard);
    const auto file = info != nullptr ? handle_of(info).file : image->find(path);
    return file ? image->resize(*file, static_cast<std::size_t>(size)) : -ENOENT;
}

int allocate(const char*, int mode, off_t offset, off_t length, fuse_file_info* info) {
    const std::lock_guard lock(guard);
    const auto size = static_cast<std::size_t>(offset + length);
    if (mode != 0) {
        return -EOPNOTSUPP;
    }
    File& file = *handle_of(info).file;
    return size <= file.content.size() ? 0 : image->resize(file, size);
}

int unlink_file(const char* path) {
    const std::lock_guard lock(guard);
    return image->remove(path);
}

int rename_file(const char* from, const char* to, unsigned flags) {
    const std::lock_guard lock(guard);
    return flags != 0 ? -EINVAL : image->rename(from, to);
}

int make_folder(const char* path, mode_t mode) {
    const std::lock_guard lock(guard);
    return image->make_folder(path, mode);
}

int remove_folder(const char* path) {
    const std::lock_guard lock(guard);
    return image->remove_folder(path);
}

int change_mode(const char* path, mode_t mode, fuse_file_info* info) {
    const std::lock_guard lock(guard);
    if (const auto file = info != nullptr ? handle_of(info).file : image->find(path)) {
        file->mode = mode & 07777U;
    }
    return 0;
}

int change_owner(const char*, uid_t, gid_t, fuse_file_info*) {
    return 0;
}

int set_times(const char*, const timespec[2], fuse_file_info*) {
    return 0;
}

void* configure(fuse_conn_info*, fuse_config* config) {
    // The image changes behind the kernel's back; and a file that is removed while it is open stays
    // without a name: then the calls on it, and those on open folders, get no path.
    config->entry_timeout = config->attr_timeout = config->negative_timeout = 0;
    config->hard_remove = 1;
    config->nullpath_ok = 1;
    return nullptr;
}

fuse_operations operations() {
    fuse_operations all{};
    all.getattr = get_attributes;
    all.opendir = open_folder;
    all.readdir = read_folder;
    all.releasedir = release;
    all.open = open_file;
    all.create = create_file;
    all.release = release;
    all.read = read_file;
    all.write = write_file;
    all.fsync = sync_file;
    all.fsyncdir = sync_folder;
    all.truncate = truncate_file;
    all.fallocate = allocate;
    all.unlink = unlink_file;
    all.rename = rename_file;
    all.mkdir = make_folder;
    all.rmdir = remove_folder;
    all.chmod = change_mode;
    all.chown = change_owner;
    all.utimens = set_times;
    all.init = configure;
    return all;
}

std::string obey(const std::string& verb, const std::string& argument) {
    const std::lock_guard lock(guard);
    if (verb == "full") {
        image->full = argument == "1";
    } else if (verb == "slow") {
        sync_delay = std::stoll(argument);
    } else if (verb == "tear") {
        image->torn_file = argument.empty() ? std::nullopt : std::optional(argument);
    } else if (verb == "cut") {
        image->cut_power();
    } else if (verb == "corrupt") {
        return image->corrupt_tail(argument) ? "ok" : "failed no file begins with " + argument;
    } else if (verb == "stat") {
        const auto& c = image->counters;
        std::string answer = "ok";
        for (const std::uint64_t count : {c.refused_writes, c.delayed_syncs, c.torn_writes,
                                          c.power_cuts, c.lost_bytes, c.corrupted_bits}) {
            answer += " " + std::to_string(count);
        }
        return answer;
    } else {
        return "failed unknown command " + verb;
    }
    return "ok";
}

void say(const std::string& line) {
    std::cout << line << std::endl;  // NOLINT: each answer is waited for
}

}  // namespace

int main(int count, char** words) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (count != 3) {
        std::cerr << "usage: holdfast-disk FOLDER SEED\n";
        return 2;
    }
    DiskImage disk(words[1], std::stoull(words[2]));
    image = &disk;
    if (!disk.opened()) {
        say(std::string("failed ") + words[1] + ": " + std::strerror(errno));
        return 1;
    }
    const fuse_operations all = operations();
    fuse_args arguments = FUSE_ARGS_INIT(1, words);
    fuse* mounted = fuse_new(&arguments, &all, sizeof all, nullptr);
    if (mounted == nullptr || fuse_mount(mounted, words[1]) != 0) {
        say(std::string("failed to mount on ") + words[1]);
        return 1;
    }
    std::thread serving([mounted] {
        fuse_loop_config config{};
        config.max_idle_threads = 10;
        const int ended = fuse_loop_mt(mounted, &config);
        if (!asked_to_end.load()) {  // by itself: without its loop it is no disk any more
            std::cerr << "the file system ended with " << ended << std::endl;  // NOLINT: last word
            _exit(1);
        }
    });
    say("ok ready");
    for (std::string line; std::getline(std::cin, line);) {
        const auto space = line.find(' ');
        say(obey(line.substr(0, space), space == std::string::npos ? "" : line.substr(space + 1)));
    }
    asked_to_end = true;
    fuse_unmount(mounted);
    _exit(0);  // the threads of the file system have nothing left to do
}
