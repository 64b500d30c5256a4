// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/workers.h"

#include <algorithm>
#include <set>

#include "harness/cli/crew.h"

namespace holdfast::harness::cli {
namespace {

using report::RuleResult;

constexpr std::size_t last_words = 6;  // lines

/// The workers of one plan and what they have told so far.
class Campaign {
  public:
    Campaign(const WorkerPlan& plan, const std::function<void(const RuleResult&)>& tell)
        : plan_(plan),
          tell_(tell),
          result_file_(plan.folder + "/" + plan.suite + ".jsonl"),
          crew_(plan.jobs,
                [this](const Job& job, const std::string& how) { return ended(job, how); }) {
        for (const std::string& rule : plan.rules) {
            crew_.add(job_of(rule));
        }
    }

    Crew& crew() { return crew_; }
    const ResultsByRule& finished() const { return finished_; }

    Result<void> take_results() {
        const auto results = report::read_results(result_file_, offset_);
        if (!results) {
            return results.error();
        }
        for (const RuleResult& result : *results) {
            if (result.running) {
                begun_.insert(result.rule);
            } else {
                finished_[result.rule] = result;
            }
            tell_(result);
        }
        return success;
    }

  private:
    Job job_of(const std::string& rule) const {
        Job job;
        job.name = rule;
        job.program = plan_.program;
        job.arguments = {"--gtest_filter=" + plan_.suite + "." + test_name(rule),
                         "--gtest_color=no"};
        job.environment = plan_.environment;
        job.environment["HOLDFAST_RESULT_PIPE"] = result_file_;
        job.log = plan_.folder + "/" + plan_.suite + "-" + rule + ".log";
        return job;
    }

    /// A rule whose worker leaves it unfinished has no verdict that could be trusted.
    Result<void> ended(const Job& job, const std::string& how) {
        if (const auto taken = take_results(); !taken) {
            return taken.error();
        }
        if (finished_.contains(job.name)) {
            return success;
        }
        const std::string ending = how + ", last lines: " + last_lines(job.log, last_words);
        if (!begun_.contains(job.name)) {
            return failed("the worker for " + job.name + " ended without a word: " + ending);
        }
        RuleResult result;
        result.rule = job.name;
        result.world = plan_.world;
        result.outcome = check::Outcome::invalid;
        result.reason = "the worker died: " + ending;
        finished_[job.name] = result;
        tell_(result);
        return success;
    }

    const WorkerPlan& plan_;
    const std::function<void(const RuleResult&)>& tell_;
    std::string result_file_;
    std::size_t offset_ = 0;
    std::set<std::string> begun_;
    ResultsByRule finished_;
    Crew crew_;
};

}  // namespace

Result<ResultsByRule> run_workers(const WorkerPlan& plan,
                                  const std::function<void(const RuleResult&)>& tell) {
    Campaign campaign(plan, tell);
    const auto worked = work_off(campaign.crew(), [&]() -> Result<bool> {
        const auto taken = campaign.take_results();
        return taken ? Result<bool>(true) : taken.error();
    });
    return worked ? Result<ResultsByRule>(campaign.finished()) : worked.error();
}

std::string test_name(const std::string& rule) {
    std::string name = rule;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

}  // namespace holdfast::harness::cli
