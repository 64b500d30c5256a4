// SPDX-License-Identifier: Apache-2.0
// Classic pcap, draft-ietf-opsawg-pcap: a header of 24 bytes, then records.
#include <fmt/format.h>

#include "harness/capture_reader/endian.h"
#include "harness/capture_reader/format.h"

namespace holdfast::harness::capture_reader {

namespace {

constexpr std::uint32_t magic_micro = 0xa1b2c3d4;
constexpr std::uint32_t magic_nano = 0xa1b23c4d;
constexpr std::size_t file_header_size = 24;
constexpr std::size_t record_header_size = 16;

class PcapFormat : public Format {
  public:
    PcapFormat(std::unique_ptr<Window> window, Endian endian, bool nano,
               std::span<const std::uint8_t> header)
        : window_(std::move(window)), endian_(endian), unit_(nano ? 1 : 1000) {
        // The upper half of the link type's field speaks of frame check sequences.
        const auto link = static_cast<std::uint16_t>(endian.u32(header, 20) & 0xffff);
        state_.name = nano ? "pcap, nanoseconds" : "pcap, microseconds";
        state_.interfaces = {{"", link, endian.u32(header, 16), Duration(unit_)}};
        window_->skip(file_header_size);
    }

    bool next(CapturedPacket& packet) override {
        const auto header = window_->peek(record_header_size);
        if (header.size() < record_header_size) {
            return header.empty() && !window_->trouble() ? false : cut();
        }
        const std::uint32_t captured = endian_.u32(header, 8);
        if (captured > largest_packet) {
            return trouble(
                Trouble::Kind::damaged,
                fmt::format("packet {} at byte {} claims {} captured bytes; no packet "
                            "has more than {}",
                            state_.packets + 1, window_->offset(), captured, largest_packet));
        }
        const auto record = window_->peek(record_header_size + captured);
        if (record.size() < record_header_size + captured) {
            return cut();
        }
        packet.number = ++state_.packets;
        packet.clock = std::chrono::seconds(endian_.u32(record, 0)) +
                       Duration(endian_.u32(record, 4) * std::int64_t{unit_});
        packet.interface = 0;
        packet.link_type = state_.interfaces.front().link_type;
        packet.original_length = endian_.u32(record, 12);
        packet.bytes = record.subspan(record_header_size);
        // Stays in the buffer until somebody looks at what follows it.
        window_->skip(record_header_size + captured);
        return true;
    }

  private:
    bool cut() {
        return trouble(Trouble::Kind::cut,
                       fmt::format("ends in the middle of packet {}{}", state_.packets + 1,
                                   window_->trouble() ? ": " + window_->trouble()->message : ""));
    }

    std::unique_ptr<Window> window_;
    Endian endian_;
    std::int64_t unit_;  ///< of the record's fraction of a second, in nanoseconds
};

}  // namespace

Result<std::unique_ptr<Format>> open_pcap(std::unique_ptr<Window> window) {
    const auto header = window->peek(file_header_size);
    if (header.size() < file_header_size) {
        return bad_input("ends within the file header of pcap (24 bytes)");
    }
    Endian endian;
    std::uint32_t magic = endian.u32(header, 0);
    if (magic != magic_micro && magic != magic_nano) {
        endian.swapped = true;
        magic = endian.u32(header, 0);
    }
    if (magic != magic_micro && magic != magic_nano) {
        return bad_input("is no pcap file");
    }
    if (const auto major = endian.u16(header, 4); major != 2) {
        return bad_input(fmt::format("is of pcap version {}; only version 2 is known", major));
    }
    return std::unique_ptr<Format>(
        std::make_unique<PcapFormat>(std::move(window), endian, magic == magic_nano, header));
}

}  // namespace holdfast::harness::capture_reader
