// SPDX-License-Identifier: Apache-2.0
#include "reference/model/virtual_service.h"

namespace holdfast::reference::model {

void complete(VirtualService& virtual_service) {
    for (Service& service : virtual_service.services) {
        if (service.port_range_end == 0) {
            service.port_range_end = service.port;
        }
    }
}

}  // namespace holdfast::reference::model
