// SPDX-License-Identifier: Apache-2.0
// holdfast-timing-generate: writes a capture of any size for benchmarks: probe flows through a VIP
// whose owner fails once in the middle, answers included.
//
//   holdfast-timing-generate PACKETS FLOWS FILE [BYTES-CAPTURED]      FILE -: standard output
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "harness/timing/ground_truth/scenario.h"
#include "harness/workload/record.h"

namespace {

using namespace holdfast;
namespace truth = holdfast::harness::timing::ground_truth;

constexpr Duration flow_interval = 1ms;
constexpr Duration round_trip = 400us;
constexpr Duration outage = 500ms;
constexpr std::size_t payload_size = 64;
constexpr std::uint16_t service_port = 9000;
constexpr std::size_t flush_from = 1024 * 1024;

struct Output {
    std::FILE* file;
    Bytes bytes;
    bool fine = true;
    void flush() {
        fine = fine && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
        bytes.clear();
    }
};

truth::Ends ends_of(std::uint64_t flow, bool failed_over) {
    const truth::Machine client{static_cast<std::uint8_t>(101 + flow / 20'000 % 100)};
    const truth::Machine owner{static_cast<std::uint8_t>(failed_over ? 12 : 11)};
    return {client.mac(),
            owner.mac(),
            client.address(false),
            truth::Machine{100}.address(false),
            static_cast<std::uint16_t>(20'000 + flow % 20'000),
            service_port};
}

}  // namespace

int main(int argc, char** argv) {
    const bool told = argc == 4 || argc == 5;
    const std::uint64_t packets = told ? std::strtoull(argv[1], nullptr, 10) : 0;
    const std::uint64_t flows = told ? std::strtoull(argv[2], nullptr, 10) : 0;
    truth::FileForm form;
    if (argc == 5) {
        form.snap_length = static_cast<std::uint32_t>(std::strtoul(argv[4], nullptr, 10));
    }
    if (packets == 0 || flows == 0 || flows > 60'000 || form.snap_length == 0) {
        fmt::print(stderr,
                   "usage: holdfast-timing-generate PACKETS FLOWS FILE [BYTES-CAPTURED]\n"
                   "up to 60000 flows; FILE - is the standard output\n");
        return 3;
    }
    const bool piped = std::strcmp(argv[3], "-") == 0;
    Output out{piped ? stdout : std::fopen(argv[3], "wb"), {}};
    if (out.file == nullptr) {
        fmt::print(stderr, "holdfast-timing-generate: {}: {}\n", argv[3], std::strerror(errno));
        return 3;
    }
    truth::CaptureWriter writer(form, out.bytes);
    const Duration start = 1'800'000'000s;
    const Duration fails = static_cast<std::int64_t>(packets / (4 * flows)) * flow_interval;
    std::uint64_t written = 0;
    for (std::uint64_t round = 0; written < packets; ++round) {
        const Duration slot = static_cast<std::int64_t>(round) * flow_interval;
        const bool failed_over = slot >= fails + outage;
        if (failed_over && slot - flow_interval < fails + outage) {
            writer.write(start + slot,
                         truth::announcement_frame(truth::Machine{12}.mac(),
                                                   truth::Machine{100}.address(false)));
            ++written;
        }
        for (const bool answers : {false, true}) {
            if (answers && slot >= fails && !failed_over) {
                continue;
            }
            for (std::uint64_t flow = 0; flow < flows && written < packets; ++flow, ++written) {
                // All flows of a round within the first 300 us, their answers 400 us later.
                const Duration sent =
                    slot + Duration(static_cast<std::int64_t>(flow * 300'000 / flows));
                const Bytes payload = harness::workload::encode(
                    harness::workload::ProbePayload{static_cast<std::uint32_t>(flow), round,
                                                    Instant(sent)},
                    payload_size);
                const truth::Ends ends = ends_of(flow, failed_over);
                writer.write(start + sent + (answers ? round_trip : Duration{}),
                             truth::udp_frame(answers ? ends.reversed() : ends, payload));
            }
            if (out.bytes.size() >= flush_from) {
                out.flush();
            }
        }
    }
    out.flush();
    out.fine = std::fclose(out.file) == 0 && out.fine;
    fmt::print(piped ? stderr : stdout,
               "{} packets of {} flows, out of service for {} in the middle: {}\n", written, flows,
               to_string(outage), argv[3]);
    return out.fine ? 0 : 3;
}
