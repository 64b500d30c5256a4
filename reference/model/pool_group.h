// SPDX-License-Identifier: Apache-2.0
// PoolGroup of the public API. Stored and given back: the reference balances over one pool.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/opaque.h"
#include "reference/model/pool.h"

namespace holdfast::reference::model {

struct Schema;

enum class DeploymentState {
    EVALUATION_IN_PROGRESS,
    IN_SERVICE,
    OUT_OF_SERVICE,
    EVALUATION_FAILED
};
BOOST_DESCRIBE_ENUM(DeploymentState, EVALUATION_IN_PROGRESS, IN_SERVICE, OUT_OF_SERVICE,
                    EVALUATION_FAILED)

struct PoolGroupMember {
    std::string pool_ref;
    std::uint32_t ratio = 1;
    std::string priority_label;
    std::optional<DeploymentState> deployment_state;
    bool operator==(const PoolGroupMember&) const = default;
};
BOOST_DESCRIBE_STRUCT(PoolGroupMember, (), (pool_ref, ratio, priority_label, deployment_state))
const Schema& schema_of(const PoolGroupMember*);

struct PoolGroup {
    std::string uuid;
    std::string name;
    std::string description;
    std::vector<PoolGroupMember> members;
    std::uint32_t min_servers = 0;
    bool implicit_priority_labels = false;
    std::optional<FailAction> fail_action;
    std::string priority_labels_ref;
    std::string service_metadata;
    std::string created_by;
    std::string cloud_ref;
    std::string tenant_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const PoolGroup&) const = default;
};
BOOST_DESCRIBE_STRUCT(PoolGroup, (),
                      (uuid, name, description, members, min_servers, implicit_priority_labels,
                       fail_action, priority_labels_ref, service_metadata, created_by, cloud_ref,
                       tenant_ref, markers))
const Schema& schema_of(const PoolGroup*);

}  // namespace holdfast::reference::model
