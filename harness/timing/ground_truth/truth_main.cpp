// SPDX-License-Identifier: Apache-2.0
// holdfast-timing-truth: holds `holdfast timing` to captures whose truth is known, trap by trap,
// and prints the score.
#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <fstream>

#include "harness/timing/ground_truth/trap.h"
#include "harness/timing/text.h"

namespace {

namespace truth = holdfast::harness::timing::ground_truth;

int usage() {
    fmt::print(stderr,
               "usage: holdfast-timing-truth [CASES [SEED]]     1000 cases a trap, seed 1\n"
               "       holdfast-timing-truth --write FILE TRAP-NUMBER CASE SEED\n");
    return 3;
}

void write(const std::string& path, const holdfast::Bytes& bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

/// One case, to be looked at with other tools.
int write_case(char** arguments) {
    const auto number = std::strtoull(arguments[1], nullptr, 10);
    if (number >= truth::all_traps().size()) {
        return usage();
    }
    const truth::Trap trap = truth::all_traps()[number];
    holdfast::Rng chance = holdfast::Rng(std::strtoull(arguments[3], nullptr, 10))
                               .fork(fmt::format("{} {}", truth::to_string(trap),
                                                 std::strtoull(arguments[2], nullptr, 10)));
    const truth::Case drawn = truth::draw(trap, chance);
    const truth::Played played = truth::play(drawn.plan, chance);
    std::vector<std::string> paths = {arguments[0]};
    write(paths.front(), played.capture);
    if (!played.far_capture.empty()) {
        paths.push_back(paths.front() + ".far");
        write(paths.back(), played.far_capture);
    }
    for (const truth::FlowPlan& flow : drawn.plan.flows) {
        fmt::print("port {} {} every {}", flow.port, truth::to_string(flow.traffic),
                   holdfast::to_string(flow.interval));
        for (const truth::Span& span : flow.out_of_service) {
            fmt::print(", out {} to {}", holdfast::to_string(span.from),
                       holdfast::to_string(span.to));
        }
        fmt::print("\n");
    }
    const auto report = holdfast::harness::timing::analyse(paths, drawn.settings);
    fmt::print("{}", report ? holdfast::harness::timing::to_text(*report) : report.error().message);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 6 && std::strcmp(argv[1], "--write") == 0) {
        return write_case(argv + 2);
    }
    const auto cases = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1000;
    const auto seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
    if (cases == 0) {
        return usage();
    }
    bool all = true;
    fmt::print("{:<28} {:>7} {:>7} {:>9}   seed {}\n", "trap", "right", "cases", "figures", seed);
    for (const truth::Trap trap : truth::all_traps()) {
        const truth::Score score = truth::score(trap, seed, cases);
        fmt::print("{:<28} {:>7} {:>7} {:>9}\n", truth::to_string(trap), score.right, score.cases,
                   score.figures);
        for (const std::string& wrong : score.wrong) {
            fmt::print("    {}\n", wrong);
        }
        std::fflush(stdout);
        all = all && score.right == score.cases;
    }
    return all ? 0 : 1;
}
