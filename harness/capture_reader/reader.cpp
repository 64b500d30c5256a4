// SPDX-License-Identifier: Apache-2.0
#include "harness/capture_reader/reader.h"

#include <fmt/format.h>

#include "harness/capture_reader/endian.h"
#include "harness/capture_reader/pcapng_block.h"

namespace holdfast::harness::capture_reader {

namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += fmt::format("{}{:02x}", text.empty() ? "" : " ", byte);
    }
    return text;
}

bool is_pcap(std::uint32_t magic) {
    return magic == 0xa1b2c3d4 || magic == 0xa1b23c4d || magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1;
}

Result<std::unique_ptr<Format>> recognise(std::unique_ptr<Window> window) {
    const auto head = window->peek(4);
    if (window->trouble()) {
        return *window->trouble();
    }
    if (head.empty()) {
        return bad_input("is empty; expected a capture (pcap or pcapng)");
    }
    if (head.size() < 4) {
        return bad_input("has fewer than 4 bytes; expected a capture (pcap or pcapng)");
    }
    const std::uint32_t magic = Endian{}.u32(head, 0);
    if (magic == pcapng::section_header) {
        return open_pcapng(std::move(window));
    }
    if (is_pcap(magic)) {
        return open_pcap(std::move(window));
    }
    return bad_input(
        fmt::format("begins with {}; expected a capture: pcap (d4 c3 b2 a1 or 4d 3c b2 a1, or "
                    "reversed), pcapng "
                    "(0a 0d 0d 0a), or one of them in gzip (1f 8b)",
                    hex(head)));
}

}  // namespace

Result<Reader> Reader::open(const std::string& path) {
    auto source = open_source(path);
    return source ? open(*std::move(source), path) : Result<Reader>(source.error());
}

Result<Reader> Reader::open(Source source, const std::string& name) {
    auto format = recognise(std::make_unique<Window>(std::move(source)));
    if (!format) {
        const std::string& sentence = format.error().message;
        return bad_input(sentence.starts_with(name) ? sentence : name + ": " + sentence);
    }
    return Reader(name, *std::move(format));
}

}  // namespace holdfast::harness::capture_reader
