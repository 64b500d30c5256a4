// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/daemon.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "base/check.h"
#include "base/log.h"
#include "reference/shell/socket.h"
#include "reference/shell/state_file.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

void notify_supervisor(const std::string& state) {
    const char* path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = path == nullptr ? "" : path;
    if (name.empty() || name.size() >= sizeof address.sun_path) {
        return;
    }
    std::copy(name.begin(), name.end(), address.sun_path);
    if (name[0] == '@') {  // an abstract socket: its name begins with a zero
        address.sun_path[0] = '\0';
    }
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    const UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (::sendto(fd.get(), state.data(), state.size(), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&address), size) < 0) {
        log::warning("supervisor", "{}", system_error("cannot be told " + state).message);
    }
}

Result<PidFile> PidFile::write(const std::optional<std::string>& path) {
    if (path) {
        const auto written = write_aside(*path, fmt::format("{}\n", ::getpid()));
        if (!written.has_value()) {
            return written.error();
        }
    }
    return PidFile(path);
}

PidFile::~PidFile() {
    if (path_) {
        ::unlink(path_->c_str());
    }
}

Result<void> prepare_process(const std::optional<std::string>& log_file) {
    if (log_file) {
        if (!UniqueFd(::open(log_file->c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644))) {
            return bad_input(system_error("cannot write log_file " + *log_file).message);
        }
        log::to_file(*log_file);
    } else {
        log::to_standard_error();
    }
    std::signal(SIGPIPE, SIG_IGN);
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
    return success;
}

int report_start_failure(const std::string& program, const Error& error) {
    std::fputs(fmt::format("{}: {}\n", program, error.message).c_str(), stderr);
    return error.kind == Error::Kind::bad_input ? exit_bad_input : exit_failed;
}

std::uint64_t random_number() {
    std::uint64_t out = 0;
    CHECK(::getrandom(&out, sizeof out, 0) == sizeof out, "the kernel has no random bits");
    return out;
}

}  // namespace holdfast::reference::shell
