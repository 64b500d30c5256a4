// SPDX-License-Identifier: Apache-2.0
// Prints the page of documentation on the objects of the API.
#include <cstdio>

#include "reference/api/describe_objects.h"

int main() {
    std::fputs(holdfast::reference::api::describe_objects().c_str(), stdout);
    return 0;
}
