// SPDX-License-Identifier: Apache-2.0
// The command `holdfast`.
#include "harness/cli/cli.h"
#include "properties/worlds.h"

int main(int argc, char** argv) {
    holdfast::properties::prepare();
    return holdfast::harness::cli::cli_main(argc, argv, holdfast::properties::known_worlds());
}
