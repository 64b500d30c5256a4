// SPDX-License-Identifier: Apache-2.0
// An admitted request in the terms of the objects behind the door.
#pragma once

#include "base/time.h"
#include "reference/access/effects.h"
#include "reference/api/request_context.h"

namespace holdfast::reference::access {

api::RequestContext context_of(const effect::Admit& admitted, Instant now);

}  // namespace holdfast::reference::access
