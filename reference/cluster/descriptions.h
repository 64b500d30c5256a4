// SPDX-License-Identifier: Apache-2.0
// The one description of each message between controllers from which base/json.h reads and writes
// it, and the name that "type" has for it on the wire. Include it in .cpp files only.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "reference/cluster/messages.h"
#include "reference/protocol/json_lines.h"
#include "reference/protocol/report_descriptions.h"

namespace holdfast::reference::consensus {

BOOST_DESCRIBE_ENUM(Entry::Kind, no_op, command, membership)
BOOST_DESCRIBE_STRUCT(Membership, (), (voters))
BOOST_DESCRIBE_STRUCT(Entry, (), (index, term, kind, payload, membership))
BOOST_DESCRIBE_STRUCT(RequestVote, (), (term, pre_vote, leadership_transfer, last_index, last_term))
BOOST_DESCRIBE_STRUCT(Vote, (), (term, pre_vote, granted))
BOOST_DESCRIBE_STRUCT(AppendEntries, (),
                      (term, previous_index, previous_term, commit, last_index, round, entries))
BOOST_DESCRIBE_STRUCT(AppendEntriesResponse, (),
                      (term, success, match, conflict_index, conflict_term, round))
BOOST_DESCRIBE_STRUCT(InstallSnapshot, (),
                      (term, last_index, last_term, membership, offset, data, done, round))
BOOST_DESCRIBE_STRUCT(InstallSnapshotResponse, (),
                      (term, last_index, next_offset, installed, round))
BOOST_DESCRIBE_STRUCT(TimeoutNow, (), (term))

}  // namespace holdfast::reference::consensus

namespace holdfast::reference::analytics {

BOOST_DESCRIBE_STRUCT(Origin, (), (engine, boot_id, number))
BOOST_DESCRIBE_STRUCT(CollectedRequest, (), (origin, request))
BOOST_DESCRIBE_STRUCT(CollectedSample, (), (origin, sample))
BOOST_DESCRIBE_STRUCT(Dropped, (), (engine, boot_id, items))
BOOST_DESCRIBE_STRUCT(ServiceReports, (), (requests, samples, dropped))

}  // namespace holdfast::reference::analytics

namespace holdfast::reference::cluster {

/// HTTP messages as they stand on the wire: base/json.h knows no pairs.
namespace wire {

struct Header {
    std::string name;
    std::string value;
};
struct ForwardedRequest {
    std::uint64_t id = 0;
    std::string method;
    std::string target;
    std::vector<Header> headers;
    std::string body;
    bool local = false;
    std::string remote;
};
struct ForwardedResponse {
    std::uint64_t id = 0;
    int status = 0;
    std::vector<Header> headers;
    std::string body;
};

BOOST_DESCRIBE_STRUCT(Header, (), (name, value))
BOOST_DESCRIBE_STRUCT(ForwardedRequest, (), (id, method, target, headers, body, local, remote))
BOOST_DESCRIBE_STRUCT(ForwardedResponse, (), (id, status, headers, body))

}  // namespace wire

BOOST_DESCRIBE_STRUCT(Hello, (), (node, version, cluster, address))
BOOST_DESCRIBE_STRUCT(ReportsWanted, (), (id, service))
BOOST_DESCRIBE_STRUCT(ReportsFound, (), (id, reports))
BOOST_DESCRIBE_STRUCT(JoinRequest, (), (cluster, version))
BOOST_DESCRIBE_STRUCT(JoinAnswer, (), (accepted, reason))
BOOST_DESCRIBE_STRUCT(Removed, (), (cluster))
BOOST_DESCRIBE_STRUCT(StrangerSeen, (), (node))
BOOST_DESCRIBE_STRUCT(Dismiss, (), (node))
BOOST_DESCRIBE_STRUCT(Leaving, (), ())
BOOST_DESCRIBE_STRUCT(AddressChanged, (), (address))
BOOST_DESCRIBE_STRUCT(EnginesSeen, (), (engines))

}  // namespace holdfast::reference::cluster

namespace holdfast::reference::protocol {

template <>
inline constexpr std::string_view type_name<cluster::Hello> = "hello";
template <>
inline constexpr std::string_view type_name<consensus::RequestVote> = "request_vote";
template <>
inline constexpr std::string_view type_name<consensus::Vote> = "vote";
template <>
inline constexpr std::string_view type_name<consensus::AppendEntries> = "append_entries";
template <>
inline constexpr std::string_view type_name<consensus::AppendEntriesResponse> =
    "append_entries_response";
template <>
inline constexpr std::string_view type_name<consensus::InstallSnapshot> = "install_snapshot";
template <>
inline constexpr std::string_view type_name<consensus::InstallSnapshotResponse> =
    "install_snapshot_response";
template <>
inline constexpr std::string_view type_name<consensus::TimeoutNow> = "timeout_now";
template <>
inline constexpr std::string_view type_name<cluster::wire::ForwardedRequest> = "forwarded_request";
template <>
inline constexpr std::string_view type_name<cluster::wire::ForwardedResponse> =
    "forwarded_response";
template <>
inline constexpr std::string_view type_name<cluster::ReportsWanted> = "reports_wanted";
template <>
inline constexpr std::string_view type_name<cluster::ReportsFound> = "reports_found";
template <>
inline constexpr std::string_view type_name<cluster::JoinRequest> = "join_request";
template <>
inline constexpr std::string_view type_name<cluster::JoinAnswer> = "join_answer";
template <>
inline constexpr std::string_view type_name<cluster::Removed> = "removed";
template <>
inline constexpr std::string_view type_name<cluster::StrangerSeen> = "stranger_seen";
template <>
inline constexpr std::string_view type_name<cluster::Dismiss> = "dismiss";
template <>
inline constexpr std::string_view type_name<cluster::Leaving> = "leaving";
template <>
inline constexpr std::string_view type_name<cluster::AddressChanged> = "address_changed";
template <>
inline constexpr std::string_view type_name<cluster::EnginesSeen> = "engines_seen";

}  // namespace holdfast::reference::protocol
