// SPDX-License-Identifier: Apache-2.0
// What engines send to find out whether a server is up, read from the back segment. In a run that
// is judged by it clients make no TCP connections, so that every connection of an engine to a
// server is a probe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/check/recording.h"

namespace holdfast::harness::check {

struct HealthProbe {
    Instant at;
    std::string engine;
    Ipv4Address source;
    Ipv4Address server;
    bool ping = false;  ///< by ICMP, otherwise by a TCP connection
    std::size_t packet = 0;
};
std::vector<HealthProbe> health_probes_in(const Recording& recording);
Evidence at_probe(const Recording& recording, const HealthProbe& probe);

/// Nodes of the deployment's pool by their addresses.
std::map<Ipv4Address, std::string> servers_of(const Recording& recording);

/// A word from the operator to the engines, or from an engine into the event log, takes no longer.
inline constexpr Duration health_word_max = 300ms;

}  // namespace holdfast::harness::check
