// SPDX-License-Identifier: Apache-2.0
#include "harness/workload/record.h"

#include <algorithm>

namespace holdfast::harness::workload {
namespace {

// magic (8), flow (4), reserved (4), sequence (8), send time in nanoseconds (8)
constexpr std::size_t probe_size = 32;

}  // namespace

Bytes encode(const ProbePayload& payload, std::size_t size) {
    Bytes out;
    out.reserve(std::max(size, probe_size));
    ByteWriter writer(out);
    writer.u64(ProbePayload::magic);
    writer.u32(payload.flow);
    writer.u32(0);
    writer.u64(payload.sequence);
    writer.u64(static_cast<std::uint64_t>(payload.sent.since_start().count()));
    out.resize(std::max(size, probe_size));
    return out;
}

std::optional<ProbePayload> decode_probe(std::span<const std::uint8_t> payload) {
    ByteReader reader(payload);
    const std::uint64_t magic = reader.u64();
    ProbePayload probe;
    probe.flow = reader.u32();
    reader.u32();
    probe.sequence = reader.u64();
    probe.sent = Instant(Duration(static_cast<std::int64_t>(reader.u64())));
    if (!reader.ok() || magic != ProbePayload::magic) {
        return std::nullopt;
    }
    return probe;
}

}  // namespace holdfast::harness::workload
