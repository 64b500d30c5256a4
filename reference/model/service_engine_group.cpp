// SPDX-License-Identifier: Apache-2.0
#include "reference/model/service_engine_group.h"

#include <algorithm>

namespace holdfast::reference::model {

void complete(ServiceEngineGroup& group) {
    if (group.legacy()) {  // LEG-37
        group.active_standby = true;
        group.max_se = std::min(group.max_se, legacy_se_max);
    }
}

}  // namespace holdfast::reference::model
