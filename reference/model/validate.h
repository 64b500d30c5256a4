// SPDX-License-Identifier: Apache-2.0
// Are the values of an object within what the schema permits, and do they fit together? The error
// names the first field that does not, its value and the permitted range: "dp_hb_timeout_count: 0
// is not in 1-1000". References are only looked at for being there; whether they lead anywhere is
// the controller's question.
#pragma once

#include "base/result.h"
#include "reference/model/object_json.h"
#include "reference/model/objects.h"

namespace holdfast::reference::model {

// What one field cannot say alone.
Result<void> check_rules(const ServiceEngineGroup& group);
Result<void> check_rules(const ServiceEngine& engine);
Result<void> check_rules(const VsVip& vs_vip);
Result<void> check_rules(const VirtualService& virtual_service);
Result<void> check_rules(const Pool& pool);
Result<void> check_rules(const HealthMonitor& monitor);
Result<void> check_rules(const Cluster& cluster);
template <class T>
Result<void> check_rules(const T&) {
    return success;
}

template <class T>
Result<void> validate(const T& object) {
    const Result<void> fields = ObjectJson<T>::check(object);
    return fields.has_error() ? fields : check_rules(object);
}

}  // namespace holdfast::reference::model
