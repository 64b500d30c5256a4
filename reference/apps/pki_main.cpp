// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "reference/shell/daemon.h"
#include "reference/shell/pki.h"

namespace {

namespace shell = holdfast::reference::shell;

constexpr const char* help =
    R"(holdfast-pki: certificates for controllers and service engines

  holdfast-pki create DIR --controller NAME... --engine NAME...

Makes in DIR a certificate authority (ca.pem, ca.key) and for each name a certificate and its key
(NAME.pem, NAME.key; EC P-256, mode 0600). What is there already is kept, so that names can be added
later. Each machine needs ca.pem and its own two files; ca.key stays here.

Exit codes: 0 done; 1 it did not work; 3 the arguments or the files in DIR were refused.
)";

holdfast::Result<shell::PkiRequest> parse(const std::vector<std::string_view>& arguments) {
    shell::PkiRequest request;
    std::vector<std::string>* names = nullptr;
    if (arguments.size() < 2 || arguments[0] != "create" || arguments[1].starts_with("-")) {
        return holdfast::bad_input("expected: create DIR --controller NAME... --engine NAME...");
    }
    request.directory = arguments[1];
    for (std::size_t i = 2; i < arguments.size(); ++i) {
        if (arguments[i] == "--controller") {
            names = &request.controllers;
        } else if (arguments[i] == "--engine") {
            names = &request.engines;
        } else if (names == nullptr || arguments[i].starts_with("-")) {
            return holdfast::bad_input("unknown argument " + std::string(arguments[i]));
        } else {
            names->emplace_back(arguments[i]);
        }
    }
    return request;
}

int create(const std::vector<std::string_view>& arguments) {
    const auto request = parse(arguments);
    if (!request.has_value()) {
        return shell::report_start_failure("holdfast-pki", request.error());
    }
    const auto report = shell::create_certificates(*request);
    if (!report.has_value()) {
        return shell::report_start_failure("holdfast-pki", report.error());
    }
    for (const std::string& file : report->made) {
        std::printf("made %s\n", file.c_str());
    }
    for (const std::string& file : report->kept) {
        std::printf("kept %s\n", file.c_str());
    }
    return shell::exit_success;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    if (!arguments.empty() && (arguments[0] == "--help" || arguments[0] == "-h")) {
        std::fputs(help, stdout);
        return shell::exit_success;
    }
    return create(arguments);
}
