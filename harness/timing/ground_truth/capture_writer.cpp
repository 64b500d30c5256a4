// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/ground_truth/capture_writer.h"

#include <algorithm>

namespace holdfast::harness::timing::ground_truth {

void CaptureWriter::u16(std::uint16_t value) {
    const auto low = static_cast<std::uint8_t>(value & 0xff);
    const auto high = static_cast<std::uint8_t>(value >> 8);
    out_.push_back(form_.big_endian ? high : low);
    out_.push_back(form_.big_endian ? low : high);
}

void CaptureWriter::u32(std::uint32_t value) {
    const auto low = static_cast<std::uint16_t>(value & 0xffff);
    const auto high = static_cast<std::uint16_t>(value >> 16);
    u16(form_.big_endian ? high : low);
    u16(form_.big_endian ? low : high);
}

CaptureWriter::CaptureWriter(const FileForm& form, Bytes& out) : form_(form), out_(out) {
    if (!form_.pcapng) {
        u32(form_.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
        u16(2);
        u16(4);
        u32(0);
        u32(0);
        u32(form_.snap_length);
        u32(form_.link_type);
        return;
    }
    u32(0x0a0d0d0a);
    u32(28);
    u32(0x1a2b3c4d);
    u16(1);
    u16(0);
    u32(0xffffffff);  // section length: unknown
    u32(0xffffffff);
    u32(28);
    u32(1);
    u32(form_.nanoseconds ? 32 : 20);
    u16(form_.link_type);
    u16(0);
    u32(form_.snap_length);
    if (form_.nanoseconds) {
        u16(9);  // if_tsresol
        u16(1);
        out_.insert(out_.end(), {9, 0, 0, 0});
        u32(0);  // end of options
    }
    u32(form_.nanoseconds ? 32 : 20);
}

void CaptureWriter::write(Duration clock, std::span<const std::uint8_t> frame) {
    const std::size_t captured = std::min<std::size_t>(frame.size(), form_.snap_length);
    const std::int64_t unit = form_.nanoseconds ? 1 : 1000;
    const auto stamp = static_cast<std::uint64_t>(clock.count() / unit);
    const auto length = static_cast<std::uint32_t>(captured);
    if (!form_.pcapng) {
        const std::uint64_t each_second = form_.nanoseconds ? 1'000'000'000 : 1'000'000;
        u32(static_cast<std::uint32_t>(stamp / each_second));
        u32(static_cast<std::uint32_t>(stamp % each_second));
        u32(length);
        u32(static_cast<std::uint32_t>(frame.size()));
        out_.insert(out_.end(), frame.begin(),
                    frame.begin() + static_cast<std::ptrdiff_t>(captured));
        return;
    }
    const std::uint32_t padding = (4 - length % 4) % 4;
    u32(6);
    u32(32 + length + padding);
    u32(0);
    u32(static_cast<std::uint32_t>(stamp >> 32));
    u32(static_cast<std::uint32_t>(stamp & 0xffffffff));
    u32(length);
    u32(static_cast<std::uint32_t>(frame.size()));
    out_.insert(out_.end(), frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(captured));
    out_.insert(out_.end(), padding, 0);
    u32(32 + length + padding);
}

}  // namespace holdfast::harness::timing::ground_truth
