// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/bridge_filters.h"

#include <fmt/format.h>
#include <nftables/libnftables.h>

#include <cmath>
#include <cstdlib>
#include <map>

namespace holdfast::harness::mininet {

namespace {

struct FreeContext {
    void operator()(nft_ctx* context) const { nft_ctx_free(context); }
};
using Context = std::unique_ptr<nft_ctx, FreeContext>;

/// Ports of the segment as a condition on the incoming side: forwarding never leaves a bridge.
Result<std::string> any_port_of(const std::string& segment, const Layout& layout) {
    std::string ports;
    for (const Attachment& a : layout.attachments) {
        if (a.link.segment == segment) {
            ports += fmt::format("{}\"{}\"", ports.empty() ? "" : ", ", a.port);
        }
    }
    if (ports.empty()) {
        return failed("no node is attached to segment " + segment);
    }
    return "iifname { " + ports + " }";
}

Result<std::string> addresses_of(const std::string& node, const Layout& layout) {
    std::string addresses;
    for (const Attachment& a : layout.attachments) {
        if (a.link.node == node) {
            addresses += (addresses.empty() ? "" : ", ") + to_string(a.address.address);
        }
    }
    return addresses.empty() ? Result<std::string>(failed("there is no node " + node)) : addresses;
}

std::string chance(double probability) {
    constexpr double steps = 1'000'000;
    return fmt::format("numgen random mod 1000000 < {}",
                       static_cast<int>(std::lround(probability * steps)));
}

}  // namespace

Result<std::string> condition(const faults::FrameMatch& match, const Layout& layout) {
    std::string text;
    for (const auto& [node, keyword] :
         {std::pair{match.from, "iifname"}, std::pair{match.to, "oifname"}}) {
        if (!node) {
            continue;
        }
        const Attachment* a = layout.find({*node, match.segment});
        if (a == nullptr) {
            return failed(fmt::format("{} is not attached to {}", *node, match.segment));
        }
        text += fmt::format("{}{} \"{}\"", text.empty() ? "" : " ", keyword, a->port);
    }
    if (text.empty()) {
        const auto any = any_port_of(match.segment, layout);
        if (!any) {
            return any.error();
        }
        text = any.value();
    }
    switch (match.kind) {
        case faults::FrameMatch::Kind::any:
            break;
        case faults::FrameMatch::Kind::gratuitous_arp:
            text += " arp saddr ip . arp daddr ip @own";
            break;
        case faults::FrameMatch::Kind::udp_port:
            text += fmt::format(" ether type ip udp dport {}", match.udp_port);
            break;
        case faults::FrameMatch::Kind::icmp:
            text += " ether type ip ip protocol icmp";
            break;
    }
    if (match.origin) {
        const auto addresses = addresses_of(*match.origin, layout);
        if (!addresses) {
            return addresses.error();
        }
        text += " ether type ip ip saddr { " + addresses.value() + " }";
    }
    return match.probability < 1.0 ? text + " " + chance(match.probability) : text;
}

struct BridgeFilters::State {
    Context context;
    std::map<faults::FilterId, std::string> handles;  ///< of the rules

    Result<std::string> run(const std::string& command) const {
        if (nft_run_cmd_from_buffer(context.get(), command.c_str()) != 0) {
            return failed(
                fmt::format("nft {}: {}", command, nft_ctx_get_error_buffer(context.get())));
        }
        return std::string(nft_ctx_get_output_buffer(context.get()));
    }
};

BridgeFilters::BridgeFilters(std::unique_ptr<State> state) : state_(std::move(state)) {}
BridgeFilters::~BridgeFilters() = default;

Result<std::unique_ptr<BridgeFilters>> BridgeFilters::prepare(
    const NetNamespace& where, const std::vector<Ipv4Address>& addresses) {
    auto state = std::make_unique<State>();
    std::string pairs;
    for (const Ipv4Address address : addresses) {
        const std::string text = to_string(address);
        pairs += fmt::format("{}{} . {}", pairs.empty() ? "" : ", ", text, text);
    }
    const std::string elements = pairs.empty() ? "" : " elements = { " + pairs + " };";
    auto prepared = in_namespace(where, [&]() -> Result<void> {
        state->context.reset(nft_ctx_new(NFT_CTX_DEFAULT));  // its socket is of this namespace
        if (!state->context) {
            return failed("cannot make an nftables context");
        }
        nft_ctx_buffer_output(state->context.get());
        nft_ctx_buffer_error(state->context.get());
        nft_ctx_output_set_flags(state->context.get(), NFT_CTX_OUTPUT_ECHO | NFT_CTX_OUTPUT_HANDLE);
        const auto done = state->run(
            "add table bridge holdfast { set own { type ipv4_addr . ipv4_addr;" + elements +
            " }; chain forward { type filter hook forward priority 0; policy accept; }; }");
        if (!done) {
            return done.error();
        }
        return success;
    });
    if (!prepared) {
        return prepared.error();
    }
    return std::unique_ptr<BridgeFilters>(new BridgeFilters(std::move(state)));
}

Result<void> BridgeFilters::add(faults::FilterId id, const faults::FrameMatch& match,
                                const Layout& layout) {
    const auto rule = condition(match, layout);
    if (!rule) {
        return rule.error();
    }
    const auto output =
        state_->run(fmt::format("add counter bridge holdfast f{0}; "
                                "add rule bridge holdfast forward {1} counter name \"f{0}\" drop",
                                id, rule.value()));
    if (!output) {
        return output.error();
    }
    const std::string mark = "# handle ";
    const std::size_t at = output.value().rfind(mark);  // the rule comes after its counter
    if (at == std::string::npos) {
        return failed("nft does not tell the rule's handle: " + output.value());
    }
    state_->handles[id] =
        std::to_string(std::strtoull(output.value().c_str() + at + mark.size(), nullptr, 10));
    return success;
}

Result<void> BridgeFilters::remove(faults::FilterId id) {
    const auto found = state_->handles.find(id);
    if (found == state_->handles.end()) {
        return failed(fmt::format("no filter {}", id));
    }
    const auto done =
        state_->run(fmt::format("delete rule bridge holdfast forward handle {}", found->second));
    if (!done) {
        return done.error();
    }
    return success;  // the counter stays, so that the proof can still be read
}

Result<std::uint64_t> BridgeFilters::hits(faults::FilterId id) const {
    if (!state_->handles.contains(id)) {
        return failed(fmt::format("no filter {}", id));
    }
    const auto output = state_->run(fmt::format("list counter bridge holdfast f{}", id));
    if (!output) {
        return output.error();
    }
    const std::string mark = "packets ";
    const std::size_t at = output.value().find(mark);
    if (at == std::string::npos) {
        return failed("nft does not tell the counter: " + output.value());
    }
    return std::strtoull(output.value().c_str() + at + mark.size(), nullptr, 10);
}

}  // namespace holdfast::harness::mininet
