// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "harness/sim/kernel.h"
#include "harness/sim/network.h"
#include "harness/sim/process.h"

namespace holdfast::harness::sim {

Instant ProgramContext::now() const {
    return process_.kernel.clock.monotonic(process_.kernel.network().now);
}

Instant ProgramContext::wall_clock() const {
    return process_.kernel.clock.wall(process_.kernel.network().now);
}

double ProgramContext::processor_load() const {
    return process_.kernel.processor.share();
}

const std::string& ProgramContext::node() const {
    return process_.kernel.name();
}

std::uint64_t ProgramContext::boot_number() const {
    return process_.boot_number;
}

Rng ProgramContext::rng() const {
    return process_.kernel.network().chance.fork(
        fmt::format("{} on {}, start {}", process_.purpose, node(), boot_number()));
}

std::optional<Ipv4Address> ProgramContext::resolve(const std::string& host) const {
    const auto& hosts = process_.kernel.network().hosts;
    const auto found = hosts.find(host);
    return found == hosts.end() || !process_.kernel.host_names ? std::nullopt
                                                               : std::optional(found->second);
}

TimerId ProgramContext::set_timer(Instant at, std::function<void()> call) {
    return process_.set_timer(at, std::move(call));
}

void ProgramContext::cancel_timer(TimerId timer) {
    process_.cancel_timer(timer);
}

// A program that was killed inside its own call, as by a write that never returned, comes back from
// it; what it still asks for does not happen.
std::optional<std::uint16_t> ProgramContext::bind_udp(std::uint16_t port) {
    if (!process_.alive) {
        return std::nullopt;
    }
    return process_.kernel.bind_udp(process_, port);
}

void ProgramContext::close_udp(std::uint16_t port) {
    process_.kernel.close_udp(process_, port);
}

bool ProgramContext::send_udp(Endpoint from, Endpoint to, Bytes payload) {
    return process_.alive &&
           process_.kernel.send(
               {from.address, to.address, 64, packet::Udp{from.port, to.port, std::move(payload)}});
}

bool ProgramContext::listen(std::uint16_t port) {
    return process_.alive && process_.kernel.tcp().listen(process_, port);
}

void ProgramContext::stop_listening(std::uint16_t port) {
    process_.kernel.tcp().stop_listening(process_, port);
}

StreamId ProgramContext::connect(Endpoint to, Endpoint from) {
    return process_.alive ? process_.kernel.tcp().connect(process_, to, from) : StreamId{0};
}

Endpoint ProgramContext::local_end(StreamId stream) const {
    return process_.kernel.tcp().local_end(stream);
}

void ProgramContext::notice_dead_peer(StreamId stream, Duration limit) {
    process_.kernel.tcp().notice_dead_peer(process_, stream, limit);
}

void ProgramContext::send_line(StreamId stream, std::string_view line) {
    process_.kernel.tcp().send(process_, stream, line);
}

void ProgramContext::close(StreamId stream) {
    process_.kernel.tcp().close(process_, stream);
}

void ProgramContext::abort(StreamId stream) {
    process_.kernel.tcp().abort(process_, stream);
}

void ProgramContext::add_address(Ipv4Address address, std::optional<Duration> lease,
                                 const std::string& fallback_segment, bool answered) {
    if (process_.alive) {
        process_.kernel.add_address(process_, address, lease, fallback_segment, answered);
    }
}

MacAddress ProgramContext::hardware_address(const std::string& segment) const {
    const auto interface = process_.kernel.interface_on(segment);
    return interface ? process_.kernel.mac(*interface) : MacAddress{};
}

void ProgramContext::show_packets(PacketsShown wanted) {
    if (process_.alive) {
        process_.kernel.show_packets(process_, std::move(wanted));
    }
}

void ProgramContext::deliver(packet::Ipv4 packet) {
    if (process_.alive) {
        process_.kernel.deliver(std::move(packet));
    }
}

void ProgramContext::send_on(std::size_t interface, const MacAddress& to, packet::Ipv4 packet) {
    if (process_.alive) {
        process_.kernel.transmit(interface, to, std::move(packet));
    }
}

void ProgramContext::use_virtual_mac(std::optional<MacAddress> mac,
                                     std::vector<Ipv4Address> addresses) {
    if (process_.alive) {
        process_.kernel.use_virtual_mac(process_, mac, std::move(addresses));
    }
}

void ProgramContext::set_ip_forwarding(bool on) {
    if (process_.alive) {
        process_.kernel.ip_forwarding = on;
    }
}

void ProgramContext::remove_address(Ipv4Address address) {
    if (process_.alive) {
        process_.kernel.remove_address(address);
    }
}

bool ProgramContext::has_address(Ipv4Address address) const {
    return process_.kernel.is_local(address);
}

void ProgramContext::announce(Ipv4Address address, const std::string& fallback_segment) {
    if (process_.alive) {
        process_.kernel.announce(address, fallback_segment);
    }
}

void ProgramContext::ping(Ipv4Address to, std::uint16_t identifier, std::uint16_t sequence,
                          Ipv4Address from) {
    if (process_.alive) {
        process_.kernel.ping(process_, from, to, identifier, sequence);
    }
}

void ProgramContext::ask_owner(const std::string& segment, Ipv4Address address) {
    Kernel& kernel = process_.kernel;
    const auto interface = kernel.interface_on(segment);
    if (process_.alive && interface) {
        kernel.send_arp_request(*interface, MacAddress::all_ones(), kernel.address_of(*interface),
                                address);
    }
}

void ProgramContext::ask_other_owners(Ipv4Address address, const std::string& fallback_segment) {
    if (process_.alive) {
        process_.kernel.ask_other_owners(process_, address, fallback_segment);
    }
}

bool ProgramContext::carrier(const std::string& segment) const {
    const auto interface = process_.kernel.interface_on(segment);
    return interface && process_.kernel.carrier(*interface);
}

bool ProgramContext::call(const std::function<void()>& work) {
    return process_.call(work);
}

void ProgramContext::exit() {
    process_.exit();
}

}  // namespace holdfast::harness::sim
