// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/route_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include "harness/mininet/net_namespace.h"

namespace holdfast::harness::mininet {

namespace {

using View = std::span<const std::uint8_t>;

/// Builds one netlink message: header, family header, attributes.
class Message {
  public:
    template <class Family>
    Message(std::uint16_t type, std::uint16_t flags, const Family& family) {
        nlmsghdr header{};
        header.nlmsg_type = type;
        header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
        append(&header, sizeof header);
        append(&family, sizeof family);
    }
    Message& attribute(std::uint16_t type, const void* data, std::size_t size) {
        rtattr head{};
        head.rta_type = type;
        head.rta_len = static_cast<std::uint16_t>(RTA_LENGTH(size));
        append(&head, sizeof head);
        append(data, size);
        return *this;
    }
    Message& address(std::uint16_t type, Ipv4Address value) {
        const std::uint32_t network_order = htonl(value.value);
        return attribute(type, &network_order, sizeof network_order);
    }
    Message& text(std::uint16_t type, const std::string& value) {
        return attribute(type, value.c_str(), value.size() + 1);
    }
    Bytes take() {
        const auto length = static_cast<std::uint32_t>(bytes_.size());
        std::memcpy(bytes_.data(), &length, sizeof length);
        return std::move(bytes_);
    }

  private:
    void append(const void* data, std::size_t size) {
        const auto* from = static_cast<const std::uint8_t*>(data);
        bytes_.insert(bytes_.end(), from, from + size);
        bytes_.resize((bytes_.size() + 3) / 4 * 4);  // netlink aligns everything to 4
    }
    Bytes bytes_;
};

/// Calls `visit(type, content)` for each attribute.
template <class Visit>
void each_attribute(View attributes, Visit visit) {
    while (attributes.size() >= sizeof(rtattr)) {
        rtattr head{};
        std::memcpy(&head, attributes.data(), sizeof head);
        if (head.rta_len < sizeof head || head.rta_len > attributes.size()) {
            return;
        }
        visit(head.rta_type & NLA_TYPE_MASK,
              attributes.subspan(sizeof head, head.rta_len - sizeof head));
        attributes = attributes.subspan(
            std::min<std::size_t>((head.rta_len + 3U) / 4 * 4, attributes.size()));
    }
}

template <class T>
T read_as(View content) {
    T value{};
    std::memcpy(&value, content.data(), std::min(sizeof value, content.size()));
    return value;
}

std::optional<std::uint8_t> port_state_in(View link_info) {
    std::optional<std::uint8_t> state;
    bool bridge = false;
    each_attribute(link_info, [&](int type, View content) {
        if (type == IFLA_INFO_SLAVE_KIND) {
            bridge = std::string(reinterpret_cast<const char*>(content.data())) == "bridge";
        } else if (type == IFLA_INFO_SLAVE_DATA) {
            each_attribute(content, [&](int inner, View value) {
                if (inner == IFLA_BRPORT_STATE) {
                    state = read_as<std::uint8_t>(value);
                }
            });
        }
    });
    return bridge ? state : std::nullopt;
}

LinkFacts link_facts(View body) {
    const auto head = read_as<ifinfomsg>(body);
    LinkFacts facts;
    facts.index = head.ifi_index;
    facts.up = (head.ifi_flags & IFF_UP) != 0;
    each_attribute(body.subspan(NLMSG_ALIGN(sizeof head)), [&](int type, View content) {
        if (type == IFLA_IFNAME) {
            facts.name = reinterpret_cast<const char*>(content.data());
        } else if (type == IFLA_ADDRESS && content.size() == facts.mac.octets.size()) {
            std::memcpy(facts.mac.octets.data(), content.data(), content.size());
        } else if (type == IFLA_CARRIER) {
            facts.carrier = read_as<std::uint8_t>(content) != 0;
        } else if (type == IFLA_QDISC) {
            facts.sends = std::string(reinterpret_cast<const char*>(content.data())) != "noop";
        } else if (type == IFLA_STATS64) {
            const auto counters = read_as<rtnl_link_stats64>(content);
            facts.received = counters.rx_packets;
            facts.transmitted = counters.tx_packets;
        } else if (type == IFLA_LINKINFO) {
            facts.port_state = port_state_in(content);
        }
    });
    return facts;
}

Bytes address_message(std::uint16_t type, std::uint16_t flags, int index,
                      const InterfaceAddress& address) {
    ifaddrmsg head{};
    head.ifa_family = AF_INET;
    head.ifa_prefixlen = static_cast<std::uint8_t>(address.prefix_length);
    head.ifa_index = static_cast<std::uint32_t>(index);
    return Message(type, flags, head)
        .address(IFA_LOCAL, address.address)
        .address(IFA_ADDRESS, address.address)
        .take();
}

void stamp(Bytes& message, std::uint32_t sequence, std::uint16_t more_flags) {
    nlmsghdr header{};
    std::memcpy(&header, message.data(), sizeof header);
    header.nlmsg_seq = sequence;
    header.nlmsg_flags = static_cast<std::uint16_t>(header.nlmsg_flags | more_flags);
    std::memcpy(message.data(), &header, sizeof header);
}

/// Reads answers to `sequence` and calls `visit(type, body)`, which says whether to go on.
template <class Visit>
Result<void> receive(int fd, std::uint32_t sequence, const std::string& what, Visit visit) {
    std::vector<std::uint8_t> buffer(64 * 1024);
    while (true) {
        const ssize_t length = recv(fd, buffer.data(), buffer.size(), 0);
        if (length < 0 && errno == EINTR) {
            continue;
        }
        if (length <= 0) {
            return system_error(what);
        }
        View rest(buffer.data(), static_cast<std::size_t>(length));
        while (rest.size() >= sizeof(nlmsghdr)) {
            const auto header = read_as<nlmsghdr>(rest);
            if (header.nlmsg_len < sizeof header || header.nlmsg_len > rest.size()) {
                return failed(what + ": malformed netlink answer");
            }
            const View body = rest.subspan(sizeof header, header.nlmsg_len - sizeof header);
            rest =
                rest.subspan(std::min<std::size_t>((header.nlmsg_len + 3U) / 4 * 4, rest.size()));
            if (header.nlmsg_seq != sequence) {
                continue;  // an answer that an earlier call did not wait for
            }
            if (header.nlmsg_type == NLMSG_ERROR) {
                const int error = read_as<int>(body);
                if (error != 0) {
                    return system_error(what, -error);
                }
                return success;
            }
            if (header.nlmsg_type == NLMSG_DONE || !visit(header.nlmsg_type, body)) {
                return success;
            }
        }
    }
}

}  // namespace

Result<RouteSocket> RouteSocket::open_here() {
    Fd fd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!fd.valid()) {
        return system_error("cannot open a route socket");
    }
    return RouteSocket(std::move(fd));
}

Result<void> RouteSocket::request(Bytes message, const std::string& what) const {
    stamp(message, ++sequence_, NLM_F_ACK);
    if (send(fd_.get(), message.data(), message.size(), 0) < 0) {
        return system_error(what);
    }
    return receive(fd_.get(), sequence_, what, [](int, View) { return true; });
}

Result<LinkFacts> RouteSocket::link_reply(Bytes message, const std::string& what) const {
    stamp(message, ++sequence_, 0);
    if (send(fd_.get(), message.data(), message.size(), 0) < 0) {
        return system_error(what);
    }
    LinkFacts facts;
    auto received = receive(fd_.get(), sequence_, what, [&](int type, View body) {
        if (type == RTM_NEWLINK) {
            facts = link_facts(body);
        }
        return type != RTM_NEWLINK;
    });
    if (!received) {
        return received.error();
    }
    return facts;
}

Result<LinkFacts> RouteSocket::link(const std::string& name) const {
    return link_reply(Message(RTM_GETLINK, 0, ifinfomsg{}).text(IFLA_IFNAME, name).take(),
                      "cannot read link " + name);
}

Result<LinkFacts> RouteSocket::link(int index) const {
    ifinfomsg head{};
    head.ifi_index = index;
    return link_reply(Message(RTM_GETLINK, 0, head).take(),
                      fmt::format("cannot read link {}", index));
}

Result<void> RouteSocket::set_up(int index, bool up) const {
    ifinfomsg head{};
    head.ifi_index = index;
    head.ifi_change = IFF_UP;
    head.ifi_flags = up ? static_cast<unsigned>(IFF_UP) : 0U;
    return request(Message(RTM_NEWLINK, 0, head).take(),
                   fmt::format("cannot set link {} {}", index, up ? "up" : "down"));
}

Result<void> RouteSocket::set_port_state(int index, std::uint8_t state) const {
    ifinfomsg head{};
    head.ifi_family = AF_BRIDGE;
    head.ifi_index = index;
    rtattr nested{};
    nested.rta_type = IFLA_BRPORT_STATE;
    nested.rta_len = RTA_LENGTH(1);
    std::array<std::uint8_t, sizeof nested + 4> content{};
    std::memcpy(content.data(), &nested, sizeof nested);
    content[sizeof nested] = state;
    return request(Message(RTM_SETLINK, 0, head)
                       .attribute(IFLA_PROTINFO | NLA_F_NESTED, content.data(), content.size())
                       .take(),
                   fmt::format("cannot set bridge port {} to state {}", index, state));
}

Result<std::vector<AddressFacts>> RouteSocket::addresses() const {
    ifaddrmsg head{};
    head.ifa_family = AF_INET;
    Bytes message = Message(RTM_GETADDR, NLM_F_DUMP, head).take();
    stamp(message, ++sequence_, 0);
    if (send(fd_.get(), message.data(), message.size(), 0) < 0) {
        return system_error("cannot ask for addresses");
    }
    std::vector<AddressFacts> found;
    auto received = receive(fd_.get(), sequence_, "cannot list addresses", [&](int, View body) {
        const auto entry = read_as<ifaddrmsg>(body);
        AddressFacts facts;
        facts.link = static_cast<int>(entry.ifa_index);
        facts.address.prefix_length = entry.ifa_prefixlen;
        each_attribute(body.subspan(NLMSG_ALIGN(sizeof entry)), [&](int type, View content) {
            if (type == IFA_LOCAL) {
                facts.address.address.value = ntohl(read_as<std::uint32_t>(content));
            }
        });
        found.push_back(facts);
        return true;
    });
    if (!received) {
        return received.error();
    }
    return found;
}

Result<void> RouteSocket::add_address(int index, const InterfaceAddress& address) const {
    return request(address_message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, index, address),
                   "cannot add address " + to_string(address));
}

Result<void> RouteSocket::remove_address(int index, const InterfaceAddress& address) const {
    return request(address_message(RTM_DELADDR, 0, index, address),
                   "cannot remove address " + to_string(address));
}

Result<void> RouteSocket::add_route(const InterfaceAddress& destination,
                                    Ipv4Address next_hop) const {
    rtmsg head{};
    head.rtm_family = AF_INET;
    head.rtm_dst_len = static_cast<std::uint8_t>(destination.prefix_length);
    head.rtm_table = RT_TABLE_MAIN;
    head.rtm_protocol = RTPROT_STATIC;
    head.rtm_scope = RT_SCOPE_UNIVERSE;
    head.rtm_type = RTN_UNICAST;
    return request(
        Message(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, head)
            .address(RTA_DST, destination.network())
            .address(RTA_GATEWAY, next_hop)
            .take(),
        fmt::format("cannot add route {} via {}", to_string(destination), to_string(next_hop)));
}

Result<void> RouteSocket::forget_neighbour(int index, Ipv4Address address) const {
    ndmsg head{};
    head.ndm_family = AF_INET;
    head.ndm_ifindex = index;
    Bytes message = Message(RTM_DELNEIGH, 0, head).address(NDA_DST, address).take();
    const std::string what = "cannot forget neighbour " + to_string(address);
    auto done = request(std::move(message), what);
    if (!done && done.error() == system_error(what, ENOENT)) {
        return success;
    }
    return done;
}

}  // namespace holdfast::harness::mininet
