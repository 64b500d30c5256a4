// SPDX-License-Identifier: Apache-2.0
// Goal: whatever happens in whatever order, no virtual service is ever held by two engines (INV-1),
// and when trouble ends every service is active on exactly one and standby on the other (LEG-3).
// Method: two played engines with queues of undelivered messages; random restarts, freezes, lost
// connections, orderly stops, switchovers, redistributions, controller restarts and delays.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <boost/json.hpp>
#include <deque>
#include <set>

#include "reference/controller/controller.h"

namespace holdfast::reference::controller {
namespace {

constexpr std::array engine_names{"se1", "se2"};

struct PlayedEngine {
    std::string name;
    ConnectionId connection = 0;  ///< 0: none
    std::uint64_t boot_id = 0;
    bool frozen = false;
    std::uint64_t generation = 0;
    std::set<std::string> active;
    std::deque<protocol::ToEngine> inbox;
};

class Pair {
  public:
    explicit Pair(bool distribute, bool auto_redistribute) {
        api("POST", "/api/serviceenginegroup",
            fmt::format(R"({{"name":"pair","ha_mode":"HA_MODE_LEGACY_ACTIVE_STANDBY",
                "distribute_load_active_standby":{},"auto_redistribute_active_standby_load":{}}})",
                        distribute, auto_redistribute));
        for (int i = 1; i <= 3; ++i) {
            api("POST", "/api/vsvip",
                fmt::format(
                    R"({{"name":"vip{}","vip":[{{"ip_address":{{"addr":"192.0.2.{}"}}}}]}})", i,
                    99 + i));
            api("POST", "/api/virtualservice",
                fmt::format(R"({{"name":"vs{}","vsvip_ref":"/api/vsvip/?name=vip{}",
                "se_group_ref":"/api/serviceenginegroup/?name=pair","services":[{{"port":80}}],
                "active_standby_se_tag":"ACTIVE_STANDBY_SE_{}"}})",
                            i, i, 1 + i % 2));
        }
        for (PlayedEngine& engine : engines_) {
            engine.name = engine_names.at(static_cast<std::size_t>(&engine - engines_.data()));
            restart(engine);
        }
    }

    void act(int action, std::size_t which) {
        PlayedEngine& engine = engines_[which];
        switch (action) {
            case 0:
            case 1:
            case 2:
                return deliver(engine);
            case 3:
                return restart(engine);
            case 4:
                return lose_connection(engine);
            case 5:
                return reconnect(engine);
            case 6:
                return freeze_until_detected(engine);
            case 7:
                return thaw(engine);
            case 8:
                return stop(engine);
            case 9:
                return api("POST", "/api/serviceengine/" + uuid("serviceengine", engine.name) +
                                       "/switchover");
            case 10:
                return api("POST",
                           "/api/virtualservice/" + uuid("virtualservice", "vs2") + "/switchover");
            case 11:
                return api("POST", "/api/serviceenginegroup/" + uuid("serviceenginegroup", "pair") +
                                       "/redistribute");
            case 12:
                return advance(700ms);
            default:
                return restart_controller();
        }
    }
    static constexpr int actions = 14;

    std::size_t owners(const std::string& service) const {
        return static_cast<std::size_t>(std::count_if(
            engines_.begin(), engines_.end(),
            [&](const PlayedEngine& engine) { return engine.active.contains(service); }));
    }

    void heal() {
        for (PlayedEngine& engine : engines_) {
            thaw(engine);
            if (engine.connection == 0) {
                engine.boot_id == 0 ? restart(engine) : reconnect(engine);
            }
        }
        for (int round = 0; round < 8; ++round) {
            for (PlayedEngine& engine : engines_) {
                while (!engine.inbox.empty()) {
                    deliver(engine);
                }
            }
            advance(1s);
        }
    }

    std::string overview() { return ask("/api/runtime"); }

  private:
    // ---- what happens to engines

    void deliver(PlayedEngine& engine) {
        if (engine.frozen || engine.inbox.empty()) {
            return;
        }
        const protocol::ToEngine message = engine.inbox.front();
        engine.inbox.pop_front();
        if (const auto* configure = std::get_if<protocol::Configure>(&message)) {
            apply(engine, configure->configuration);
            from(engine, protocol::ConfigurationApplied{configure->configuration.generation});
        } else if (const auto* echo = std::get_if<protocol::EchoRequest>(&message)) {
            from(engine, protocol::EchoResponse{echo->id});
        }
    }

    static void apply(PlayedEngine& engine, const protocol::EngineConfiguration& configuration) {
        RC_ASSERT(configuration.generation > engine.generation);
        engine.generation = configuration.generation;
        engine.active.clear();
        for (const auto& service : configuration.services) {
            if (service.role == protocol::Role::active) {
                engine.active.insert(service.name.text());
            }
        }
    }

    void restart(PlayedEngine& engine) {
        if (engine.frozen) {
            return;
        }
        engine.active.clear();
        engine.generation = 0;
        engine.boot_id = ++boots_;
        reconnect(engine);
    }

    void reconnect(PlayedEngine& engine) {
        if (engine.frozen || engine.boot_id == 0) {
            return;
        }
        engine.connection = ++connections_;
        engine.inbox.clear();
        step(input::EngineConnected{engine.connection, engine.name});
        from(engine,
             protocol::Register{
                 engine.name, "pair", engine.boot_id, "0.1.0", Ipv4Address{1},
                 std::vector<protocol::ServiceName>(engine.active.begin(), engine.active.end()),
                 engine.generation});
    }

    void lose_connection(PlayedEngine& engine) {
        if (engine.connection != 0 && !engine.frozen) {
            const ConnectionId lost = std::exchange(engine.connection, 0);
            engine.inbox.clear();
            step(input::EngineDisconnected{lost});
        }
    }

    // Its leases end long before its peer's suspicion and four echoes of 2 s are over.
    void freeze_until_detected(PlayedEngine& engine) {
        PlayedEngine& peer = engines_[&engine == engines_.data() ? 1 : 0];
        if (engine.frozen || peer.frozen || peer.connection == 0) {
            return;
        }
        engine.frozen = true;
        engine.active.clear();
        from(peer, protocol::PeerSuspected{engine.name, 10});
        for (int i = 0; i < 9; ++i) {
            while (!peer.inbox.empty()) {
                deliver(peer);
            }
            advance(1s);
        }
    }

    // It wakes: what waited for it is read before it claims anything again.
    void thaw(PlayedEngine& engine) {
        if (engine.frozen) {
            engine.frozen = false;
            reconnect(engine);
        }
    }

    // Goodbye; a stopped engine comes back with restart().
    void stop(PlayedEngine& engine) {
        if (engine.connection == 0 || engine.frozen) {
            return;
        }
        engine.active.clear();
        from(engine, protocol::Goodbye{});
        lose_connection(engine);
        engine.boot_id = 0;
    }

    void advance(Duration duration) {
        const Instant end = now_ + duration;
        while (controller_.next_timeout() && *controller_.next_timeout() <= end) {
            now_ = std::max(now_, *controller_.next_timeout());
            step(input::TimerFired{});
        }
        now_ = end;
    }

    void restart_controller() {
        Controller fresh({.uuid_seed = 3});
        RC_ASSERT(fresh.restore(records_).has_value());
        controller_ = std::move(fresh);
        for (PlayedEngine& engine : engines_) {
            engine.inbox.clear();
            engine.connection = 0;
        }
        for (PlayedEngine& engine : engines_) {
            reconnect(engine);
        }
    }

    // ---- the controller

    void from(PlayedEngine& engine, protocol::ToController message) {
        step(input::FromEngine{engine.connection, std::move(message)});
    }

    void step(const Input& input) {
        for (const Effect& effect : controller_.step(now_, input)) {
            if (const auto* sent = std::get_if<effect::SendToEngine>(&effect)) {
                for (PlayedEngine& engine : engines_) {
                    if (engine.connection == sent->connection) {
                        engine.inbox.push_back(sent->message);
                    }
                }
            } else if (const auto* save = std::get_if<effect::Commit>(&effect)) {
                controller::apply(records_, save->changes);
            }
        }
    }

    void api(const std::string& method, const std::string& path, const std::string& body = "") {
        step(input::ApiRequest{1, method, path, body});
    }

    std::string ask(const std::string& path) {
        std::string body;
        for (const Effect& effect : controller_.step(now_, input::ApiRequest{1, "GET", path, ""})) {
            if (const auto* response = std::get_if<effect::ApiResponse>(&effect)) {
                body = response->body;
            }
        }
        return body;
    }

    std::string uuid(const std::string& collection, const std::string& name) {
        const auto body = boost::json::parse(ask("/api/" + collection + "?name=" + name));
        return std::string(body.at("results").at(0).at("uuid").as_string());
    }

    Controller controller_{{.uuid_seed = 3}};
    Instant now_;
    std::array<PlayedEngine, 2> engines_;
    std::uint64_t boots_ = 0;
    ConnectionId connections_ = 0;
    Records records_;
};

RC_GTEST_PROP(ControllerInvariants, OneOwnerAlwaysAndEveryServiceServedAfterTrouble,
              (bool distribute, bool auto_redistribute)) {
    Pair pair(distribute, auto_redistribute);
    const auto steps = *rc::gen::container<std::vector<std::pair<int, std::size_t>>>(
        rc::gen::pair(rc::gen::inRange(0, Pair::actions), rc::gen::inRange<std::size_t>(0, 2)));
    for (const auto& [action, engine] : steps) {
        pair.act(action, engine);
        for (const char* service : {"vs1", "vs2", "vs3"}) {
            RC_ASSERT(pair.owners(service) <= 1U);
        }
    }
    pair.heal();
    for (const char* service : {"vs1", "vs2", "vs3"}) {
        RC_ASSERT(pair.owners(service) == 1U);
    }
    const auto overview = boost::json::parse(pair.overview());
    for (const auto& service : overview.at("services").as_array()) {
        RC_ASSERT(service.at("oper_state").as_string() == "OPER_UP");
        RC_ASSERT(service.at("active").as_array().size() == 1U);
        RC_ASSERT(service.at("standby").as_array().size() == 1U);
    }
}

}  // namespace
}  // namespace holdfast::reference::controller
