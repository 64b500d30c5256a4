// SPDX-License-Identifier: Apache-2.0
// What runs inside a testbed, seen from outside: every descendant of its first process, with the
// network namespace that tells which node it belongs to. Orphans are adopted by the first process,
// so nothing escapes the picture.
#pragma once

#include <sys/types.h>

#include <map>
#include <vector>

#include "base/time.h"

namespace holdfast::harness::mininet {

struct ProcessFacts {
    pid_t pid = 0;        ///< ours, outside
    pid_t inner_pid = 0;  ///< in its own pid namespace; 0 unless asked for
    /// Of /proc/<pid>/stat: R, S, D, T, Z, ...; D while threads outlive the first one.
    char state = '?';
    ino_t net_namespace = 0;

    bool alive() const { return state != 'Z' && state != 'X'; }
    bool stopped() const { return state == 'T' || state == 't'; }
    /// Stopped, or in the kernel with its stop pending: a parent in vfork() whose child is stopped
    /// cannot stop before the child goes on, and runs no more than it.
    bool halted() const { return stopped() || state == 'D'; }
};

/// `root` itself is not in it.
std::vector<ProcessFacts> descendants(pid_t root, bool with_inner_pids = false);

/// The descendants of `root`, one network namespace at a time. A run asks several hundred times a
/// second: where the processes of other nodes are is asked once each, because a process that has
/// left `root`'s own namespace for a node's stays there until it ends.
class NodeProcesses {
  public:
    explicit NodeProcesses(pid_t root) : root_(root) {}

    /// Those in this network namespace, as far as each was started from there or by a child of
    /// `root` (the driver, which starts every program of a node, and orphans). And those in none,
    /// unless they are known to be another node's: a process that is ending leaves its namespaces
    /// before it gives up its files, sockets and locks.
    std::vector<ProcessFacts> in(ino_t net_namespace);

  private:
    using Places = std::map<pid_t, ino_t>;
    void search(pid_t parent, ino_t wanted, Places& places, std::vector<ProcessFacts>& found);

    pid_t root_;
    ino_t own_ = 0;  ///< the network namespace of `root`
    Places places_;  ///< of children of `root` and their children, as they were seen last
};

/// As ProcessFacts::state; 'X' when there is no such process.
char state_of(pid_t pid);

/// What the kernel has charged it and its threads with, in its ticks; none when it is gone.
Duration processor_time_of(pid_t pid);

/// First child, 0 when there is none.
pid_t first_child(pid_t parent);

}  // namespace holdfast::harness::mininet
