// SPDX-License-Identifier: Apache-2.0
#include "harness/check/verdict.h"

namespace holdfast::harness::check {

std::string to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::pass:
            return "PASS";
        case Outcome::fail:
            return "FAIL";
        case Outcome::invalid:
            return "INVALID";
        case Outcome::skipped:
            return "SKIPPED";
    }
    return "INVALID";
}

Outcome worst(Outcome a, Outcome b) {
    for (const Outcome outcome : {Outcome::fail, Outcome::invalid, Outcome::skipped}) {
        if (a == outcome || b == outcome) {
            return outcome;
        }
    }
    return Outcome::pass;
}

}  // namespace holdfast::harness::check
