// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <pcap/pcap.h>

#include <cstdio>
#include <memory>

#include "harness/capture/frame.h"

namespace holdfast::harness::capture {

namespace {

constexpr int snap_length = 65535;

using Reader = std::unique_ptr<pcap_t, decltype(&pcap_close)>;
using Writer = std::unique_ptr<pcap_dumper_t, decltype(&pcap_dump_close)>;

Instant instant_of(const pcap_pkthdr& header, Duration epoch) {
    // With nanosecond precision libpcap keeps nanoseconds in tv_usec.
    const Duration clock =
        std::chrono::seconds(header.ts.tv_sec) + std::chrono::nanoseconds(header.ts.tv_usec);
    return Instant(clock - epoch);
}

pcap_pkthdr header_of(const Frame& frame, Duration epoch) {
    const std::int64_t clock = (frame.at.since_start() + epoch).count();
    pcap_pkthdr header{};
    header.ts.tv_sec = clock / 1'000'000'000;
    header.ts.tv_usec = clock % 1'000'000'000;
    header.caplen = static_cast<bpf_u_int32>(frame.bytes.size());
    header.len = header.caplen;
    return header;
}

}  // namespace

Result<Capture> read_capture(const std::string& path, const std::string& segment, Duration epoch) {
    char reason[PCAP_ERRBUF_SIZE] = "";
    const Reader reader(
        pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, reason),
        pcap_close);
    if (reader == nullptr) {
        return bad_input(fmt::format("{}: expected a pcap file: {}", path, reason));
    }
    if (pcap_datalink(reader.get()) != DLT_EN10MB) {
        return bad_input(fmt::format("{}: expected Ethernet frames, found link type {}", path,
                                     pcap_datalink(reader.get())));
    }
    Capture capture{segment, {}};
    pcap_pkthdr* header = nullptr;
    const u_char* bytes = nullptr;
    int outcome = 0;
    while ((outcome = pcap_next_ex(reader.get(), &header, &bytes)) == 1) {
        capture.frames.push_back(
            {instant_of(*header, epoch), Bytes(bytes, bytes + header->caplen)});
    }
    if (outcome == PCAP_ERROR) {
        return bad_input(fmt::format("{}: packet {}: {}", path, capture.frames.size() + 1,
                                     pcap_geterr(reader.get())));
    }
    return capture;
}

Result<void> write_capture(const std::string& path, const Capture& capture, Duration epoch) {
    const Reader format(
        pcap_open_dead_with_tstamp_precision(DLT_EN10MB, snap_length, PCAP_TSTAMP_PRECISION_NANO),
        pcap_close);
    const std::string aside = path + ".part";
    Writer writer(pcap_dump_open(format.get(), aside.c_str()), pcap_dump_close);
    if (writer == nullptr) {
        return failed(fmt::format("{}: {}", aside, pcap_geterr(format.get())));
    }
    for (const Frame& frame : capture.frames) {
        const pcap_pkthdr header = header_of(frame, epoch);
        pcap_dump(reinterpret_cast<u_char*>(writer.get()), &header, frame.bytes.data());
    }
    const bool flushed = pcap_dump_flush(writer.get()) == 0;
    writer.reset();
    if (!flushed || std::rename(aside.c_str(), path.c_str()) != 0) {
        return failed(fmt::format("{}: cannot be written", path));
    }
    return success;
}

}  // namespace holdfast::harness::capture
