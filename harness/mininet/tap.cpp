// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/tap.h"

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <thread>

#include "base/bytes.h"
#include "harness/mininet/flood.h"
#include "harness/mininet/outbound_only.h"

namespace holdfast::harness::mininet {

namespace {

// Whole frames of a 1500-byte network, and a little more for what should not be there.
constexpr int snap_length = 1600;
// About 2,000 frames a port: 60 ms of the heaviest load that two cores can make (31,000 frames a
// second), when the reader below is not scheduled.
constexpr int ring_bytes = 4 << 20;
// The reader sleeps between looks instead of being woken by each frame: looking oftener would cost
// more than the frames do, and a sighting can wait for so long.
constexpr long look_interval_ns = 3'000'000;

struct ClosePcap {
    void operator()(pcap_t* handle) const { pcap_close(handle); }
};
using Handle = std::unique_ptr<pcap_t, ClosePcap>;

struct Stored {
    Instant at;
    std::size_t port = 0;
    std::size_t offset = 0;
    std::size_t size = 0;
};

/// One tapped port; frames of a segment share an arena.
struct Port {
    Handle handle;
    std::string name;
    std::size_t segment = 0;
    std::size_t number = 0;  ///< within the segment
};

struct Segment {
    Bytes arena;
    std::vector<Stored> frames;
    std::size_t ports = 0;
};

Result<Handle> open_port(const std::string& name) {
    char why[PCAP_ERRBUF_SIZE] = "";
    Handle handle(pcap_create(name.c_str(), why));
    if (!handle) {
        return failed(fmt::format("cannot tap {}: {}", name, why));
    }
    pcap_set_snaplen(handle.get(), snap_length);
    pcap_set_promisc(handle.get(), 0);  // a bridge port is promiscuous already
    pcap_set_immediate_mode(handle.get(), 1);
    pcap_set_buffer_size(handle.get(), ring_bytes);
    if (pcap_set_tstamp_precision(handle.get(), PCAP_TSTAMP_PRECISION_NANO) != 0) {
        return unsupported("libpcap has no nanosecond stamps");
    }
    if (pcap_activate(handle.get()) < 0) {
        return failed(fmt::format("cannot tap {}: {}", name, pcap_geterr(handle.get())));
    }
    // In the kernel, so that frames from the node do not use up the ring; in libpcap, for those
    // that came before the kernel knew.
    if (!deliver_outbound_only(pcap_fileno(handle.get())) ||
        pcap_setdirection(handle.get(), PCAP_D_OUT) != 0) {
        return failed("cannot tell the direction of frames on " + name);
    }
    if (pcap_setnonblock(handle.get(), 1, why) != 0) {
        return failed(fmt::format("cannot tap {}: {}", name, why));
    }
    return handle;
}

bool gratuitous(std::span<const std::uint8_t> frame) {
    // Ethernet 14, then ARP: sender address at 14 in it, target address at 24.
    return frame.size() >= 42 && frame[12] == 0x08 && frame[13] == 0x06 &&
           std::equal(frame.begin() + 28, frame.begin() + 32, frame.begin() + 38);
}

MacAddress sender_of(std::span<const std::uint8_t> frame) {
    MacAddress mac;
    std::copy_n(frame.begin() + 6, mac.octets.size(), mac.octets.begin());
    return mac;
}

capture::Capture without_copies(const std::string& name, Segment& segment) {
    std::stable_sort(segment.frames.begin(), segment.frames.end(),
                     [](const Stored& a, const Stored& b) { return a.at < b.at; });
    capture::Capture capture{name, {}};
    Flood flood;
    for (const Stored& stored : segment.frames) {
        const std::span<const std::uint8_t> bytes(segment.arena.data() + stored.offset,
                                                  stored.size);
        if (flood.first_sight(stored.at, stored.port, bytes)) {
            capture.frames.push_back({stored.at, Bytes(bytes.begin(), bytes.end())});
        }
    }
    return capture;
}

}  // namespace

struct Tap::State {
    Plan plan;
    std::vector<Port> ports;
    std::vector<pollfd> sockets;  ///< of the ports, in their order
    std::vector<Segment> segments;
    std::thread reader;
    std::atomic<bool> ending{false};
    std::uint64_t drops = 0;
    std::string trouble;

    std::mutex sightings_mutex;
    std::vector<faults::Sighting> sightings;
    // For the sightings alone, which cannot wait for the sorted whole. Its frames are copies with a
    // life of their own, dropped when they are older than any flood.
    std::vector<Flood> garp_floods;
    std::vector<std::pair<Instant, std::unique_ptr<Bytes>>> garp_frames;

    void take(const Port& port, const pcap_pkthdr& header, const u_char* bytes);
    void sight(const Port& port, Instant at, std::span<const std::uint8_t> frame);
    bool look();
    void read_until_ended();
    Result<void> open(const NetNamespace& where, const Layout& layout);
    void close();
};

void Tap::State::take(const Port& port, const pcap_pkthdr& header, const u_char* bytes) {
    // The "microseconds" are nanoseconds: asked for in open_port.
    const Instant at(std::chrono::seconds(header.ts.tv_sec) +
                     std::chrono::nanoseconds(header.ts.tv_usec) - plan.epoch);
    Segment& segment = segments[port.segment];
    segment.frames.push_back({at, port.number, segment.arena.size(), header.caplen});
    segment.arena.insert(segment.arena.end(), bytes, bytes + header.caplen);
    const std::span<const std::uint8_t> frame(bytes, header.caplen);
    if (gratuitous(frame)) {
        sight(port, at, frame);
    }
}

void Tap::State::sight(const Port& port, Instant at, std::span<const std::uint8_t> frame) {
    std::erase_if(garp_frames, [&](const auto& kept) { return at - kept.first > 1s; });
    garp_frames.emplace_back(at, std::make_unique<Bytes>(frame.begin(), frame.end()));
    if (!garp_floods[port.segment].first_sight(at, port.number, *garp_frames.back().second)) {
        return;
    }
    const MacAddress sender = sender_of(frame);
    const auto node = plan.node_of.find(sender);
    const std::lock_guard lock(sightings_mutex);
    sightings.push_back({faults::Sighting::Kind::gratuitous_arp,
                         node == plan.node_of.end() ? to_string(sender) : node->second, at});
}

/// One round over the ports that have something; true when anything was there. One question for all
/// of them: libpcap asks for each by itself, some twenty ports three hundred times a second.
bool Tap::State::look() {
    struct Context {
        State* state;
        const Port* port;
    };
    if (poll(sockets.data(), sockets.size(), 0) <= 0) {
        return false;
    }
    bool any = false;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        if (sockets[i].revents == 0) {
            continue;
        }
        const Port& port = ports[i];
        Context context{this, &port};
        const int count = pcap_dispatch(
            port.handle.get(), -1,
            [](u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
                const auto* to = reinterpret_cast<Context*>(user);
                to->state->take(*to->port, *header, bytes);
            },
            reinterpret_cast<u_char*>(&context));
        if (count == PCAP_ERROR && trouble.empty()) {
            const std::string why = pcap_geterr(port.handle.get());
            // A port that a fault set down says so once, and goes on when it is up again.
            if (why.find("went down") == std::string::npos) {
                trouble = fmt::format("capture on {}: {}", port.name, why);
            }
        }
        any = any || count > 0;
    }
    return any;
}

void Tap::State::read_until_ended() {
    while (!ending) {
        look();
        const timespec pause{0, look_interval_ns};
        clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
    }
    while (look()) {  // what arrived before the end is still in the rings
    }
    for (const Port& port : ports) {
        pcap_stat counters{};
        if (pcap_stats(port.handle.get(), &counters) == 0) {
            drops += counters.ps_drop;
        }
    }
}

/// Opens and closes all ports at once: each waits in the kernel for a grace period of some 10 ms,
/// and those that wait together share one.
Result<void> Tap::State::open(const NetNamespace& where, const Layout& layout) {
    std::vector<std::future<Result<Handle>>> opening;
    for (const Attachment& a : layout.attachments) {
        const auto segment = static_cast<std::size_t>(
            std::find(plan.segments.begin(), plan.segments.end(), a.link.segment) -
            plan.segments.begin());
        ports.push_back({nullptr, a.port, segment, segments[segment].ports++});
        opening.push_back(std::async(std::launch::async, [&]() -> Result<Handle> {
            if (auto entered = where.enter(); !entered) {
                return entered.error();
            }
            return open_port(a.port);
        }));
    }
    Result<void> outcome = success;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        Result<Handle> opened = opening[i].get();
        if (opened) {
            ports[i].handle = std::move(opened.value());
            sockets.push_back({pcap_fileno(ports[i].handle.get()), POLLIN, 0});
        } else {
            outcome = opened.error();
        }
    }
    return outcome;
}

void Tap::State::close() {
    std::vector<std::future<void>> closing;
    for (Port& port : ports) {
        closing.push_back(std::async(std::launch::async, [&port] { port.handle.reset(); }));
    }
    closing.clear();  // waits for each
    ports.clear();
    sockets.clear();
}

Tap::Tap(std::unique_ptr<State> state) : state_(std::move(state)) {}

Tap::~Tap() {
    state_->ending = true;
    if (state_->reader.joinable()) {
        state_->reader.join();
    }
    state_->close();
}

Result<std::unique_ptr<Tap>> Tap::start(const NetNamespace& where, const Layout& layout,
                                        Plan plan) {
    auto state = std::make_unique<State>();
    state->plan = std::move(plan);
    state->segments.resize(state->plan.segments.size());
    state->garp_floods.resize(state->plan.segments.size());
    if (auto opened = state->open(where, layout); !opened) {
        return opened.error();
    }
    State* raw = state.get();
    state->reader = std::thread([raw] { raw->read_until_ended(); });
    return std::unique_ptr<Tap>(new Tap(std::move(state)));
}

std::vector<faults::Sighting> Tap::new_sightings() {
    const std::lock_guard lock(state_->sightings_mutex);
    return std::exchange(state_->sightings, {});
}

Result<std::vector<capture::Capture>> Tap::stop() {
    state_->ending = true;
    if (state_->reader.joinable()) {
        state_->reader.join();
    }
    state_->close();
    if (!state_->trouble.empty()) {
        return failed(state_->trouble);
    }
    std::vector<capture::Capture> captures;
    for (std::size_t i = 0; i < state_->segments.size(); ++i) {
        captures.push_back(without_copies(state_->plan.segments[i], state_->segments[i]));
    }
    return captures;
}

std::uint64_t Tap::drops() const {
    return state_->drops;
}

}  // namespace holdfast::harness::mininet
