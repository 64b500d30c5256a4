// SPDX-License-Identifier: Apache-2.0
// Draws a case of each trap. Ranges go round the table in measurement.md: 400 ms, 100 ms twice, 5
// ms, 30 ms.
#include <algorithm>

#include "harness/timing/ground_truth/trap.h"

namespace holdfast::harness::timing::ground_truth {

namespace {

constexpr std::uint8_t first_owner = 11;
constexpr std::uint8_t second_owner = 12;

Duration between(Rng& chance, Duration low, Duration high) {
    return Duration(chance.between(low.count(), high.count()));
}

template <class T>
const T& one_of(Rng& chance, const std::vector<T>& values) {
    return values[chance.below(values.size())];
}

/// Any form of file, and the owners: the first until the fault, the second from the claim on.
Plan draw_plan(Rng& chance) {
    Plan plan;
    plan.ipv6 = chance.chance(0.3);
    plan.link = one_of(chance, std::vector{Link::ethernet, Link::ethernet, Link::vlan,
                                           Link::cooked_v1, Link::cooked_v2});
    plan.form.pcapng = chance.chance(0.5);
    plan.form.nanoseconds = chance.chance(0.5);
    plan.form.big_endian = chance.chance(0.3);
    plan.form.link_type = link_type_of(plan.link);
    plan.form.snap_length =
        chance.chance(0.3) ? 128 : 262'144;  // long enough for the probes' stamps
    plan.clock = between(chance, 1'600'000'000s, 1'900'000'000s);
    return plan;
}

FlowPlan draw_flow(Rng& chance, Traffic traffic, std::size_t number, Duration length) {
    FlowPlan flow;
    flow.traffic = traffic;
    flow.client = static_cast<std::uint8_t>(50 + number % 4);
    flow.port = static_cast<std::uint16_t>(40'000 + number);
    const bool coarse = is_connection(traffic) || traffic == Traffic::connects;
    flow.interval = coarse ? between(chance, 10ms, 40ms) : between(chance, 1ms, 8ms);
    flow.jitter = chance.chance(0.5) ? flow.interval / 4 : Duration{};
    flow.begin = between(chance, 0ms, 20ms);
    flow.end = length - 20ms;
    flow.round_trip = between(chance, 100us, 500us);
    flow.round_trip_jitter = chance.chance(0.5) ? Duration(50us) : Duration{};
    return flow;
}

/// The first owner until it fails, the second from its claim on.
void draw_owners(Rng& chance, Plan& plan, Span out) {
    const Duration claimed = between(chance, out.from + (out.to - out.from) / 2, out.to - 1ms);
    plan.owners = {{first_owner, {0ms, out.from}}, {second_owner, {claimed, plan.length}}};
    plan.owners[0].alive_until = out.from;
}

void put_out(FlowPlan& flow, Span out) {
    flow.out_of_service.push_back(out);
    flow.moved_at = out.to;
}

const std::vector<Traffic> every_traffic = {
    Traffic::probe,         Traffic::echo, Traffic::udp_pairs, Traffic::udp_one_way,
    Traffic::probe_one_way, Traffic::tcp,  Traffic::connects};
const std::vector<Traffic> dense_traffic = {Traffic::probe, Traffic::echo, Traffic::udp_pairs,
                                            Traffic::udp_one_way, Traffic::probe_one_way};
const std::vector<Traffic> two_way_traffic = {Traffic::probe, Traffic::echo, Traffic::udp_pairs};
const std::vector<Traffic> numbered_traffic = {Traffic::probe, Traffic::echo,
                                               Traffic::probe_one_way};

void fault_known(Rng& chance, Case& drawn) {
    if (chance.chance(0.5)) {
        // From the first packet; where that lies is known only when it was captured.
        drawn.settings.fault_at =
            TimePoint{TimePoint::Kind::clock, drawn.plan.clock + drawn.event_at, 0};
    }
}

void add_flows(Rng& chance, Plan& plan, const std::vector<Traffic>& kinds, std::size_t count,
               const std::vector<Span>& out) {
    for (std::size_t i = 0; i < count; ++i) {
        FlowPlan flow = draw_flow(chance, one_of(chance, kinds), i, plan.length);
        for (const Span& span : out) {
            put_out(flow, span);
        }
        plan.flows.push_back(flow);
    }
}

Span draw_outage(Rng& chance, Duration low, Duration high) {
    const Duration from = between(chance, 1200ms, 1500ms);
    return {from, from + between(chance, low, high)};
}

void draw_plain(Rng& chance, Case& drawn) {
    const Span out = draw_outage(chance, 150ms, 1s);
    add_flows(chance, drawn.plan, every_traffic, 1 + chance.below(3), {out});
    draw_owners(chance, drawn.plan, out);
    drawn.event_at = out.from;
    fault_known(chance, drawn);
}

void draw_half(Rng& chance, Case& drawn) {
    const Span out = draw_outage(chance, 200ms, 800ms);
    const std::size_t half = 1 + chance.below(3);
    add_flows(chance, drawn.plan, dense_traffic, 2 * half, {});
    for (std::size_t i = 0; i < half; ++i) {
        put_out(drawn.plan.flows[2 * i], out);
    }
    draw_owners(chance, drawn.plan, out);
    drawn.event_at = out.from;
    fault_known(chance, drawn);
}

void draw_reordering(Rng& chance, Case& drawn) {
    add_flows(chance, drawn.plan, numbered_traffic, 1 + chance.below(3), {});
    for (FlowPlan& flow : drawn.plan.flows) {
        flow.reordered = 0.05;
        flow.held_up_max = std::min<Duration>(5 * flow.interval, 50ms);
        flow.duplicated = flow.traffic == Traffic::probe_one_way ? 0 : 0.02;
    }
    drawn.plan.owners = {{first_owner, {0ms, drawn.plan.length}}};
    drawn.expected = Expected::nothing;
}

void draw_two(Rng& chance, Case& drawn) {
    const Span first = draw_outage(chance, 60ms, 150ms);
    const Duration apart = between(chance, 100ms, 600ms);
    const Span second{first.to + apart, first.to + apart + between(chance, 60ms, 150ms)};
    add_flows(chance, drawn.plan, dense_traffic, 1 + chance.below(3), {first, second});
    draw_owners(chance, drawn.plan, first);
    drawn.event_at = first.from;
    fault_known(chance, drawn);
}

void draw_longer_path(Rng& chance, Case& drawn) {
    const Span out = draw_outage(chance, 150ms, 800ms);
    add_flows(chance, drawn.plan, every_traffic, 1 + chance.below(2), {out});
    for (FlowPlan& flow : drawn.plan.flows) {
        flow.delay_after = between(chance, 1ms, 9ms);
    }
    draw_owners(chance, drawn.plan, out);
    drawn.event_at = out.from;
    fault_known(chance, drawn);
}

/// The fault hurts nobody for a while: another path holds out, caches are warm.
void draw_silent(Rng& chance, Case& drawn) {
    const Span out = draw_outage(chance, 150ms, 800ms);
    add_flows(chance, drawn.plan, two_way_traffic, 1 + chance.below(3), {out});
    draw_owners(chance, drawn.plan, out);
    drawn.event_at = out.from - between(chance, 10ms, 60ms);
    drawn.plan.owners[0].alive_until = drawn.event_at;
    fault_known(chance, drawn);
}

void draw_hole(Rng& chance, Case& drawn) {
    const Span hole = draw_outage(chance, 100ms, 600ms);
    add_flows(chance, drawn.plan, dense_traffic, 1 + chance.below(3), {});
    drawn.plan.capture_holes = {hole};
    drawn.plan.owners = {{first_owner, {0ms, drawn.plan.length}}};
    if (chance.chance(0.3)) {  // and a true outage that ends within it
        const Span out{hole.from - 50ms, hole.to - 20ms};
        for (FlowPlan& flow : drawn.plan.flows) {
            put_out(flow, out);
        }
    }
    drawn.expected = Expected::not_claimed;
}

void draw_pause(Rng& chance, Case& drawn) {
    const Span pause = draw_outage(chance, 30ms, 500ms);
    const bool one_way = chance.chance(0.2);
    add_flows(chance, drawn.plan,
              one_way ? std::vector{Traffic::udp_one_way}
                      : std::vector{Traffic::probe, Traffic::echo, Traffic::udp_pairs,
                                    Traffic::probe_one_way, Traffic::tcp},
              1 + chance.below(3), {});
    drawn.plan.flows.front().sender_paused = {pause};
    drawn.plan.owners = {{first_owner, {0ms, drawn.plan.length}}};
    drawn.expected = one_way ? Expected::not_claimed : Expected::nothing;
}

void draw_dropped(Rng& chance, Case& drawn) {
    const Span out = draw_outage(chance, 100ms, 600ms);
    const bool one_way = chance.chance(0.5);
    drawn.with_receiver_log = one_way && chance.chance(0.7);
    add_flows(chance, drawn.plan, one_way ? std::vector{Traffic::probe_one_way} : two_way_traffic,
              1 + chance.below(3), {out});
    for (FlowPlan& flow : drawn.plan.flows) {
        flow.moved_at = Duration::max();
        flow.answers_captured = !one_way;  // one way: the tap sees what the filter drops behind it
    }
    drawn.plan.owners = {{first_owner, {0ms, drawn.plan.length}}};
    drawn.event_at = out.from;
    drawn.expected = one_way && !drawn.with_receiver_log ? Expected::nothing : Expected::measured;
}

void draw_reverted(Rng& chance, Case& drawn) {
    drawn.plan.length = 8s;
    drawn.settings.validated_for = 1s;
    const Span out = draw_outage(chance, 150ms, 800ms);
    const Duration restored = between(chance, 3s, 4s);
    const Duration reverted = between(chance, 5s, 6s);
    const Span back{reverted, reverted + between(chance, 40ms, 200ms)};
    add_flows(chance, drawn.plan, two_way_traffic, 1 + chance.below(2), {out, back});
    draw_owners(chance, drawn.plan, out);
    drawn.plan.owners[1].owns.to = back.from;
    drawn.plan.owners.push_back({first_owner, {back.to - 10ms, drawn.plan.length}});
    drawn.plan.owners[0].alive_again = restored;
    drawn.plan.owners[2].alive_until = Duration{};  // its heartbeats are the first entry's
    drawn.event_at = out.from;
}

void draw_overlap(Rng& chance, Case& drawn) {
    const Span out = draw_outage(chance, 200ms, 600ms);
    drawn.plan.asked_every = between(chance, 5ms, 30ms);
    add_flows(chance, drawn.plan, two_way_traffic, 1, {out});
    draw_owners(chance, drawn.plan, out);
    drawn.plan.owners[0].alive_until = drawn.plan.length;
    if (chance.chance(0.5)) {
        drawn.plan.owners[0].owns.to =
            drawn.plan.owners[1].owns.from + between(chance, 60ms, 500ms);
    } else {
        // Until it is gone it answers the clients, and its last answer is under way for a while.
        drawn.plan.owners[0].owns.to =
            std::max(out.from + 1ms, drawn.plan.owners[1].owns.from - between(chance, 60ms, 150ms));
    }
    drawn.event_at = out.from;
}

/// An outage, or a sender that paused: behind the outage both are times without segments.
void draw_tcp_from_the_server(Rng& chance, Case& drawn) {
    const Span out = draw_outage(chance, 150ms, 1s);
    const bool paused = chance.chance(0.3);
    const std::vector<Traffic> behind = {Traffic::tcp_at_server, Traffic::tcp_push_at_client};
    const std::vector<Traffic> any = {Traffic::tcp_at_server, Traffic::tcp_download_at_server,
                                      Traffic::tcp_push_at_server, Traffic::tcp_push_at_client};
    drawn.plan.length = 6s;
    add_flows(chance, drawn.plan, paused ? behind : any, paused ? 1 : 1 + chance.below(3),
              paused ? std::vector<Span>{} : std::vector{out});
    if (paused) {
        drawn.plan.flows.front().sender_paused = {out};
        drawn.plan.owners = {{first_owner, {0ms, drawn.plan.length}}};
        drawn.expected = Expected::not_claimed;
        return;
    }
    draw_owners(chance, drawn.plan, out);
    drawn.event_at = out.from;
    fault_known(chance, drawn);
}

/// The second tap's clock is off by anything and gains or loses; each owner is seen by one tap.
void draw_two_clocks(Rng& chance, Case& drawn) {
    const Span out = draw_outage(chance, 150ms, 800ms);
    add_flows(chance, drawn.plan, {Traffic::probe, Traffic::echo}, 1 + chance.below(3), {out});
    if (chance.chance(0.5)) {  // and one that goes on, by which the clocks are known meanwhile
        add_flows(chance, drawn.plan, {Traffic::probe}, 1, {});
        drawn.plan.flows.back().port = 41'000;
    }
    draw_owners(chance, drawn.plan, out);
    drawn.plan.owners[1].seen_far = chance.chance(0.7);
    drawn.plan.owners[0].seen_far = !drawn.plan.owners[1].seen_far;
    drawn.plan.link = Link::ethernet;
    drawn.plan.form.link_type = link_type_of(Link::ethernet);
    FarTap far;
    far.ahead = chance.chance(0.3) ? between(chance, -3600s, 3600s) : between(chance, -1s, 1s);
    far.gains_ppb = chance.between(-500'000, 500'000);
    // One way may be far longer than the other, as long as round trips are longer than both.
    const Duration longer = chance.chance(0.6) ? between(chance, 2ms, 9ms) : Duration(10us);
    far.path_jitter = 15us;
    far.path = 10us;
    far.path_back = 10us;
    (chance.chance(0.5) ? far.path : far.path_back) = longer;
    for (FlowPlan& flow : drawn.plan.flows) {
        flow.round_trip += longer;
    }
    drawn.plan.asked_every = 1ms;
    drawn.plan.owners[0].owns.to = out.from + longer + 1ms;  // its last answers are under way
    far.form = drawn.plan.form;
    far.form.nanoseconds = chance.chance(0.5);
    drawn.plan.far = far;
    drawn.event_at = out.from;
    fault_known(chance, drawn);
}

}  // namespace

const std::vector<Trap>& all_traps() {
    static const std::vector<Trap> traps = {Trap::plain_failover,
                                            Trap::half_the_flows_out,
                                            Trap::pure_reordering,
                                            Trap::two_outages,
                                            Trap::longer_backup_path,
                                            Trap::silent_before_loss,
                                            Trap::hole_in_capture,
                                            Trap::sender_paused,
                                            Trap::dropped_after_capture,
                                            Trap::restored_and_reverted,
                                            Trap::owners_overlap_or_gap,
                                            Trap::tcp_from_the_server,
                                            Trap::two_clocks};
    return traps;
}

Case draw(Trap trap, Rng& chance) {
    Case drawn;
    drawn.trap = trap;
    drawn.plan = draw_plan(chance);
    switch (trap) {
        case Trap::plain_failover:
            draw_plain(chance, drawn);
            break;
        case Trap::half_the_flows_out:
            draw_half(chance, drawn);
            break;
        case Trap::pure_reordering:
            draw_reordering(chance, drawn);
            break;
        case Trap::two_outages:
            draw_two(chance, drawn);
            break;
        case Trap::longer_backup_path:
            draw_longer_path(chance, drawn);
            break;
        case Trap::silent_before_loss:
            draw_silent(chance, drawn);
            break;
        case Trap::hole_in_capture:
            draw_hole(chance, drawn);
            break;
        case Trap::sender_paused:
            draw_pause(chance, drawn);
            break;
        case Trap::dropped_after_capture:
            draw_dropped(chance, drawn);
            break;
        case Trap::restored_and_reverted:
            draw_reverted(chance, drawn);
            break;
        case Trap::owners_overlap_or_gap:
            draw_overlap(chance, drawn);
            break;
        case Trap::tcp_from_the_server:
            draw_tcp_from_the_server(chance, drawn);
            break;
        case Trap::two_clocks:
            draw_two_clocks(chance, drawn);
            break;
    }
    return drawn;
}

std::string to_string(Trap trap) {
    switch (trap) {
        case Trap::plain_failover:
            return "plain failover";
        case Trap::half_the_flows_out:
            return "half the flows out";
        case Trap::pure_reordering:
            return "pure reordering";
        case Trap::two_outages:
            return "two outages";
        case Trap::longer_backup_path:
            return "longer backup path";
        case Trap::silent_before_loss:
            return "fault before the first loss";
        case Trap::hole_in_capture:
            return "hole in the capture";
        case Trap::sender_paused:
            return "sender paused";
        case Trap::dropped_after_capture:
            return "dropped behind the tap";
        case Trap::restored_and_reverted:
            return "restored and reverted";
        case Trap::owners_overlap_or_gap:
            return "owners overlap, or gap";
        case Trap::tcp_from_the_server:
            return "TCP from the server's side";
        case Trap::two_clocks:
            return "two taps, two clocks";
    }
    return "";
}

}  // namespace holdfast::harness::timing::ground_truth
