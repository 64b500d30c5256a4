// SPDX-License-Identifier: Apache-2.0
// What the analysis found, as values; text.h, json.h and html.h write it down. Times are Instants
// since the first packet of the earliest capture.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/timing/capture_watch.h"
#include "harness/timing/clock_alignment.h"
#include "harness/timing/disturbance.h"
#include "harness/timing/figure.h"
#include "harness/timing/flow.h"
#include "harness/timing/loss_period.h"
#include "harness/timing/settings.h"

namespace holdfast::harness::timing {

struct CaptureReport {
    std::string path;
    std::string format;
    std::vector<std::string> interfaces;
    std::uint64_t packets = 0;
    std::uint64_t not_understood = 0;  ///< other protocols, or cut within their headers
    std::uint64_t dropped = 0;         ///< by the capturing program's own word (pcapng)
    std::uint64_t without_time = 0;
    Instant first;
    Instant last;
    std::vector<ClockStep> clock_steps;
    std::string trouble;  ///< how the file ended, if not regularly
    ClockReport clock;    ///< times here and elsewhere are already corrected by it
};

/// One flow at one tap: a route (RFC 6412) when it leads to a VIP.
struct FlowReport {
    dissect::IpAddress
        service;  ///< the end that is served; of one-way flows the VIP among its ends
    dissect::IpAddress client;
    std::uint16_t client_port =
        0;                        ///< of an echo its identifier; 0: all ports (attempts to connect)
    Duration clock_resolution{};  ///< of the tap: what every difference of two stamps may err by
    std::string label;            ///< "192.0.2.50:40001 > 192.0.2.100:9000 UDP"
    std::string tap;              ///< capture, and interface or VLAN where there are several
    std::size_t capture = 0;      ///< of the tap: index into Report::captures
    Method method = Method::probe;
    bool two_way = false;
    bool steady = false;
    bool settled = true;  ///< false: too few packets or too irregular; listed, not measured
    std::optional<Duration> interval;  ///< tau, the packet sampling interval
    Duration jitter{};
    std::uint64_t packets = 0;
    std::uint64_t impaired = 0;  ///< lost or late
    std::uint64_t late = 0;      ///< excessive delay
    std::uint64_t out_of_order = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t retransmissions = 0;
    std::uint64_t unanswered_at_first = 0;
    std::uint64_t periods_not_kept = 0;
    Instant first;
    Instant last;
    std::vector<LossPeriod> loss_periods;
    std::vector<Disturbance> disturbances;
    std::vector<SenderPause> sender_pauses;
    std::vector<CaptureHole> holes;
    std::optional<TcpTrack::Reset> reset;
    /// Of a steady TCP connection, times without new segments: pauses of its sender, unless
    /// something else says that there was an outage.
    std::vector<LossPeriod> pauses_or_outages;
    std::size_t also_seen = 0;  ///< at so many other taps, which saw less
};

/// What one flow suffered in one event.
struct RouteResult {
    std::size_t flow = 0;  ///< index into Report::flows
    std::optional<Figure> tbm;
    std::optional<Figure> tblm;
    /// Also the route loss of connectivity period (RFC 6412 equation 8): of all loss periods
    /// together, where TBM goes from the first to the end of the last.
    std::optional<Figure> plbm;
    std::optional<Interval> additive_backup_delay;  ///< RFC 6414 equation 1
    std::vector<LossPeriod> periods;
    std::uint64_t impaired = 0;
    std::uint64_t late = 0;
    std::uint64_t out_of_order = 0;
    std::uint64_t duplicates = 0;
    bool recovered = true;
    bool holed = false;     ///< the capture has a hole in it: no figure
    bool confirmed = true;  ///< false: a paused sender or a hole would look the same
    Instant out_latest;     ///< the first impaired packet was sent at the latest here
    Instant back_earliest;  ///< the route was back between these, if it recovered
    Instant back_latest;
    Instant first_back_earliest;  ///< for the first time
    Instant first_back_latest;
    /// The best of tbm and tblm.
    const Figure* failover_time() const { return tbm ? &*tbm : tblm ? &*tblm : nullptr; }
};

struct PhaseReport {
    std::string name;  ///< "detect"; "detect+decide" when the end of the first was not seen
    Instant from;
    Instant to;
    PacketRef packet;  ///< that ended it
    std::string shown_by;
    /// What its length may be wrong by, because its ends were seen by different clocks.
    std::optional<Duration> clock_error = Duration{};  ///< none: nobody knows
};

struct OwnerReport {
    std::string node;
    Instant from;
    Instant to;
    PacketRef first;
    PacketRef last;
    std::string by;  ///< of the first claim: "gratuitous ARP"
};

/// What can be said of an event.
enum class Standing {
    measured,
    unconfirmed,  ///< could also be a pause of the sender or a hole in the capture
    invalid,      ///< the capture has a hole or its clock stepped: no figure
};
std::string to_string(Standing standing);

struct Event {
    /// failover: a new owner. reversion: the owner of before, back after it had lost the address.
    /// outage: out of service without a new owner (RFC 6201 reset), or none was visible.
    enum class Kind { failover, reversion, outage };
    Kind kind = Kind::outage;
    Standing standing = Standing::measured;
    std::vector<std::string> reasons;  ///< why it is not simply measured, and what limits it
    std::string from_owner;
    std::string to_owner;
    Instant begin;
    Instant end;

    /// Convergence event instant.
    Instant event_at;
    PacketRef event_packet;
    bool event_given = false;  ///< by --fault-at; else read from the last sign of life

    std::vector<RouteResult> routes;
    std::size_t routes_unimpaired = 0;
    std::optional<Figure> failover_time;  ///< of the worst route; the headline
    std::optional<std::size_t> worst;     ///< index into routes
    std::vector<std::size_t>
        counted;  ///< of which the event's figures are made: the probes, if any
    std::optional<Interval> first_route_convergence;
    std::optional<Interval> full_convergence;
    struct Spread {
        Duration least{};
        Duration median{};
        Duration mean{};
        Duration most{};
    };
    std::optional<Spread> loss_of_connectivity;  ///< over the routes
    std::uint64_t packet_loss = 0;
    std::uint64_t late = 0;
    std::uint64_t out_of_order = 0;
    std::uint64_t duplicates = 0;
    std::optional<Interval> owner_overlap;
    std::optional<Interval> owner_gap;
    std::vector<PhaseReport> phases;

    /// The failed owner is heard again while the survivor carries the service.
    struct Restoration {
        Instant at;
        PacketRef packet;
        Duration after{};                                  ///< the event
        std::optional<Duration> clock_error = Duration{};  ///< as of a phase
    };
    std::optional<Restoration> restoration;
};
std::string to_string(Event::Kind kind);

struct VipReport {
    dissect::IpAddress address;
    std::vector<std::string> found_by;
    std::vector<OwnerReport> owners;
    std::vector<std::size_t> flows;  ///< indices into Report::flows
    std::vector<Event> events;
    std::vector<std::string> notes;
};

struct Report {
    Settings settings;
    Duration epoch{};  ///< clock time of Instant 0
    Instant end;       ///< of the latest packet
    std::vector<CaptureReport> captures;
    std::vector<FlowReport> flows;
    std::vector<VipReport> vips;
    std::optional<Instant> fault_at;
    bool fault_matched = false;
    std::uint64_t flows_not_followed = 0;
    std::uint64_t unsteady_flows = 0;
    std::vector<std::string> warnings;
};

/// A time that was read in a capture.
struct SeenAt {
    std::size_t capture = 0;
    Instant at;
};
/// What the difference of two times may be wrong by, either way, because clocks differ; none: it
/// may be wrong by anything.
std::optional<Duration> clock_error(const Report& report, SeenAt one, SeenAt other);

/// Every event of this report, in no other order than that of its VIPs.
std::vector<const Event*> events_of(const Report& report);

}  // namespace holdfast::harness::timing
