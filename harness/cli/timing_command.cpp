// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <fstream>

#include "harness/cli/timing.h"
#include "harness/timing/baseline.h"
#include "harness/timing/html.h"
#include "harness/timing/json.h"
#include "harness/timing/run.h"
#include "harness/timing/text.h"

namespace holdfast::harness::cli {

const char* const timing_footer =
    "What is measured. A flow is out of service while packets that were sent to a VIP do not come\n"
    "back. Probe flows of ours carry sequence and send time and are measured best; else ICMP "
    "echoes\n"
    "(ping -i 0.01), TCP connections and attempts to connect, UDP requests with answers, and "
    "steady UDP\n"
    "are used as they are, each with its method and accuracy. Capture where the clients are, both\n"
    "directions; the interval between packets is the resolution. VIPs and their owners are read "
    "from\n"
    "ARP, gratuitous ARP, neighbour advertisements, VRRP, BGP and traffic; BFD, VRRP, CARP and BGP "
    "show "
    "who\n"
    "noticed what.\n\n"
    "Terms (RFC 6412, RFC 6414): TBM, by send times; TBLM, by arrivals; PLBM, by lost packets and "
    "rate.\n"
    "Each figure has the interval that the truth lies in, and packet numbers as Wireshark shows "
    "them.\n"
    "Times: 12.5s (since the first packet), 2026-11-29T03:04:05.5Z, #1234 (a packet of the first "
    "capture).\n\n"
    "Examples:\n"
    "  holdfast timing failover.pcapng                       everything that can be found\n"
    "  tcpdump -w - -i eth0 | holdfast timing -              when tcpdump ends\n"
    "  holdfast timing client.pcap server.pcap.gz            two taps of one event, clocks "
    "corrected\n"
    "  holdfast timing a.pcap --vip 192.0.2.100 --between 10s 30s --fault-at 12.345s\n"
    "  holdfast timing a.pcap --html a.html                  lanes, ownership, phases, to look at "
    "offline\n"
    "  holdfast timing new.pcap --baseline old.json          exit code 1 when failovers became "
    "slower\n\n"
    "Exit codes: 0 done (also when there was nothing to measure), 1 regression against the "
    "baseline, 2 an\n"
    "event is INVALID (the capture has a hole or its clock stepped), 3 bad input. docs/timing.md "
    "teaches\n"
    "with an example.";

namespace {

int refuse(const std::string& sentence) {
    fmt::print(stderr, "holdfast timing: {}\n", sentence);
    return exit_could_not_run;
}

Result<timing::Settings> settings_of(const TimingOptions& options) {
    timing::Settings settings;
    for (const std::string& vip : options.vips) {
        const auto address = dissect::parse_ip(vip);
        if (!address) {
            return bad_input("--vip: " + address.error().message);
        }
        settings.vips.push_back(*address);
    }
    const auto point = [](const std::string& option, const std::string& text,
                          std::optional<timing::TimePoint>& to) -> Result<void> {
        const auto parsed = timing::parse_time_point(text);
        if (!parsed) {
            return bad_input(option + ": " + parsed.error().message);
        }
        to = *parsed;
        return success;
    };
    if (!options.between.empty()) {
        if (const auto from = point("--between", options.between[0], settings.from); !from) {
            return from.error();
        }
        if (const auto to = point("--between", options.between[1], settings.to); !to) {
            return to.error();
        }
    }
    if (!options.fault_at.empty()) {
        if (const auto at = point("--fault-at", options.fault_at, settings.fault_at); !at) {
            return at.error();
        }
    }
    for (const auto& [option, text, to] :
         {std::tuple("--validated-for", &options.validated_for, &settings.validated_for),
          std::tuple("--threshold", &options.threshold, &settings.forwarding_delay_threshold)}) {
        const auto duration = parse_duration(*text);
        if (!duration || *duration <= Duration{} || *duration > 24h) {
            return bad_input(fmt::format("{}: '{}' is no duration up to 24h; expected 5s or 200ms",
                                         option, *text));
        }
        *to = *duration;
    }
    settings.one_clock = options.one_clock;
    return settings;
}

Result<void> write(const std::string& path, const std::string& content) {
    std::ofstream file(path, std::ios::binary);
    file << content;
    file.close();
    return file ? Result<void>(success) : Result<void>(failed(path + ": cannot be written"));
}

bool any_invalid(const timing::Report& report) {
    for (const timing::Event* event : timing::events_of(report)) {
        if (event->standing == timing::Standing::invalid) {
            return true;
        }
    }
    return false;
}

/// Several failovers are a distribution; and against a baseline a verdict.
int judge(const TimingOptions& options, const timing::Report& report) {
    std::FILE* const out = options.json ? stderr : stdout;  // JSON stays alone on its stream
    const timing::FailoverTimes times = timing::failover_times(report);
    if (times.values.size() > 1) {
        fmt::print(out, "{}\n", timing::spread_text(times));
    }
    if (!options.baseline.empty()) {
        const auto baseline = timing::read_baseline(options.baseline);
        if (!baseline) {
            return refuse(baseline.error().message);
        }
        const timing::Comparison comparison = timing::compare(*baseline, times);
        fmt::print(out, "against {}: {}\n", options.baseline, comparison.sentence);
        if (comparison.verdict == timing::Comparison::Verdict::regression) {
            return exit_fail;
        }
    }
    return any_invalid(report) ? exit_invalid : exit_pass;
}

}  // namespace

int timing(const TimingOptions& options) {
    const auto settings = settings_of(options);
    if (!settings) {
        return refuse(settings.error().message);
    }
    timing::ReceiverLog log;
    if (!options.receiver_log.empty()) {
        auto read = timing::read_receiver_log(options.receiver_log);
        if (!read) {
            return refuse(read.error().message);
        }
        log = *std::move(read);
    }
    const auto report = timing::analyse(options.captures, *settings, std::move(log));
    if (!report) {
        return refuse(report.error().message);
    }
    fmt::print("{}", options.json ? timing::to_json(*report) : timing::to_text(*report));
    if (!options.html.empty()) {
        if (const auto written = write(options.html, timing::to_html(*report)); !written) {
            return refuse(written.error().message);
        }
    }
    return judge(options, *report);
}

}  // namespace holdfast::harness::cli
