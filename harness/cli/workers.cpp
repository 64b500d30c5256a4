// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/workers.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "harness/cli/child.h"
#include "harness/cli/watch_children.h"

namespace holdfast::harness::cli {
namespace {

using report::RuleResult;

/// The last lines of a worker's log: what it said before it died.
std::string last_lines(const std::string& path, std::size_t count) {
    std::ifstream in(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
        if (lines.size() > count) {
            lines.erase(lines.begin());
        }
    }
    std::string out;
    for (const std::string& line : lines) {
        out += (out.empty() ? "" : " | ") + line;
    }
    return out;
}

class Crew {
  public:
    Crew(const WorkerPlan& plan, const std::function<void(const RuleResult&)>& tell)
        : plan_(plan), tell_(tell), result_file_(plan.folder + "/" + plan.suite + ".jsonl") {}

    Result<std::map<std::string, RuleResult>> run() {
        std::vector<std::string> rules = plan_.rules;
        // A worker that dies takes the rest of its share with it; a fresh one plays what is left.
        while (!rules.empty()) {
            if (const auto done = run_round(rules); !done) {
                return done.error();
            }
            blame_the_dead();
            std::vector<std::string> left;
            for (const std::string& rule : rules) {
                if (finished_.count(rule) == 0) {
                    left.push_back(rule);
                }
            }
            if (left.size() == rules.size()) {
                return failed("the workers ended without a word: " + ended_);
            }
            rules = left;
        }
        return finished_;
    }

  private:
    Result<void> run_round(const std::vector<std::string>& rules) {
        const int jobs = std::max(1, std::min(plan_.jobs, static_cast<int>(rules.size())));
        std::vector<Child> children;
        for (int index = 0; index < jobs; ++index) {
            auto child = start(rules, index, jobs);
            if (!child) {
                return child.error();
            }
            children.push_back(std::move(*child));
        }
        const auto somebody_works = [&] {
            return std::any_of(children.begin(), children.end(),
                               [](Child& child) { return child.running(); });
        };
        if (const auto watched = watch_children(somebody_works, [&] { return take_results(); });
            !watched) {
            end(children);
            return watched.error();
        }
        for (const Child& child : children) {
            if (child.how_it_ended() != "exit code 0") {
                ended_ = child.how_it_ended() + ", last lines: " + last_lines(child.log(), 6);
            }
        }
        return take_results();
    }

    Result<Child> start(const std::vector<std::string>& rules, int index, int jobs) {
        std::string filter;
        for (const std::string& rule : rules) {
            filter += (filter.empty() ? "" : ":") + plan_.suite + "." + test_name(rule);
        }
        std::map<std::string, std::string> environment = plan_.environment;
        environment["HOLDFAST_RESULT_PIPE"] = result_file_;
        environment["GTEST_TOTAL_SHARDS"] = std::to_string(jobs);
        environment["GTEST_SHARD_INDEX"] = std::to_string(index);
        const std::string log =
            plan_.folder + "/" + plan_.suite + "-" + std::to_string(started_++) + ".log";
        return Child::start(plan_.program, {"--gtest_filter=" + filter, "--gtest_color=no"},
                            environment, log);
    }

    static void end(std::vector<Child>& children) {
        std::vector<Child*> all;
        for (Child& child : children) {
            all.push_back(&child);
        }
        end_all(all);
    }

    Result<void> take_results() {
        const auto results = report::read_results(result_file_, offset_);
        if (!results) {
            return results.error();
        }
        for (const RuleResult& result : *results) {
            if (result.running) {
                begun_.insert(result.rule);
            } else {
                begun_.erase(result.rule);
                finished_[result.rule] = result;
            }
            tell_(result);
        }
        return success;
    }

    void blame_the_dead() {
        for (const std::string& rule : begun_) {
            RuleResult result;
            result.rule = rule;
            result.world = plan_.world;
            result.outcome = check::Outcome::invalid;
            result.reason = "the worker died: " + ended_;
            finished_[rule] = result;
            tell_(result);
        }
        begun_.clear();
    }

    const WorkerPlan& plan_;
    const std::function<void(const RuleResult&)>& tell_;
    std::string result_file_;
    std::size_t offset_ = 0;
    int started_ = 0;
    std::set<std::string> begun_;
    std::map<std::string, RuleResult> finished_;
    std::string ended_;  ///< how the last worker that did not end well ended
};

}  // namespace

Result<std::map<std::string, RuleResult>> run_workers(
    const WorkerPlan& plan, const std::function<void(const RuleResult&)>& tell) {
    return Crew(plan, tell).run();
}

std::string test_name(const std::string& rule) {
    std::string name = rule;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

std::string sibling_program(const std::string& name) {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return (self.parent_path() / name).string();
}

}  // namespace holdfast::harness::cli
