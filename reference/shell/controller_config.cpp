// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/controller_config.h"

#include <sys/un.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/host_name.h"
#include "reference/shell/config_values.h"

namespace holdfast::reference::shell {

const char* const controller_config_help =
    R"(The configuration file (YAML; relative paths are taken from the file's folder):

  name: controller1                    # CN of the certificate
  listen: "198.18.0.11:8443"           # where engines connect
  admin_socket: admin.sock             # the API, for this user and root: one JSON object a line,
                                       #   {"id": 1, "method": "POST", "path": "/api/pool", "body": {...}}
                                       #   answered by {"id": 1, "status": 201, "body": {...}}
  state_directory: state               # made if missing; of this node alone
  tls:                                 # made by: holdfast-pki create DIR --controller controller1 --engine se1
    ca: ca.pem
    certificate: controller1.pem
    key: controller1.key
  https:                               # optional: the API for everybody else
    listen: "198.18.0.11:443"          #   0.0.0.0 to answer on the cluster IP too
    certificate: api.pem               #   optional, with key: default are those of tls
    key: api.key
  admin_password: "..."                # optional: of the user admin, until it is changed. Without
                                       #   it nobody can log in before a password is set by way of
                                       #   the admin socket.
  password_cost: 15                    # optional, 10 to 16: a new hash takes 2^15 rounds of scrypt,
                                       #   60 ms and 32 MB; less for tests
  members:                             # optional: the cluster at its first start, this node among
    - {name: controller1, address: 198.18.0.11}   # them. The first founds it, the others wait for
    - {name: controller2, address: 198.18.0.12}   # it. Default: this node alone.
    - {name: controller3, address: 198.18.0.13}   # A host name will do: it is resolved whenever a
                                       #   connection is set up, as the system resolves names
  peer_listen: "198.18.0.11:8444"      # where other controllers connect, the same port on each;
                                       #   needed with several members, or to be asked into a cluster;
                                       #   a node that is named by its host is at this address
  management:                          # optional: where the cluster IP is held by the leader
    interface: eth0
    prefix_length: 24                  #   optional
  timers:                              # optional
    heartbeat_period: 10s
    heartbeat_miss_limit: 4
    address_lease: 2s                  #   a leader that hangs loses the cluster IP within this
    minute: 60s                        #   of what the API configures in minutes; less for tests
  log_file: controller1.log            # optional; default: standard error
  pid_file: controller1.pid            # optional
)";

namespace {

using Member = cluster::effect::ConnectPeers::Peer;

// A Unix socket's path must fit into the kernel's address structure, with its final zero.
std::string decode_socket(const ConfigValues& values, const yaml::Value& value) {
    std::string path = *values.output_file(value);
    constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1;
    if (path.size() > longest) {
        value.refuse_because(fmt::format("{} has {} characters, a socket's path has at most {}",
                                         path, path.size(), longest));
    }
    return path;
}

ControllerConfig::Https decode_https(const ConfigValues& values, const yaml::Value& value,
                                     const TlsFiles& tls) {
    yaml::Map map = value.map();
    ControllerConfig::Https out{.listen = values.endpoint(map.required("listen")),
                                .files = {tls.certificate, tls.key}};
    const auto certificate = map.optional("certificate");
    const auto key = map.optional("key");
    if (certificate.has_value() != key.has_value()) {
        value.refuse_because("certificate and key belong together: give both or none");
    }
    map.finish();
    if (certificate) {
        out.files = {values.readable(*certificate), values.readable(*key)};
        if (const auto checked = check_tls_files({tls.ca, out.files.certificate, out.files.key});
            !checked.has_value()) {
            value.refuse_because(checked.error().message);
        }
    }
    return out;
}

ControllerConfig::Management decode_management(const yaml::Value& value) {
    yaml::Map map = value.map();
    ControllerConfig::Management out{.interface = map.required("interface").text()};
    if (const auto length = map.optional("prefix_length")) {
        out.prefix_length = static_cast<std::uint8_t>(length->integer(1, 32));
    }
    map.finish();
    return out;
}

Member decode_member(const ConfigValues& values, const yaml::Value& value) {
    yaml::Map map = value.map();
    Member out{.name = values.name(map.required("name")), .address = {}};
    const yaml::Value address = map.required("address");
    if (is_host_name(address.text())) {
        out.host = address.text();
    } else {
        out.address = address.address();
    }
    map.finish();
    return out;
}

std::vector<Member> decode_members(const ConfigValues& values, const yaml::Value& value,
                                   const std::string& self) {
    std::vector<Member> out;
    std::set<cluster::MemberId> names;
    std::set<std::pair<Ipv4Address, std::string>> places;
    for (const yaml::Value& item : value.items()) {
        out.push_back(decode_member(values, item));
        const bool own_place = places.insert({out.back().address, out.back().host}).second;
        if (!names.insert(out.back().name).second || !own_place) {
            item.refuse_because("is there twice");
        }
    }
    if (!names.contains(self)) {
        value.refuse_because(fmt::format("{} itself is missing", self));
    }
    return out;
}

cluster::Timers decode_timers(const yaml::Value& value) {
    yaml::Map map = value.map();
    cluster::Timers out;
    if (const auto period = map.optional("heartbeat_period")) {
        out.heartbeat_period = period->duration();
        if (out.heartbeat_period < 10ms || out.heartbeat_period > 1h) {
            period->refuse("a duration from 10ms to 1h");
        }
    }
    if (const auto limit = map.optional("heartbeat_miss_limit")) {
        out.heartbeat_miss_limit = static_cast<std::uint32_t>(limit->integer(2, 100));
    }
    // CIP-3: a leader that hangs has lost the address before another can lead.
    const Duration lease_max = out.heartbeat_period * (out.heartbeat_miss_limit - 1);
    out.address_lease = std::min(out.address_lease, lease_max);
    if (const auto lease = map.optional("address_lease")) {
        out.address_lease = lease->duration();
        if (out.address_lease <= 0s || out.address_lease > lease_max) {
            lease->refuse(
                fmt::format("a duration of at most {}, (heartbeat_miss_limit - 1) "
                            "heartbeats",
                            holdfast::to_string(lease_max)));
        }
    }
    if (const auto minute = map.optional("minute")) {
        out.minute = minute->duration();
        if (out.minute < 10ms || out.minute > 1h) {
            minute->refuse("a duration from 10ms to 1h");
        }
    }
    map.finish();
    return out;
}

}  // namespace

Ipv4Address own_address(const ControllerConfig& config) {
    const auto self =
        std::find_if(config.members.begin(), config.members.end(),
                     [&](const Member& member) { return member.name.text() == config.name; });
    if (self == config.members.end()) {
        return {};
    }
    if (self->host.empty()) {
        return self->address;
    }
    return config.peer_listen ? config.peer_listen->address : Ipv4Address{};
}

Result<ControllerConfig> load_controller_config(const std::string& path) {
    return yaml::load_file<ControllerConfig>(path, [&](const yaml::Value& document) {
        const ConfigValues values(path);
        yaml::Map map = document.map();
        ControllerConfig out;
        out.name = values.name(map.required("name"));
        out.listen = values.endpoint(map.required("listen"));
        out.admin_socket = decode_socket(values, map.required("admin_socket"));
        out.state_directory = values.path(map.required("state_directory"));
        const auto tls = map.required("tls");
        const auto https = map.optional("https");
        const auto password = map.optional("admin_password");
        const auto members = map.optional("members");
        const auto peer_listen = map.optional("peer_listen");
        const auto management = map.optional("management");
        const auto timers = map.optional("timers");
        if (const auto cost = map.optional("password_cost")) {
            out.password_cost = static_cast<unsigned>(cost->integer(10, 16));
        }
        out.log_file = values.output_file(map.optional("log_file"));
        out.pid_file = values.output_file(map.optional("pid_file"));
        map.finish();
        out.tls = values.tls(tls);
        if (https) {
            out.https = decode_https(values, *https, out.tls);
        }
        out.admin_password = password ? password->text() : "";
        out.members = members ? decode_members(values, *members, out.name)
                              : std::vector<Member>{{out.name, out.listen.address}};
        if (peer_listen) {
            out.peer_listen = values.endpoint(*peer_listen);
        } else if (out.members.size() > 1) {
            members->refuse_because("several members need peer_listen");
        }
        const bool known = !own_address(out).unspecified();
        if (members && !known) {
            members->refuse_because(fmt::format(
                "nobody can tell where {} is: give its address here or in peer_listen", out.name));
        }
        if (management) {
            out.management = decode_management(*management);
        }
        if (timers) {
            out.timers = decode_timers(*timers);
        }
        return out;
    });
}

}  // namespace holdfast::reference::shell
