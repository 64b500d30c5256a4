// SPDX-License-Identifier: Apache-2.0
// How fast the simulation is: virtual seconds and events for each second of processor time, with a
// UDP and TCP balancer of a few lines as the system under test. Prints figures, asserts nothing.
#include <fmt/format.h>

#include <ctime>
#include <map>
#include <memory>

#include "base/check.h"
#include "harness/sim/sim_testbed.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::sim {
namespace {

/// Forwards datagrams and lines for its VIPs to one server, from its own address.
class TinyBalancer : public Program {
  public:
    TinyBalancer(std::vector<Ipv4Address> vips, Ipv4Address server)
        : vips_(std::move(vips)), server_(server) {}

    void start(ProgramContext& context) override {
        context_ = &context;
        context.bind_udp(5000);
        context.listen(5001);
        renew();
        for (const Ipv4Address vip : vips_) {
            context.announce(vip, "front");
        }
    }
    void receive(const Datagram& datagram) override {
        if (datagram.to.port != 5000) {
            const auto& [client, vip] = flows_.at(datagram.to.port);
            context_->send_udp(vip, client, datagram.payload);
            return;
        }
        auto [port, first] = ports_.try_emplace({datagram.from, datagram.to}, std::uint16_t{0});
        if (first) {
            port->second = context_->bind_udp(0).value_or(0);
            flows_[port->second] = {datagram.from, datagram.to};
        }
        context_->send_udp({{}, port->second}, {server_, 5000}, datagram.payload);
    }
    void stream(const StreamEvent& event) override {
        switch (event.kind) {
            case StreamEvent::Kind::accepted:
                join(event.stream, context_->connect({server_, 5001}));
                break;
            case StreamEvent::Kind::opened:
                break;
            case StreamEvent::Kind::line:
                if (const auto other = others_.find(event.stream); other != others_.end()) {
                    context_->send_line(other->second, event.line);
                }
                break;
            default:
                if (const auto other = others_.find(event.stream); other != others_.end()) {
                    context_->close(other->second);
                    others_.erase(other->second);
                    others_.erase(event.stream);
                }
        }
    }
    void terminate() override { context_->exit(); }

  private:
    void renew() {
        for (const Ipv4Address vip : vips_) {
            context_->add_address(vip, 2s, "front");
        }
        context_->set_timer(context_->now() + 500ms, [this] { renew(); });
    }
    void join(StreamId a, StreamId b) {
        others_[a] = b;
        others_[b] = a;
    }

    std::vector<Ipv4Address> vips_;
    Ipv4Address server_;
    ProgramContext* context_ = nullptr;
    std::map<std::pair<Endpoint, Endpoint>, std::uint16_t> ports_;
    std::map<std::uint16_t, std::pair<Endpoint, Endpoint>> flows_;
    std::map<StreamId, StreamId> others_;
};

void measure(const std::string& what, int flows, bool connections, bool questions, bool capture,
             Duration length) {
    const auto topology = topology::find_topology("legacy_pair").value();
    const std::vector<Ipv4Address> vips(topology.vips.begin(), topology.vips.begin() + 2);
    const Ipv4Address server =
        topology.with_role(topology::NodeRole::server).front()->interfaces.front().address.address;
    SimTestbed testbed(topology, {});
    CHECK(
        bool(testbed.install("se1", [&] { return std::make_unique<TinyBalancer>(vips, server); })),
        "no se1");
    CHECK(bool(testbed.start_programs("se1")), "se1 does not start");
    if (capture) {
        CHECK(bool(testbed.start_capture()), "no capture");
    }
    WorkloadRequest request;
    request.workload.flows = flows;
    request.workload.connections = connections ? 2 : 0;
    request.workload.connection_interval = connections ? Duration(50ms) : Duration(0);
    for (const Ipv4Address vip : vips) {
        scenario::VirtualServiceSpec service;
        service.name = to_string(vip);
        service.vip = vip;
        service.tcp_port = connections ? 5001 : 0;
        request.services.push_back(service);
        if (questions) {
            request.watched.push_back({"front", vip});
        }
    }
    if (flows > 0) {
        CHECK(bool(testbed.start_workload(request)), "no workload");
    }
    const std::clock_t began = std::clock();
    testbed.advance(Instant(length));
    const double took = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    fmt::print("{:<58} {:>9.0f} x real time {:>6.2f} M events/s {:>9} events\n", what,
               seconds(length) / took, static_cast<double>(testbed.events()) / took / 1e6,
               testbed.events());
}

void measure_all() {
    measure("16 flows of 100/s", 16, false, false, false, 100s);
    measure("16 flows of 100/s, capture", 16, false, false, true, 30s);
    measure("16 flows of 100/s, TCP, owner questions", 16, true, true, false, 100s);
    measure("16 flows of 100/s, TCP, owner questions, capture", 16, true, true, true, 30s);
    measure("without load", 0, false, false, false, 100000s);
}

}  // namespace
}  // namespace holdfast::harness::sim

int main() {
    holdfast::harness::sim::measure_all();
}
