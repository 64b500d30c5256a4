// SPDX-License-Identifier: Apache-2.0
// The machine of one member: its disk, its process through all its lives, and what its state
// machine has applied.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "harness/replication/agenda.h"
#include "harness/replication/disk.h"
#include "harness/replication/history.h"
#include "harness/replication/log_node.h"

namespace holdfast::harness::replication {

class Host {
  public:
    /// What hosts of one run share.
    struct Surroundings {
        const ReplicatedLog& make;
        std::uint32_t members = 0;
        std::uint64_t seed = 0;
        Agenda& agenda;
        History& history;
        std::function<void(Member from, const effect::Send&)> send;
        std::function<void(const Host& by, const effect::Answered&)> answered;
    };

    Host(Member self, const Surroundings& surroundings)
        : self_(self), surroundings_(surroundings) {}

    Member self() const { return self_; }
    bool running() const { return node_ != nullptr; }
    bool paused() const { return paused_; }
    /// Of a process that does not run: leads nothing.
    Leadership leadership() const;
    const std::vector<Value>& applied() const { return applied_; }

    void start();
    void crash(bool power_cut);
    void pause() { paused_ = true; }
    void resume();
    /// One that does not run gets nothing; a paused one gets it later.
    void give(const Input& input);
    SimDisk& disk() { return disk_; }

  private:
    void carry_out(const effect::Send& send);
    void carry_out(const effect::Store& store);
    void carry_out(const effect::Applied& applied);
    void carry_out(const effect::Restored& restored);
    void carry_out(const effect::Answered& answered);
    void tell_leadership();
    void arm_timer();
    /// The input at that time, if this life lasts so long.
    void give_at(Instant when, Input input);

    Member self_;
    const Surroundings& surroundings_;
    SimDisk disk_;
    std::unique_ptr<LogNode> node_;
    std::uint64_t lives_ = 0;
    std::uint64_t stores_ = 0;
    bool paused_ = false;
    std::vector<Input> waiting_;  ///< for the end of the pause
    std::vector<Value> applied_;
    Leadership told_;
    std::optional<Instant> armed_;
};

}  // namespace holdfast::harness::replication
