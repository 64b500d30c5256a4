// SPDX-License-Identifier: Apache-2.0
// What a service engine's core takes in and what it asks its surroundings to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/address.h"
#include "base/time.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::engine {

namespace input {

/// next_timeout() has come.
struct TimerFired {};
struct ControllerConnected {};
struct ControllerDisconnected {};
struct FromController {
    protocol::ToEngine message;
};
struct FromPeer {
    protocol::Heartbeat heartbeat;
};
/// The outcome of a CheckServer effect.
struct ServerChecked {
    protocol::ServerEndpoint server;
    bool passed = false;
    std::string monitor{};  ///< name
};
/// Another node answered an AskOwner: it has this address too.
struct ForeignAnswer {
    Ipv4Address address;
};
/// The gateway answered an AskGateway.
struct GatewayAnswered {
    Ipv4Address gateway;
    std::uint16_t sequence = 0;
};
/// The VIP interface lost its carrier, or has one again; it has one at the start.
struct DataLinkChanged {
    bool up = false;
};
/// How busy the machine and the services were; the controller is to know.
struct LoadTaken {
    protocol::LoadMeasured load;
};
/// Orderly stop (SIGTERM).
struct StopRequested {};

}  // namespace input

using Input = std::variant<input::TimerFired, input::ControllerConnected,
                           input::ControllerDisconnected, input::FromController, input::FromPeer,
                           input::ServerChecked, input::ForeignAnswer, input::GatewayAnswered,
                           input::DataLinkChanged, input::LoadTaken, input::StopRequested>;

namespace effect {

/// Hold this address now; an address that is held already is renewed, and answered for as
/// `answered` says from now on. It must vanish with the engine: at once when its process ends, and
/// within `lease` when the engine hangs (the core renews by repeating the effect). Without a lease
/// the address is permanent; the reference always sets one.
struct AddAddress {
    Ipv4Address address;
    std::optional<Duration> lease;
    /// Whether ARP requests for it are answered. A secondary holds the VIP only to serve what the
    /// primary sends it (SCL-1).
    bool answered = true;
    bool operator==(const AddAddress&) const = default;
};
/// The address is not held here when this effect has been carried out.
struct RemoveAddress {
    Ipv4Address address;
    bool operator==(const RemoveAddress&) const = default;
};
/// One gratuitous ARP for the address, on the interface whose subnet holds it, or else on the VIP
/// interface (LEG-8).
struct AnnounceAddress {
    Ipv4Address address;
    bool operator==(const AnnounceAddress&) const = default;
};
/// The node passes on packets of others, or not: FIP-14. These addresses are answered for and
/// announced under this MAC when they are held (FIP-11); without one, and all others, under those
/// of the node's interfaces. It replaces the one before whole; in the beginning there is nothing.
struct SetRouting {
    bool forward = false;
    std::optional<MacAddress> virtual_mac{};
    std::vector<Ipv4Address> addresses{};
    bool operator==(const SetRouting&) const = default;
};
/// One ARP request for the address, from the engine's own address, where it would be announced.
/// Answers of other nodes come back as input::ForeignAnswer, one by one.
struct AskOwner {
    Ipv4Address address;
    bool operator==(const AskOwner&) const = default;
};
/// One ICMP echo request to the gateway, by the route that leads there. Its reply comes back as
/// input::GatewayAnswered; where no route leads, nothing happens.
struct AskGateway {
    Ipv4Address gateway;
    std::uint16_t sequence = 0;
    bool operator==(const AskGateway&) const = default;
};
/// Accept this service's traffic and forward it to its servers; or take over its changed pool,
/// ports or instances. With several instances, as their primary spread new flows over them.
struct OpenService {
    protocol::PlacedService service;
    bool operator==(const OpenService&) const = default;
};
/// Accept no more, end its connections.
struct CloseService {
    protocol::ServiceName service;
    bool operator==(const CloseService&) const = default;
};
/// The data path sends new connections only to servers that are up.
struct SetServerState {
    protocol::ServerEndpoint server;
    bool up = false;
    bool operator==(const SetServerState&) const = default;
};
/// The spreading of flows counts on this engine, or does so no longer (SCL-8).
struct SetPeerHeard {
    protocol::EngineName peer;
    bool heard = false;
    bool operator==(const SetPeerHeard&) const = default;
};
/// Whom this engine asks whose a flow is, and how, and whom it tells where clients are at home,
/// from now on (SCL-12, LEG-36).
struct SetFlowPeers {
    std::vector<protocol::Peer> peers;
    protocol::FlowProbes probes;
    bool operator==(const SetFlowPeers&) const = default;
};
/// Probe the server once, answer with input::ServerChecked within the monitor's receive_timeout.
struct CheckServer {
    protocol::ServerEndpoint server;
    model::HealthMonitor monitor;
    std::optional<Ipv4Address> source;  ///< LEG-23; none: the interface's own address
    bool operator==(const CheckServer&) const = default;
};
struct SendHeartbeat {
    Ipv4Address to;
    protocol::Heartbeat heartbeat;
    bool operator==(const SendHeartbeat&) const = default;
};
struct SendToController {
    protocol::ToController message;
    bool operator==(const SendToController&) const = default;
};
/// A line for the log, subject first: "se2 takes over vs1, ...".
struct Note {
    std::string text;
    bool operator==(const Note&) const = default;
};
/// The orderly stop is complete.
struct Exit {
    bool operator==(const Exit&) const = default;
};

}  // namespace effect

using Effect =
    std::variant<effect::AddAddress, effect::RemoveAddress, effect::AnnounceAddress,
                 effect::SetRouting, effect::AskOwner, effect::AskGateway, effect::OpenService,
                 effect::CloseService, effect::SetServerState, effect::SetPeerHeard,
                 effect::SetFlowPeers, effect::CheckServer, effect::SendHeartbeat,
                 effect::SendToController, effect::Note, effect::Exit>;
using Effects = std::vector<Effect>;

}  // namespace holdfast::reference::engine
