// SPDX-License-Identifier: Apache-2.0
// Goal: the controller's behaviour as scripts that a person can read: commands, and under each the
// effects that it must have. traces/README.md explains the language.
// Method: the script is played with virtual time; what happens is written under each command and
// must be the file itself, byte for byte. HOLDFAST_ACCEPT_TRACES=1 rewrites the files.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "reference/controller/controller.h"

namespace holdfast::reference::controller {
namespace {

constexpr std::string_view separator = "----";

std::string roles(const protocol::EngineConfiguration& configuration) {
    std::string text;
    for (const protocol::PlacedService& service : configuration.services) {
        text += fmt::format(" {}={}", service.name.text(),
                            service.role == protocol::Role::active ? "active" : "standby");
        std::string list;
        for (const protocol::EngineName& engine : service.engines) {
            list += (list.empty() ? "" : ",") + engine.text();
        }
        if (!list.empty()) {
            text += fmt::format("({} v{})", list, service.list_version);
        }
    }
    for (const Ipv4Address address : configuration.floating_ips) {
        text += " floating=" + to_string(address);
    }
    return text;
}

/// An engine as the script plays it.
struct PlayedEngine {
    ConnectionId connection = 0;
    std::uint64_t boot_id = 0;
    bool answers = true;   ///< echoes
    bool confirms = true;  ///< configurations
    std::uint64_t generation = 0;
    std::vector<protocol::ServiceName> active;
};

class Player {
  public:
    Player() : controller_({.uuid_seed = 7}) {}

    /// One command line of the script; the effects as text.
    std::string play(const std::string& line) {
        out_.clear();
        std::istringstream words(line);
        std::string verb;
        words >> verb;
        if (verb == "api") {
            call(words);
        } else if (verb == "connect") {
            connect(words);
        } else if (verb == "register") {
            register_engine(words);
        } else if (verb == "drop") {
            drop(words);
        } else if (verb == "say") {
            say(words);
        } else if (verb == "cloud") {
            cloud(words);
        } else if (verb == "set") {
            set(words);
        } else if (verb == "advance") {
            advance(words);
        } else if (verb == "runtime") {
            overview();
        } else if (verb == "restart") {
            restart();
        } else {
            out_ = "unknown command\n";
        }
        return out_.empty() ? "nothing\n" : out_;
    }

  private:
    // ---- commands

    void call(std::istream& words) {
        std::string method;
        std::string path;
        std::string body;
        words >> method >> path;
        std::getline(words >> std::ws, body);
        step(input::ApiRequest{++request_, method, with_uuids(path), with_uuids(body)});
    }

    void connect(std::istream& words) {
        std::string name;
        std::string certified;
        words >> name >> certified;
        PlayedEngine& engine = engines_[name];
        engine.connection = ++connection_;
        owners_[engine.connection] = name;
        step(input::EngineConnected{engine.connection, certified.empty() ? name : certified});
    }

    // register se1 pair boot=1
    void register_engine(std::istream& words) {
        std::string name;
        std::string group;
        std::string boot;
        words >> name >> group >> boot;
        PlayedEngine& engine = engines_[name];
        const std::uint64_t boot_id = std::stoull(boot.substr(boot.find('=') + 1));
        if (boot_id != engine.boot_id) {
            engine.generation = 0;
            engine.active.clear();
        }
        engine.boot_id = boot_id;
        const auto last = static_cast<std::uint32_t>(name.back() - '0');
        from(name,
             protocol::Register{name, group, boot_id, "0.1.0", Ipv4Address{0xCB00710AU + last},
                                engine.active, engine.generation});
    }

    void drop(std::istream& words) {
        std::string name;
        words >> name;
        step(input::EngineDisconnected{engines_[name].connection});
    }

    void say(std::istream& words) {
        std::string name;
        std::string what;
        std::string peer;
        words >> name >> what >> peer;
        if (what == "suspects") {
            from(name, protocol::PeerSuspected{peer, 10});
        } else if (what == "hears") {
            from(name, protocol::PeerRecovered{peer});
        } else if (what == "link") {
            std::uint64_t outage = 1;
            words >> outage;
            from(name, protocol::DataPathChanged{peer == "up", outage});
        } else if (what == "lost") {  // gateways, each one that it does not see now
            protocol::GatewaysLost lost;
            for (std::string gateway = peer; !gateway.empty() && words;) {
                lost.gateways.push_back(parse_ipv4(gateway).value());
                words >> gateway;
            }
            from(name, lost);
        } else if (what == "load") {
            say_load(name, peer, words);
        } else if (what == "goodbye") {
            from(name, protocol::Goodbye{});
        } else if (what == "confirms") {
            from(name, protocol::ConfigurationApplied{engines_[name].generation});
        }
    }

    // say se1 load 5s 90 vs1=1000 vs2=10: measured so long, percent of its processor, packets
    void say_load(const std::string& name, const std::string& over, std::istream& words) {
        protocol::LoadMeasured load{.over = parse_duration(over).value()};
        words >> load.processor_percent;
        for (std::string service; words >> service;) {
            const std::size_t equals = service.find('=');
            load.services.push_back({.service = service.substr(0, equals),
                                     .packets = std::stoull(service.substr(equals + 1))});
        }
        from(name, load);
    }

    // cloud se1 off | host_failed
    void cloud(std::istream& words) {
        using What = input::CloudNotice::What;
        std::string name;
        std::string what;
        words >> name >> what;
        step(input::CloudNotice{name, what == "off" ? What::engine_off : What::host_failed});
    }

    // set se1 unanswered | answered | unconfirmed | confirmed | holding vs1 (it elected itself)
    void set(std::istream& words) {
        std::string name;
        std::string how;
        words >> name >> how;
        PlayedEngine& engine = engines_[name];
        if (std::string service; how == "holding" && words >> service) {
            engine.active = {service};
        }
        engine.answers = how == "unanswered" ? false : how == "answered" ? true : engine.answers;
        engine.confirms = how == "unconfirmed" ? false
                          : how == "confirmed" ? true
                                               : engine.confirms;
        out_ = "so be it\n";
    }

    void advance(std::istream& words) {
        std::string text;
        words >> text;
        const Instant end = now_ + parse_duration(text).value();
        while (controller_.next_timeout() && *controller_.next_timeout() <= end) {
            now_ = std::max(now_, *controller_.next_timeout());
            step(input::TimerFired{});
        }
        now_ = end;
    }

    void overview() {
        for (const Effect& one :
             controller_.step(now_, input::ApiRequest{++request_, "GET", "/api/runtime", ""})) {
            const auto& answer = std::get<effect::ApiResponse>(one);
            const auto body = boost::json::parse(answer.body);
            for (const auto& service : body.at("services").as_array()) {
                out_ += fmt::format("{} {} active {} standby {}\n", text(service.at("name")),
                                    text(service.at("oper_state")),
                                    boost::json::serialize(service.at("active")),
                                    boost::json::serialize(service.at("standby")));
            }
            for (const auto& engine : body.at("engines").as_array()) {
                out_ += fmt::format("{} {}{} tags {}\n", text(engine.at("name")),
                                    text(engine.at("oper_state")),
                                    engine.at("connected").as_bool() ? "" : " not connected",
                                    boost::json::serialize(engine.at("active_tags")));
            }
        }
    }

    // The controller dies and comes back from what it last put on disk.
    void restart() {
        Controller fresh({.uuid_seed = 7});
        const Result<void> restored = fresh.restore(records_);
        out_ = restored ? "restored\n" : restored.error().message + "\n";
        controller_ = std::move(fresh);
        for (auto& [name, engine] : engines_) {
            engine.connection = 0;
        }
    }

    // ---- effects

    void from(const std::string& name, protocol::ToController message) {
        step(input::FromEngine{engines_[name].connection, std::move(message)});
    }

    void step(const Input& input) {
        for (const Effect& one : controller_.step(now_, input)) {
            std::visit([&](const auto& effect) { show(effect); }, one);
        }
        // Engines react in the order in which they were spoken to.
        while (!reactions_.empty()) {
            const auto [connection, message] = reactions_.front();
            reactions_.erase(reactions_.begin());
            for (const Effect& one :
                 controller_.step(now_, input::FromEngine{connection, message})) {
                std::visit([&](const auto& effect) { show(effect); }, one);
            }
        }
    }

    void line(const std::string& text) {
        out_ += fmt::format("{} {}\n", to_string(now_.since_start()), text);
    }

    void show(const effect::SendToEngine& sent) {
        const std::string& name = owners_[sent.connection];
        if (const auto* configure = std::get_if<protocol::Configure>(&sent.message)) {
            const protocol::EngineConfiguration& configuration = configure->configuration;
            line(fmt::format("{} <- configure {}: peer {}{}", name, configuration.generation,
                             peers_in(configuration), roles(configuration)));
            react(sent.connection, configuration);
        } else if (const auto* echo = std::get_if<protocol::EchoRequest>(&sent.message)) {
            const bool answers = engines_[name].answers;
            line(fmt::format("{} <- echo{}", name, answers ? "" : ", unanswered"));
            if (answers) {
                reactions_.emplace_back(sent.connection, protocol::EchoResponse{echo->id});
            }
        } else if (const auto* refused =
                       std::get_if<protocol::RegistrationRefused>(&sent.message)) {
            line(fmt::format("{} <- refused: {}", name, refused->reason));
        }
    }

    static std::string peers_in(const protocol::EngineConfiguration& configuration) {
        std::string names;
        for (const protocol::Peer& peer : configuration.peers) {
            names += (names.empty() ? "" : ",") + peer.name.text();
        }
        return names.empty() ? "none" : names;
    }

    void react(ConnectionId connection, const protocol::EngineConfiguration& configuration) {
        PlayedEngine& engine = engines_[owners_[connection]];
        if (!engine.answers) {
            return;  // dead or frozen
        }
        engine.generation = configuration.generation;
        engine.active.clear();
        for (const auto& service : configuration.services) {
            if (service.role == protocol::Role::active) {
                engine.active.push_back(service.name);
            }
        }
        if (engine.confirms) {
            reactions_.emplace_back(connection,
                                    protocol::ConfigurationApplied{configuration.generation});
        }
    }

    void show(const effect::CloseConnection& close) {
        line("connection of " + owners_[close.connection] + " is closed");
    }

    void show(const effect::ApiResponse& response) {
        learn_uuids(response.body);
        std::string body = response.body;
        for (const auto& [name, uuid] : uuids_) {
            body = std::regex_replace(body, std::regex(uuid), "{" + name + "}");
        }
        if (response.status == 201 || (response.status == 200 && body.find("\"url\"") == 2 - 1)) {
            body = text(boost::json::parse(response.body).as_object()["name"]);
        }
        line(fmt::format("answer {} {}", response.status, body));
    }

    void show(const effect::Commit& commit) {
        controller::apply(records_, commit.changes);
        line("save");
    }

    void show(const effect::Note& note) { line(note.text); }

    // ---- uuids, by the names of their objects: {vs1}

    static std::string text(const boost::json::value& value) {
        return value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
    }

    void learn_uuids(const std::string& body) {
        boost::json::error_code malformed;
        const auto value = boost::json::parse(body, malformed);
        const auto learn = [&](const boost::json::value& object) {
            if (const auto* fields = object.if_object();
                fields && fields->contains("uuid") && fields->contains("name")) {
                uuids_[text(fields->at("name"))] = text(fields->at("uuid"));
            }
        };
        learn(value);
        if (const auto* list = value.if_object(); list && list->contains("results")) {
            for (const auto& object : list->at("results").as_array()) {
                learn(object);
            }
        }
    }

    std::string with_uuids(std::string line_text) const {
        for (const auto& [name, uuid] : uuids_) {
            line_text = std::regex_replace(line_text, std::regex("\\{" + name + "\\}"), uuid);
        }
        return line_text;
    }

    Controller controller_;
    Instant now_;
    std::uint64_t request_ = 0;
    ConnectionId connection_ = 0;
    std::map<std::string, PlayedEngine> engines_;
    std::map<ConnectionId, std::string> owners_;
    std::vector<std::pair<ConnectionId, protocol::ToController>> reactions_;
    std::map<std::string, std::string> uuids_;
    Records records_;
    std::string out_;
};

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// The script with what really happens in the place of what is expected. Comments and blank lines
// stay; a block is one or more command lines, the separator, and the effects up to a blank line.
std::string played(const std::string& script) {
    Player player;
    std::istringstream lines(script);
    std::string result;
    std::string effects;
    bool skipping = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) {
            skipping = false;
        }
        if (line == separator) {
            result += line + "\n" + effects;
            effects.clear();
            skipping = true;
        } else if (!skipping) {
            result += line + "\n";
            if (!line.empty() && line.front() != '#') {
                effects += player.play(line);
            }
        }
    }
    return result;
}

std::vector<std::filesystem::path> scripts() {
    std::set<std::filesystem::path> paths;
    const std::filesystem::path folder =
        std::filesystem::path(HOLDFAST_SOURCE_DIR) / "reference/controller/traces";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".trace") {
            paths.insert(entry.path());
        }
    }
    return {paths.begin(), paths.end()};
}

class Trace : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Trace, HappensAsWritten) {
    const std::string script = contents(GetParam());
    const std::string happened = played(script);
    if (std::getenv("HOLDFAST_ACCEPT_TRACES") != nullptr) {
        std::ofstream(GetParam()) << happened;
        return;
    }
    EXPECT_EQ(happened, script);
}

INSTANTIATE_TEST_SUITE_P(Controller, Trace, testing::ValuesIn(scripts()),
                         [](const auto& script) { return script.param.stem().string(); });

}  // namespace
}  // namespace holdfast::reference::controller
