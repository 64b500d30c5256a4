// SPDX-License-Identifier: Apache-2.0
// For tests of the simulated world: a disk of one growing file, "log", with every fault that a disk
// can have, and a program that keeps a diary on it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "harness/sim/faulty_disk.h"
#include "harness/sim/program.h"

namespace holdfast::harness::sim {

class ScratchDisk : public FaultyDisk {
  public:
    /// False when it did not work.
    bool append(const std::string& text) {
        if (die_) {
            ++counters_.torn_writes;
            content += text.substr(0, chance_.below(text.size()));
            std::exchange(die_, nullptr)();
            return false;
        }
        if (full_) {
            ++counters_.refused_writes;
            return false;
        }
        content += text;
        return true;
    }
    /// How long it takes.
    Duration sync() {
        counters_.delayed_syncs += sync_delay_ == Duration::zero() ? 0 : 1;
        synced_ = content.size();
        return sync_delay_;
    }
    std::string content;

    void set_full(bool full) override { full_ = full; }
    void set_sync_delay(Duration delay) override { sync_delay_ = delay; }
    void tear_next_write(const std::string&, std::function<void()> die) override {
        die_ = std::move(die);
    }
    void tear_no_write() override { die_ = nullptr; }
    void cut_power() override {
        ++counters_.power_cuts;
        const std::size_t kept = synced_ + chance_.below(content.size() - synced_ + 1);
        counters_.lost_bytes += content.size() - kept;
        content.resize(kept);
    }
    bool corrupt_tail(const std::string& file) override {
        if (content.empty() || !std::string("log").starts_with(file)) {
            return false;
        }
        content.back() = static_cast<char>(content.back() ^ 1);
        ++counters_.corrupted_bits;
        return true;
    }
    faults::DiskCounters counters() const override { return counters_; }

  private:
    Rng chance_{1};
    bool full_ = false;
    Duration sync_delay_{};
    std::function<void()> die_;
    std::size_t synced_ = 0;
    faults::DiskCounters counters_;
};

/// Ten characters every 10 ms, every second time synced.
class Diary : public Program {
  public:
    explicit Diary(std::shared_ptr<ScratchDisk> disk) : disk_(std::move(disk)) {}

    void start(ProgramContext& context) override {
        context_ = &context;
        write();
    }
    void terminate() override { context_->exit(); }

  private:
    void write() {
        const bool worked = disk_->append("0123456789");
        // Whoever died in its write sends nothing more.
        context_->send_udp({}, {Ipv4Address{0xc0000209}, 5000}, {});
        Duration pause = 10ms;
        if (worked && ++written_ % 2 == 0) {
            pause += disk_->sync();
        }
        context_->set_timer(context_->now() + pause, [this] { write(); });
    }

    std::shared_ptr<ScratchDisk> disk_;
    ProgramContext* context_ = nullptr;
    int written_ = 0;
};

}  // namespace holdfast::harness::sim
