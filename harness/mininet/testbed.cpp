// SPDX-License-Identifier: Apache-2.0
// Bring-up, tear-down, time, capture.
#include "harness/mininet/testbed.h"

#include <fmt/format.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/log.h"
#include "harness/mininet/kernel_stamp.h"
#include "harness/mininet/testbed_state.h"
#include "harness/mininet/user_namespace.h"

namespace holdfast::harness::mininet {

namespace {

/// Addresses whose gratuitous ARPs a filter has to know: every one that a scenario can use.
std::vector<Ipv4Address> all_addresses(const topology::Topology& topology) {
    std::vector<Ipv4Address> all;
    for (const auto* group : {&topology.vips, &topology.floating_ips, &topology.snat_ips}) {
        all.insert(all.end(), group->begin(), group->end());
    }
    for (const topology::Node& node : topology.nodes) {
        for (const topology::Interface& interface : node.interfaces) {
            all.push_back(interface.address.address);
        }
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

Result<void> check_machine() {
    const std::vector<std::string> missing = missing_capabilities();
    if (!missing.empty()) {
        return unsupported(
            fmt::format("a Mininet testbed needs root, or a user namespace; missing: {}",
                        fmt::join(missing, " ")));
    }
    for (const char* program : {"/usr/bin/python3", "/usr/bin/unshare", "/usr/bin/mnexec"}) {
        if (access(program, X_OK) != 0) {
            return unsupported(
                fmt::format("{} is missing (packages python3, util-linux, mininet)", program));
        }
    }
    return success;
}

}  // namespace

MininetTestbed::MininetTestbed(std::unique_ptr<State> state) : state_(std::move(state)) {}

MininetTestbed::~MininetTestbed() {
    tear_down();
}

Result<std::unique_ptr<MininetTestbed>> MininetTestbed::bring_up(const topology::Topology& topology,
                                                                 const BringUp& bring_up) {
    if (auto fit = check_machine(); !fit) {
        return fit.error();
    }
    auto layout = lay_out(topology, bring_up.impairable);
    if (!layout) {
        return layout.error();
    }
    auto driver = Driver::start(bring_up.folder);
    if (!driver) {
        return driver.error();
    }
    std::unique_ptr<MininetTestbed> testbed(new MininetTestbed(std::make_unique<State>()));
    State& state = *testbed->state_;
    state.topology = topology;
    state.bring_up = bring_up;
    state.layout = std::move(layout.value());
    state.driver = std::move(driver.value());
    state.programs = std::make_unique<NodeProcesses>(state.driver->first_process());

    const auto shells = state.driver->build(topology, state.layout);
    if (!shells) {
        return shells.error();
    }
    if (auto done = state.open_switches(); !done) {
        return done.error();
    }
    const auto processes = descendants(state.driver->first_process(), true);
    for (const topology::Node& node : topology.nodes) {
        const auto shell = shells.value().find(node.name);
        if (shell == shells.value().end()) {
            return failed("Mininet has no host " + node.name);
        }
        if (auto done = state.open_node(node, shell->second, processes); !done) {
            return done.error();
        }
    }
    if (auto done = state.configure_links(); !done) {
        return done.error();
    }
    for (const topology::Node& node : topology.nodes) {
        if (auto done = state.configure_node(node); !done) {
            return done.error();
        }
    }
    if (auto done = state.start_wire(); !done) {
        return done.error();
    }
    if (auto done = state.start_disks(); !done) {
        return done.error();
    }
    if (auto done = state.make_clocks(); !done) {
        return done.error();
    }
    if (auto done = state.make_burdens(); !done) {
        return done.error();
    }
    for (const LinkState& link : state.links) {
        if (auto done = state.wait_until_passing(link); !done) {
            return done.error();
        }
    }
    if (auto done = testbed->start_servers(); !done) {
        return done.error();
    }
    state.epoch = clock_now({}).since_start();
    return testbed;
}

Result<void> MininetTestbed::State::open_switches() {
    auto opened = NetNamespace::open(fmt::format("/proc/{}/ns/net", driver->first_process()));
    if (!opened) {
        return opened.error();
    }
    switches = std::move(opened.value());
    auto done = in_namespace(switches, [&]() -> Result<void> {
        auto socket = RouteSocket::open_here();
        if (!socket) {
            return socket.error();
        }
        route = std::make_unique<RouteSocket>(std::move(socket.value()));
        return success;
    });
    if (!done) {
        return done;
    }
    auto prepared = BridgeFilters::prepare(switches, all_addresses(topology));
    if (!prepared) {
        return prepared.error();
    }
    filters = std::move(prepared.value());
    return success;
}

Result<void> MininetTestbed::State::open_node(const topology::Node& node, pid_t inner_shell,
                                              const std::vector<ProcessFacts>& processes) {
    NodeState& to = nodes[node.name];
    const auto shell = std::find_if(processes.begin(), processes.end(), [&](const ProcessFacts& p) {
        return p.inner_pid == inner_shell;
    });
    if (shell == processes.end()) {
        return failed("the shell of " + node.name + " is not to be found");
    }
    to.shell = shell->pid;
    auto opened = NetNamespace::open(fmt::format("/proc/{}/ns/net", to.shell));
    if (!opened) {
        return opened.error();
    }
    to.net = std::move(opened.value());
    return in_namespace(to.net, [&]() -> Result<void> {
        auto socket = RouteSocket::open_here();
        if (!socket) {
            return socket.error();
        }
        to.route = std::make_unique<RouteSocket>(std::move(socket.value()));
        for (const Attachment& a : layout.attachments) {
            if (a.link.node != node.name) {
                continue;
            }
            if (auto done = switch_offloads_off(a.interface); !done) {
                return done;
            }
        }
        return success;
    });
}

Result<void> MininetTestbed::State::configure_links() {
    return in_namespace(switches, [&]() -> Result<void> {
        int cables = 0;
        for (const Attachment& a : layout.attachments) {
            const auto port = route->link(a.port);
            const auto peer = route->link(a.peer());
            const auto interface = nodes[a.link.node].route->link(a.interface);
            for (const auto* facts : {&port, &peer, &interface}) {
                if (!*facts) {
                    return facts->error();
                }
            }
            LinkState link;
            link.plan = &a;
            link.port = port.value().index;
            link.peer = peer.value().index;
            link.interface = interface.value().index;
            link.cable = a.splice ? cables++ : -1;
            links.push_back(link);
            for (const std::string& name : {a.port, a.peer()}) {
                if (auto done = switch_offloads_off(name); !done) {
                    return done;
                }
            }
        }
        return success;
    });
}

Result<void> MininetTestbed::State::configure_node(const topology::Node& node) {
    const RouteSocket& here = *nodes[node.name].route;
    constexpr int loopback = 1;  // in every network namespace
    if (auto done = here.set_up(loopback, true); !done) {
        return failed(node.name + ": " + done.error().message);
    }
    for (const LinkState& link : links) {
        if (link.plan->link.node != node.name) {
            continue;
        }
        if (auto done = here.set_up(link.interface, true); !done) {
            return failed(node.name + ": " + done.error().message);
        }
        if (auto done = here.add_address(link.interface, link.plan->address); !done) {
            return failed(node.name + ": " + done.error().message);
        }
    }
    for (const topology::Route& wanted : node.routes) {
        if (auto done = here.add_route(wanted.destination, wanted.next_hop); !done) {
            return failed(node.name + ": " + done.error().message);
        }
    }
    return success;
}

Result<void> MininetTestbed::State::start_wire() {
    std::vector<std::string> argv;
    for (const Attachment& a : layout.attachments) {
        if (a.splice) {
            argv.push_back(a.splice->near);
            argv.push_back(a.splice->far);
        }
    }
    if (argv.empty()) {
        return success;
    }
    const auto program = find_helper("holdfast-wire");
    if (!program) {
        return program.error();
    }
    argv.insert(argv.begin(), program.value());
    return driver->start_helper("wire", argv);
}

void MininetTestbed::State::end() {
    // Our own sockets keep a namespace alive as well as its processes do.
    observer.reset();
    api.reset();
    clients.reset();
    flows.reset();
    tap.reset();
    filters.reset();
    nodes.clear();
    links.clear();
    route.reset();
    switches = {};
    driver.reset();
}

void MininetTestbed::tear_down() {
    state_->end();
}

Result<NodeState*> MininetTestbed::State::node(const std::string& name) {
    const auto found = nodes.find(name);
    if (found == nodes.end()) {
        return failed(driver ? "no node " + name : "the testbed is down");
    }
    return &found->second;
}

Result<LinkState*> MininetTestbed::State::link(const faults::Link& wanted) {
    for (LinkState& link : links) {
        if (link.plan->link == wanted) {
            return &link;
        }
    }
    return failed(driver ? fmt::format("{} is not attached to {}", wanted.node, wanted.segment)
                         : "the testbed is down");
}

const topology::Topology& MininetTestbed::topology() const {
    return state_->topology;
}
Duration MininetTestbed::epoch() const {
    return state_->epoch;
}
const std::string& MininetTestbed::folder() const {
    return state_->bring_up.folder;
}
Instant MininetTestbed::now() const {
    return clock_now(state_->epoch);
}

std::vector<history::RunBegan::NodeInterface> MininetTestbed::interfaces() const {
    std::vector<history::RunBegan::NodeInterface> all;
    for (const Attachment& a : state_->layout.attachments) {
        all.push_back({a.link.node, a.link.segment, a.mac, a.address.address});
    }
    return all;
}

Result<std::string> MininetTestbed::interface_of(const faults::Link& link) const {
    const Attachment* found = state_->layout.find(link);
    if (found == nullptr) {
        return failed(fmt::format("{} is not attached to {}", link.node, link.segment));
    }
    return found->interface;
}

Result<std::string> MininetTestbed::namespace_path(const std::string& node) const {
    const auto found = state_->node(node);
    if (!found) {
        return found.error();
    }
    return fmt::format("/proc/{}/ns/net", found.value()->shell);
}

Result<int> MininetTestbed::interactive_shell() {
    if (!state_->driver) {
        return failed("the testbed is down");
    }
    const char* terminal = ttyname(STDIN_FILENO);
    if (terminal == nullptr) {
        return unsupported("standard input is no terminal");
    }
    // Ctrl-C is for the command at the prompt meanwhile, not for us.
    struct sigaction ignore {};
    struct sigaction before {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGINT, &ignore, &before);
    const auto done = state_->driver->prompt(terminal);
    sigaction(SIGINT, &before, nullptr);
    if (!done) {
        return done.error();
    }
    return 0;
}

bool MininetTestbed::advance(Instant until, const std::function<bool()>& stop) {
    constexpr Duration poll_interval = 1ms;
    precise_timers();
    while (true) {
        if (state_->tap) {
            for (const faults::Sighting& sighting : state_->tap->new_sightings()) {
                if (state_->tell) {
                    state_->tell(sighting);
                }
            }
        }
        state_->look_at_waits();
        if (stop()) {
            return true;
        }
        const Instant before = now();
        if (before >= until) {
            return false;
        }
        const Duration pause = std::min(poll_interval, until - before);
        const timespec request{0, static_cast<long>(pause.count())};
        clock_nanosleep(CLOCK_MONOTONIC, 0, &request, nullptr);
        if (state_->tap) {
            state_->fidelity.scheduler_delay_max =
                std::max(state_->fidelity.scheduler_delay_max, now() - before - pause);
        }
    }
}

void MininetTestbed::on_sighting(std::function<void(const faults::Sighting&)> tell) {
    state_->tell = std::move(tell);
}

Result<void> MininetTestbed::start_capture() {
    if (state_->tap) {
        return failed("a capture is going on already");
    }
    if (!state_->driver) {
        return failed("the testbed is down");
    }
    Tap::Plan plan;
    plan.epoch = state_->epoch;
    for (const topology::Segment& segment : state_->topology.segments) {
        plan.segments.push_back(segment.name);
    }
    for (const Attachment& a : state_->layout.attachments) {
        plan.node_of[a.mac] = a.link.node;
    }
    auto tap = Tap::start(state_->switches, state_->layout, std::move(plan));
    if (!tap) {
        return tap.error();
    }
    state_->tap = std::move(tap.value());
    state_->fidelity = {};
    return success;
}

Result<std::vector<capture::Capture>> MininetTestbed::stop_capture() {
    if (!state_->tap) {
        return failed("no capture is going on");
    }
    auto captures = state_->tap->stop();
    state_->fidelity.capture_drops = state_->tap->drops();
    state_->tap.reset();
    return captures;
}

history::FidelityRecorded MininetTestbed::fidelity() const {
    return state_->fidelity;
}

std::vector<std::string> MininetTestbed::lost_parts() const {
    return state_->asked_of_driver(&Driver::lost_helpers);
}

std::vector<std::string> MininetTestbed::ended_programs() const {
    return state_->asked_of_driver(&Driver::ended_programs);
}

std::vector<std::string> MininetTestbed::State::asked_of_driver(
    Result<std::vector<std::string>> (Driver::*question)()) const {
    if (!driver) {
        return {};
    }
    const auto told = (*driver.*question)();
    return told ? *told : std::vector{told.error().message};
}

}  // namespace holdfast::harness::mininet
