// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "reference/shell/daemon.h"

namespace holdfast::reference::shell {

namespace {

std::string help_text(const DaemonProgram& program) {
    std::string procedures;
    for (const Procedure& procedure : program.procedures) {
        procedures += fmt::format("  {} --config FILE {}\n                           {}\n",
                                  program.name, procedure.flag, procedure.purpose);
    }
    return fmt::format(
        R"({0}: {1}

  {0} --config FILE            run in the foreground until SIGTERM or SIGINT
  {0} --config FILE --check    read the file and the certificates, say what is wrong, start nothing
{3}  {0} --help | --version

Tells a supervisor that sets NOTIFY_SOCKET when it is ready (READY=1) and stopping (STOPPING=1).
Exit codes: 0 stopped as asked; 1 something did not work; 3 the arguments, the configuration or the
saved state were refused, and nothing was started.

{2})",
        program.name, program.purpose, program.config_help, procedures);
}

}  // namespace

Result<DaemonArguments> parse_daemon_arguments(int argc, const char* const* argv,
                                               const std::vector<std::string>& flags) {
    DaemonArguments out;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--help" || argument == "-h") {
            out.help = true;
        } else if (argument == "--version") {
            out.version = true;
        } else if (argument == "--check") {
            out.check = true;
        } else if (std::find(flags.begin(), flags.end(), argument) != flags.end() &&
                   out.procedure.empty()) {
            out.procedure = argument;
        } else if (argument == "--config" && i + 1 < argc) {
            out.config = argv[++i];
        } else if (argument.starts_with("--config=")) {
            out.config = argument.substr(std::string_view("--config=").size());
        } else {
            return bad_input(
                fmt::format("unknown or incomplete argument {}; see --help", argument));
        }
    }
    if (out.config.empty() && !out.help && !out.version) {
        return bad_input("--config FILE is missing; see --help");
    }
    return out;
}

int daemon_main(const DaemonProgram& program, int argc, const char* const* argv) {
    std::vector<std::string> flags;
    for (const Procedure& procedure : program.procedures) {
        flags.push_back(procedure.flag);
    }
    const auto arguments = parse_daemon_arguments(argc, argv, flags);
    if (!arguments.has_value()) {
        return report_start_failure(program.name, arguments.error());
    }
    if (arguments->help) {
        std::fputs(help_text(program).c_str(), stdout);
        return exit_success;
    }
    if (arguments->version) {
        std::fputs(fmt::format("{} {}\n", program.name, HOLDFAST_VERSION).c_str(), stdout);
        return exit_success;
    }
    for (const Procedure& procedure : program.procedures) {
        if (procedure.flag == arguments->procedure) {
            return procedure.run(arguments->config);
        }
    }
    if (!arguments->check) {
        return program.run(arguments->config);
    }
    const int code = program.check(arguments->config);
    if (code == exit_success) {
        std::fputs(fmt::format("{}: ok\n", arguments->config).c_str(), stdout);
    }
    return code;
}

}  // namespace holdfast::reference::shell
