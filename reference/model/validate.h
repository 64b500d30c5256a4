// SPDX-License-Identifier: Apache-2.0
// Are the values of an object within what the schema permits? The error names the first field that
// is not, its value and the permitted range: "dp_hb_timeout_count: 0 is not in 1-1000".
// References are only looked at for being there; whether they lead anywhere is the controller's
// question.
#pragma once

#include "base/result.h"
#include "reference/model/health_monitor.h"
#include "reference/model/pool.h"
#include "reference/model/se_properties.h"
#include "reference/model/service_engine.h"
#include "reference/model/service_engine_group.h"
#include "reference/model/virtual_service.h"
#include "reference/model/vs_vip.h"

namespace holdfast::reference::model {

Result<void> validate(const ServiceEngineGroup& group);
Result<void> validate(const ServiceEngine& engine);
Result<void> validate(const VsVip& vs_vip);
Result<void> validate(const VirtualService& virtual_service);
Result<void> validate(const Pool& pool);
Result<void> validate(const HealthMonitor& monitor);
Result<void> validate(const SeProperties& properties);

}  // namespace holdfast::reference::model
