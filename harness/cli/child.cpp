// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/process.hpp>
#include <boost/process/extend.hpp>

namespace holdfast::harness::cli {

namespace bp = boost::process;

struct Child::Process {
    bp::child child;
};

namespace {

/// In the child, before exec: the kernel kills it when the parent dies, kill -9 included.
struct DieWithParent : bp::extend::handler {
    pid_t parent = getpid();
    template <class Executor>
    void on_exec_setup(Executor&) const {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) {  // it died before the line above
            _exit(1);
        }
    }
};

}  // namespace

Child::Child(std::unique_ptr<Process> process, std::string log)
    : process_(std::move(process)), log_(std::move(log)) {}
Child::Child(Child&&) noexcept = default;
Child& Child::operator=(Child&&) noexcept = default;

Result<Child> Child::start(const std::string& program, const std::vector<std::string>& arguments,
                           const std::map<std::string, std::string>& environment,
                           const std::string& log) {
    bp::environment variables = boost::this_process::environment();
    for (const auto& [name, value] : environment) {
        variables[name] = value;
    }
    std::error_code error;
    bp::child child(bp::exe = program, bp::args = arguments, variables,
                    bp::std_in<bp::null, (bp::std_out & bp::std_err)> log, DieWithParent{}, error);
    if (error) {
        return failed(program + ": " + error.message());
    }
    return Child(std::make_unique<Process>(Process{std::move(child)}), log);
}

Child::~Child() {
    if (process_ && running()) {
        std::error_code ignored;
        process_->child.terminate(ignored);
    }
}

bool Child::running() {
    std::error_code ignored;
    return process_->child.running(ignored);
}

void Child::ask_to_end() {
    if (running()) {
        ::kill(process_->child.id(), SIGTERM);
    }
}

std::string Child::how_it_ended() const {
    const int status = process_->child.native_exit_code();
    if (WIFSIGNALED(status)) {
        return "signal " + std::to_string(WTERMSIG(status));
    }
    return "exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace holdfast::harness::cli
