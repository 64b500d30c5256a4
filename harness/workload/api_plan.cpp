// SPDX-License-Identifier: Apache-2.0
#include "harness/workload/api_plan.h"

#include "base/json.h"

namespace holdfast::harness::workload {

BOOST_DESCRIBE_ENUM(ApiClientPlan::Kind, writer, reader, read_back)
BOOST_DESCRIBE_STRUCT(ApiClientPlan, (),
                      (name, through, address, port, kind, objects, interval, first_value,
                       value_step, seed))
BOOST_DESCRIBE_STRUCT(ApiPlan, (), (epoch, clients))

std::string encode(const ApiPlan& plan) {
    return boost::json::serialize(json::store(plan));
}

Result<ApiPlan> decode_api_plan(std::string_view line) {
    const auto value = json::parse(line, "API plan");
    if (!value) {
        return value.error();
    }
    return json::from_json<ApiPlan>(*value, "API plan");
}

}  // namespace holdfast::harness::workload
