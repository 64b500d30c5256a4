// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/processor_waits.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include "base/fd.h"

namespace holdfast::harness::mininet {

namespace {

/// "<ns on a processor> <ns waiting for one> <time slices>"; none when the thread is gone, or the
/// kernel does not count.
std::optional<Duration> waited_by(pid_t process, pid_t thread) {
    const Fd file(open(fmt::format("/proc/{}/task/{}/schedstat", process, thread).c_str(),
                       O_RDONLY | O_CLOEXEC));
    char text[128] = "";
    if (!file.valid() || ::read(file.get(), text, sizeof text - 1) <= 0) {
        return std::nullopt;
    }
    char* end = nullptr;
    std::strtoll(text, &end, 10);
    return std::chrono::nanoseconds(std::strtoll(end, nullptr, 10));
}

}  // namespace

void ProcessorWaits::look(Instant now, const std::vector<pid_t>& processes) {
    for (const pid_t process : processes) {
        const std::unique_ptr<DIR, int (*)(DIR*)> threads(
            opendir(fmt::format("/proc/{}/task", process).c_str()), closedir);
        while (const dirent* entry = threads ? readdir(threads.get()) : nullptr) {
            if (entry->d_name[0] != '.') {
                look_at(now, process, static_cast<pid_t>(std::atol(entry->d_name)));
            }
        }
    }
}

/// The kernel adds a wait when it is over. Waits of which each was short count as well: no more
/// than the time since the last look, so what is beyond look_interval of that is taken off.
void ProcessorWaits::look_at(Instant now, pid_t process, pid_t thread) {
    const auto waited = waited_by(process, thread);
    if (!waited) {
        return;
    }
    const auto [known, first] = seen_.try_emplace(thread, Seen{now, *waited});
    if (first) {
        return;
    }
    const Duration late = std::max<Duration>(now - known->second.at - look_interval, 0ns);
    const Duration length = *waited - known->second.waited - late;
    if (length > look_interval) {
        waits_.push_back({process, now, length});
    }
    known->second = {now, *waited};
}

}  // namespace holdfast::harness::mininet
