// SPDX-License-Identifier: Apache-2.0
#include "harness/run/interrupt.h"

#include <csignal>
#include <initializer_list>

namespace holdfast::harness::run {
namespace {

volatile std::sig_atomic_t flag = 0;

void on_signal(int signal) {
    flag = 1;
    // A second one must not have to wait for an orderly end.
    std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        std::signal(signal, on_signal);
    }
}

bool interrupted() {
    return flag != 0;
}

}  // namespace holdfast::harness::run
