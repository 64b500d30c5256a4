// SPDX-License-Identifier: Apache-2.0
// What the controller knows of the cloud in which its engines run: hosts, the machines on them, and
// what it has asked for and not seen yet. Hosts, requests and complaints outlive a leader; times
// begin anew with the next one.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::controller {

struct CloudHost {
    std::string name;
    std::vector<protocol::EngineName> vacant;    ///< machines on which an engine can be started
    std::vector<protocol::EngineName> occupied;  ///< machines on which one was
    bool operator==(const CloudHost&) const = default;
};
BOOST_DESCRIBE_STRUCT(CloudHost, (), (name, vacant, occupied))

/// A machine that the cloud is asked to start with an engine of a group, or to take away.
struct Machine {
    protocol::EngineName engine;
    std::string host;
    std::string group;   ///< uuid
    bool wanted = true;  ///< false: it shall go
    bool operator==(const Machine&) const = default;
};
BOOST_DESCRIBE_STRUCT(Machine, (), (engine, host, group, wanted))

/// An engine that was declared down because it did not answer, and the cause as far as it shows.
struct SavedSilence {
    protocol::EngineName engine;
    bool crashed = false;
    bool operator==(const SavedSilence&) const = default;
};
BOOST_DESCRIBE_STRUCT(SavedSilence, (), (engine, crashed))

struct SavedCloud {
    std::vector<CloudHost> hosts;
    std::vector<Machine> machines;
    std::vector<std::string> without_buffer;  ///< uuids of groups that said so: ELN-12
    std::vector<SavedSilence> silent;
    std::vector<protocol::EngineName> reboots;
    bool operator==(const SavedCloud&) const = default;
};
BOOST_DESCRIBE_STRUCT(SavedCloud, (), (hosts, machines, without_buffer, silent, reboots))

/// DET-15
struct Silence {
    bool crashed = false;          ///< its connection had ended before
    std::optional<Instant> since;  ///< none: since before this leader's time
};

/// After a failure the group waits, and then tries another host if it can: PLC-12.
struct Setback {
    Instant until;
    std::string host;  ///< "": there was none to try
    bool over = false;
};

struct CloudPort {
    std::vector<CloudHost> hosts;
    std::map<protocol::EngineName, Machine> machines;
    std::set<std::string> without_buffer;
    std::map<protocol::EngineName, Silence> silent;
    std::set<protocol::EngineName> reboots;  ///< asked for, and not told to be done yet

    std::map<protocol::EngineName, Instant> asked_at;    ///< of wanted machines
    std::map<std::string, Setback> setbacks;             ///< by uuid of the group
    std::map<protocol::EngineName, Instant> idle_since;  ///< engines that nobody needs
    std::map<std::string, Instant> awaiting_since;       ///< services without an engine, by uuid
    std::set<std::string> told_awaiting;                 ///< those of them that were told of

    /// The machines of it that are asked for and not there yet.
    std::uint32_t starting_in(const std::string& group) const;
    /// Null: no such machine is known.
    const CloudHost* host_of(const protocol::EngineName& machine) const;
};

}  // namespace holdfast::reference::controller
