// SPDX-License-Identifier: Apache-2.0
// What makes a program an ordinary daemon: readiness told to its supervisor, a pid file, limits,
// logging, and one way to say why it did not start.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace holdfast::reference::shell {

inline constexpr int exit_success = 0;
inline constexpr int exit_failed = 1;  ///< it was tried and did not work
inline constexpr int exit_bad_input =
    3;  ///< configuration or state was refused; nothing was started

/// Tells the supervisor that reads $NOTIFY_SOCKET, if there is one: "READY=1", "STOPPING=1".
void notify_supervisor(const std::string& state);

/// Written when made, removed when destroyed.
class PidFile {
  public:
    static Result<PidFile> write(const std::optional<std::string>& path);
    PidFile(PidFile&& other) noexcept : path_(std::exchange(other.path_, std::nullopt)) {}
    PidFile& operator=(PidFile&&) = delete;
    ~PidFile();

  private:
    explicit PidFile(std::optional<std::string> path) : path_(std::move(path)) {}
    std::optional<std::string> path_;
};

/// Logging as configured, no SIGPIPE, as many descriptors as are allowed. Refuses a log file that
/// cannot be written.
Result<void> prepare_process(const std::optional<std::string>& log_file);

/// Prints "PROGRAM: reason" on standard error; the exit code for it.
int report_start_failure(const std::string& program, const Error& error);

std::uint64_t random_number();

}  // namespace holdfast::reference::shell
