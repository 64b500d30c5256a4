// SPDX-License-Identifier: Apache-2.0
// What service engines and the controller say to each other, and what engines of a group say.
// Transport-free values; encoding.h turns them into JSON lines (controller channel) and datagrams
// (heartbeats).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/address.h"
#include "base/id.h"
#include "base/time.h"
#include "reference/model/health_monitor.h"
#include "reference/model/pool.h"

namespace holdfast::reference::protocol {

using EngineName = Id<struct EngineNameTag>;
using ServiceName = Id<struct ServiceNameTag>;

/// The part an engine plays for one virtual service. LEG-3: one engine of a pair is active, the
/// other standby. In an elastic group the primary is active, and the secondaries are standby.
enum class Role { active, standby };

enum class Transport { tcp, udp };

/// Where a virtual service listens.
struct ListeningPort {
    std::uint16_t port = 0;
    Transport transport = Transport::tcp;
    bool operator==(const ListeningPort&) const = default;
};

struct ServerEndpoint {
    Ipv4Address address;
    std::uint16_t port = 0;
    auto operator<=>(const ServerEndpoint&) const = default;
};

/// A pool with everything resolved that an engine needs of it.
struct ResolvedPool {
    std::string name{};
    model::LbAlgorithm lb_algorithm = model::LbAlgorithm::LB_ALGORITHM_LEAST_CONNECTIONS;
    std::vector<ServerEndpoint> servers{};
    bool use_service_port = false;  ///< send to the port that the client asked for
    /// A client stays with its server until it has not come for so long; 0: each flow chooses anew.
    Duration client_persistence{};
    /// A server is up while it passes them all (HM-3); none: servers count as up.
    std::vector<model::HealthMonitor> health_monitors{};
    /// HM-6: what clients meet lowers the share of a server, and never marks it down.
    bool inline_health_monitor = true;
    bool operator==(const ResolvedPool&) const = default;
};

/// An engine that serves flows of a virtual service beside others (spec 3.13).
struct Instance {
    EngineName engine;
    MacAddress data_link{};  ///< where the primary sends it packets for the VIP
    bool draining = false;   ///< leaves soon: no new flow goes to it (SCL-14)
    bool operator==(const Instance&) const = default;
};

enum class FlowDistribution { load_aware, source_address, source_address_and_port };

/// One virtual service as placed on one engine.
struct PlacedService {
    ServiceName name;
    Ipv4Address vip{};
    std::vector<Ipv4Address>
        snat_ips{};  ///< sources towards the servers; they move with the VIP (LEG-8)
    std::vector<ListeningPort> ports{};
    ResolvedPool pool{};
    Role role = Role::standby;
    /// Elastic groups: its engines in order, the primary first; whoever comes behind it follows in
    /// this order (HDL-13). Empty in a legacy group.
    std::vector<EngineName> engines{};
    std::uint64_t list_version = 0;  ///< rises with every change of `engines` (HDL-14)
    /// Over whom the primary, the first of them, spreads flows; each of them serves. Fewer than
    /// two: the active engine serves alone, and the others wait.
    std::vector<Instance> instances{};
    FlowDistribution flow_distribution = FlowDistribution::load_aware;
    /// SCL-5: what other instances than the primary say to clients goes by way of it.
    bool answers_through_primary = false;
    bool operator==(const PlacedService&) const = default;
};

/// Another engine of the group, as this engine should watch it.
struct Peer {
    EngineName name;
    Ipv4Address heartbeat_address{};
    bool operator==(const Peer&) const = default;
};

/// A gateway that an engine asks by ICMP echo whether it is there (spec 3.8).
struct WatchedGateway {
    Ipv4Address gateway{};
    Duration interval = 1s;                ///< between two questions
    std::uint32_t fail_threshold = 10;     ///< so many without an answer in a row: lost
    std::uint32_t success_threshold = 15;  ///< so many answered in a row: seen again
    bool operator==(const WatchedGateway&) const = default;
};

/// How an engine asks the others of a service who serves a flow that it does not know (SCL-12).
struct FlowProbes {
    bool enabled = true;
    std::uint32_t retries = 2;       ///< after the first question
    Duration retry_interval = 40ms;  ///< above 0
    bool operator==(const FlowProbes&) const = default;
};

/// All that the controller wants of one engine. It replaces the previous one whole.
struct EngineConfiguration {
    std::uint64_t generation = 0;  ///< grows with every change; an engine ignores an older one
    std::string se_group{};        ///< only heartbeats of this group count
    /// A pair: the other engine. An elastic group: engines that share a service with this one.
    std::vector<Peer> peers{};
    /// HDL-13: without a controller the next living engine of a list becomes primary.
    bool self_se_election = false;
    Duration heartbeat_period = 100ms;  ///< dp_hb_frequency or dp_aggressive_hb_frequency
    std::uint32_t heartbeat_miss_limit =
        10;  ///< dp_hb_timeout_count or dp_aggressive_hb_timeout_count
    bool hm_on_standby = true;
    /// dupip_frequency: without a controller it asks this often who has its addresses; 0: never.
    Duration duplicate_probe_period = 0ms;
    std::uint32_t duplicate_answer_limit = 5;  ///< dupip_timeout_count
    std::vector<PlacedService> services{};
    std::vector<Ipv4Address>
        floating_ips{};  ///< floating interface addresses that this engine holds now
    /// FIP-14: it passes on packets of others, who send them to its floating addresses.
    bool enable_routing = false;
    /// FIP-11: the MAC of its floating addresses; none: those of its interfaces.
    std::optional<MacAddress> virtual_mac{};
    std::vector<WatchedGateway> gateways{};  ///< GW-1; none: no gateway is asked
    FlowProbes flow_probes{};
    /// The engine's last outage of which its controller has heard the end; 0: of none. Where it let
    /// its addresses go, it takes them back on this word only (INV-1).
    std::uint64_t ended_outage = 0;
    bool operator==(const EngineConfiguration&) const = default;
};

// ---- engine to controller
// ------------------------------------------------------------------------------------------

struct Register {
    EngineName engine{};
    std::string se_group{};     ///< name of the SE group that it belongs to
    std::uint64_t boot_id = 0;  ///< new at every start: tells a restart from a reconnection
    std::string version{};
    Ipv4Address heartbeat_address{};  ///< where its peer reaches it
    /// What it holds now (a reconnecting engine); empty after a start.
    std::vector<ServiceName> active_services{};
    std::uint64_t generation = 0;  ///< of the configuration it holds; 0 = none
    /// Its interfaces, except the one that holds VIPs: what it reaches without a gateway.
    std::vector<InterfaceAddress> interfaces{};
    std::vector<Ipv4Address> default_gateways{};  ///< GW-18
    /// Of the interface that holds VIPs, where it takes packets that a primary sends on; all zero:
    /// it cannot serve beside others.
    MacAddress data_link{};
    bool operator==(const Register&) const = default;
};
/// The configuration of this generation is in force: addresses of services that are not active here
/// are gone (GW-13).
struct ConfigurationApplied {
    std::uint64_t generation = 0;
    bool operator==(const ConfigurationApplied&) const = default;
};
/// Stage one of detection: `misses` heartbeats in a row stayed away. Repeated every miss limit
/// while the silence lasts.
struct PeerSuspected {
    EngineName peer;
    std::uint32_t misses = 0;
    bool operator==(const PeerSuspected&) const = default;
};
struct PeerRecovered {
    EngineName peer;
    bool operator==(const PeerRecovered&) const = default;
};
struct EchoResponse {
    std::uint64_t id = 0;
    bool operator==(const EchoResponse&) const = default;
};
struct ServerStateChanged {
    std::string pool;
    ServerEndpoint server;
    bool up = false;
    bool operator==(const ServerStateChanged&) const = default;
};
/// DET-11: the interface towards the clients has had no carrier for as long as a silent peer has to
/// be suspected; or has one again.
struct DataPathChanged {
    bool up = false;
    std::uint64_t outage = 0;  ///< that began or ended; counted in this life of the engine
    bool operator==(const DataPathChanged&) const = default;
};
/// Every watched gateway that does not answer this engine now; said when one is lost or seen again,
/// and after registering (GW-9). An engine without gateways is as up as any.
struct GatewaysLost {
    std::vector<Ipv4Address> gateways;
    bool operator==(const GatewaysLost&) const = default;
};
/// What one service amounted to on an engine, both ways, while it was measured.
struct ServiceLoad {
    ServiceName service;
    std::uint64_t packets = 0;           ///< datagrams and TCP segments, exchanged with clients
    std::uint64_t bytes = 0;             ///< of TCP
    std::uint64_t connections = 0;       ///< of TCP, begun
    std::uint64_t connections_open = 0;  ///< in the end
    bool operator==(const ServiceLoad&) const = default;
};
inline constexpr Duration load_report_period = 1s;
/// SCL-21: how busy the engine was since it said so last, every load_report_period.
struct LoadMeasured {
    Duration over{};                      ///< measured so long; more than 0
    std::uint32_t processor_percent = 0;  ///< of the processor that it may use, 0 to 100
    std::vector<ServiceLoad> services{};  ///< every one that is open on it
    bool operator==(const LoadMeasured&) const = default;
};
/// Orderly stop: the engine has released every address before it says so.
struct Goodbye {
    bool operator==(const Goodbye&) const = default;
};

using ToController =
    std::variant<Register, ConfigurationApplied, PeerSuspected, PeerRecovered, EchoResponse,
                 ServerStateChanged, DataPathChanged, GatewaysLost, LoadMeasured, Goodbye>;

// ---- controller to engine
// ------------------------------------------------------------------------------------------

struct Configure {
    EngineConfiguration configuration;
    bool operator==(const Configure&) const = default;
};
struct EchoRequest {
    std::uint64_t id = 0;
    bool operator==(const EchoRequest&) const = default;
};
/// The registration is not accepted (LEG-1: a third engine in a legacy group). The engine stays
/// idle and tries again later.
struct RegistrationRefused {
    std::string reason;
    bool operator==(const RegistrationRefused&) const = default;
};

/// First word of a controller on every connection, and again whenever it changes. An engine is
/// connected to all controllers and obeys the one that leads.
struct Leadership {
    std::uint64_t term = 0;  ///< of the cluster's election: of two that lead, the higher counts
    bool leads = false;
    bool operator==(const Leadership&) const = default;
};

using ToEngine = std::variant<Configure, EchoRequest, RegistrationRefused, Leadership>;

// ---- engine to engine
// ----------------------------------------------------------------------------------------------

/// One data-path heartbeat (dp_hb): sent by an engine to each of its peers, once a period.
struct Heartbeat {
    EngineName from;
    std::string group;  ///< the sender's SE group
    std::uint64_t boot_id = 0;
    std::uint64_t sequence = 0;
    std::uint64_t generation = 0;  ///< of the sender's configuration
    bool operator==(const Heartbeat&) const = default;
};

/// One client's connection or sequence of datagrams, as its packets name it.
struct Flow {
    Transport transport = Transport::tcp;
    Ipv4Address client{};
    std::uint16_t client_port = 0;
    Ipv4Address vip{};
    std::uint16_t port = 0;
    auto operator<=>(const Flow&) const = default;
};

/// Who serves this flow? Asked of every other instance of its service (SCL-12).
struct FlowQuestion {
    EngineName from;
    Flow flow;
    bool operator==(const FlowQuestion&) const = default;
};
struct FlowAnswer {
    EngineName from;
    Flow flow;
    bool serves = false;
    bool operator==(const FlowAnswer&) const = default;
};

/// Where a client of a pool is at home (LEG-36): told to every engine that may serve it next.
struct ClientHome {
    Ipv4Address client{};
    ServerEndpoint server{};
    Duration age{};  ///< since it came last
    bool operator==(const ClientHome&) const = default;
};
struct ClientHomes {
    std::string pool{};
    std::vector<ClientHome> clients{};  ///< at most client_homes_max
    bool operator==(const ClientHomes&) const = default;
};
/// So that a datagram stays below what any link carries whole: 64 x 18 bytes and a name.
inline constexpr std::size_t client_homes_max = 64;

/// How busy an engine is (SCL-6): told to the others of its services twice a second.
struct EngineLoad {
    EngineName from;
    std::uint16_t processor = 0;  ///< thousandths of one processor, at most 1000
    bool operator==(const EngineLoad&) const = default;
};
inline constexpr Duration load_period = 500ms;
inline constexpr std::uint16_t processor_max = 1000;

/// What one engine says to another, a datagram each.
using ToPeer = std::variant<Heartbeat, FlowQuestion, FlowAnswer, ClientHomes, EngineLoad>;

}  // namespace holdfast::reference::protocol
