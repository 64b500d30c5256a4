// SPDX-License-Identifier: Apache-2.0
// The streams between simulated controllers: one that each side opens, and Hello first on both.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "harness/sim/program.h"
#include "reference/cluster/effects.h"

namespace holdfast::harness::sut::reference_sim {

class PeerStreams {
  public:
    static constexpr std::uint16_t port = 8444;

    /// None: the name cannot be resolved now.
    using Resolve = std::function<std::optional<Ipv4Address>(const std::string& host)>;

    PeerStreams(sim::ProgramContext& context, reference::cluster::Hello hello, Resolve resolve,
                std::function<void(const reference::cluster::Input&)> feed);

    void connect(const reference::cluster::effect::ConnectPeers& wanted);
    void send(const reference::cluster::MemberId& peer,
              const reference::cluster::PeerMessage& message);
    /// Before another core takes this one's place.
    void abort_all();
    /// True when the stream is one between controllers.
    bool take(const sim::StreamEvent& event);

  private:
    using MemberId = reference::cluster::MemberId;
    struct Wanted {
        reference::cluster::effect::ConnectPeers::Peer peer;
        std::optional<sim::StreamId> stream;
        bool open = false;
        Ipv4Address address{};  ///< where it was by its last resolution, or is
    };
    void dial(const MemberId& peer);
    void dial_later(const MemberId& peer);
    void heard(const sim::StreamEvent& event);
    void lost(sim::StreamId stream);
    void greeted(sim::StreamId stream, const reference::cluster::Hello& hello);
    void say_hello(sim::StreamId stream);

    sim::ProgramContext& context_;
    reference::cluster::Hello hello_;
    Resolve resolve_;
    std::function<void(const reference::cluster::Input&)> feed_;
    std::map<MemberId, Wanted> wanted_;
    std::map<sim::StreamId, MemberId> dialled_;
    std::map<sim::StreamId, std::optional<MemberId>> accepted_;
    std::map<MemberId, std::size_t> greeted_;  ///< streams on which the peer has said Hello
};

}  // namespace holdfast::harness::sut::reference_sim
