// SPDX-License-Identifier: Apache-2.0
// Network byte order: a writer that appends and a reader that cannot run past the end.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

using Bytes = std::vector<std::uint8_t>;

/// Appends big-endian numbers and raw bytes.
class ByteWriter {
  public:
    explicit ByteWriter(Bytes& out) : out_(out) {}
    void u8(std::uint8_t v) { out_.push_back(v); }
    void u16(std::uint16_t v) { append<2>(v); }
    void u32(std::uint32_t v) { append<4>(v); }
    void u64(std::uint64_t v) { append<8>(v); }
    void raw(std::span<const std::uint8_t> bytes) {
        out_.insert(out_.end(), bytes.begin(), bytes.end());
    }
    void text(std::string_view bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }

  private:
    /// Octet by octet into room that is mostly there: frames are written number by number, millions
    /// of them in a campaign.
    template <int octets>
    void append(std::uint64_t value) {
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
            out_.push_back(static_cast<std::uint8_t>(value >> shift));
        }
    }

    Bytes& out_;
};

/// Reads big-endian numbers. Reading past the end gives zeros and makes ok() false for good.
class ByteReader {
  public:
    explicit ByteReader(std::span<const std::uint8_t> in) : in_(in) {}
    std::uint8_t u8();
    std::uint16_t u16();
    std::uint32_t u32();
    std::uint64_t u64();
    std::span<const std::uint8_t> raw(std::size_t count);
    std::span<const std::uint8_t> rest() { return raw(in_.size()); }
    std::size_t remaining() const { return in_.size(); }
    bool ok() const { return ok_; }

  private:
    std::span<const std::uint8_t> in_;
    bool ok_ = true;
};

}  // namespace holdfast
