// SPDX-License-Identifier: Apache-2.0
#include "reference/cluster/cluster_records.h"

#include "base/check.h"
#include "base/json.h"
#include "reference/model/cluster.h"
#include "reference/model/controller_properties.h"
#include "reference/model/field.h"

namespace holdfast::reference::cluster {

namespace {

constexpr const char* id_key = "member/cluster";
constexpr const char* nodes_key = "member/nodes";
constexpr const char* configured_key = "member/configured";
constexpr const char* change_key = "member/change";
constexpr const char* failure_key = "member/failure";
const std::string joined_prefix = "member/joined/";
const std::string revoked_prefix = "member/revoked/";

/// The one object of a kind, whatever its uuid; none: there is no such record.
std::optional<json::object> object_in(const controller::Records& records, const std::string& kind) {
    const auto record = records.lower_bound(kind);
    if (record == records.end() || !record->first.starts_with(kind)) {
        return std::nullopt;
    }
    return boost::json::parse(record->second).at("object").as_object();
}

std::string cluster_key(const controller::Records& records) {
    const auto record = records.lower_bound("cluster/");
    CHECK(record != records.end() && record->first.starts_with("cluster/"),
          "there is no cluster object to change");
    return record->first;
}

std::optional<Ipv4Address> address_in(const json::object& object, const std::string& field) {
    const json::value* found = object.if_contains(field);
    if (found == nullptr || !found->is_object()) {
        return std::nullopt;
    }
    const json::value* text = found->get_object().if_contains("addr");
    if (text == nullptr || !text->is_string()) {
        return std::nullopt;
    }
    const auto parsed = parse_ipv4(std::string(text->get_string()));
    return parsed ? std::optional(*parsed) : std::nullopt;
}

/// Of a node that is named by host name; else "".
std::string host_in(const json::object& node) {
    const json::value* ip = node.if_contains(model::name_of(&model::ClusterNode::ip));
    const json::object* fields = ip == nullptr ? nullptr : ip->if_object();
    const json::value* type = fields == nullptr ? nullptr : fields->if_contains("type");
    const json::value* text = fields == nullptr ? nullptr : fields->if_contains("addr");
    const bool by_name = type != nullptr && *type == "DNS" && text != nullptr && text->is_string();
    return by_name ? std::string(text->get_string()) : "";
}

}  // namespace

std::string cluster_id(const controller::Records& records) {
    const auto record = records.find(id_key);
    return record == records.end() ? "" : record->second;
}

std::optional<WantedCluster> wanted_cluster(const controller::Records& records) {
    const auto object = object_in(records, "cluster");
    if (!object) {
        return std::nullopt;
    }
    WantedCluster wanted;
    wanted.address = address_in(*object, model::name_of(&model::Cluster::virtual_ip));
    if (const json::value* nodes = object->if_contains(model::name_of(&model::Cluster::nodes))) {
        wanted.members = members_in(boost::json::serialize(*nodes));
    }
    return wanted;
}

std::vector<effect::ConnectPeers::Peer> members_in(const std::string& nodes) {
    std::vector<effect::ConnectPeers::Peer> members;
    const json::value list = boost::json::parse(nodes);
    for (const json::value& node : list.as_array()) {
        const json::object& fields = node.as_object();
        const std::string name(fields.at("name").as_string());
        if (const auto address = address_in(fields, model::name_of(&model::ClusterNode::ip))) {
            members.push_back({name, *address});
        } else if (const std::string host = host_in(fields); !host.empty()) {
            members.push_back({name, {}, host});
        }
    }
    return members;
}

std::string node_entry(const effect::ConnectPeers::Peer& member) {
    const bool by_name = !member.host.empty();
    return boost::json::serialize(json::object{
        {"name", member.name.text()},
        {"ip", json::object{{"addr", by_name ? member.host : to_string(member.address)},
                            {"type", by_name ? "DNS" : "V4"}}}});
}

std::string nodes_in(const controller::Records& records) {
    const auto object = object_in(records, "cluster/");
    const json::value* nodes =
        object ? object->if_contains(model::name_of(&model::Cluster::nodes)) : nullptr;
    return nodes == nullptr ? "[]" : boost::json::serialize(*nodes);
}

std::string cluster_object_with(const controller::Records& records, const std::string& nodes) {
    json::object object = object_in(records, "cluster/").value();
    object["nodes"] = boost::json::parse(nodes);
    return boost::json::serialize(object);
}

controller::Change record_of_nodes(const controller::Records& records, const std::string& nodes) {
    const std::string key = cluster_key(records);
    json::value record = boost::json::parse(records.at(key));
    record.as_object()["object"].as_object()["nodes"] = boost::json::parse(nodes);
    return {key, boost::json::serialize(record)};
}

std::string to_text(ChangePhase phase) {
    switch (phase) {
        case ChangePhase::configuring:
            return "Configuration is in progress";
        case ChangePhase::inaccessible:
            return "Inaccessible";
        case ChangePhase::restoring:
            return "Restoring";
        case ChangePhase::waiting_for_engines:
            return "Waiting for Service Engines to connect";
        case ChangePhase::ready:
            break;
    }
    return "Ready";
}

MemberChange member_change(const controller::Records& records) {
    MemberChange change;
    if (const auto record = records.find(change_key); record != records.end()) {
        json::load(boost::json::parse(record->second), change, change_key);
    }
    return change;
}

controller::Change record_of(const MemberChange& change) {
    return {change_key, boost::json::serialize(json::store(change))};
}

bool has_joined(const controller::Records& records, const MemberId& member) {
    return records.contains(joined_prefix + member.text());
}

controller::Change record_of_joined(const MemberId& member, bool joined) {
    return {joined_prefix + member.text(),
            joined ? std::optional<std::string>("true") : std::nullopt};
}

std::vector<MemberId> joined_members(const controller::Records& records) {
    std::vector<MemberId> out;
    for (auto record = records.lower_bound(joined_prefix);
         record != records.end() && record->first.starts_with(joined_prefix); ++record) {
        out.emplace_back(record->first.substr(joined_prefix.size()));
    }
    return out;
}

std::string failure_in(const controller::Records& records) {
    const auto record = records.find(failure_key);
    return record == records.end() ? "" : record->second;
}

controller::Change record_of_failure(const std::string& reason) {
    return {failure_key, reason.empty() ? std::nullopt : std::optional(reason)};
}

bool is_revoked(const controller::Records& records, const std::string& cluster) {
    return records.contains(revoked_prefix + cluster);
}

controller::Change record_of_revoked(const std::string& cluster) {
    return {revoked_prefix + cluster, "true"};
}

std::int64_t announcement_period_minutes(const controller::Records& records) {
    constexpr std::int64_t usual_minutes = 60;  // spec 1.7
    const auto object = object_in(records, "controllerproperties");
    const json::value* minutes =
        object ? object->if_contains(
                     model::name_of(&model::ControllerProperties::cluster_ip_gratuitous_arp_period))
               : nullptr;
    return minutes == nullptr ? usual_minutes : minutes->to_number<std::int64_t>();
}

KnownCluster known_cluster(const controller::Records& records) {
    KnownCluster known;
    if (const auto record = records.find(nodes_key); record != records.end()) {
        json::load(boost::json::parse(record->second), known, nodes_key);
    }
    return known;
}

controller::Change record_of(const KnownCluster& cluster) {
    return {nodes_key, boost::json::serialize(json::store(cluster))};
}

controller::Change record_of_id(const std::string& id) {
    return {id_key, id};
}

bool is_configured(const controller::Records& records) {
    return records.contains(configured_key);
}

controller::Change record_of_configured() {
    return {configured_key, "true"};
}

std::string command_of(const std::vector<controller::Change>& changes) {
    json::array list;
    list.reserve(changes.size());
    for (const controller::Change& change : changes) {
        list.push_back(json::array{json::value(change.key),
                                   change.value ? json::value(*change.value) : json::value()});
    }
    return boost::json::serialize(list);
}

std::vector<controller::Change> changes_of(const std::string& command) {
    std::vector<controller::Change> changes;
    const json::value parsed = boost::json::parse(command);
    for (const json::value& change : parsed.as_array()) {
        const json::array& pair = change.as_array();
        CHECK(pair.size() == 2, "a command of the log is no list of changes: {}", command);
        changes.push_back(
            {std::string(pair[0].as_string()),
             pair[1].is_null() ? std::nullopt : std::optional(std::string(pair[1].as_string()))});
    }
    return changes;
}

}  // namespace holdfast::reference::cluster
