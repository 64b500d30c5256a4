// SPDX-License-Identifier: Apache-2.0
// What clients saw: the receiver's own log, which alone decides what was delivered.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/bytes.h"
#include "base/time.h"

namespace holdfast::harness::workload {

/// What a probe packet carries, in its first 32 bytes; the server echoes it unchanged.
struct ProbePayload {
    static constexpr std::uint64_t magic = 0x686f6c6466617374;  // "holdfast"
    std::uint32_t flow = 0;
    std::uint64_t sequence = 0;
    Instant sent;
};
Bytes encode(const ProbePayload& payload, std::size_t size);  ///< padded to `size`, at least 32
std::optional<ProbePayload> decode_probe(std::span<const std::uint8_t> payload);

struct ProbeReply {
    std::uint64_t sequence = 0;
    Instant received;
    bool operator==(const ProbeReply&) const = default;
};

inline constexpr const char* outbound_service = "outbound";

/// One UDP probe flow: constant rate, request and echoed reply.
struct ProbeFlow {
    std::uint32_t id = 0;
    /// Virtual service; "control" for the flow with no system under test on its path, "outbound"
    /// for one of a server to the client.
    std::string service;
    Ipv4Address source;
    std::uint16_t source_port = 0;
    Ipv4Address destination;
    std::uint16_t destination_port = 0;
    Duration interval{};
    std::vector<Instant> sent;        ///< index = sequence number
    std::vector<ProbeReply> replies;  ///< in order of arrival; duplicates are kept
    bool operator==(const ProbeFlow&) const = default;
};

/// One TCP connection through a virtual service: connects, then sends a line and awaits its echo,
/// again and again.
struct Connection {
    enum class End {
        open,       ///< still alive when the workload stopped
        closed,     ///< done as planned (short connections end after one exchange)
        refused,    ///< RST to the SYN
        reset,      ///< RST or end of stream while alive
        timed_out,  ///< no answer to SYN or to data within the client's patience (1 s)
    };
    std::uint32_t id = 0;
    std::string service;
    std::uint16_t source_port = 0;
    bool kept = false;  ///< a long one, opened before the first fault
    Instant opened;     ///< SYN sent
    std::optional<Instant> established;
    std::vector<Instant> answered;  ///< arrival of each echo
    std::optional<Instant> ended;
    End end = End::open;
    bool operator==(const Connection&) const = default;
};

/// One request of an API client to the control plane, about one object of the workload's own.
struct ApiCall {
    enum class Operation { create, write, read, remove };
    /// fail: certainly not done. info: sent, and what became of it is unknown.
    enum class Outcome { ok, fail, info };
    std::uint64_t id = 0;  ///< in the order of invocation, by client
    std::string client;    ///< "writer-1"; "read-back" for the final reads
    std::string through;   ///< "cluster_ip", or a controller's node
    Operation operation = Operation::read;
    std::string object;  ///< "wl-0"
    /// Written or created with, or read; none: removed, read as absent, or not known.
    std::optional<std::string> value;
    Instant invoked;
    std::optional<Instant> completed;  ///< none: no answer came, or one that says nothing
    Outcome outcome = Outcome::info;
    int status = 0;  ///< of HTTP; 0: no answer came
    std::string message;
    bool operator==(const ApiCall&) const = default;
};
/// The name of the clients that read everything back when all is healed.
inline constexpr const char* read_back_client = "read-back";

struct WorkloadRecord {
    std::vector<ProbeFlow> flows;  ///< the last one is the control flow
    std::vector<Connection> connections;
    std::vector<ApiCall> api_calls;
    bool operator==(const WorkloadRecord&) const = default;
};

}  // namespace holdfast::harness::workload
