// SPDX-License-Identifier: Apache-2.0
// pcapng, draft-ietf-opsawg-pcapng: blocks in sections, each section with its own byte order and
// interfaces. libpcap gives up on a file whose interfaces differ in link type, and does not say
// which interface a packet came by; both matter here (docs/decisions/0017).
#include <fmt/format.h>

#include <algorithm>

#include "harness/capture_reader/format.h"
#include "harness/capture_reader/pcapng_block.h"

namespace holdfast::harness::capture_reader {

namespace {

using namespace pcapng;

constexpr std::size_t block_header_size = 8;  // type and total length
constexpr std::size_t smallest_block = 12;    // and the total length again
// Options of a packet are comments; a block of more than packet and comments is damage.
constexpr std::uint32_t largest_block = 16 * 1024 * 1024;
constexpr std::size_t most_interfaces = 4096;  // bounds the memory that a damaged file can ask for

class PcapngFormat : public Format {
  public:
    explicit PcapngFormat(std::unique_ptr<Window> window) : window_(std::move(window)) {
        state_.name = "pcapng";
    }

    bool next(CapturedPacket& packet) override {
        while (!state_.trouble) {
            std::uint32_t type = 0;
            const auto body = next_block(type);
            if (!body) {
                return false;
            }
            if (take(type, *body, packet)) {
                return true;
            }
        }
        return false;
    }

  private:
    /// Its body, without header and trailing length; none at the end, or with trouble.
    std::optional<std::span<const std::uint8_t>> next_block(std::uint32_t& type) {
        const auto header = window_->peek(smallest_block);
        if (header.size() < smallest_block) {
            if (!header.empty() || window_->trouble()) {
                cut();
            }
            return std::nullopt;
        }
        type = endian_.u32(header, 0);  // a section header's type reads the same in both orders
        if (type == section_header && !begin_section(header)) {
            return std::nullopt;
        }
        const std::uint32_t length = endian_.u32(header, 4);
        if (length < smallest_block || length % 4 != 0 || length > largest_block) {
            trouble(Trouble::Kind::damaged,
                    fmt::format("the block at byte {}, behind packet {}, claims a length of {}",
                                window_->offset(), state_.packets, length));
            return std::nullopt;
        }
        const auto block = window_->peek(length);
        if (block.size() < length) {
            cut();
            return std::nullopt;
        }
        if (endian_.u32(block, length - 4) != length) {
            trouble(Trouble::Kind::damaged,
                    fmt::format(
                        "the block at byte {}, behind packet {}, has two lengths: {} and {}",
                        window_->offset(), state_.packets, length, endian_.u32(block, length - 4)));
            return std::nullopt;
        }
        window_->skip(length);
        return block.subspan(block_header_size, length - smallest_block);
    }

    bool begin_section(std::span<const std::uint8_t> header) {
        endian_.swapped = false;
        if (endian_.u32(header, 8) != byte_order_magic) {
            endian_.swapped = true;
        }
        if (endian_.u32(header, 8) != byte_order_magic) {
            return trouble(
                Trouble::Kind::damaged,
                fmt::format("the section at byte {} has no byte-order magic", window_->offset()));
        }
        first_interface_ = state_.interfaces.size();
        return true;
    }

    /// True: the packet was filled.
    bool take(std::uint32_t type, std::span<const std::uint8_t> body, CapturedPacket& packet) {
        switch (type) {
            case section_header:
                return body.size() >= 16 && endian_.u16(body, 4) != 1
                           ? trouble(Trouble::Kind::damaged,
                                     fmt::format("is of pcapng version {}; only version 1 is known",
                                                 endian_.u16(body, 4)))
                           : false;
            case interface_description:
                return take_interface(body);
            case interface_statistics:
                return take_statistics(body);
            case enhanced_packet:
                return body.size() >= 20 && take_packet(body, endian_.u32(body, 0), packet);
            case obsolete_packet:
                return body.size() >= 20 && take_packet(body, endian_.u16(body, 0), packet);
            case simple_packet:  // says no time, so it says nothing about timing
                ++state_.packets;
                ++state_.without_time;
                return false;
            default:
                return false;
        }
    }

    bool take_interface(std::span<const std::uint8_t> body) {
        if (body.size() < 8 || state_.interfaces.size() >= most_interfaces) {
            return trouble(Trouble::Kind::damaged,
                           fmt::format("interface {} is described by {} bytes",
                                       state_.interfaces.size(), body.size()));
        }
        Interface interface;
        interface.link_type = endian_.u16(body, 0);
        interface.snap_length = endian_.u32(body, 4);
        Resolution resolution;
        const auto options = body.subspan(8);
        if (const auto name = find_option(options, option_if_name, endian_)) {
            interface.name.assign(name->begin(), name->end());
        }
        if (const auto code = find_option(options, option_if_tsresol, endian_);
            code && !code->empty()) {
            resolution.code = code->front();
        }
        if (const auto offset = find_option(options, option_if_tsoffset, endian_);
            offset && offset->size() == 8) {
            resolution.offset_seconds = static_cast<std::int64_t>(endian_.u64(*offset, 0));
        }
        interface.resolution = unit_of(resolution);
        state_.interfaces.push_back(std::move(interface));
        resolutions_.push_back(resolution);
        return false;
    }

    /// Section 4.6. Counts are of the whole capture so far, one interface each.
    bool take_statistics(std::span<const std::uint8_t> body) {
        if (body.size() < 12) {
            return false;
        }
        std::uint64_t dropped = 0;
        for (const std::uint16_t code : {option_isb_ifdrop, option_isb_osdrop}) {
            const auto count = find_option(body.subspan(12), code, endian_);
            if (count && count->size() == 8) {
                dropped += endian_.u64(*count, 0);
            }
        }
        state_.dropped = std::max(state_.dropped, dropped);
        return false;
    }

    /// Enhanced and obsolete packet blocks differ in the interface's field alone.
    bool take_packet(std::span<const std::uint8_t> body, std::uint32_t interface,
                     CapturedPacket& packet) {
        const std::size_t index = first_interface_ + interface;
        const std::uint32_t captured = endian_.u32(body, 12);
        if (index >= state_.interfaces.size()) {
            return trouble(Trouble::Kind::damaged,
                           fmt::format("packet {} is of interface {}, which nothing describes",
                                       state_.packets + 1, interface));
        }
        if (captured > body.size() - 20 || captured > largest_packet) {
            return trouble(Trouble::Kind::damaged,
                           fmt::format("packet {} claims {} captured bytes in a block of {}",
                                       state_.packets + 1, captured, body.size()));
        }
        const std::uint64_t stamp =
            std::uint64_t{endian_.u32(body, 4)} << 32 | endian_.u32(body, 8);
        packet.number = ++state_.packets;
        packet.clock = clock_of(stamp, resolutions_[index]);
        packet.interface = static_cast<std::uint32_t>(index);
        packet.link_type = state_.interfaces[index].link_type;
        packet.original_length = endian_.u32(body, 16);
        packet.bytes = body.subspan(20, captured);
        return true;
    }

    void cut() {
        trouble(Trouble::Kind::cut,
                fmt::format("ends in the middle of a block, behind packet {}{}", state_.packets,
                            window_->trouble() ? ": " + window_->trouble()->message : ""));
    }

    std::unique_ptr<Window> window_;
    Endian endian_;
    std::size_t first_interface_ = 0;  ///< of the section
    std::vector<Resolution> resolutions_;
};

}  // namespace

Result<std::unique_ptr<Format>> open_pcapng(std::unique_ptr<Window> window) {
    if (window->peek(smallest_block).size() < smallest_block) {
        return bad_input("ends within the section header of pcapng");
    }
    return std::unique_ptr<Format>(std::make_unique<PcapngFormat>(std::move(window)));
}

}  // namespace holdfast::harness::capture_reader
