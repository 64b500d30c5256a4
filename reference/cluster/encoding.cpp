// SPDX-License-Identifier: Apache-2.0
#include "reference/cluster/encoding.h"

#include <fmt/format.h>

#include <type_traits>
#include <utility>

#include "base/overloaded.h"
#include "reference/cluster/descriptions.h"

namespace holdfast::reference::cluster {

namespace {

using WireMessage =
    std::variant<Hello, consensus::RequestVote, consensus::Vote, consensus::AppendEntries,
                 consensus::AppendEntriesResponse, consensus::InstallSnapshot,
                 consensus::InstallSnapshotResponse, consensus::TimeoutNow, wire::ForwardedRequest,
                 wire::ForwardedResponse, ReportsWanted, ReportsFound, JoinRequest, JoinAnswer,
                 Removed, StrangerSeen, Dismiss, Leaving, AddressChanged, EnginesSeen>;

std::vector<wire::Header> to_wire(const api::Headers& headers) {
    std::vector<wire::Header> out;
    for (const auto& [name, value] : headers) {
        out.push_back({name, value});
    }
    return out;
}

api::Headers from_wire(std::vector<wire::Header> headers) {
    api::Headers out;
    for (wire::Header& header : headers) {
        out.emplace_back(std::move(header.name), std::move(header.value));
    }
    return out;
}

WireMessage to_wire(const PeerMessage& message) {
    return std::visit(
        Overloaded{[](const ForwardedRequest& forwarded) -> WireMessage {
                       const api::HttpRequest& request = forwarded.request;
                       return wire::ForwardedRequest{
                           forwarded.id, request.method, request.target, to_wire(request.headers),
                           request.body, request.local,  request.remote};
                   },
                   [](const ForwardedResponse& forwarded) -> WireMessage {
                       const api::HttpResponse& response = forwarded.response;
                       return wire::ForwardedResponse{forwarded.id, response.status,
                                                      to_wire(response.headers), response.body};
                   },
                   [](const auto& other) -> WireMessage { return other; }},
        message);
}

PeerMessage from_wire(WireMessage message) {
    return std::visit(
        Overloaded{
            [](wire::ForwardedRequest&& in) -> PeerMessage {
                return ForwardedRequest{in.id,
                                        {.method = std::move(in.method),
                                         .target = std::move(in.target),
                                         .headers = from_wire(std::move(in.headers)),
                                         .body = std::move(in.body),
                                         .local = in.local,
                                         .remote = std::move(in.remote)}};
            },
            [](wire::ForwardedResponse&& in) -> PeerMessage {
                return ForwardedResponse{in.id,
                                         {.status = in.status,
                                          .headers = from_wire(std::move(in.headers)),
                                          .body = std::move(in.body)}};
            },
            [](auto&& other) -> PeerMessage { return std::forward<decltype(other)>(other); }},
        std::move(message));
}

}  // namespace

std::string encode(const PeerMessage& message) {
    return protocol::encode_line(to_wire(message));
}

Result<PeerMessage> decode_peer_message(std::string_view line) {
    const std::string context = "message between controllers";
    if (line.size() + 1 > peer_line_max) {  // one for the newline
        return bad_input(fmt::format("{}: {} bytes, at most {} are accepted", context,
                                     line.size() + 1, peer_line_max));
    }
    boost::json::parse_options options;
    options.allow_invalid_utf8 = true;
    boost::json::error_code trouble;
    json::value parsed = boost::json::parse(line, trouble, {}, options);
    if (trouble) {
        return bad_input(fmt::format("{}: {}", context, trouble.message()));
    }
    auto message = protocol::decode_parsed<WireMessage>(std::move(parsed), context);
    if (!message.has_value()) {
        return message.error();
    }
    return from_wire(std::move(*message));
}

}  // namespace holdfast::reference::cluster
