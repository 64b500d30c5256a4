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
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "reference/engine/driven_engine.h"

namespace holdfast::reference::engine {
namespace {

using Words = std::vector<std::string>;

Words split(const std::string& text, const char* separators) {
    Words words;
    boost::split(words, text, boost::is_any_of(separators), boost::token_compress_on);
    std::erase(words, "");
    return words;
}

/// One line of a trace: the words, and those of them that are key=value.
struct Command {
    explicit Command(const std::string& line) {
        for (const std::string& word : split(line, " ")) {
            const auto equals = word.find('=');
            if (equals == std::string::npos) {
                words.push_back(word);
            } else {
                values[word.substr(0, equals)] = word.substr(equals + 1);
            }
        }
    }
    std::string value(const std::string& key, const std::string& otherwise = "") const {
        const auto found = values.find(key);
        return found == values.end() ? otherwise : found->second;
    }
    std::uint32_t number(const std::string& key, const std::string& otherwise) const {
        return static_cast<std::uint32_t>(std::stoul(value(key, otherwise)));
    }
    Words items(const std::string& key) const { return split(value(key), ","); }

    Words words;
    std::map<std::string, std::string> values;
};

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
    service.ports = {{.port = static_cast<std::uint16_t>(line.number("port", "5001"))}};
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
    out.generation = first.number("generation", "1");
    if (first.values.contains("peer")) {
        out.peers = {
            {.name = first.value("peer"), .heartbeat_address = parse_ipv4("192.0.2.12").value()}};
    }
    out.heartbeat_period = parse_duration(first.value("period", "100ms")).value();
    out.heartbeat_miss_limit = first.number("misses", "10");
    out.hm_on_standby = first.value("hm_on_standby", "yes") == "yes";
    out.duplicate_probe_period = parse_duration(first.value("probes", "0s")).value();
    out.floating_ips = addresses(first.items("floating"));
    out.ended_outage = first.number("ended_outage", "0");
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

/// Plays a whole file and gives it back with the effects that came.
std::string play(const std::string& trace) {
    Player player;
    std::istringstream in(trace);
    std::string out;
    Words command;
    for (std::string line; std::getline(in, line);) {
        out += line + "\n";
        if (line == "----") {
            const Words came = player.play(command);
            out += came.empty() ? "nothing\n" : boost::join(came, "\n") + "\n";
            command.clear();
            while (std::getline(in, line) && !line.empty()) {  // what was expected until now
            }
            out += in ? "\n" : "";
        } else if (!line.empty() && !line.starts_with("#")) {
            command.push_back(line);
        }
    }
    CHECK(command.empty(), "a command without ----: {}", boost::join(command, " "));
    return out;
}

std::filesystem::path folder() {
    return std::filesystem::path(HOLDFAST_SOURCE_DIR) / "reference/engine/traces";
}

Words trace_names() {
    Words names;
    for (const auto& entry : std::filesystem::directory_iterator(folder())) {
        if (entry.path().extension() == ".trace") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string contents(const std::filesystem::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

class Trace : public testing::TestWithParam<std::string> {};

TEST_P(Trace, HappensAsWritten) {
    const auto path = folder() / (GetParam() + ".trace");
    const std::string expected = contents(path);
    ASSERT_NE(expected, "") << path;

    const std::string came = play(expected);

    if (const char* accept = std::getenv("HOLDFAST_ACCEPT_TRACES");
        accept != nullptr && std::string(accept) == "1") {
        std::ofstream(path) << came;
    } else {
        EXPECT_EQ(came, expected);
    }
}

INSTANTIATE_TEST_SUITE_P(, Trace, testing::ValuesIn(trace_names()),
                         [](const auto& trace) { return trace.param; });

}  // namespace
}  // namespace holdfast::reference::engine
