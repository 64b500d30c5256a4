// SPDX-License-Identifier: Apache-2.0
// A child process that ends with its parent, however that ends. Boost.Process behind a pointer: its
// headers are heavy.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace holdfast::harness::cli {

class Child {
  public:
    /// Standard output and error go to `log`. `environment` is added to this process's own.
    static Result<Child> start(const std::string& program,
                               const std::vector<std::string>& arguments,
                               const std::map<std::string, std::string>& environment,
                               const std::string& log);
    Child(Child&&) noexcept;
    Child& operator=(Child&&) noexcept;
    ~Child();  ///< ends it

    bool running();
    /// SIGTERM: it heals what it broke and leaves.
    void ask_to_end();
    /// "exit code 1" or "signal 11"; of one that is no longer running.
    std::string how_it_ended() const;
    const std::string& log() const { return log_; }

  private:
    struct Process;
    Child(std::unique_ptr<Process> process, std::string log);
    std::unique_ptr<Process> process_;
    std::string log_;
};

}  // namespace holdfast::harness::cli
