// SPDX-License-Identifier: Apache-2.0
// A controller with a legacy pair and an elastic group, each engine with room for three services,
// and what clients and engines do to it. For tests.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "reference/controller/factory.h"
#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

class Site {
  public:
    Site() {
        add_factory_objects(state_);
        group("pair", R"("ha_mode":"HA_MODE_LEGACY_ACTIVE_STANDBY")");
        group("wide", R"("ha_mode":"HA_MODE_SHARED","min_scaleout_per_vs":2,
                         "max_scaleout_per_vs":4)");
    }

    // ---- what a client does

    void add_vip(int number) {
        vips_[number] = made("vsvip", fmt::format(R"({{"name":"vip{0}","vip":[{{"vip_id":"1",
                                 "ip_address":{{"addr":"10.0.{1}.{2}","type":"V4"}}}}]}})",
                                                  number, number / 256, number % 256));
    }
    void add_service(int number, int vip, const std::string& group) {
        const boost::json::value made =
            ask("POST", "/api/virtualservice",
                fmt::format(R"({{"name":"vs{}","vsvip_ref":"/api/vsvip?name=vip{}","services":
                        [{{"port":{}}}],"se_group_ref":"/api/serviceenginegroup?name={}"}})",
                            number, vip, 1000 + number, group));
        if (status_ == 201) {
            services_[number] = path_of("virtualservice", made);
        }
    }
    bool has_service(int number) const { return services_.contains(number); }
    void remove_service(int number) {
        ask("DELETE", services_.at(number));
        services_.erase(number);
    }
    void set_service(int number, const std::string& field, const std::string& value) {
        set(services_.at(number), field, value);
    }
    void set_vip(int number, bool enabled) {
        set(vips_.at(number), "vip",
            fmt::format(R"([{{"vip_id":"1","enabled":{},
                        "ip_address":{{"addr":"10.0.{}.{}","type":"V4"}}}}])",
                        enabled, number / 256, number % 256));
    }
    void set_group(const std::string& name, const std::string& field, const std::string& value) {
        set(groups_.at(name), field, value);
    }
    void add_pool(const std::string& name) {
        pools_[name] = made("pool", fmt::format(R"({{"name":"{}"}})", name));
    }
    void set_pool(const std::string& name, const std::string& field, const std::string& value) {
        set(pools_.at(name), field, value);
    }
    /// Every engine asks these once a second.
    void monitor_gateways(const std::vector<Ipv4Address>& gateways) {
        std::string list;
        for (const Ipv4Address gateway : gateways) {
            list += fmt::format(R"({}{{"gateway_ip":{{"addr":"{}","type":"V4"}}}})",
                                list.empty() ? "" : ",", to_string(gateway));
        }
        const auto found = ask("GET", "/api/vrfcontext?name=global");
        set(path_of("vrfcontext", found.at("results").at(0)), "gateway_mon", "[" + list + "]");
    }
    void set_cloud(const std::string& field, const std::string& value) {
        const auto found = ask("GET", "/api/cloud?name=Default-Cloud");
        set(path_of("cloud", found.at("results").at(0)), field, value);
    }
    void switch_over(int service) { ask("POST", services_.at(service) + "/switchover", "{}"); }

    // ---- what engines do

    void register_engine(int number, const std::string& group) {
        const auto connection = static_cast<ConnectionId>(number);
        const std::string name = fmt::format("se{}", number);
        step(input::EngineConnected{connection, name});
        say(number, protocol::Register{name, group, ++boots_, "0.1.0", Ipv4Address{1}, {}, 0});
    }
    void say(int engine, protocol::ToController message) {
        step(input::FromEngine{static_cast<ConnectionId>(engine), std::move(message)});
    }
    void confirm(int engine) {
        say(engine, protocol::ConfigurationApplied{sent_[engine].generation});
    }
    /// What the engine was told last.
    const protocol::EngineConfiguration& told(int engine) { return sent_[engine]; }
    void disconnect(int engine) {
        step(input::EngineDisconnected{static_cast<ConnectionId>(engine)});
    }
    void advance(Duration duration) {
        now_ += duration;
        step(input::TimerFired{});
    }

    // ---- what is asked

    std::uint64_t work() const { return state_.services_looked_at; }
    std::string state_of(int service) {
        const auto runtime = ask("GET", services_.at(service) + "/runtime");
        return std::string(runtime.at("oper_status").at("state").as_string());
    }
    /// The engine that is active for it; 0: none.
    int active_of(int service) {
        const std::string uuid = services_.at(service).substr(services_.at(service).rfind('/') + 1);
        const ServicePlace* place = state_.services.find(uuid);
        return place == nullptr || !place->active ? 0 : std::stoi(place->active->text().substr(2));
    }
    /// What the controller does when it looks at everything: SeProperties are written as they are.
    std::vector<std::string> found_by_a_look_at_everything() {
        const std::string body = boost::json::serialize(ask("GET", "/api/seproperties"));
        ask("PUT", "/api/seproperties", body);
        EXPECT_EQ(status_, 200);
        std::vector<std::string> found;
        for (const Effect& effect : effects_) {
            if (const auto* commit = std::get_if<effect::Commit>(&effect)) {
                for (const Change& change : commit->changes) {
                    found.push_back(change.key);
                }
            } else if (const auto* note = std::get_if<effect::Note>(&effect)) {
                found.push_back(note->text);
            } else if (const auto* send = std::get_if<effect::SendToEngine>(&effect)) {
                found.push_back(fmt::format("message to se{}", send->connection));
            }
        }
        std::erase(found, "seproperties/global");
        return found;
    }

  private:
    void group(const std::string& name, const std::string& fields) {
        groups_[name] = made("serviceenginegroup",
                             fmt::format(R"({{"name":"{}","max_vs_per_se":3,{}}})", name, fields));
    }
    void set(const std::string& object, const std::string& field, const std::string& value) {
        ask("PATCH", object, fmt::format(R"({{"replace":{{"{}":{}}}}})", field, value));
    }
    /// The body of the answer; null: empty.
    boost::json::value ask(const std::string& method, const std::string& path,
                           const std::string& body = "") {
        step(input::ApiRequest{1, method, path, body, context_});
        for (const Effect& effect : effects_) {
            if (const auto* answer = std::get_if<effect::ApiResponse>(&effect)) {
                status_ = answer->status;
                return answer->body.empty() ? boost::json::value()
                                            : boost::json::parse(answer->body);
            }
        }
        return nullptr;
    }
    static std::string path_of(const std::string& collection, const boost::json::value& object) {
        return "/api/" + collection + "/" + std::string(object.at("uuid").as_string());
    }
    std::string made(const std::string& collection, const std::string& body) {
        return path_of(collection, ask("POST", "/api/" + collection, body));
    }
    void step(const Input& input) {
        effects_ = controller::step(state_, now_, input);
        for (const Effect& effect : effects_) {
            const auto* send = std::get_if<effect::SendToEngine>(&effect);
            const auto* configure =
                send ? std::get_if<protocol::Configure>(&send->message) : nullptr;
            if (configure != nullptr) {
                sent_[static_cast<int>(send->connection)] = configure->configuration;
            }
        }
    }

    SystemState state_{ControllerOptions{}};
    Instant now_;
    api::RequestContext context_;
    Effects effects_;  ///< of the last step
    int status_ = 0;   ///< of the last answer
    std::map<std::string, std::string> groups_;
    std::map<std::string, std::string> pools_;
    std::map<int, std::string> vips_;
    std::map<int, std::string> services_;
    std::map<int, protocol::EngineConfiguration> sent_;  ///< by engine
    std::uint64_t boots_ = 0;
};

}  // namespace holdfast::reference::controller
