// SPDX-License-Identifier: Apache-2.0
#include "harness/capture_reader/source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace holdfast::harness::capture_reader {

namespace {

// zlib's own 8 KiB cost a system call every 80 packets.
constexpr unsigned gzip_buffer_size = 256 * 1024;

struct CloseGzip {
    void operator()(gzFile file) const { gzclose(file); }
};
using GzipFile = std::unique_ptr<std::remove_pointer_t<gzFile>, CloseGzip>;

/// What zlib said about the last reading; empty when all is well. An end in the middle of the
/// compressed data is told by gzerror alone: gzread gives what it could make of it.
std::string complaint(gzFile file) {
    int code = Z_OK;
    const char* text = gzerror(file, &code);
    if (code == Z_OK || code == Z_STREAM_END) {
        return "";
    }
    if (code == Z_ERRNO) {
        return std::strerror(errno);
    }
    return code == Z_BUF_ERROR ? "the compressed data ends early" : text;
}

}  // namespace

Result<Source> open_source(const std::string& path) {
    const int descriptor =
        path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return bad_input(fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
    }
    struct stat status {};
    if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        close(descriptor);
        return bad_input(fmt::format("{}: is a folder; expected a capture file", path));
    }
    GzipFile opened(gzdopen(descriptor, "rb"));
    if (opened == nullptr) {
        close(descriptor);
        return failed(fmt::format("{}: no memory to read it", path));
    }
    gzbuffer(opened.get(), gzip_buffer_size);
    const std::shared_ptr<std::remove_pointer_t<gzFile>> file = std::move(opened);
    return Source([file, path](std::span<std::uint8_t> room) -> Result<std::size_t> {
        const auto most = static_cast<unsigned>(std::min<std::size_t>(room.size(), 1U << 30));
        const int got = gzread(file.get(), room.data(), most);
        if (got > 0) {
            return static_cast<std::size_t>(got);  // trouble shows again when no more comes
        }
        const std::string trouble = complaint(file.get());
        if (got < 0 || !trouble.empty()) {
            return bad_input(fmt::format("{}: {}", path, trouble));
        }
        return std::size_t{0};
    });
}

Source memory_source(std::span<const std::uint8_t> bytes) {
    return [bytes](std::span<std::uint8_t> room) mutable -> Result<std::size_t> {
        const std::size_t count = std::min(room.size(), bytes.size());
        std::copy_n(bytes.begin(), count, room.begin());
        bytes = bytes.subspan(count);
        return count;
    };
}

}  // namespace holdfast::harness::capture_reader
