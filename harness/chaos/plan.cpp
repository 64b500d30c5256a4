// SPDX-License-Identifier: Apache-2.0
#include "harness/chaos/plan.h"

#include <filesystem>

#include "base/json.h"
#include "harness/run/write_file.h"

namespace holdfast::harness::chaos {

BOOST_DESCRIBE_STRUCT(Plan, (), (drill, seed, schedules, world))

namespace {

std::string file_in(const std::string& folder) {
    return folder + "/plan.json";
}

}  // namespace

Result<void> save_plan(const std::string& folder, const Plan& plan) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return failed(folder + ": " + error.message());
    }
    return run::write_file(file_in(folder), boost::json::serialize(json::store(plan)) + "\n");
}

Result<Plan> load_plan(const std::string& folder) {
    const std::string file = file_in(folder);
    const auto text = run::read_file(file);
    if (!text) {
        return bad_input(folder + ": no campaign was begun here: " + text.error().message);
    }
    const auto value = json::parse(*text, file);
    if (!value) {
        return value.error();
    }
    return json::from_json<Plan>(*value, file);
}

}  // namespace holdfast::harness::chaos
