// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/ground_truth/scenario.h"

#include <algorithm>

#include "harness/packet/packet.h"
#include "harness/workload/record.h"

namespace holdfast::harness::timing::ground_truth {

namespace {

constexpr Machine vip_machine{100};
constexpr Machine observer{40};
constexpr std::uint16_t service_port = 9000;
constexpr Duration heartbeat_interval = 30ms;
// TCP's first retransmission on Linux, doubled each time (RFC 6298 allows no less than it has).
constexpr Duration first_retransmission = 200ms;

bool any_contains(const std::vector<Span>& spans, Duration at) {
    return std::any_of(spans.begin(), spans.end(),
                       [&](const Span& span) { return span.contains(at); });
}

class Player {
  public:
    Player(const Plan& plan, Rng& chance) : plan_(plan), chance_(chance) {}

    Played play() {
        for (std::size_t i = 0; i < plan_.flows.size(); ++i) {
            play_flow(plan_.flows[i], static_cast<std::uint32_t>(i));
        }
        play_owners();
        std::stable_sort(frames_.begin(), frames_.end(),
                         [](const Stamped& a, const Stamped& b) { return a.at < b.at; });
        CaptureWriter writer(plan_.form, played_.capture);
        for (const Stamped& frame : frames_) {
            if (!any_contains(plan_.capture_holes, frame.at)) {
                writer.write(plan_.clock + frame.at, relinked(frame.bytes, plan_.link));
                ++played_.packets;
            }
        }
        if (plan_.far) {
            write_far(*plan_.far);
        }
        return std::move(played_);
    }

  private:
    struct Stamped {
        Duration at{};
        Bytes bytes;
    };

    void write_far(const FarTap& far) {
        std::stable_sort(far_frames_.begin(), far_frames_.end(),
                         [](const Stamped& a, const Stamped& b) { return a.at < b.at; });
        CaptureWriter writer(far.form, played_.far_capture);
        for (const Stamped& frame : far_frames_) {
            const Duration gained = frame.at / 1000 * far.gains_ppb / 1'000'000;
            writer.write(plan_.clock + frame.at + far.ahead + gained, frame.bytes);
        }
    }
    /// What passes both taps: a client's packet is there later, the answer was earlier.
    void put_far(Duration at, bool from_client, const Bytes& bytes) {
        if (plan_.far) {
            const Duration jitter = up_to(plan_.far->path_jitter);
            far_frames_.push_back(
                {from_client ? at + plan_.far->path + jitter : at - plan_.far->path_back - jitter,
                 bytes});
        }
    }
    /// An owner's own packet, at the tap that is on its side.
    void put_owners(const OwnerPlan& owner, Duration at, Bytes bytes) {
        (plan_.far && owner.seen_far ? far_frames_ : frames_).push_back({at, std::move(bytes)});
    }

    Duration up_to(Duration most) {
        return most <= Duration{} ? Duration{} : Duration(chance_.between(0, most.count() - 1));
    }
    void put(Duration at, Bytes bytes) { frames_.push_back({at, std::move(bytes)}); }

    MacAddress owner_mac(Duration at) const {
        MacAddress mac = Machine{plan_.owners.front().machine}.mac();
        for (const OwnerPlan& owner : plan_.owners) {
            if (owner.owns.from <= at) {
                mac = Machine{owner.machine}.mac();
            }
        }
        return mac;
    }
    Ends ends_of(const FlowPlan& flow, Duration at) const {
        const Machine client{flow.client};
        return {client.mac(),  owner_mac(at), client.address(plan_.ipv6),
                vip_of(plan_), flow.port,     service_port};
    }
    Duration round_trip(const FlowPlan& flow, Duration at) {
        return flow.round_trip + up_to(flow.round_trip_jitter) +
               (at >= flow.moved_at ? flow.delay_after : Duration{});
    }

    void play_flow(const FlowPlan& flow, std::uint32_t id) {
        played_.flows.emplace_back();
        if (is_connection(flow.traffic)) {
            return play_tcp(flow);
        }
        std::uint64_t sequence = 0;
        answers_.clear();
        for (Duration slot = flow.begin; slot < flow.end; slot += flow.interval) {
            const Duration at = slot + up_to(flow.jitter);
            if (!any_contains(flow.sender_paused, at)) {
                send(flow, id, sequence++, at);
            }
        }
        count_disorder();
    }

    Bytes payload_of(const FlowPlan& flow, std::uint32_t id, std::uint64_t sequence, Duration at) {
        constexpr std::size_t size = 64;
        if (flow.traffic == Traffic::probe || flow.traffic == Traffic::probe_one_way) {
            return encode(workload::ProbePayload{id, sequence, Instant(at)}, size);
        }
        return Bytes(size, 0x2a);
    }

    void send(const FlowPlan& flow, std::uint32_t id, std::uint64_t sequence, Duration at) {
        FlowTruth& truth = played_.flows.back();
        Ends ends = ends_of(flow, at);
        ++truth.sent;
        const bool lost = any_contains(flow.out_of_service, at);
        truth.lost += lost ? 1 : 0;
        if (!lost) {
            truth.received.push_back(sequence);
        }
        const auto low = static_cast<std::uint16_t>(sequence & 0xffff);
        if (flow.traffic == Traffic::connects) {
            ends.source_port = static_cast<std::uint16_t>(20'000 + sequence % 40'000);
            put(at, tcp_frame(ends, 1000, 0, packet::Tcp::syn, 0));
            if (!lost) {
                Ends back = ends_of(flow, at).reversed();
                back.destination_port = ends.source_port;
                put(at + round_trip(flow, at),
                    tcp_frame(back, 5000, 1001, packet::Tcp::syn | packet::Tcp::ack, 0));
            }
            return;
        }
        const bool one_way =
            flow.traffic == Traffic::udp_one_way || flow.traffic == Traffic::probe_one_way;
        const Bytes payload = payload_of(flow, id, sequence, at);
        if (one_way) {
            // The tap is behind what fails: what is lost never comes by.
            if (!lost || !flow.answers_captured) {
                const Duration arrives = at + round_trip(flow, at) + held_up(flow);
                answers_.push_back({arrives, sequence});
                put(arrives, udp_frame(ends, payload));
            }
            return;
        }
        const Bytes request =
            flow.traffic == Traffic::echo ? echo_frame(ends, true, low) : udp_frame(ends, payload);
        put(at, request);
        if (!lost) {
            put_far(at, true, request);
        }
        if (!lost && flow.answers_captured) {
            answer(flow, ends, sequence, payload, at);
        }
    }

    Duration held_up(const FlowPlan& flow) {
        return flow.reordered > 0 && chance_.chance(flow.reordered) ? up_to(flow.held_up_max)
                                                                    : Duration{};
    }

    void answer(const FlowPlan& flow, const Ends& ends, std::uint64_t sequence,
                const Bytes& payload, Duration at) {
        Ends back = ends.reversed();
        if (flow.traffic == Traffic::echo) {
            back.source_port = ends.source_port;  // the identifier
        }
        const Bytes frame =
            flow.traffic == Traffic::echo
                ? echo_frame(back, false, static_cast<std::uint16_t>(sequence & 0xffff))
                : udp_frame(back, payload);
        const Duration arrives = at + round_trip(flow, at) + held_up(flow);
        answers_.push_back({arrives, sequence});
        put(arrives, frame);
        put_far(arrives, false, frame);
        if (flow.duplicated > 0 && chance_.chance(flow.duplicated)) {
            put(arrives + 50us, frame);
            ++played_.flows.back().duplicates;
        }
    }

    /// RFC 4737: an arrival is out of order when a later one was there before it.
    void count_disorder() {
        std::stable_sort(answers_.begin(), answers_.end());
        std::uint64_t highest = 0;
        for (const auto& [at, sequence] : answers_) {
            played_.flows.back().out_of_order += sequence < highest ? 1 : 0;
            highest = std::max(highest, sequence);
        }
    }

    /// One connection, a request at a time; what is lost is sent again after 200, 400, 800 ms ...
    void play_tcp(const FlowPlan& flow) {
        constexpr std::size_t size = 100;
        const bool pushes = flow.traffic == Traffic::tcp_download_at_server ||
                            flow.traffic == Traffic::tcp_push_at_server ||
                            flow.traffic == Traffic::tcp_push_at_client;
        const bool answers = flow.traffic != Traffic::tcp_push_at_server &&
                             flow.traffic != Traffic::tcp_push_at_client;
        FlowTruth& truth = played_.flows.back();
        std::uint32_t sequence = 1000;
        Duration free = flow.begin;
        for (Duration slot = flow.begin; slot < flow.end; slot += flow.interval) {
            Duration at = std::max(slot + up_to(flow.jitter), free);
            if (any_contains(flow.sender_paused, at)) {
                continue;
            }
            Duration wait = first_retransmission;
            for (;; at += wait, wait *= 2) {
                if (at >= flow.end) {
                    return;
                }
                ++truth.sent;
                const bool lost = any_contains(flow.out_of_service, at);
                if (!lost || !is_behind(flow.traffic)) {
                    put(at, tcp_frame(pushes ? ends_of(flow, at).reversed() : ends_of(flow, at),
                                      sequence, 5000, packet::Tcp::ack | packet::Tcp::psh, size));
                }
                if (!lost) {
                    break;
                }
                ++truth.lost;
            }
            sequence += size;
            free = at + round_trip(flow, at);
            if (answers) {
                put(free, tcp_frame(pushes ? ends_of(flow, at) : ends_of(flow, at).reversed(), 5000,
                                    sequence, packet::Tcp::ack, 0));
            }
        }
    }

    void play_owners() {
        const dissect::IpAddress vip = vip_of(plan_);
        for (const OwnerPlan& owner : plan_.owners) {
            const MacAddress mac = Machine{owner.machine}.mac();
            if (owner.announces && owner.owns.from > Duration{}) {
                put_owners(owner, owner.owns.from, announcement_frame(mac, vip));
            }
            // Heartbeats to the group: signs of life that say nothing of the VIP.
            for (Duration at = up_to(heartbeat_interval); at < plan_.length;
                 at += heartbeat_interval) {
                if (at < owner.alive_until || at >= owner.alive_again) {
                    put_owners(owner, at,
                               question_frame(mac, Machine{owner.machine}.address(plan_.ipv6),
                                              Machine{1}.address(plan_.ipv6)));
                }
            }
        }
        if (plan_.asked_every <= Duration{}) {
            return;
        }
        for (Duration at = up_to(plan_.asked_every); at < plan_.length; at += plan_.asked_every) {
            put(at, question_frame(observer.mac(), observer.address(plan_.ipv6), vip));
            for (const OwnerPlan& owner : plan_.owners) {
                const Duration answered = at + 100us + up_to(100us);
                if (owner.owns.contains(answered)) {
                    put_owners(owner, answered,
                               answer_frame(Machine{owner.machine}.mac(), vip, observer.mac(),
                                            observer.address(plan_.ipv6)));
                }
            }
        }
    }

    const Plan& plan_;
    Rng& chance_;
    Played played_;
    std::vector<Stamped> frames_;
    std::vector<Stamped> far_frames_;
    std::vector<std::pair<Duration, std::uint64_t>> answers_;
};

}  // namespace

std::string to_string(Traffic traffic) {
    switch (traffic) {
        case Traffic::probe:
            return "probes";
        case Traffic::echo:
            return "ICMP echo";
        case Traffic::udp_pairs:
            return "UDP requests and answers";
        case Traffic::udp_one_way:
            return "UDP, one direction";
        case Traffic::probe_one_way:
            return "probes, one direction";
        case Traffic::tcp:
            return "a TCP connection";
        case Traffic::connects:
            return "TCP connects";
        case Traffic::tcp_at_server:
            return "a TCP connection, at the server";
        case Traffic::tcp_download_at_server:
            return "a download, at the server";
        case Traffic::tcp_push_at_server:
            return "a download, of the server's packets alone";
        case Traffic::tcp_push_at_client:
            return "a download, what arrives of it";
    }
    return "";
}

bool is_connection(Traffic traffic) {
    return traffic == Traffic::tcp || traffic == Traffic::tcp_at_server ||
           traffic == Traffic::tcp_download_at_server || traffic == Traffic::tcp_push_at_server ||
           traffic == Traffic::tcp_push_at_client;
}

bool is_behind(Traffic traffic) {
    return traffic == Traffic::tcp_at_server || traffic == Traffic::tcp_push_at_client;
}

dissect::IpAddress vip_of(const Plan& plan) {
    return vip_machine.address(plan.ipv6);
}

Played play(const Plan& plan, Rng& chance) {
    return Player(plan, chance).play();
}

}  // namespace holdfast::harness::timing::ground_truth
