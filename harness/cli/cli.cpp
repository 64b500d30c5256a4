// SPDX-License-Identifier: Apache-2.0
// The command line's grammar; only this file includes CLI11.
#include "harness/cli/cli.h"

#include <CLI/CLI.hpp>

#include "harness/cli/chaos.h"
#include "harness/cli/commands.h"
#include "harness/cli/timing.h"
#include "harness/cli/version.h"

namespace holdfast::harness::cli {
namespace {

const char* const exit_codes =
    "Exit codes: 0 pass, 1 fail, 2 invalid (the testbed cannot vouch for the result), 3 could not "
    "run (bad input; nothing was started).";

void add_gate(CLI::App& app, GateOptions& o) {
    CLI::App* gate = app.add_subcommand(
        "gate", "judges every rule in simulation and on Mininet, and prints which hold");
    gate->add_option("--filter", o.filter,
                     "only these rules: globs separated by commas, as 'LEG-*,DET-1'");
    gate->add_option("--profile", o.profiles,
                     "only rules of these profiles, separated by commas; holdfast rules --profiles "
                     "lists them")
        ->delimiter(',');
    gate->add_option("--world", o.world, "where to judge")
        ->check(CLI::IsMember({"sim", "mininet", "both"}));
    gate->add_option("--sut", o.sut,
                     "judge this system instead of the reference, in the world mininet: a name "
                     "(a wrong one lists them) or a folder with sut.yaml and an adapter");
    gate->add_option("--defect", o.defect,
                     "give the system this known defect; the rules that promise to catch it have "
                     "to fail (then exit code 1; one that does not: 2)");
    gate->add_flag("--list-defects", o.list_defects, "lists the known defects, and leaves");
    gate->add_flag("--all-rules", o.all_rules,
                   "with --defect: judge also the rules that do not promise to catch it");
    gate->add_option("--seed", o.seed, "repeats the gate that printed this seed");
    gate->add_option("--cases", o.cases, "simulated cases a rule")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    gate->add_option("--trials", o.trials, "real trials a rule")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    gate->add_option("--jobs", o.jobs, "workers, and with them testbeds, side by side")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    gate->add_option("--junit", o.junit, "write JUnit XML here, for CI systems");
    gate->add_option("--report", o.report,
                     "write the conformance report (YAML) here; with --sut by default below "
                     "results/reports");
    gate->add_option("--results", o.results, "where run folders are left")->capture_default_str();
    gate->footer(
        std::string(
            "Examples:\n"
            "  holdfast gate                              the whole gate\n"
            "  holdfast gate --profile cluster            the rules of the controller cluster\n"
            "  holdfast gate --profile ha-legacy,gateway-monitoring\n"
            "                                             those of two profiles\n"
            "  holdfast gate --filter LEG-6 --trials 10   one rule, ten real trials\n"
            "  holdfast gate --defect no_gratuitous_arp   is that defect caught?\n"
            "  holdfast gate --sut keepalived --profile ha-legacy\n"
            "                                             another system; docs/adapters.md\n\n") +
        exit_codes);
}

void add_play_options(CLI::App* command, PlayOptions& o) {
    command->add_option("--testbed", o.testbed, "where to play [sim; with --sut always mininet]")
        ->check(CLI::IsMember({"sim", "mininet"}));
    command->add_option("--sut", o.sut,
                        "play it on this system instead of the reference: a name, or a folder");
    command->add_option("--defect", o.defect, "give the system this known defect");
    command->add_option("--seed", o.seed, "another seed than the file's");
    command->add_option("--times", o.times, "play it so many times and say how many failed")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_option("--results", o.results, "where run folders are left")
        ->capture_default_str();
}

void add_play(CLI::App& app, PlayOptions& run_options, PlayOptions& replay_options) {
    CLI::App* run = app.add_subcommand("run", "plays a scenario file and judges it");
    run->add_option("FILE", run_options.path, "a scenario (YAML), or the name of an example")
        ->required();
    add_play_options(run, run_options);
    run->footer(std::string("A scenario names its rule; with none it is judged by the invariants "
                            "alone. Worked examples of the documents come along: "
                            "holdfast run n-plus-m-twenty-services, --testbed mininet for real "
                            "engines. A wrong name lists them.\n\n") +
                exit_codes);

    CLI::App* replay =
        app.add_subcommand("replay", "plays a run again, on the same testbed or the other one");
    replay->add_option("RUN", replay_options.path, "a run's folder, or a scenario file")
        ->required();
    add_play_options(replay, replay_options);
    replay->footer(std::string("Example: holdfast replay results/runs/... --testbed mininet "
                               "--times 5\n\n") +
                   exit_codes);
}

void add_chaos(CLI::App& app, ChaosOptions& o) {
    CLI::App* chaos = app.add_subcommand(
        "chaos", "breaks the cluster at random, schedule after schedule, and judges each");
    chaos
        ->add_option("--schedules", o.schedules,
                     "how many; with --defect: how many at most to find it (up to 100)")
        ->check(CLI::Range(1, 100000000))
        ->capture_default_str();
    chaos->add_option("--hours", o.hours, "ends sooner when this time is over")
        ->check(CLI::Range(0.0, 10000.0));
    chaos->add_option("--jobs", o.jobs, "workers side by side")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    chaos
        ->add_option(
            "--drill", o.drill,
            "what is broken: CHAOS, the cluster of controllers; HA-CHAOS, groups of engines "
            "of every mode")
        ->capture_default_str();
    chaos->add_option("--seed", o.seed, "schedule n of a seed is the same in every campaign");
    chaos->add_option("--world", o.world, "where to play")
        ->check(CLI::IsMember({"sim", "mininet"}))
        ->capture_default_str();
    chaos->add_option("--defect", o.defect,
                      "give the system this known defect (or each of them: all) and say how many "
                      "schedules it took to find it, beside the cases that a rule took");
    chaos->add_option("--resume", o.resume, "goes on with the campaign in this folder");
    chaos->add_option("--results", o.results, "where run folders of failures are left")
        ->capture_default_str();
    chaos->add_option("--worker", o.worker)->group("");
    chaos->add_option("--hunt-file", o.hunt_file)->group("");
    chaos->footer(
        std::string(
            "A schedule is a handful of faults at random times: crashes, pauses, partitions, disks "
            "and clocks gone wrong, and an operator at work, while clients write. Each is judged "
            "by "
            "the invariants and by the checkers of the control plane. What fails is made smaller "
            "and filed as a run folder. Ctrl-C loses nothing: --resume goes on.\n\n"
            "Examples:\n"
            "  holdfast chaos --schedules 10000              the nightly campaign\n"
            "  holdfast chaos --drill HA-CHAOS --schedules 10000    the same for engines\n"
            "  holdfast chaos --schedules 1000000 --hours 8  as many as a night allows\n"
            "  holdfast chaos --resume results/chaos/...     go on after Ctrl-C\n"
            "  holdfast chaos --defect all                   is every known defect found?\n"
            "  holdfast replay results/runs/...              a filed failure again\n\n") +
        exit_codes +
        " A campaign passes with up to one schedule in twenty INVALID, and with none that a "
        "worker died of. With --defect, 1: each was found; 2: one was not.");
}

void add_timing(CLI::App& app, TimingOptions& o) {
    CLI::App* timing = app.add_subcommand(
        "timing", "measures the failovers in any capture: how long, phase by phase, how exactly");
    timing
        ->add_option("CAPTURE", o.captures,
                     "pcap or pcapng, gzip or not; - is the standard input; several of one event "
                     "are merged by their clocks, which are corrected")
        ->required();
    timing->add_option("--vip", o.vips, "only this address; may be repeated")->expected(1);
    timing->add_option("--between", o.between, "only packets between these two times")
        ->expected(2)
        ->type_name("FROM TO");
    timing->add_option("--fault-at", o.fault_at,
                       "when the fault was injected: convergence times count from here");
    timing
        ->add_option("--threshold", o.threshold,
                     "an answer later than this counts as impaired (RFC 6412: forwarding delay "
                     "threshold)")
        ->capture_default_str();
    timing
        ->add_option("--validated-for", o.validated_for,
                     "impairments closer than this are one event (RFC 6412: sustained convergence "
                     "validation time)")
        ->capture_default_str();
    timing->add_option("--receiver-log", o.receiver_log,
                       "what the receiver of our probes got, lines of FLOW SEQUENCE: decides for "
                       "captures of one direction, which see packets that the host drops later");
    timing->add_flag("--one-clock", o.one_clock,
                     "several captures were taken on one machine: their clock is one, and nothing "
                     "is corrected");
    timing->add_flag("--json", o.json, "the report for programs, instead of text");
    timing->add_option("--html", o.html, "write a page here that needs no network");
    timing->add_option("--baseline", o.baseline,
                       "compare with failover times that --json wrote earlier");
    timing->footer(timing_footer);
}

void add_bench(CLI::App& app, BenchOptions& o) {
    CLI::App* bench = app.add_subcommand(
        "bench", "measures this machine: simulation speed, testbed times, failover times");
    bench->add_option("--seed", o.seed, "of the drawn scenarios")->capture_default_str();
    bench->add_option("--trials", o.trials, "real failovers to time")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    bench->add_option("--cases", o.cases, "simulated cases to time")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    bench->add_option("--world", o.world, "what to measure")
        ->check(CLI::IsMember({"sim", "mininet", "both"}));
    bench->add_option("--worker-file", o.worker_file)->group("");
}

}  // namespace

int cli_main(int argc, char** argv, const Worlds& worlds) {
    CLI::App app(
        "Tells whether a highly available load balancer keeps its promises when things break, and "
        "shows the packets that prove it.",
        "holdfast");
    app.set_version_flag("--version", "holdfast " + version());
    app.require_subcommand(1);
    app.footer("Begin with: holdfast doctor, holdfast rules, holdfast gate --world sim");

    GateOptions gate_options;
    PlayOptions run_options;
    PlayOptions replay_options;
    BenchOptions bench_options;
    ChaosOptions chaos_options;
    std::string name;
    add_gate(app, gate_options);
    add_play(app, run_options, replay_options);
    add_chaos(app, chaos_options);

    CLI::App* judge = app.add_subcommand("judge", "judges a recorded run again, from its files");
    judge->add_option("RUN", name, "the run's folder")->required();
    judge->footer(exit_codes);

    CLI::App* topology = app.add_subcommand("topology", "looks at a network, or stands in it");
    topology->require_subcommand(1);
    CLI::App* list = topology->add_subcommand("list", "names every topology");
    CLI::App* show = topology->add_subcommand("show", "draws one, with nodes and addresses");
    show->add_option("NAME", name, "a topology's name, or a file")->required();
    CLI::App* up = topology->add_subcommand(
        "up", "brings one up in namespaces of its own and gives you Mininet's prompt");
    up->add_option("NAME", name, "a topology's name, or a file")->required();

    CLI::App* rules = app.add_subcommand("rules", "the catalogue of rules, or all about one");
    RulesOptions rules_options;
    rules->add_option("ID", rules_options.rule, "a rule, as LEG-6");
    rules->add_option("--profile", rules_options.profile, "only rules of this profile");
    rules->add_flag("--profiles", rules_options.profiles, "lists the profiles, and leaves");
    CLI::App* doctor_command =
        app.add_subcommand("doctor", "says what this machine can do, and what it lacks");
    add_bench(app, bench_options);
    TimingOptions timing_options;
    add_timing(app, timing_options);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_pass : exit_could_not_run;
    }
    if (app.got_subcommand("gate")) {
        return gate(gate_options, worlds);
    }
    if (app.got_subcommand("chaos")) {
        return chaos(chaos_options, worlds);
    }
    if (app.got_subcommand("run")) {
        return play_file(run_options, worlds);
    }
    if (app.got_subcommand("replay")) {
        return play_file(replay_options, worlds);
    }
    if (app.got_subcommand("timing")) {
        return timing(timing_options);
    }
    if (judge->parsed()) {
        return judge_run(name);
    }
    if (list->parsed()) {
        return list_topologies();
    }
    if (show->parsed()) {
        return show_topology(name);
    }
    if (up->parsed()) {
        return stand_in_topology(name, worlds);
    }
    if (rules->parsed()) {
        return show_rules(rules_options);
    }
    if (doctor_command->parsed()) {
        return doctor(worlds);
    }
    return bench(bench_options, worlds);
}

}  // namespace holdfast::harness::cli
