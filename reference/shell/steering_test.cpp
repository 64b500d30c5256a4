// SPDX-License-Identifier: Apache-2.0
// Goal: on a real interface each flow of a service with two instances reaches one of them, whole,
// and nobody but the primary is asked for by ARP. Method: a veth pair in a network of the test's
// own; the engine is at one end, clients and the other instance are at the other.
#include "reference/shell/steering.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>

#include <algorithm>

#include "reference/shell/addresses.h"
#include "reference/shell/announcer.h"
#include "reference/shell/kernel_parameters.h"
#include "reference/shell/netlink.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

constexpr MacAddress other_engine{{2, 0, 0, 0, 0, 2}};
constexpr Ipv4Address far_client{0x0A000009};  // 10.0.0.9
constexpr std::uint16_t port = 5001;

std::uint16_t checksum(std::span<const std::uint8_t> bytes) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        sum += static_cast<std::uint32_t>(bytes[i] << 8U | bytes[i + 1]);
    }
    while (sum >> 16U != 0) {
        sum = (sum & 0xffffU) + (sum >> 16U);
    }
    return static_cast<std::uint16_t>(~sum);
}

/// A packet of the client's to the VIP.
Bytes packet(const MacAddress& to, const MacAddress& from, std::uint8_t protocol,
             const Bytes& content) {
    Bytes ip;
    ByteWriter writer(ip);
    writer.u16(0x4500);
    writer.u16(static_cast<std::uint16_t>(20 + content.size()));
    writer.u32(0);
    writer.u8(64);  // time to live
    writer.u8(protocol);
    writer.u16(0);
    writer.u32(far_client.value);
    writer.u32(vip.value);
    const std::uint16_t sum = checksum(ip);
    ip[10] = static_cast<std::uint8_t>(sum >> 8U);
    ip[11] = static_cast<std::uint8_t>(sum);
    Bytes frame;
    ByteWriter whole(frame);
    whole.raw(to.octets);
    whole.raw(from.octets);
    whole.u16(ETHERTYPE_IP);
    whole.raw(ip);
    whole.raw(content);
    return frame;
}

/// Without a checksum of its own (RFC 768 permits that).
Bytes datagram(const MacAddress& to, const MacAddress& from, std::uint16_t client_port,
               const std::string& text) {
    Bytes content;
    ByteWriter writer(content);
    writer.u16(client_port);
    writer.u16(port);
    writer.u16(static_cast<std::uint16_t>(8 + text.size()));
    writer.u16(0);
    writer.text(text);
    return packet(to, from, IPPROTO_UDP, content);
}

/// In the middle of a connection: an acknowledgement and nothing else.
Bytes segment(const MacAddress& to, const MacAddress& from, std::uint16_t client_port) {
    Bytes content;
    ByteWriter writer(content);
    writer.u32(far_client.value);  // the pseudo-header, for the checksum (RFC 9293 section 3.1)
    writer.u32(vip.value);
    writer.u16(IPPROTO_TCP);
    writer.u16(20);
    writer.u16(client_port);
    writer.u16(port);
    writer.u32(1000);
    writer.u32(2000);
    writer.u16(0x5010);  // five words, ACK
    writer.u16(0xffff);
    writer.u32(0);
    const std::uint16_t sum = checksum(content);
    content.erase(content.begin(), content.begin() + 12);
    content[16] = static_cast<std::uint8_t>(sum >> 8U);
    content[17] = static_cast<std::uint8_t>(sum);
    return packet(to, from, IPPROTO_TCP, content);
}

Interface interface_named(const std::string& name) {
    const auto all = list_interfaces();
    return *std::find_if(all.begin(), all.end(),
                         [&](const Interface& i) { return i.name == name; });
}

/// 10.0.0.1 on the interface, which makes 10.0.0.0/8 its neighbours.
void give_address(const std::string& name) {
    ifreq request{};
    std::copy(name.begin(), name.end(), request.ifr_name);
    auto& address = reinterpret_cast<sockaddr_in&>(request.ifr_addr);
    address = to_sockaddr({{0x0A000001}, 0});
    const UniqueFd any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(::ioctl(any.get(), SIOCSIFADDR, &request), 0);
}

/// The far end of the wire: what the engine's neighbours send and hear.
class FarEnd {
  public:
    explicit FarEnd(const Interface& far)
        : fd_(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_ALL))),
          mac(far.mac) {
        sockaddr_ll here{};
        here.sll_family = AF_PACKET;
        here.sll_protocol = htons(ETH_P_ALL);
        here.sll_ifindex = far.index;
        EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&here), sizeof here), 0);
    }
    void send(const Bytes& frame) const {
        EXPECT_EQ(::send(fd_.get(), frame.data(), frame.size(), 0),
                  static_cast<ssize_t>(frame.size()));
    }
    /// Frames that came since the last call.
    std::vector<Bytes> heard() const {
        std::vector<Bytes> out;
        Bytes buffer(2048);
        sockaddr_ll from{};
        socklen_t size = sizeof from;
        for (ssize_t got = 0; (got = ::recvfrom(fd_.get(), buffer.data(), buffer.size(), 0,
                                                reinterpret_cast<sockaddr*>(&from), &size)) > 0;) {
            if (from.sll_pkttype != PACKET_OUTGOING) {
                out.emplace_back(buffer.begin(), buffer.begin() + got);
            }
        }
        return out;
    }

  private:
    UniqueFd fd_;

  public:
    MacAddress mac;
};

protocol::PlacedService two_instances(const protocol::ServerEndpoint& server,
                                      const MacAddress& own) {
    return {.name = "vs1",
            .vip = vip,
            .ports = {{port, protocol::Transport::udp}},
            .pool = {.name = "pool", .servers = {server}},
            .role = protocol::Role::active,
            .list_version = 1,
            .instances = {{.engine = "se1", .data_link = own},
                          {.engine = "se2", .data_link = other_engine}}};
}

/// Runs the body with an engine at the near end of a wire.
void on_a_wire(
    const std::function<void(EventLoop&, Addresses&, const Interface& near, FarEnd&)>& body) {
    in_private_network(
        [&] {
            auto device = VipDevice::open(VipDevice::Kind::tun);
            if (device.has_error() || !can_set_kernel_parameter("net.ipv4.conf.all.arp_ignore")) {
                ::_exit(exit_not_permitted);
            }
            const UniqueFd here(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
            auto netlink = *Netlink::open();
            ASSERT_TRUE(netlink->make_veth("near", "far", here.get()).has_value());
            for (const char* end : {"near", "far"}) {
                ASSERT_TRUE(netlink->set_up(static_cast<int>(::if_nametoindex(end))).has_value());
            }
            give_address("near");
            EventLoop loop;
            auto addresses = *Addresses::open(std::move(*device));
            FarEnd far(interface_named("far"));
            body(loop, *addresses, interface_named("near"), far);
        },
        "/dev/net/tun and writable /proc/sys/net");
}

TEST(Steering, ServesOneFlowAndHandsTheNextOn) {
    on_a_wire([](EventLoop& loop, Addresses& addresses, const Interface& near, FarEnd& far) {
        ASSERT_TRUE(addresses.add(vip, 2s).has_value());
        const LoopbackSocket server(SocketKind::udp);
        DataPath data_path(loop);
        data_path.steer_from(near.index);
        Steering steering(loop, "se1", near, addresses.device(), data_path, nullptr);
        const auto service = two_instances({server.local().address, server.local().port}, near.mac);
        data_path.open(service);
        ASSERT_TRUE(steering.open(service).has_value());

        far.send(datagram(near.mac, far.mac, 40001, "first"));
        std::string served;
        EXPECT_TRUE(run_until(loop, [&] { return (served += read_now(server.fd.get())) != ""; }));
        EXPECT_EQ(served, "first") << "once, although the kernel saw it twice";
        EXPECT_TRUE(data_path.serves({protocol::Transport::udp, far_client, 40001, vip, port}));

        const Bytes second = datagram(near.mac, far.mac, 40002, "second");
        far.send(second);
        std::vector<Bytes> handed_on;
        const auto for_the_other = [&] {
            for (Bytes& frame : far.heard()) {
                if (std::equal(other_engine.octets.begin(), other_engine.octets.end(),
                               frame.begin())) {
                    handed_on.push_back(std::move(frame));
                }
            }
            return !handed_on.empty();
        };
        ASSERT_TRUE(run_until(loop, for_the_other));
        EXPECT_TRUE(std::equal(second.begin() + 12, second.end(), handed_on[0].begin() + 12))
            << "unchanged but for the hardware addresses";
        EXPECT_TRUE(
            std::equal(near.mac.octets.begin(), near.mac.octets.end(), handed_on[0].begin() + 6))
            << "from the interface's own, or switches would look for the client here";
        EXPECT_EQ(read_now(server.fd.get()), "");
    });
}

TEST(Steering, ASecondaryIsSilentAboutTheAddressAndServesWhatItIsHanded) {
    on_a_wire([](EventLoop& loop, Addresses& addresses, const Interface& near, FarEnd& far) {
        ASSERT_TRUE(permit_unanswered_addresses(near.name).has_value());
        ASSERT_TRUE(addresses.add(vip, 2s, false).has_value());
        Bytes question;
        ByteWriter writer(question);
        writer.raw(MacAddress::all_ones().octets);
        writer.raw(far.mac.octets);
        writer.u16(ETHERTYPE_ARP);
        writer.raw(arp_question(far.mac, far_client, vip));
        const auto answered = [&] {
            for (const Bytes& frame : far.heard()) {
                if (frame[12] == 0x08 && frame[13] == 0x06 && frame[21] == 2) {
                    return true;
                }
            }
            return false;
        };
        far.send(question);
        EXPECT_FALSE(run_until(loop, answered, 300ms));
        ASSERT_TRUE(addresses.add(vip, 2s, true).has_value()) << "it is promoted";
        far.send(question);
        EXPECT_TRUE(run_until(loop, answered));

        ASSERT_TRUE(addresses.add(vip, 2s, false).has_value());
        const LoopbackSocket server(SocketKind::udp);
        DataPath data_path(loop);
        data_path.steer_from(near.index);
        Steering steering(loop, "se1", near, addresses.device(), data_path, nullptr);
        auto service = two_instances({server.local().address, server.local().port}, near.mac);
        service.role = protocol::Role::standby;
        std::swap(service.instances[0], service.instances[1]);
        data_path.open(service);
        ASSERT_TRUE(steering.open(service).has_value());
        far.send(datagram(near.mac, other_engine, 40001, "handed on"));
        std::string served;
        EXPECT_TRUE(run_until(loop, [&] { return (served += read_now(server.fd.get())) != ""; }));
        EXPECT_EQ(served, "handed on");
    });
}

/// Those to this hardware address, since the last call.
std::vector<Bytes> heard_by(const FarEnd& far, const MacAddress& mac) {
    std::vector<Bytes> all = far.heard();
    std::erase_if(all, [&](const Bytes& frame) {
        return !std::equal(mac.octets.begin(), mac.octets.end(), frame.begin());
    });
    return all;
}

/// Answers the next datagram; false: there is none yet.
bool answers_next(int socket, const std::string& text) {
    std::array<char, 64> asked{};
    sockaddr_in asker{};
    socklen_t size = sizeof asker;
    auto* address = reinterpret_cast<sockaddr*>(&asker);
    return ::recvfrom(socket, asked.data(), asked.size(), 0, address, &size) > 0 &&
           ::sendto(socket, text.data(), text.size(), 0, address, size) > 0;
}

TEST(Steering, ASecondaryAnswersByWayOfThePrimaryWhereItIsToldTo) {  // SCL-5
    on_a_wire([](EventLoop& loop, Addresses& addresses, const Interface& near, FarEnd& far) {
        ASSERT_TRUE(addresses.add(vip, 2s, false).has_value());
        const LoopbackSocket server(SocketKind::udp);
        DataPath data_path(loop);
        data_path.steer_from(near.index);
        Steering steering(loop, "se1", near, addresses.device(), data_path, nullptr);
        auto service = two_instances({server.local().address, server.local().port}, near.mac);
        service.role = protocol::Role::standby;
        service.answers_through_primary = true;
        std::swap(service.instances[0], service.instances[1]);
        data_path.open(service);
        ASSERT_TRUE(steering.open(service).has_value());
        far.send(datagram(near.mac, other_engine, 40001, "question"));
        ASSERT_TRUE(run_until(loop, [&] { return answers_next(server.fd.get(), "answer"); }));
        std::vector<Bytes> answers;
        ASSERT_TRUE(run_until(loop, [&] {
            return !(answers = heard_by(far, other_engine)).empty();
        })) << "a packet for the client, at the primary's hardware address";
        const Bytes& answer = answers[0];
        EXPECT_EQ(answer.size(), 14U + 20U + 8U + std::string("answer").size());
        EXPECT_TRUE(std::equal(near.mac.octets.begin(), near.mac.octets.end(), answer.begin() + 6));
        const auto flow = flow_of_frame(answer);
        ASSERT_TRUE(flow.has_value());
        EXPECT_EQ(flow->flow.client, vip);
        EXPECT_EQ(flow->flow.vip, far_client);
        EXPECT_EQ(flow->flow.port, 40001);
    });
}

TEST(Steering, EvenTheKernelAnswersByWayOfThePrimary) {  // SCL-5
    on_a_wire([](EventLoop& loop, Addresses& addresses, const Interface& near, FarEnd& far) {
        ASSERT_TRUE(addresses.add(vip, 2s, false).has_value());
        DataPath data_path(loop);
        data_path.steer_from(near.index);
        Steering steering(loop, "se1", near, addresses.device(), data_path, nullptr);
        auto service = two_instances({}, near.mac);
        service.ports = {{port, protocol::Transport::tcp}};
        service.role = protocol::Role::standby;
        service.answers_through_primary = true;
        std::swap(service.instances[0], service.instances[1]);
        data_path.open(service);
        ASSERT_TRUE(steering.open(service).has_value());
        far.send(segment(near.mac, other_engine, 40001));
        std::vector<Bytes> resets;
        ASSERT_TRUE(run_until(loop, [&] {
            return !(resets = heard_by(far, other_engine)).empty();
        })) << "nobody knows the connection";
        EXPECT_EQ(resets[0][47] & 0x04, 0x04) << "it is reset";

        service.role = protocol::Role::active;
        std::swap(service.instances[0], service.instances[1]);
        service.answers_through_primary = false;
        data_path.open(service);
        ASSERT_TRUE(steering.open(service).has_value());
        ASSERT_TRUE(addresses.add(vip, 2s, true).has_value());
        far.send(segment(near.mac, other_engine, 40002));
        EXPECT_FALSE(run_until(
            loop, [&] { return !heard_by(far, other_engine).empty(); }, 300ms))
            << "once promoted it answers itself";
    });
}

TEST(Steering, APrimaryPassesAnswersOfOthersOnToTheirClients) {  // SCL-5
    on_a_wire([](EventLoop& loop, Addresses& addresses, const Interface& near, FarEnd& far) {
        ASSERT_TRUE(addresses.add(vip, 2s).has_value());
        DataPath data_path(loop);
        data_path.steer_from(near.index);
        Steering steering(loop, "se1", near, addresses.device(), data_path, nullptr);
        auto service = two_instances({}, near.mac);
        service.answers_through_primary = true;
        data_path.open(service);
        ASSERT_TRUE(steering.open(service).has_value());
        for (const std::uint16_t client_port : {std::uint16_t{40001}, std::uint16_t{40002}}) {
            far.send(datagram(near.mac, far.mac, client_port, "question"));
        }
        ASSERT_TRUE(run_until(loop, [&] { return !heard_by(far, other_engine).empty(); }))
            << "the second flow is the other one's";
        // As the other engine's answer to it: the client's own packet, with its ends exchanged.
        Bytes answer = datagram(near.mac, other_engine, port, "answer");
        std::swap_ranges(answer.begin() + 26, answer.begin() + 30, answer.begin() + 30);
        answer[36] = 40002 >> 8U;
        answer[37] = 40002 & 0xffU;
        far.send(answer);
        std::vector<Bytes> passed_on;
        ASSERT_TRUE(run_until(loop, [&] {
            for (Bytes& frame : heard_by(far, far.mac)) {
                passed_on.push_back(std::move(frame));
            }
            return !passed_on.empty();
        }));
        EXPECT_TRUE(std::equal(answer.begin() + 12, answer.end(), passed_on[0].begin() + 12));
        EXPECT_TRUE(
            std::equal(near.mac.octets.begin(), near.mac.octets.end(), passed_on[0].begin() + 6));
    });
}

}  // namespace
}  // namespace holdfast::reference::shell
