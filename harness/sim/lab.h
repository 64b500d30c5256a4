// SPDX-License-Identifier: Apache-2.0
// For tests of the simulated world: the legacy pair with puppets on its nodes, which do what a test
// tells them and remember what they hear.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/check.h"
#include "harness/packet/packet.h"
#include "harness/sim/sim_testbed.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::sim {

/// Echoes datagrams and lines, unless told to be quiet.
class Puppet : public Program {
  public:
    void start(ProgramContext& own) override { context = &own; }
    void receive(const Datagram& datagram) override {
        datagrams.push_back(datagram);
        if (echoes) {
            context->send_udp(datagram.to, datagram.from, datagram.payload);
        }
    }
    void stream(const StreamEvent& event) override {
        events.push_back(event);
        if (echoes && event.kind == StreamEvent::Kind::line) {
            context->send_line(event.stream, event.line);
        }
    }
    void answered(const PingAnswer&) override { ++ping_answers; }
    void carrier_changed(const std::string& segment, bool up) override {
        carriers.push_back(segment + (up ? " up" : " down"));
    }
    void shown(PacketShown& packet) override { packets.push_back(packet); }
    void terminate() override {
        terminated = true;
        context->exit();
    }

    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        for (const StreamEvent& event : events) {
            if (event.kind == StreamEvent::Kind::line) {
                all.push_back(event.line);
            }
        }
        return all;
    }
    bool heard(StreamEvent::Kind kind) const {
        return std::any_of(events.begin(), events.end(),
                           [&](const StreamEvent& event) { return event.kind == kind; });
    }

    ProgramContext* context = nullptr;
    bool echoes = false;
    bool terminated = false;
    int ping_answers = 0;
    std::vector<Datagram> datagrams;
    std::vector<StreamEvent> events;
    std::vector<std::string> carriers;
    std::vector<PacketShown> packets;
};

class Lab {
  public:
    explicit Lab(std::uint64_t seed = 1, std::vector<faults::Link> impairable = {})
        : Lab(BringUp{.impairable = std::move(impairable), .seed = seed}) {}
    explicit Lab(BringUp bring_up) : testbed_(legacy_pair(), std::move(bring_up)) {}

    static topology::Topology legacy_pair() {
        auto topology = topology::find_topology("legacy_pair");
        CHECK(bool(topology), "{}", topology.error().message);
        return *topology;
    }

    SimTestbed& operator*() { return testbed_; }
    SimTestbed* operator->() { return &testbed_; }

    /// Starts a puppet on the node (again, when one was killed there).
    Puppet& puppet(const std::string& node) {
        if (!puppets_.contains(node)) {
            CHECK(bool(testbed_.install(node,
                                        [this, node] {
                                            auto made = std::make_unique<Puppet>();
                                            puppets_[node] = made.get();
                                            return made;
                                        })),
                  "no node {}", node);
        }
        CHECK(bool(testbed_.start_programs(node)), "{} runs already", node);
        return *puppets_.at(node);
    }

    void run(Duration length) { testbed_.advance(testbed_.now() + length); }

    /// Its address on the segment.
    Ipv4Address address(const std::string& node, const std::string& segment) {
        return testbed_.topology().find(node)->address_on(segment)->address;
    }

    /// Ends the capture and counts its frames on the segment.
    template <class Matches>
    std::size_t count(const std::string& segment, Matches matches) {
        std::size_t found = 0;
        for (const capture::Capture& capture : testbed_.stop_capture().value()) {
            for (const capture::Frame& frame : capture.frames) {
                const auto packet = packet::decode(frame.bytes);
                EXPECT_TRUE(packet.has_value());
                found += capture.segment == segment && packet && matches(*packet) ? 1 : 0;
            }
        }
        return found;
    }

  private:
    SimTestbed testbed_;
    std::map<std::string, Puppet*> puppets_;
};

inline const Ipv4Address vip = parse_ipv4("192.0.2.100").value();

}  // namespace holdfast::harness::sim
