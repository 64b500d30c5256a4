// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/state_file.h"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "reference/shell/socket.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

namespace {

Result<void> write_all(int fd, const std::string& text, const std::string& path) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t written = ::write(fd, text.data() + done, text.size() - done);
        if (written < 0 && errno != EINTR) {
            return system_error("cannot write " + path);
        }
        done += written < 0 ? 0 : static_cast<std::size_t>(written);
    }
    return success;
}

Result<void> flush(int fd, const std::string& path) {
    if (::fsync(fd) != 0) {
        return system_error("cannot flush " + path + " to the disk");
    }
    return success;
}

Result<void> replace(const std::string& path, const std::string& text, bool durable) {
    const std::string aside = path + ".new";
    const UniqueFd file(::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file) {
        return system_error("cannot write " + aside);
    }
    if (const auto written = write_all(file.get(), text, aside); !written.has_value()) {
        return written;
    }
    if (durable) {
        if (const auto flushed = flush(file.get(), aside); !flushed.has_value()) {
            return flushed;
        }
    }
    if (std::rename(aside.c_str(), path.c_str()) != 0) {
        return system_error("cannot rename " + aside);
    }
    if (!durable) {
        return success;
    }
    std::string folder = std::filesystem::path(path).parent_path().string();
    folder = folder.empty() ? "." : folder;
    const UniqueFd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) {
        return system_error("cannot open " + folder);
    }
    return flush(directory.get(), folder);
}

}  // namespace

Result<void> write_durably(const std::string& path, const std::string& text) {
    return replace(path, text, true);
}

Result<void> write_aside(const std::string& path, const std::string& text) {
    return replace(path, text, false);
}

Result<std::optional<std::string>> read_if_there(const std::string& path) {
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) {
        if (errno == ENOENT) {
            return std::optional<std::string>();
        }
        return system_error("cannot read " + path);
    }
    std::string text;
    std::array<char, 65536> buffer;
    while (true) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0) {
            return system_error("cannot read " + path);
        }
        if (got == 0) {
            return std::optional<std::string>(std::move(text));
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace holdfast::reference::shell
