// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "harness/run/run.h"

namespace holdfast::harness::cli {

/// Every verdict with its reason, measurements and evidence, then the outcome.
void print_judgement(const run::Judgement& judgement, bool colour);

}  // namespace holdfast::harness::cli
