// SPDX-License-Identifier: Apache-2.0
// What an adapter is told about the network and the deployment, and what it answers: which programs
// to start where. Include it in .cpp files only.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "harness/mininet/program.h"
#include "harness/mininet/testbed.h"
#include "harness/scenario/deployment.h"
#include "harness/sut/outside/system.h"

namespace holdfast::harness::sut::outside {

/// The fields of the request "deploy".
Result<boost::json::object> deploy_request(const mininet::MininetTestbed& testbed,
                                           const scenario::Deployment& deployment);

/// Programs that are started together, those of the first stage first.
struct Stage {
    std::vector<mininet::ProgramSpec> programs;
};
/// The answer's "programs", grouped by "stage". Their output goes to logs in `folder`. An Error
/// names the field that is wrong, and of which program.
Result<std::vector<Stage>> read_stages(const boost::json::object& answer,
                                       const topology::Topology& topology,
                                       const std::string& folder);

/// The programs of one node, in the place of those that were installed there before.
Result<void> install_answered(mininet::MininetTestbed& testbed, const std::string& node,
                              const boost::json::object& answer);

}  // namespace holdfast::harness::sut::outside
