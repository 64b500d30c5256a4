// SPDX-License-Identifier: Apache-2.0
#include "reference/model/vs_vip.h"

namespace holdfast::reference::model {

void complete(VsVip& vs_vip) {
    for (std::size_t i = 0; i < vs_vip.vip.size(); ++i) {
        if (vs_vip.vip[i].vip_id.empty()) {
            vs_vip.vip[i].vip_id = std::to_string(i);
        }
    }
}

}  // namespace holdfast::reference::model
