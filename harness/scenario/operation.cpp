// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/operation.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

#include "base/overloaded.h"

namespace holdfast::harness::scenario {
namespace {

constexpr const char* known_operations =
    "'switchover TARGET', 'redistribute', 'add_engine NODE [to GROUP]', 'cloud "
    "starts|refuses|hangs|starts_another', 'host_failed HOST', 'create_virtual_service "
    "NAME VIP', "
    "'delete_virtual_service NAME', 'set_cluster_ip ADDRESS', 'clear_cluster_ip', "
    "'change_members NODE,NODE,...', 'put_cluster JSON', 'create COLLECTION JSON', 'read "
    "COLLECTION "
    "NAME', 'patch COLLECTION NAME JSON' or 'post COLLECTION NAME ACTION JSON', the last ten with "
    "'through NODE' and 'expecting refusal' "
    "behind them where that is meant";

const std::string to_word = " to ";
const std::string through_word = " through ";
const std::string refusal_words = " expecting refusal";

std::string suffix(const Route& route) {
    return (route.through.empty() ? "" : through_word + route.through) +
           (route.refusal_expected ? refusal_words : "");
}

/// Cuts "through NODE" and "expecting refusal" off the end.
Route take_route(std::string& text) {
    Route route;
    if (text.ends_with(refusal_words)) {
        route.refusal_expected = true;
        text.erase(text.size() - refusal_words.size());
    }
    const auto through = text.rfind(through_word);
    const auto node = through == std::string::npos ? through : through + through_word.size();
    // A JSON body may hold the word too, but never a node's name alone behind it.
    if (node != std::string::npos && text.find_first_of(" }\"", node) == std::string::npos) {
        route.through = text.substr(node);
        text.erase(through);
    }
    return route;
}

constexpr std::array moods = {std::pair{"starts", SetCloud::Mood::starts},
                              std::pair{"refuses", SetCloud::Mood::refuses},
                              std::pair{"hangs", SetCloud::Mood::hangs},
                              std::pair{"starts_another", SetCloud::Mood::starts_another}};

std::string word_of(SetCloud::Mood mood) {
    const auto* found = std::find_if(moods.begin(), moods.end(),
                                     [&](const auto& known) { return known.second == mood; });
    return found->first;
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) {
        out += (out.empty() ? "" : ",") + name;
    }
    return out;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> names;
    std::istringstream in(text);
    for (std::string name; std::getline(in, name, ',');) {
        names.push_back(name);
    }
    return names;
}

/// `count` words and, behind them, whatever is left; none when there are fewer.
std::optional<std::vector<std::string>> words_and_rest(const std::string& text, std::size_t count) {
    std::istringstream in(text);
    std::vector<std::string> words(count);
    for (std::string& word : words) {
        in >> word;
    }
    std::string rest;
    std::getline(in >> std::ws, rest);
    words.push_back(rest);
    return rest.empty() ? std::nullopt : std::optional(words);
}

/// A request to the control plane; none when the verb is of another kind.
std::optional<Operation> parse_request(const std::string& verb, const std::string& rest,
                                       const Route& route) {
    if (verb == "clear_cluster_ip" && rest.empty()) {
        return ClearClusterIp{route};
    }
    if (rest.empty()) {
        return std::nullopt;
    }
    if (const auto space = rest.find(' '); verb == "create_virtual_service") {
        const auto vip = parse_ipv4(space == std::string::npos ? "" : rest.substr(space + 1));
        return vip ? std::optional<Operation>(
                         CreateVirtualService{rest.substr(0, space), *vip, route})
                   : std::nullopt;
    }
    if (verb == "delete_virtual_service") {
        return DeleteVirtualService{rest, route};
    }
    if (verb == "change_members") {
        return ChangeMembers{split(rest), route};
    }
    if (verb == "put_cluster") {
        return PutCluster{rest, route};
    }
    if (const auto words = words_and_rest(rest, 1); verb == "create" && words) {
        return CreateObject{words->at(0), words->at(1), route};
    }
    if (const auto words = words_and_rest(rest, 1); verb == "read" && words) {
        return ReadObject{words->at(0), words->at(1), route};
    }
    if (const auto words = words_and_rest(rest, 2); verb == "patch" && words) {
        return PatchObject{words->at(0), words->at(1), words->at(2), route};
    }
    if (const auto words = words_and_rest(rest, 3); verb == "post" && words) {
        return PostAction{words->at(0), words->at(1), words->at(2), words->at(3), route};
    }
    if (const auto address = parse_ipv4(rest); verb == "set_cluster_ip" && address) {
        return SetClusterIp{*address, route};
    }
    return std::nullopt;
}

}  // namespace

std::string to_string(const Operation& operation) {
    return std::visit(
        Overloaded{
            [](const Switchover& o) { return "switchover " + faults::to_string(o.engine); },
            [](const Redistribute&) -> std::string { return "redistribute"; },
            [](const AddEngine& o) {
                return "add_engine " + o.node + (o.group.empty() ? "" : to_word + o.group);
            },
            [](const SetCloud& o) { return "cloud " + word_of(o.mood); },
            [](const ReportHostFailed& o) { return "host_failed " + o.host; },
            [](const CreateVirtualService& o) {
                return "create_virtual_service " + o.name + " " + holdfast::to_string(o.vip) +
                       suffix(o.route);
            },
            [](const DeleteVirtualService& o) {
                return "delete_virtual_service " + o.name + suffix(o.route);
            },
            [](const SetClusterIp& o) {
                return "set_cluster_ip " + holdfast::to_string(o.address) + suffix(o.route);
            },
            [](const ClearClusterIp& o) { return "clear_cluster_ip" + suffix(o.route); },
            [](const ChangeMembers& o) {
                return "change_members " + joined(o.controllers) + suffix(o.route);
            },
            [](const PutCluster& o) { return "put_cluster " + o.body + suffix(o.route); },
            [](const CreateObject& o) {
                return "create " + o.collection + " " + o.body + suffix(o.route);
            },
            [](const ReadObject& o) {
                return "read " + o.collection + " " + o.name + suffix(o.route);
            },
            [](const PatchObject& o) {
                return "patch " + o.collection + " " + o.name + " " + o.fields + suffix(o.route);
            },
            [](const PostAction& o) {
                return "post " + o.collection + " " + o.name + " " + o.action + " " + o.body +
                       suffix(o.route);
            },
        },
        operation);
}

const Route* route_of(const Operation& operation) {
    return std::visit(
        [](const auto& o) -> const Route* {
            if constexpr (requires { o.route; }) {
                return &o.route;
            } else {
                return nullptr;
            }
        },
        operation);
}

Result<Operation> parse_operation(const std::string& text) {
    std::string words = text;
    const Route route = take_route(words);
    const auto space = words.find(' ');
    const std::string verb = words.substr(0, space);
    const std::string rest = space == std::string::npos ? "" : words.substr(space + 1);
    if (const auto request = parse_request(verb, rest, route)) {
        return *request;
    }
    const bool plain = route == Route{};
    if (verb == "redistribute" && rest.empty() && plain) {
        return Operation(Redistribute{});
    }
    if (verb == "add_engine" && !rest.empty() && plain) {
        const auto to = rest.find(to_word);
        return Operation(to == std::string::npos
                             ? AddEngine{rest}
                             : AddEngine{rest.substr(0, to), rest.substr(to + to_word.size())});
    }
    for (const auto& [word, mood] : moods) {
        if (verb == "cloud" && rest == word && plain) {
            return Operation(SetCloud{mood});
        }
    }
    if (verb == "host_failed" && !rest.empty() && plain) {
        return Operation(ReportHostFailed{rest});
    }
    if (verb == "switchover" && !rest.empty() && plain) {
        const auto engine = faults::parse_target(rest);
        if (!engine) {
            return engine.error();
        }
        return Operation(Switchover{*engine});
    }
    return bad_input("'" + text + "' is no operation: expected " + known_operations);
}

}  // namespace holdfast::harness::scenario
