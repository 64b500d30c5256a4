// SPDX-License-Identifier: Apache-2.0
// A made-up failover with everything known about it, and the capture that a tap would take of it.
// The truth is by send times: a packet that is sent while its flow is out of service is lost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.h"
#include "harness/timing/ground_truth/capture_writer.h"
#include "harness/timing/ground_truth/frames.h"

namespace holdfast::harness::timing::ground_truth {

enum class Traffic {
    probe,
    echo,
    udp_pairs,
    udp_one_way,
    probe_one_way,
    tcp,  ///< requests, the tap at the client
    connects,
    tcp_at_server,           ///< requests, the tap at the server, behind what fails
    tcp_download_at_server,  ///< the server sends, both directions at the server's tap
    tcp_push_at_server,      ///< the server sends; of its own packets alone, at its own tap
    tcp_push_at_client,      ///< the server sends; of its packets alone, behind what fails
};
std::string to_string(Traffic traffic);
bool is_connection(Traffic traffic);  ///< one of TCP
/// The tap is behind what fails: it sees arrivals, and none of what is lost.
bool is_behind(Traffic traffic);

struct Span {
    Duration from{};
    Duration to{};
    bool contains(Duration at) const { return at >= from && at < to; }
};

struct FlowPlan {
    Traffic traffic = Traffic::probe;
    std::uint8_t client = 50;
    std::uint16_t port = 40'000;  ///< the client's; of an echo its identifier
    Duration interval = 1ms;
    Duration jitter{};  ///< each sending is up to so much late
    Duration begin{};
    Duration end{};
    Duration round_trip = 300us;
    Duration round_trip_jitter{};
    std::vector<Span> out_of_service;
    std::vector<Span> sender_paused;
    double reordered{};      ///< share of answers that are held up
    Duration held_up_max{};  ///< by at most so much
    double duplicated{};     ///< share of answers that come twice
    /// From here on the owner is the other one, with this much more delay.
    Duration moved_at = Duration::max();
    Duration delay_after{};
    bool answers_captured = true;
};

/// A second tap, behind whatever fails: it sees what arrives there, by a clock of its own.
struct FarTap {
    Duration ahead{};            ///< of the first tap's clock at the first instant
    std::int64_t gains_ppb = 0;  ///< nanoseconds a second
    Duration path{};             ///< from the first tap here, at least
    Duration path_back{};        ///< and back
    Duration path_jitter{};      ///< and up to so much more, each
    FileForm form;
};

/// Who answers for the VIP.
struct OwnerPlan {
    std::uint8_t machine = 11;
    Span owns;
    bool announces = true;                   ///< when it begins to own
    Duration alive_until = Duration::max();  ///< sends its heartbeats until then ...
    Duration alive_again = Duration::max();  ///< ... and from then on
    bool seen_far = false;                   ///< by the second tap only, instead of the first
};

struct Plan {
    bool ipv6 = false;
    Link link = Link::ethernet;
    FileForm form;
    Duration clock{};  ///< of the first instant
    Duration length = 4s;
    std::vector<FlowPlan> flows;
    std::vector<OwnerPlan> owners;
    Duration asked_every = 20ms;  ///< the observer's questions; 0: nobody asks
    std::vector<Span> capture_holes;
    std::optional<FarTap> far;
};

/// What happened to a flow, counted while it is played.
struct FlowTruth {
    std::uint64_t sent = 0;
    std::uint64_t lost = 0;
    std::uint64_t out_of_order = 0;
    std::uint64_t duplicates = 0;
    std::vector<std::uint64_t> received;  ///< sequence numbers, for a receiver's log
};

struct Played {
    Bytes capture;
    Bytes far_capture;  ///< of the second tap, if there is one
    std::uint64_t packets = 0;
    std::vector<FlowTruth> flows;
};
Played play(const Plan& plan, Rng& chance);

/// The VIP of every plan.
dissect::IpAddress vip_of(const Plan& plan);

}  // namespace holdfast::harness::timing::ground_truth
