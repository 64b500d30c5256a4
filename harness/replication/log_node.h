// SPDX-License-Identifier: Apache-2.0
// The port of the bench: a replicated log of any make. One member is a machine without sockets,
// clocks or disks: it takes the time and one input, and says what should happen. A make that comes
// with its own idea of I/O is wrapped into this (harness/sut/libraft).
#pragma once

#include <any>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "harness/replication/member.h"

namespace holdfast::harness::replication {

/// What clients write; no two writes of a run carry the same one.
using Value = std::uint64_t;
using OperationId = std::uint64_t;
using Term = std::uint64_t;
/// Only their make looks inside. A message may be delivered twice, so it is copied.
using Message = std::any;
using Record = std::any;

namespace input {

/// The first input of every life.
struct Started {};
struct TimerFired {};
struct Received {
    Member from;
    Message message;
};
/// The first `stores` of this life's Store effects are on disk.
struct Stored {
    std::uint64_t stores = 0;
};
struct Write {
    OperationId operation = 0;
    Value value = 0;
};
struct Read {
    OperationId operation = 0;
};

}  // namespace input

using Input = std::variant<input::Started, input::TimerFired, input::Received, input::Stored,
                           input::Write, input::Read>;

namespace effect {

struct Send {
    Member to;
    Message message;
};
/// Write to disk. Records reach it in the order of these effects, and Stored tells when; one that
/// goes `at_once` (a file of its own, written and synced) is there before the next effect.
struct Store {
    Record record;
    bool at_once = false;
};
/// The next value of the log, committed: the state machine has it from now on.
struct Applied {
    Value value = 0;
};
/// The whole log so far, instead of one value after the other: a snapshot was loaded or received.
struct Restored {
    std::vector<Value> values;
};
/// ok: done, and a read is answered with what is applied now. fail: not done, and it never will be.
/// info: nobody knows.
struct Answered {
    enum class Outcome { ok, fail, info };
    OperationId operation = 0;
    Outcome outcome = Outcome::info;
    std::string reason;
};

}  // namespace effect

using Effect =
    std::variant<effect::Send, effect::Store, effect::Applied, effect::Restored, effect::Answered>;
using Effects = std::vector<Effect>;

struct Leadership {
    bool leads = false;
    Term term = 0;
    bool operator==(const Leadership&) const = default;
};

/// One life of one member: destroyed when its process dies.
class LogNode {
  public:
    LogNode() = default;
    LogNode(const LogNode&) = delete;
    LogNode& operator=(const LogNode&) = delete;
    virtual ~LogNode() = default;

    virtual Effects step(Instant now, const Input& input) = 0;
    /// When TimerFired is due; asked again after every step.
    virtual std::optional<Instant> next_timeout() const = 0;
    virtual Leadership leadership() const = 0;
};

struct Start {
    Member self;
    std::uint32_t members = 0;    ///< m1 to this number, all of them voters from the beginning
    std::vector<Record> on_disk;  ///< what earlier lives stored and did not lose; empty at first
    std::uint64_t seed = 0;       ///< of this life
    Instant now;
};

class ReplicatedLog {
  public:
    ReplicatedLog() = default;
    ReplicatedLog(const ReplicatedLog&) = delete;
    ReplicatedLog& operator=(const ReplicatedLog&) = delete;
    virtual ~ReplicatedLog() = default;

    virtual std::string name() const = 0;  ///< with its version
    virtual std::unique_ptr<LogNode> start(Start start) const = 0;
};

}  // namespace holdfast::harness::replication
