// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/net_namespace.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <thread>

namespace holdfast::harness::mininet {

Error system_error(const std::string& what, int error_number) {
    return failed(fmt::format("{}: {}", what, std::strerror(error_number)));
}

Error system_error(const std::string& what) {
    return system_error(what, errno);
}

Result<NetNamespace> NetNamespace::open(const std::string& path) {
    NetNamespace opened;
    opened.fd = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened.fd.valid()) {
        return system_error("cannot open " + path);
    }
    struct stat facts {};
    if (fstat(opened.fd.get(), &facts) != 0) {
        return system_error("cannot stat " + path);
    }
    opened.inode = facts.st_ino;
    return opened;
}

Result<void> NetNamespace::enter() const {
    if (setns(fd.get(), CLONE_NEWNET) != 0) {
        return system_error("cannot enter a network namespace");
    }
    return success;
}

Result<void> in_namespace(const NetNamespace& where, const std::function<Result<void>()>& work) {
    Result<void> outcome = success;
    std::thread([&] {
        outcome = where.enter();
        if (outcome) {
            outcome = work();
        }
    }).join();
    return outcome;
}

Result<void> write_sysctl(const std::string& path, const std::string& value) {
    const Fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.valid()) {
        return system_error("cannot open " + path);
    }
    if (::write(file.get(), value.data(), value.size()) != static_cast<ssize_t>(value.size())) {
        return system_error(fmt::format("cannot write {} to {}", value, path));
    }
    return success;
}

Result<std::string> read_sysctl(const std::string& path) {
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) {
        return system_error("cannot open " + path);
    }
    char text[256];
    const ssize_t length = ::read(file.get(), text, sizeof text);
    if (length < 0) {
        return system_error("cannot read " + path);
    }
    std::string value(text, static_cast<std::size_t>(length));
    while (!value.empty() && value.back() == '\n') {
        value.pop_back();
    }
    return value;
}

}  // namespace holdfast::harness::mininet
