// SPDX-License-Identifier: Apache-2.0
#include "properties/campaign.h"

#include <fmt/format.h>
#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <chrono>
#include <iostream>

#include "harness/report/tally.h"
#include "harness/run/interrupt.h"
#include "harness/run/shrink.h"
#include "harness/run/trial.h"

namespace holdfast::properties {
namespace {

using namespace harness;
using check::Outcome;

// 60 plays of a quarter of a second at most: a failure is small before its reader has looked up.
constexpr int shrink_tries = 60;
// A busy machine may spoil a real trial; a third spoiled one says something about the machine.
constexpr int real_attempts = 3;

class Campaign {
  public:
    Campaign(const Property& property, const CampaignOptions& options,
             const topology::Topology& topology)
        : property_(property),
          options_(options),
          topology_(topology),
          tally_(property, options.world, options.defect, options.seed) {}

    report::RuleResult run() {
        rc::detail::TestParams params;
        params.seed = Rng(options_.seed).fork(property_.rule + options_.world).below(~0ULL);
        params.maxSuccess = options_.cases;
        params.disableShrinking = true;  // run::shrink knows what a smaller scenario is
        const rc::detail::TestMetadata metadata{property_.rule, property_.sentence};
        // The size grows from 0 to 100 over the cases; every choice comes from one drawn number.
        const auto draw = rc::gen::withSize([](int size) {
            return rc::gen::map(rc::gen::noShrink(rc::gen::resize(
                                    rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>())),
                                [size](std::uint64_t seed) { return std::pair(seed, size); });
        });
        // Its own ways to repeat a case (RC_PARAMS) would only confuse: the seed does.
        rc::detail::TestListenerAdapter silent;
        rc::detail::checkTestable(
            [&] {
                const auto [seed, size] = *draw;
                if (!done()) {
                    try_case_or_tell(seed, size);
                }
                if (tally_.outcome() == Outcome::fail) {
                    RC_FAIL(tally_.result().reason);
                }
            },
            metadata, params, silent, std::unordered_map<std::string, rc::detail::Reproduce>());
        if (failing_ && options_.defect.empty() && options_.world == "sim") {
            make_smaller();
        }
        return tally_.result();
    }

  private:
    bool done() const { return skipped_ || run::interrupted() || failing_; }

    run::TrialRequest request_for(scenario::Scenario scenario) const {
        run::TrialRequest request;
        request.scenario = std::move(scenario);
        request.topology = topology_;
        request.defect = options_.defect;
        request.property = &property_;
        request.results = options_.results;
        request.keep_passed = options_.world != "sim";
        return request;
    }

    void add_broken(const std::string& what, const std::string& why) {
        run::Trial broken;
        broken.judgement.outcome = Outcome::invalid;
        broken.judgement.verdicts.push_back({Outcome::invalid, what, why, {}, {}, 0});
        tally_.add(broken);
    }

    /// RapidCheck would keep an exception to itself.
    void try_case_or_tell(std::uint64_t seed, int size) {
        try {
            try_case(seed, size);
        } catch (const std::exception& trouble) {
            skipped_ = true;
            add_broken("suite", trouble.what());
        }
    }

    void try_case(std::uint64_t seed, int size) {
        Rng chance(seed);
        scenario::Scenario scenario =
            property_.draw({chance, size, topology_, options_.world, options_.promises});
        scenario.property = property_.rule;
        scenario.seed = seed;
        const run::TrialRequest request = request_for(std::move(scenario));
        const int attempts = options_.world == "sim" ? 1 : real_attempts;
        for (int attempt = 1; attempt <= attempts; ++attempt) {
            const auto trial = run::try_scenario(request, options_.make_world);
            if (!trial) {
                skipped_ = true;
                if (trial.error().kind == Error::Kind::unsupported) {
                    tally_.skip(trial.error().message);
                } else {
                    add_broken("scenario", trial.error().message);
                }
                return;
            }
            const Outcome outcome = trial->judgement.outcome;
            const bool again = outcome == Outcome::invalid && attempt < attempts;
            if (again && !run::interrupted()) {
                tally_.repeat(*trial);
                std::cout << property_.rule << ": attempt " << attempt << " was INVALID ("
                          << tally_.result().repeated.back() << "), again\n";
                continue;
            }
            tally_.add(*trial);
            if (outcome == Outcome::fail) {
                failing_ = request.scenario;
            }
            return;
        }
    }

    void make_smaller() {
        run::TrialRequest quiet = request_for(*failing_);
        quiet.results.clear();
        const run::Shrunk shrunk =
            run::shrink(*failing_, topology_, shrink_tries, [&](const scenario::Scenario& smaller) {
                if (run::interrupted()) {
                    return false;
                }
                quiet.scenario = smaller;
                const auto trial = run::try_scenario(quiet, options_.make_world);
                return trial && trial->judgement.outcome == Outcome::fail;
            });
        if (shrunk.steps == 0) {
            return;
        }
        const auto trial = run::try_scenario(request_for(shrunk.scenario), options_.make_world);
        if (trial && trial->judgement.outcome == Outcome::fail) {
            tally_.replace_failure(
                *trial,
                fmt::format("{} faults, {} operations and {} services after {} tries",
                            shrunk.scenario.schedule.size(), shrunk.scenario.operations.size(),
                            shrunk.scenario.deployment.services.size(), shrunk.tries));
        }
    }

    const Property& property_;
    const CampaignOptions& options_;
    const topology::Topology& topology_;
    report::Tally tally_;
    std::optional<scenario::Scenario> failing_;
    bool skipped_ = false;
};

}  // namespace

namespace {

/// What the rule needs and the system does not declare, without bringing anything up; "": nothing.
std::string lacking(const Property& property, const CampaignOptions& options) {
    for (const std::string& need : property.needs) {
        if (options.promises != nullptr && need != "real_tcp" &&
            !options.promises->capabilities.contains(need)) {
            return property.rule + " needs " + need;
        }
    }
    return "";
}

}  // namespace

report::RuleResult try_property(const Property& property, const CampaignOptions& options) {
    const auto began = std::chrono::steady_clock::now();  // tells how long it took, decides nothing
    report::RuleResult result;
    const auto topology = topology::find_topology(property.topology);
    if (!property.waits_for.empty()) {
        result.rule = property.rule;
        result.world = options.world;
        result.reason = "waits for " + property.waits_for;
    } else if (const std::string reason = lacking(property, options); !reason.empty()) {
        result.rule = property.rule;
        result.world = options.world;
        result.reason = reason;
    } else if (topology) {
        result = Campaign(property, options, *topology).run();
    } else {
        result.rule = property.rule;
        result.world = options.world;
        result.outcome = Outcome::invalid;
        result.reason = topology.error().message;
    }
    result.took = std::chrono::steady_clock::now() - began;
    return result;
}

}  // namespace holdfast::properties
