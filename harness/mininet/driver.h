// SPDX-License-Identifier: Apache-2.0
// The Python side: Mininet inside its private namespaces, spoken to in JSON lines. One driver is
// one network; killing the namespaces' first process takes everything away.
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "harness/mininet/child_process.h"
#include "harness/mininet/layout.h"
#include "harness/mininet/program.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::mininet {

/// A helper program of ours ("holdfast-wire"): beside the running program, in ../share/holdfast, or
/// in the build folder. Error::Kind::unsupported when it is nowhere.
Result<std::string> find_helper(const std::string& name);

class Driver {
  public:
    /// Makes the namespaces and starts the driver in them; `folder` gets driver.log.
    static Result<std::unique_ptr<Driver>> start(const std::string& folder);
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;
    ~Driver();  ///< kills the namespaces

    /// First process of the namespaces, as we see it.
    pid_t first_process() const { return first_process_; }

    /// Builds the network; the nodes' interfaces are still down. Returns each node's shell, by its
    /// pid inside.
    Result<std::map<std::string, pid_t>> build(const topology::Topology& topology,
                                               const Layout& layout);
    /// Whether programs on the node resolve the nodes' names; each call changes it.
    Result<void> set_names(const std::string& node, bool on);
    Result<void> spawn(const ProgramSpec& program, const std::string& folder);
    /// Starts a program of ours in the testbed's own namespace that obeys commands, one a line, and
    /// answers each by a line that begins with "ok"; the first one says that it is ready.
    /// With a node, it sees and makes that node's mounts. What it prints on its standard error is
    /// in the folder, in a log of its name.
    Result<void> start_helper(const std::string& name, const std::vector<std::string>& argv,
                              const std::string& node = "");
    /// What it answered after "ok".
    Result<std::string> helper(const std::string& name, const std::string& command);
    /// Of each helper that is gone: its name, how it ended and what it said last.
    Result<std::vector<std::string>> lost_helpers();
    /// Of each program that ended with an error, also when it was killed: the same.
    Result<std::vector<std::string>> ended_programs();
    /// Mininet's prompt on the terminal of this path, until the user leaves it.
    Result<void> prompt(const std::string& terminal);

    /// Ends every process inside and waits until they are gone.
    void kill_namespaces();

  private:
    Driver() = default;
    /// What the operation lists.
    Result<std::vector<std::string>> list(const char* operation, const char* member);
    Result<std::string> exchange(const std::string& line, Duration patience);
    std::string log_tail() const;

    std::unique_ptr<ChildProcess> process_;
    pid_t first_process_ = 0;
    std::string folder_;
    std::string log_;
    std::string unread_;
    std::uint64_t requests_ = 0;

    struct Codec;  // the JSON, in driver.cpp
};

}  // namespace holdfast::harness::mininet
