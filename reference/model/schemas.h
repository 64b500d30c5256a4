// SPDX-License-Identifier: Apache-2.0
// The schema of a kind of objects.
#pragma once

#include "reference/model/kind.h"

namespace holdfast::reference::model {

struct Schema;

const Schema& schema_of(Kind kind);

}  // namespace holdfast::reference::model
