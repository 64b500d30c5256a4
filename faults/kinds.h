// SPDX-License-Identifier: Apache-2.0
// What each fault's own file provides. The word is its name in files and reports.
#pragma once

#include <string_view>

#include "faults/fault.h"
#include "faults/form.h"
#include "faults/injection.h"

namespace holdfast::faults {

constexpr std::string_view word(const ProcessCrash&) {
    return "process_crash";
}
constexpr std::string_view word(const NodePowerOff&) {
    return "node_power_off";
}
constexpr std::string_view word(const GracefulStop&) {
    return "graceful_stop";
}
constexpr std::string_view word(const Restart&) {
    return "restart";
}
constexpr std::string_view word(const Pause&) {
    return "pause";
}
constexpr std::string_view word(const LinkDown&) {
    return "link_down";
}
constexpr std::string_view word(const LinkSilent&) {
    return "link_silent";
}
constexpr std::string_view word(const Partition&) {
    return "partition";
}
constexpr std::string_view word(const HeartbeatsLost&) {
    return "heartbeats_lost";
}
constexpr std::string_view word(const GratuitousArpSuppressed&) {
    return "gratuitous_arp_suppressed";
}
constexpr std::string_view word(const GatewayDead&) {
    return "gateway_dead";
}
constexpr std::string_view word(const GatewayPingsLost&) {
    return "gateway_pings_lost";
}
constexpr std::string_view word(const NamesLost&) {
    return "names_lost";
}
constexpr std::string_view word(const PacketLoss&) {
    return "packet_loss";
}
constexpr std::string_view word(const Delay&) {
    return "delay";
}
constexpr std::string_view word(const MajorityRing&) {
    return "majority_ring";
}
constexpr std::string_view word(const Bridge&) {
    return "bridge";
}
constexpr std::string_view word(const SegmentDown&) {
    return "segment_down";
}
constexpr std::string_view word(const DiskFull&) {
    return "disk_full";
}
constexpr std::string_view word(const DiskSlow&) {
    return "disk_slow";
}
constexpr std::string_view word(const UnsyncedWritesLost&) {
    return "unsynced_writes_lost";
}
constexpr std::string_view word(const LogTailCorrupted&) {
    return "log_tail_corrupted";
}
constexpr std::string_view word(const CrashInWrite&) {
    return "crash_in_write";
}
constexpr std::string_view word(const ClockStep&) {
    return "clock_step";
}
constexpr std::string_view word(const ClockSkew&) {
    return "clock_skew";
}
constexpr std::string_view word(const ProcessorBusy&) {
    return "processor_busy";
}

/// Names the fields, in the order in which they are written.
void describe(Form& form, ProcessCrash& fault);
void describe(Form& form, NodePowerOff& fault);
void describe(Form& form, GracefulStop& fault);
void describe(Form& form, Restart& fault);
void describe(Form& form, Pause& fault);
void describe(Form& form, LinkDown& fault);
void describe(Form& form, LinkSilent& fault);
void describe(Form& form, Partition& fault);
void describe(Form& form, HeartbeatsLost& fault);
void describe(Form& form, GratuitousArpSuppressed& fault);
void describe(Form& form, GatewayDead& fault);
void describe(Form& form, GatewayPingsLost& fault);
void describe(Form& form, NamesLost& fault);
void describe(Form& form, PacketLoss& fault);
void describe(Form& form, Delay& fault);
void describe(Form& form, MajorityRing& fault);
void describe(Form& form, Bridge& fault);
void describe(Form& form, SegmentDown& fault);
void describe(Form& form, DiskFull& fault);
void describe(Form& form, DiskSlow& fault);
void describe(Form& form, UnsyncedWritesLost& fault);
void describe(Form& form, LogTailCorrupted& fault);
void describe(Form& form, CrashInWrite& fault);
void describe(Form& form, ClockStep& fault);
void describe(Form& form, ClockSkew& fault);
void describe(Form& form, ProcessorBusy& fault);

/// Nodes are the target's, resolved.
Injected inject_kind(const ProcessCrash& fault, World& world, const Roles& roles);
Injected inject_kind(const NodePowerOff& fault, World& world, const Roles& roles);
Injected inject_kind(const GracefulStop& fault, World& world, const Roles& roles);
Injected inject_kind(const Restart& fault, World& world, const Roles& roles);
Injected inject_kind(const Pause& fault, World& world, const Roles& roles);
Injected inject_kind(const LinkDown& fault, World& world, const Roles& roles);
Injected inject_kind(const LinkSilent& fault, World& world, const Roles& roles);
Injected inject_kind(const Partition& fault, World& world, const Roles& roles);
Injected inject_kind(const HeartbeatsLost& fault, World& world, const Roles& roles);
Injected inject_kind(const GratuitousArpSuppressed& fault, World& world, const Roles& roles);
Injected inject_kind(const GatewayDead& fault, World& world, const Roles& roles);
Injected inject_kind(const GatewayPingsLost& fault, World& world, const Roles& roles);
Injected inject_kind(const NamesLost& fault, World& world, const Roles& roles);
Injected inject_kind(const PacketLoss& fault, World& world, const Roles& roles);
Injected inject_kind(const Delay& fault, World& world, const Roles& roles);
Injected inject_kind(const MajorityRing& fault, World& world, const Roles& roles);
Injected inject_kind(const Bridge& fault, World& world, const Roles& roles);
Injected inject_kind(const SegmentDown& fault, World& world, const Roles& roles);
Injected inject_kind(const DiskFull& fault, World& world, const Roles& roles);
Injected inject_kind(const DiskSlow& fault, World& world, const Roles& roles);
Injected inject_kind(const UnsyncedWritesLost& fault, World& world, const Roles& roles);
Injected inject_kind(const LogTailCorrupted& fault, World& world, const Roles& roles);
Injected inject_kind(const CrashInWrite& fault, World& world, const Roles& roles);
Injected inject_kind(const ClockStep& fault, World& world, const Roles& roles);
Injected inject_kind(const ClockSkew& fault, World& world, const Roles& roles);
Injected inject_kind(const ProcessorBusy& fault, World& world, const Roles& roles);

/// "packet_loss" and its fields; throws yaml::Refused, and lists the known words for an unknown
/// one.
Fault decode_fault(const std::string& key, yaml::Map& map);
/// The fields in order, as YAML texts.
std::vector<std::pair<std::string, std::string>> fields_of(const Fault& fault);

}  // namespace holdfast::faults
