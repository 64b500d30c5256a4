// SPDX-License-Identifier: Apache-2.0
// How both kinds of adapters begin and end: a folder of their own in the run's, the first request,
// and the logs. Include it in .cpp files only.
#pragma once

#include <memory>
#include <string>

#include "harness/mininet/testbed.h"
#include "harness/sut/outside/door.h"
#include "harness/sut/outside/system.h"

namespace holdfast::harness::sut::outside {

struct OpenedDoor {
    std::unique_ptr<Door> door;
    std::string version;  ///< of the system, as its adapter found it
};

/// Configuration, sockets and logs of the system in this run; absolute.
std::string system_folder(const mininet::MininetTestbed& testbed);
/// Starts the adapter and asks "hello". Error::Kind::unsupported when a program of the system is
/// not on this machine, or when the adapter says that it cannot work here.
Result<OpenedDoor> open_door(const mininet::MininetTestbed& testbed, const System& system,
                             const std::string& defect);
/// What was printed and configured: *.log, *.out, *.conf of the folder itself.
Result<void> copy_logs(const std::string& from, const std::string& to);

}  // namespace holdfast::harness::sut::outside
