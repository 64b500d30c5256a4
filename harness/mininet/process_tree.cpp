// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include "base/fd.h"

namespace holdfast::harness::mininet {

namespace {

std::optional<std::string> read_small(const std::string& path) {
    const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) {
        return std::nullopt;
    }
    std::string text;
    char buffer[4096];
    ssize_t length = 0;
    while ((length = read(file.get(), buffer, sizeof buffer)) > 0) {
        text.append(buffer, static_cast<std::size_t>(length));
    }
    return text;
}

/// Children of every thread of the process.
std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> children;
    const std::string tasks = fmt::format("/proc/{}/task", parent);
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(tasks.c_str()), closedir);
    if (!folder) {
        return children;
    }
    while (const dirent* entry = readdir(folder.get())) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        const auto text = read_small(fmt::format("{}/{}/children", tasks, entry->d_name));
        const char* at = text ? text->c_str() : "";
        char* end = nullptr;
        for (long pid = std::strtol(at, &end, 10); end != at; pid = std::strtol(at, &end, 10)) {
            children.push_back(static_cast<pid_t>(pid));
            at = end;
        }
    }
    return children;
}

}  // namespace

namespace {

/// /proc/<pid>/stat from its third field, the state, on; empty: there is no such process.
std::string stat_after_name(pid_t pid) {
    const auto text = read_small(fmt::format("/proc/{}/stat", pid));
    const std::size_t name_end = text ? text->rfind(')') : std::string::npos;
    return name_end == std::string::npos ? "" : text->substr(name_end + 1);
}

}  // namespace

// The first thread of a killed process is a zombie while others still hold its files and locks:
// whoever takes that for its end starts a successor that finds everything in use.
char state_of(pid_t pid) {
    std::istringstream fields(stat_after_name(pid));
    char state = 'X';
    std::string skipped;
    int threads = 0;
    fields >> state;
    for (int field = 4; field < 20; ++field) {
        fields >> skipped;
    }
    fields >> threads;
    return state == 'Z' && threads > 1 ? 'D' : state;
}

Duration processor_time_of(pid_t pid) {
    std::istringstream fields(stat_after_name(pid));
    std::string skipped;
    for (int field = 3; field < 14; ++field) {
        fields >> skipped;
    }
    std::int64_t user = 0;
    std::int64_t kernel = 0;
    fields >> user >> kernel;
    return (user + kernel) * Duration(1s) / sysconf(_SC_CLK_TCK);
}

namespace {

pid_t inner_pid_of(pid_t pid) {
    const auto text = read_small(fmt::format("/proc/{}/status", pid));
    const std::size_t line = text ? text->find("\nNSpid:") : std::string::npos;
    if (line == std::string::npos) {
        return 0;
    }
    const std::size_t end = text->find('\n', line + 1);
    const std::size_t last = text->rfind('\t', end);
    return static_cast<pid_t>(std::atol(text->c_str() + last));
}

/// 0 when it is gone.
ino_t net_namespace_of(pid_t pid) {
    struct stat link {};
    return stat(fmt::format("/proc/{}/ns/net", pid).c_str(), &link) == 0 ? link.st_ino : 0;
}

void collect(pid_t parent, bool with_inner_pids, std::vector<ProcessFacts>& found) {
    for (const pid_t pid : children_of(parent)) {
        ProcessFacts facts;
        facts.pid = pid;
        facts.state = state_of(pid);
        facts.net_namespace = net_namespace_of(pid);
        if (with_inner_pids) {
            facts.inner_pid = inner_pid_of(pid);
        }
        found.push_back(facts);
        collect(pid, with_inner_pids, found);
    }
}

void collect_in(pid_t parent, ino_t wanted, std::vector<ProcessFacts>& found) {
    for (const pid_t pid : children_of(parent)) {
        const ino_t where = net_namespace_of(pid);
        if (where == wanted || where == 0) {
            found.push_back({pid, 0, state_of(pid), where});
        }
        if (where == wanted) {
            collect_in(pid, wanted, found);
        }
    }
}

}  // namespace

void NodeProcesses::search(pid_t parent, ino_t wanted, Places& places,
                           std::vector<ProcessFacts>& found) {
    for (const pid_t pid : children_of(parent)) {
        const auto seen = places_.find(pid);
        if (seen != places_.end() && seen->second != wanted && seen->second != own_) {
            places.insert(*seen);
            continue;
        }
        const ino_t where = net_namespace_of(pid);
        if (where != 0) {
            places[pid] = where;
        } else if (seen != places_.end()) {
            places.insert(*seen);
        }
        if (where == wanted || where == 0) {
            found.push_back({pid, 0, state_of(pid), where});
        }
        if (parent == root_) {
            search(pid, wanted, places, found);
        } else if (where == wanted) {
            collect_in(pid, wanted, found);
        }
    }
}

std::vector<ProcessFacts> NodeProcesses::in(ino_t net_namespace) {
    own_ = net_namespace_of(root_);
    std::vector<ProcessFacts> found;
    Places places;
    search(root_, net_namespace, places, found);
    places_ = std::move(places);
    return found;
}

std::vector<ProcessFacts> descendants(pid_t root, bool with_inner_pids) {
    std::vector<ProcessFacts> found;
    collect(root, with_inner_pids, found);
    return found;
}

pid_t first_child(pid_t parent) {
    const std::vector<pid_t> children = children_of(parent);
    return children.empty() ? 0 : children.front();
}

}  // namespace holdfast::harness::mininet
