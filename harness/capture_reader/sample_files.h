// SPDX-License-Identifier: Apache-2.0
// For tests: capture files byte by byte, so that each field can be wrong.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace holdfast::harness::capture_reader {

/// Little-endian, as most machines write.
class FileBytes {
  public:
    FileBytes& u16(std::uint16_t value) { return bytes(value, 2); }
    FileBytes& u32(std::uint32_t value) { return bytes(value, 4); }
    FileBytes& u64(std::uint64_t value) { return bytes(value, 8); }
    FileBytes& raw(const Bytes& more) {
        out_.insert(out_.end(), more.begin(), more.end());
        return *this;
    }
    FileBytes& pcap_header(std::uint32_t magic = 0xa1b2c3d4, std::uint32_t link = 1) {
        return u32(magic).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(link);
    }
    FileBytes& pcap_packet(std::uint32_t second, std::uint32_t fraction, const Bytes& packet) {
        const auto size = static_cast<std::uint32_t>(packet.size());
        return u32(second).u32(fraction).u32(size).u32(size).raw(packet);
    }
    FileBytes& section() {
        return block(0x0a0d0d0a, FileBytes().u32(0x1a2b3c4d).u16(1).u16(0).u64(~0ULL));
    }
    FileBytes& interface(std::uint16_t link, const FileBytes& options = {}) {
        return block(1, FileBytes().u16(link).u16(0).u32(65535).raw(options.out_));
    }
    FileBytes& option(std::uint16_t code, const Bytes& value) {
        u16(code).u16(static_cast<std::uint16_t>(value.size())).raw(value);
        return raw(Bytes((4 - value.size() % 4) % 4));
    }
    FileBytes& enhanced(std::uint32_t interface_id, std::uint64_t stamp, const Bytes& packet) {
        const auto size = static_cast<std::uint32_t>(packet.size());
        return block(6, FileBytes()
                            .u32(interface_id)
                            .u32(static_cast<std::uint32_t>(stamp >> 32))
                            .u32(static_cast<std::uint32_t>(stamp))
                            .u32(size)
                            .u32(size)
                            .raw(packet)
                            .raw(Bytes((4 - size % 4) % 4)));
    }
    FileBytes& block(std::uint32_t type, const FileBytes& body) {
        const auto length = static_cast<std::uint32_t>(12 + body.out_.size());
        return u32(type).u32(length).raw(body.out_).u32(length);
    }
    const Bytes& out() const { return out_; }

  private:
    FileBytes& bytes(std::uint64_t value, int count) {
        for (int i = 0; i < count; ++i) {
            out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
        }
        return *this;
    }
    Bytes out_;
};

}  // namespace holdfast::harness::capture_reader
