// SPDX-License-Identifier: Apache-2.0
// Goal: whatever an engine hears and however long it sleeps, it holds exactly what the
// configuration in force gives it. Method: random inputs, and a witness that keeps its own account.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "reference/engine/driven_engine.h"
#include "reference/engine/witness.h"

namespace holdfast::reference::engine {
namespace {

Ipv4Address address(std::uint32_t last) {
    return {0xC0000200U + last};  // 192.0.2.0/24
}

// Few names and addresses, so that services meet on them.
protocol::PlacedService any_service(const protocol::ServiceName& name) {
    protocol::PlacedService service;
    service.name = name;
    service.vip = address(*rc::gen::inRange(100U, 103U));
    if (*rc::gen::arbitrary<bool>()) {
        service.snat_ips = {address(*rc::gen::inRange(102U, 105U))};
    }
    service.ports = {{.port = *rc::gen::element<std::uint16_t>(5001, 5002)}};
    service.pool.name = *rc::gen::element<std::string>("p", "q");
    service.pool.servers = {{address(*rc::gen::inRange(21U, 23U)), 5001}};
    if (*rc::gen::arbitrary<bool>()) {
        service.pool.health_monitors = {{.name = *rc::gen::element<std::string>("m1", "m2"),
                                         .send_interval = *rc::gen::inRange(1U, 4U),
                                         .failed_checks = 2,
                                         .successful_checks = 2}};
    }
    service.role = *rc::gen::element(protocol::Role::active, protocol::Role::standby);
    if (*rc::gen::arbitrary<bool>()) {
        service.instances = {{.engine = "se1", .data_link = {{2, 0, 0, 0, 0, 1}}},
                             {.engine = "se2", .data_link = {{2, 0, 0, 0, 0, 2}}}};
    }
    return service;
}

protocol::EngineConfiguration any_configuration(std::uint64_t newest) {
    protocol::EngineConfiguration out;
    // Mostly newer, sometimes the same, sometimes older.
    const int change = *rc::gen::inRange(-2, 5);
    out.generation = change < 0 && newest <= 2 ? 1 : newest + static_cast<std::uint64_t>(change);
    out.generation = std::max<std::uint64_t>(out.generation, 1);
    if (*rc::gen::arbitrary<bool>()) {
        out.peers = {{.name = "se2", .heartbeat_address = address(12)},
                     {.name = "se4", .heartbeat_address = address(14)}};
    }
    out.heartbeat_miss_limit = *rc::gen::inRange(1U, 4U);
    out.hm_on_standby = *rc::gen::arbitrary<bool>();
    for (const char* name : {"vs1", "vs2", "vs3"}) {
        if (*rc::gen::arbitrary<bool>()) {
            out.services.push_back(any_service(name));
        }
    }
    if (*rc::gen::arbitrary<bool>()) {
        out.floating_ips = {address(*rc::gen::inRange(50U, 52U))};
    }
    return out;
}

/// An engine, a witness, and a controller that says anything.
class Turmoil {
  public:
    Turmoil() { toggle_connection(); }

    void happen() {
        switch (*rc::gen::weightedElement<int>(
            {{6, 0}, {3, 1}, {1, 2}, {4, 3}, {6, 4}, {2, 5}, {1, 6}, {4, 7}})) {
            case 0:
                return configure();
            case 1:
                return toggle_connection();
            case 2:
                return from_controller(protocol::RegistrationRefused{"no"});
            case 3:
                return give(input::FromPeer{{.from = *rc::gen::element("se2", "se3")}});
            case 4:
                return pass(std::chrono::milliseconds(*rc::gen::inRange(1, 3000)));
            case 5:
                return stall(std::chrono::milliseconds(*rc::gen::inRange(1, 4000)));
            case 6:
                return from_controller(protocol::EchoRequest{1});
            default:
                return answer_a_check();
        }
    }
    void stop() {
        witness_.saw_stop();
        give(input::StopRequested{});
    }
    const Witness& witness() const { return witness_; }
    int stalls_over_a_lease() const { return long_stalls_; }

  private:
    void give(const Input& input) { witness_.saw(engine_.give(input)); }

    void from_controller(protocol::ToEngine message) {
        if (connected_) {
            const input::FromController input{std::move(message)};
            witness_.saw(input);
            give(input);
        }
    }
    void configure() {
        auto configuration = any_configuration(newest_);
        // One generation is one configuration, as long as the engine may still hold it.
        const auto [place, is_new] =
            configurations_.try_emplace(configuration.generation, configuration);
        newest_ = std::max(newest_, configuration.generation);
        from_controller(protocol::Configure{place->second});
    }
    void toggle_connection() {
        connected_ = !connected_;
        connected_ ? give(input::ControllerConnected{}) : give(input::ControllerDisconnected{});
    }
    // Step by step, because the witness looks at the end of each.
    void pass(Duration duration) {
        const Instant end = engine_.now() + duration;
        while (engine_.now() < end) {
            const Instant next = engine_.next_timeout().value_or(end);
            witness_.saw(engine_.advance(std::max(std::min(next, end) - engine_.now(), 0ns)));
        }
    }
    void stall(Duration duration) {
        long_stalls_ += duration >= lease && !witness_.held().empty() ? 1 : 0;
        witness_.saw(engine_.stall(duration));
    }
    void answer_a_check() {
        if (witness_.checks().empty()) {
            return;
        }
        const auto& [server, monitor] = *witness_.checks().begin();
        const input::ServerChecked checked{server, *rc::gen::arbitrary<bool>(), monitor};
        witness_.saw(checked);
        give(checked);
    }

    DrivenEngine engine_{{.name = "se1", .se_group = "pair", .address_lease = lease}};
    Witness witness_{lease};
    std::map<std::uint64_t, protocol::EngineConfiguration> configurations_;
    std::uint64_t newest_ = 0;
    bool connected_ = false;
    int long_stalls_ = 0;
};

RC_GTEST_PROP(ServiceEngineInvariants, HoldWhateverHappens, ()) {
    Turmoil turmoil;
    for (int steps = *rc::gen::inRange(1, 60); steps > 0; --steps) {
        turmoil.happen();
        RC_ASSERT(turmoil.witness().complaints() == std::vector<std::string>{});
    }
    RC_CLASSIFY(!turmoil.witness().held().empty(), "addresses held at the end");
    RC_CLASSIFY(turmoil.stalls_over_a_lease() > 0, "slept through a lease with addresses");

    turmoil.stop();

    RC_ASSERT(turmoil.witness().held().empty());
    RC_ASSERT(turmoil.witness().complaints() == std::vector<std::string>{});
}

}  // namespace
}  // namespace holdfast::reference::engine
