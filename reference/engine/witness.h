// SPDX-License-Identifier: Apache-2.0
// Watches an engine's effects and keeps its own account of what is held. Each invariant stands
// under its sentence. For tests.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "reference/engine/driven_engine.h"

namespace holdfast::reference::engine {

class Witness {
  public:
    explicit Witness(Duration address_lease) : lease_(address_lease) {}

    /// Broken invariants are collected; empty is good.
    const std::vector<std::string>& complaints() const { return complaints_; }
    const std::map<Ipv4Address, Instant>& held() const { return held_; }
    /// Of them, those that are answered for.
    const std::set<Ipv4Address>& answered() const { return answered_; }
    /// Checks without an answer.
    /// Probes under way: of which server, by which monitor.
    using Probe = std::pair<protocol::ServerEndpoint, std::string>;
    const std::set<Probe>& checks() const { return checks_; }

    void saw(const input::FromController& from) {
        if (const auto* configure = std::get_if<protocol::Configure>(&from.message)) {
            given_[configure->configuration.generation] = configure->configuration;
        } else if (std::holds_alternative<protocol::RegistrationRefused>(from.message)) {
            in_force_.reset();
        }
    }
    void saw_stop() { in_force_.reset(); }
    /// The answer to a check is on its way.
    void saw(const input::ServerChecked& checked) {
        checks_.erase({checked.server, checked.monitor});
    }

    /// All effects of one step.
    void saw(const std::vector<TimedEffect>& step) {
        expired_ = std::any_of(held_.begin(), held_.end(), [&](const auto& entry) {
            return !step.empty() && step.front().at - entry.second >= lease_;
        });
        takes_began_ = false;
        for (const TimedEffect& timed : step) {
            std::visit([&](const auto& effect) { see(timed.at, effect); }, timed.effect);
        }
        require(!expired_, "an address whose lease ran out was kept");
        require(addresses() == wanted_addresses(),
                "addresses held are those of active services and the floating addresses");
        require(answered_ == wanted_answers(),
                "addresses answered for are those of active services, all sources and floating "
                "addresses (SCL-1)");
        require(open_ == wanted_services(), "services open are those that are served in force");
    }

  private:
    void require(bool holds, const std::string& sentence) {
        if (!holds) {
            complaints_.push_back(sentence);
        }
    }

    void see(Instant at, const effect::AddAddress& add) {
        require(add.lease == lease_, "every address is held under the lease");
        const bool hushed = answered_.contains(add.address) && !add.answered;
        require(!hushed || !takes_began_, "releases come before takes");
        takes_began_ = takes_began_ || !held_.contains(add.address) ||
                       (add.answered && !answered_.contains(add.address));
        held_[add.address] = at;
        if (add.answered) {
            answered_.insert(add.address);
        } else {
            answered_.erase(add.address);
        }
    }
    void see(Instant, const effect::RemoveAddress& remove) {
        require(held_.erase(remove.address) == 1, "only what is held is removed");
        answered_.erase(remove.address);
        require(!takes_began_, "releases come before takes");
    }
    void see(Instant, const effect::AnnounceAddress& announce) {
        require(answered_.contains(announce.address),
                "only what is held and answered for is announced (LEG-27, SCL-1)");
    }
    void see(Instant, const effect::OpenService& open) {
        require(held_.contains(open.service.vip), "a service opens when its VIP is here");
        require(open.service.role == protocol::Role::active || open.service.instances.size() > 1,
                "only services open that are active or served by several (LEG-4)");
        open_[open.service.name] = open.service;
    }
    void see(Instant, const effect::CloseService& close) {
        require(open_.erase(close.service) == 1, "only what is open is closed");
        require(!takes_began_, "releases come before takes");
    }
    void see(Instant, const effect::CheckServer& check) {
        require(checks_.insert({check.server, check.monitor.name}).second,
                "two checks of one server by one monitor never overlap");
        require(!check.source || held_.contains(*check.source),
                "probes leave from an address that is here (LEG-23)");
    }
    void see(Instant, const effect::SendHeartbeat& sent) {
        require(sent.heartbeat.sequence == ++heartbeats_, "heartbeats are numbered one by one");
    }
    void see(Instant, const effect::SendToController& sent) {
        if (const auto* applied = std::get_if<protocol::ConfigurationApplied>(&sent.message)) {
            require(!in_force_ || applied->generation >= in_force_->generation, "generations grow");
            if (!in_force_ || applied->generation != in_force_->generation) {
                in_force_ = given_.at(applied->generation);
            }
        }
    }
    void see(Instant, const effect::Note& note) {
        if (note.text.find("gives up its addresses") != std::string::npos) {
            in_force_.reset();
            expired_ = false;
        }
    }
    void see(Instant, const effect::AskOwner& ask) {
        require(answered_.contains(ask.address),
                "only what is held and answered for is asked for (HDL-10)");
    }
    void see(Instant, const effect::SetRouting&) {}
    void see(Instant, const effect::AskGateway& ask) {
        const auto watched = in_force_.value_or(protocol::EngineConfiguration{}).gateways;
        require(std::any_of(watched.begin(), watched.end(),
                            [&](const auto& one) { return one.gateway == ask.gateway; }),
                "only a gateway of the configuration in force is asked (GW-1)");
    }
    void see(Instant, const effect::SetServerState&) {}
    void see(Instant, const effect::SetPeerHeard& set) {
        require(
            set.heard ? passed_over_.erase(set.peer) == 1 : passed_over_.insert(set.peer).second,
            "spreading is told of changes");
    }
    void see(Instant, const effect::SetFlowPeers&) {}
    void see(Instant, const effect::Exit&) {
        require(held_.empty() && open_.empty(), "an orderly stop leaves nothing behind");
    }

    std::set<Ipv4Address> addresses() const {
        std::set<Ipv4Address> out;
        for (const auto& [address, renewed] : held_) {
            out.insert(address);
        }
        return out;
    }
    std::map<protocol::ServiceName, protocol::PlacedService> wanted_services() const {
        std::map<protocol::ServiceName, protocol::PlacedService> out;
        for (const auto& service : in_force_.value_or(protocol::EngineConfiguration{}).services) {
            if (service.role == protocol::Role::active || service.instances.size() > 1) {
                out[service.name] = service;
            }
        }
        return out;
    }
    std::set<Ipv4Address> wanted_answers() const {
        std::set<Ipv4Address> out = wanted_addresses();
        for (const auto& [name, service] : wanted_services()) {
            out.erase(service.vip);
        }
        for (const auto& [name, service] : wanted_services()) {
            if (service.role == protocol::Role::active) {
                out.insert(service.vip);
            }
            out.insert(service.snat_ips.begin(), service.snat_ips.end());
        }
        if (in_force_) {
            out.insert(in_force_->floating_ips.begin(), in_force_->floating_ips.end());
        }
        return out;
    }
    std::set<Ipv4Address> wanted_addresses() const {
        std::set<Ipv4Address> out;
        for (const auto& [name, service] : wanted_services()) {
            out.insert(service.vip);
            out.insert(service.snat_ips.begin(), service.snat_ips.end());
        }
        if (in_force_) {
            out.insert(in_force_->floating_ips.begin(), in_force_->floating_ips.end());
        }
        return out;
    }

    Duration lease_;
    std::map<std::uint64_t, protocol::EngineConfiguration> given_;
    std::optional<protocol::EngineConfiguration> in_force_;
    std::map<Ipv4Address, Instant> held_;  ///< when renewed last
    std::set<Ipv4Address> answered_;
    std::set<protocol::EngineName> passed_over_;
    std::map<protocol::ServiceName, protocol::PlacedService> open_;
    std::set<Probe> checks_;
    std::uint64_t heartbeats_ = 0;
    bool takes_began_ = false;
    bool expired_ = false;
    std::vector<std::string> complaints_;
};

}  // namespace holdfast::reference::engine
