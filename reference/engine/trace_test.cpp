// SPDX-License-Identifier: Apache-2.0
// Goal: what an engine does, readable as a story. Method: each file in traces/ has commands, the
// effects expected below ----, and sentences between. HOLDFAST_ACCEPT_TRACES=1 writes the effects
// that came instead; read the difference before you keep it.
//
//   connect | disconnect | stop | refuse REASON | echo ID | heartbeat from=se2
//   answer 192.0.2.100 (another node has it)     link up|down
//   configure generation=1 [peer=se2] [period=100ms] [misses=10] [hm_on_standby=no] [floating=A,B]
//             [probes=50ms]
//     vs1 active 192.0.2.100 [snat=A,B] [port=5001] [pool=p] [servers=A:1,B:2] [monitor=10/2/3]
//         (monitor: seconds between checks / failed checks / successful checks)
//   checked 203.0.113.21:5001 pass|fail
//   advance 1s [hearing=se2] [hide=heartbeat,add]     stall 3s     timeout
#include <gmock/gmock.h>

#include <boost/algorithm/string.hpp>
#include <filesystem>

#include "base/test_traces.h"
#include "reference/engine/driven_engine.h"

namespace holdfast::reference::engine {
namespace {

using trace::Command;
using trace::split;
using Words = trace::Lines;

std::vector<Ipv4Address> addresses(const Words& texts) {
    std::vector<Ipv4Address> out;
    for (const std::string& text : texts) {
        out.push_back(parse_ipv4(text).value());
    }
    return out;
}

protocol::ServerEndpoint endpoint(const std::string& text) {
    const Words parts = split(text, ":");
    return {.address = parse_ipv4(parts.at(0)).value(),
            .port = static_cast<std::uint16_t>(std::stoul(parts.at(1)))};
}

model::HealthMonitor monitor(const std::string& text) {
    const Words parts = split(text, "/");
    model::HealthMonitor out;
    out.send_interval = static_cast<std::uint32_t>(std::stoul(parts.at(0)));
    out.failed_checks = static_cast<std::uint32_t>(std::stoul(parts.at(1)));
    out.successful_checks = static_cast<std::uint32_t>(std::stoul(parts.at(2)));
    return out;
}

protocol::PlacedService placed_service(const Command& line) {
    protocol::PlacedService service;
    service.name = line.words.at(0);
    service.role = line.words.at(1) == "active" ? protocol::Role::active : protocol::Role::standby;
    service.vip = parse_ipv4(line.words.at(2)).value();
    service.snat_ips = addresses(line.items("snat"));
    service.ports = {{.port = line.number<std::uint16_t>("port", "5001")}};
    service.pool.name = line.value("pool", "p");
    for (const std::string& server : line.items("servers")) {
        service.pool.servers.push_back(endpoint(server));
    }
    if (line.values.contains("monitor")) {
        service.pool.health_monitors = {monitor(line.value("monitor"))};
    }
    return service;
}

protocol::EngineConfiguration configuration(const Command& first, const Words& services) {
    protocol::EngineConfiguration out;
    out.generation = first.number<std::uint32_t>("generation", "1");
    if (first.values.contains("peer")) {
        out.peers = {
            {.name = first.value("peer"), .heartbeat_address = parse_ipv4("192.0.2.12").value()}};
    }
    out.heartbeat_period = parse_duration(first.value("period", "100ms")).value();
    out.heartbeat_miss_limit = first.number<std::uint32_t>("misses", "10");
    out.hm_on_standby = first.value("hm_on_standby", "yes") == "yes";
    out.duplicate_probe_period = parse_duration(first.value("probes", "0s")).value();
    out.floating_ips = addresses(first.items("floating"));
    out.ended_outage = first.number<std::uint32_t>("ended_outage", "0");
    for (const std::string& line : services) {
        out.services.push_back(placed_service(Command(line)));
    }
    return out;
}

class Player {
  public:
    Words play(const Words& command_lines) {
        const Command command(command_lines.at(0));
        const std::string& verb = command.words.at(0);
        if (verb == "advance") {
            return advance(command);
        }
        if (verb == "stall") {
            return lines(engine_.stall(parse_duration(command.words.at(1)).value()));
        }
        if (verb == "timeout") {
            const auto next = engine_.next_timeout();
            return {next ? to_string(next->since_start()) : "none"};
        }
        const Words services(command_lines.begin() + 1, command_lines.end());
        return lines(engine_.give(input_of(verb, command, services)));
    }

  private:
    static Input input_of(const std::string& verb, const Command& command, const Words& services) {
        if (verb == "connect") {
            return input::ControllerConnected{};
        }
        if (verb == "disconnect") {
            return input::ControllerDisconnected{};
        }
        if (verb == "stop") {
            return input::StopRequested{};
        }
        if (verb == "configure") {
            return input::FromController{protocol::Configure{configuration(command, services)}};
        }
        if (verb == "refuse") {
            const Words reason(command.words.begin() + 1, command.words.end());
            return input::FromController{protocol::RegistrationRefused{boost::join(reason, " ")}};
        }
        if (verb == "echo") {
            return input::FromController{protocol::EchoRequest{std::stoull(command.words.at(1))}};
        }
        if (verb == "heartbeat") {
            return input::FromPeer{{.from = command.value("from")}};
        }
        if (verb == "answer") {
            return input::ForeignAnswer{parse_ipv4(command.words.at(1)).value()};
        }
        if (verb == "link") {
            return input::DataLinkChanged{command.words.at(1) == "up"};
        }
        CHECK(verb == "checked", "unknown command {}", verb);
        return input::ServerChecked{endpoint(command.words.at(1)), command.words.at(2) == "pass"};
    }

    Words advance(const Command& command) {
        const Duration duration = parse_duration(command.words.at(1)).value();
        const auto effects =
            command.values.contains("hearing")
                ? engine_.advance_hearing(command.value("hearing"), duration, 100ms)
                : engine_.advance(duration);
        Words out;
        for (const TimedEffect& timed : effects) {
            for (const std::string& line : lines({timed}, command.items("hide"))) {
                out.push_back(to_string(timed.at.since_start()) + ": " + line);
            }
        }
        return out;
    }

    DrivenEngine engine_{{.name = "se1",
                          .se_group = "pair",
                          .heartbeat_address = parse_ipv4("192.0.2.11").value(),
                          .boot_id = 1}};
};

std::filesystem::path folder() {
    return std::filesystem::path(HOLDFAST_SOURCE_DIR) / "reference/engine/traces";
}

class Trace : public testing::TestWithParam<std::string> {};

TEST_P(Trace, HappensAsWritten) {
    Player player;
    trace::expect_as_written(folder() / (GetParam() + ".trace"),
                             [&](const Words& command) { return player.play(command); });
}

INSTANTIATE_TEST_SUITE_P(, Trace, testing::ValuesIn(trace::names_in(folder())),
                         [](const auto& trace) { return trace.param; });

}  // namespace
}  // namespace holdfast::reference::engine
