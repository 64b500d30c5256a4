// SPDX-License-Identifier: Apache-2.0
// The documents of a run folder that are made of the recording and its judgement.
#pragma once

#include <string>

#include "harness/run/run.h"

namespace holdfast::harness::run {

std::string verdict_json(const Judgement& judgement);
/// Who owned each watched address when, and the times with no owner or two.
std::string timeline_json(const check::Recording& recording);
/// A script that plays the run again.
std::string repeat_script(const check::Recording& recording);
/// The defect that the recorded system had; empty: none.
std::string defect_of(const check::Recording& recording);

}  // namespace holdfast::harness::run
