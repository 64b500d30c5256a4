// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/doctor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <thread>

#include "harness/mininet/driver.h"
#include "harness/mininet/kernel_stamp.h"
#include "harness/mininet/net_namespace.h"
#include "harness/mininet/user_namespace.h"

namespace holdfast::harness::mininet {

namespace {

struct Said {
    bool ok = false;
    std::string text;  ///< both outputs, at most some lines
};

/// Runs a shell command of ours; the text has no word from outside.
Said run(const std::string& command) {
    Said said;
    FILE* pipe = popen(("( " + command + " ) 2>&1").c_str(), "re");
    if (pipe == nullptr) {
        said.text = std::strerror(errno);
        return said;
    }
    std::array<char, 512> buffer;
    while (fgets(buffer.data(), buffer.size(), pipe) != nullptr) {
        said.text += buffer.data();
    }
    const int status = pclose(pipe);
    said.ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    std::replace(said.text.begin(), said.text.end(), '\n', ' ');
    said.text = said.text.substr(0, 200);
    while (!said.text.empty() && said.text.back() == ' ') {
        said.text.pop_back();
    }
    return said;
}

/// The same inside a network namespace that lives as long as the command.
Said run_isolated(const std::string& command) {
    const char* user = geteuid() == 0 ? "" : "--user --map-root-user ";
    return run(fmt::format("unshare {}--net --mount --propagation private -- /bin/bash -c '{}'",
                           user, command));
}

Finding tried(const std::string& mechanism, const Said& said, const std::string& seen,
              const std::string& consequence) {
    return {mechanism, said.ok, said.ok ? seen : said.text, consequence};
}

Finding privileges() {
    const std::vector<std::string> missing = missing_capabilities();
    if (missing.empty()) {
        return {"privileges", true, geteuid() == 0 ? "root, or root of a user namespace" : "",
                "testbeds come up"};
    }
    const Said said = run("unshare --user --map-root-user --net true");
    return {"privileges", said.ok,
            said.ok ? "not root; user namespaces are allowed"
                    : fmt::format("missing {}; {}", fmt::join(missing, " "), said.text),
            said.ok ? "testbeds come up inside a user namespace"
                    : "no Mininet testbed; simulation still runs"};
}

Finding unprivileged_namespaces() {
    const auto limit = read_sysctl("/proc/sys/user/max_user_namespaces");
    const bool allowed = limit && limit.value() != "0";
    const Said said = geteuid() == 0 ? run("setpriv --reuid=65534 --regid=65534 --clear-groups "
                                           "unshare --user --map-root-user --net true")
                                     : run("unshare --user --map-root-user --net true");
    return {"unprivileged user namespaces", allowed && said.ok,
            said.ok ? "max_user_namespaces " + limit.value() : said.text,
            said.ok ? "testbeds come up without root too" : "testbeds need root"};
}

Finding mininet() {
    return tried(
        "Mininet", run("/usr/bin/python3 -c \"import mininet.net; print(mininet.net.VERSION)\""),
        "imported by /usr/bin/python3", "without it there is no testbed (package mininet)");
}

Finding bridges() {
    return tried("Linux bridge (brctl)",
                 run_isolated("mount -t sysfs sysfs /sys && brctl addbr b0 && brctl delbr b0"),
                 "a bridge was made", "without it there is no testbed (package bridge-utils)");
}

Finding bridge_filter() {
    return tried(
        "nftables bridge family",
        run_isolated("nft \"table bridge t { counter c { }; chain f { type filter hook "
                     "forward priority 0; arp saddr ip 192.0.2.1 numgen random mod 10 < 5 "
                     "counter name c drop; }; }\""),
        "a counted random drop rule was accepted",
        "without it partitions, lost heartbeats and suppressed gratuitous ARPs are SKIPPED");
}

Finding port_state() {
    return tried(
        "bridge port state",
        run_isolated("ip link add name b0 type bridge && ip link add name p0 type veth peer name "
                     "p1 && ip link set dev p0 master b0 up && ip link set dev p1 up && bridge "
                     "link set dev p0 state 0 && bridge link show dev p0 | grep -q disabled"),
        "a port was set to disabled and read back",
        "without it silent link failures and power-offs are SKIPPED");
}

Finding packet_sockets() {
    return tried("packet sockets",
                 run_isolated("ip link set dev lo up && /usr/bin/python3 -c \"import socket; "
                              "socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3)\""),
                 "one was opened", "without them there is neither capture nor impaired wire");
}

Finding wire_helper() {
    const auto wire = find_helper("holdfast-wire");
    const auto responder = find_helper("holdfast-responder");
    const bool both = wire && responder;
    return {"helper programs", both, both ? "holdfast-wire, holdfast-responder" : "not built",
            "pool servers, and delay and loss on links that are announced as impairable"};
}

Finding netem() {
    const Said said =
        run_isolated("ip link set dev lo up && tc qdisc add dev lo root netem delay 1ms");
    return {"netem", said.ok, said.ok ? "accepted" : said.text,
            "not needed: holdfast-wire delays and loses frames on every kernel"};
}

Finding faulty_disks() {
    const Fd device(open("/dev/fuse", O_RDWR | O_CLOEXEC));
    const auto program = find_helper("holdfast-disk");
    return {"faulty disks", device.valid() && program,
            !device.valid() ? std::string("/dev/fuse: ") + std::strerror(errno)
            : program       ? "/dev/fuse was opened, holdfast-disk"
                            : "holdfast-disk is not built",
            "without them full, slow, torn and corrupt disks are SKIPPED"};
}

Finding faulty_clocks() {
    const auto library = find_helper("holdfast-clock.so");
    const Said said =
        library ? run(fmt::format("LD_PRELOAD={} date +%s", *library)) : Said{false, "not built"};
    return tried("faulty clocks", said, "a program was started with holdfast-clock.so",
                 "without it clock steps and skews are SKIPPED");
}

Finding busy_processors() {
    const auto library = find_helper("holdfast-busy.so");
    const Said said =
        library ? run(fmt::format("LD_PRELOAD={} date +%s", *library)) : Said{false, "not built"};
    return tried("busy processors", said, "a program was started with holdfast-busy.so",
                 "without it nobody's processor is kept busy: SKIPPED");
}

Finding tunnel() {
    const Fd device(open("/dev/net/tun", O_RDWR | O_CLOEXEC));
    return {"/dev/net/tun", device.valid(), device.valid() ? "opened" : std::strerror(errno),
            "without it one engine of each service serves alone"};
}

Finding kernel() {
    utsname facts{};
    uname(&facts);
    const bool children =
        access("/proc/self/task/self/children", F_OK) == 0 ||
        access(fmt::format("/proc/self/task/{}/children", getpid()).c_str(), F_OK) == 0;
    return {"kernel", children, fmt::format("{} {}", facts.sysname, facts.release),
            children ? "process trees can be read"
                     : "CONFIG_PROC_CHILDREN is off: programs cannot be killed as a tree"};
}

Finding cores() {
    const unsigned count = std::thread::hardware_concurrency();
    return {"cores", count >= 2, fmt::format("{}", count),
            "one testbed wants two; run one at a time below four"};
}

/// How late a 1 ms timer fires, which is how late any paced sender is.
Finding timers() {
    std::vector<Duration> lateness;
    precise_timers();
    const Instant end = clock_now({}) + 1s;
    for (Instant before = clock_now({}); before < end; before = clock_now({})) {
        constexpr Duration pause = 1ms;
        const timespec request{0, pause.count()};
        clock_nanosleep(CLOCK_MONOTONIC, 0, &request, nullptr);
        lateness.push_back(clock_now({}) - before - pause);
    }
    std::sort(lateness.begin(), lateness.end());
    const Duration p99 = lateness[lateness.size() * 99 / 100];
    // A tenth of the tightest bound under test (50 ms): above it the fidelity gate says INVALID.
    constexpr Duration fit = 5ms;
    return {"fidelity", p99 < fit,
            fmt::format("timer lateness p50 {:.3f} ms, p99 {:.3f} ms, max {:.3f} ms",
                        milliseconds(lateness[lateness.size() / 2]), milliseconds(p99),
                        milliseconds(lateness.back())),
            p99 < fit ? "fit for bounds from 50 ms"
                      : "tight bounds will be INVALID here: the machine is busy"};
}

}  // namespace

std::vector<Finding> examine_machine() {
    return {kernel(),         cores(),         privileges(),      unprivileged_namespaces(),
            mininet(),        bridges(),       bridge_filter(),   port_state(),
            packet_sockets(), wire_helper(),   netem(),           tunnel(),
            faulty_disks(),   faulty_clocks(), busy_processors(), timers()};
}

Finding can_bring_up() {
    const std::string consequence = "no Mininet testbed; simulation still runs";
    const std::vector<std::string> missing = missing_capabilities();
    if (!missing.empty()) {
        return {"privileges", false, fmt::format("missing {}", fmt::join(missing, " ")),
                consequence};
    }
    for (const auto& [path, package] :
         {std::pair{"/usr/bin/python3", "python3"}, std::pair{"/usr/bin/unshare", "util-linux"},
          std::pair{"/usr/bin/mnexec", "mininet"}, std::pair{"/usr/sbin/brctl", "bridge-utils"}}) {
        if (access(path, X_OK) != 0) {
            return {path, false, fmt::format("not there; package {}", package), consequence};
        }
    }
    for (const char* helper :
         {"holdfast-wire", "holdfast-responder", "holdfast-mininet-driver.py"}) {
        if (const auto found = find_helper(helper); !found) {
            return {helper, false, found.error().message, consequence};
        }
    }
    return {"Mininet testbed", true, "", "testbeds come up"};
}

}  // namespace holdfast::harness::mininet
