// SPDX-License-Identifier: Apache-2.0
// DET-15: engines that went silent are rebooted by their cloud, where the controller may ask it to.
// One that still holds its connection hangs, and its machine is rebooted unresponsive_se_reboot
// after it was found out; one whose connection had ended has crashed, and may come back by itself
// for longer, crashed_se_reboot. Both times begin anew with the next leader.
#pragma once

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// It was declared down because it did not answer: its time begins.
void note_silent(SystemState& s, const Engine& engine);
/// It is heard again, or what has become of it is known otherwise.
void forget_silence(SystemState& s, const EngineName& engine);
/// The cloud has started its machine anew. If it stays silent it is asked for again.
void machine_rebooted(SystemState& s, const EngineName& engine);

void ask_for_reboots(SystemState& s);
std::optional<Instant> next_reboot(const SystemState& s);

}  // namespace holdfast::reference::controller
