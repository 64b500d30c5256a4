// SPDX-License-Identifier: Apache-2.0
#include "properties/catalogue.h"

namespace holdfast::properties {

// One a file of the same name.
void register_leg_1();
void register_leg_3();
void register_leg_4();
void register_leg_5();
void register_leg_6();
void register_leg_7();
void register_leg_8();
void register_leg_9();
void register_leg_10();
void register_leg_11();
void register_leg_12();
void register_leg_13();
void register_leg_14();
void register_leg_15();
void register_leg_16();
void register_leg_17();
void register_leg_25();
void register_leg_26();
void register_leg_27();
void register_leg_28();
void register_leg_30();
void register_det_1();
void register_det_4();
void register_det_5();
void register_det_6();
void register_inv_1();
void register_inv_3();

void register_all() {
    static const bool done = [] {
        register_leg_1();
        register_leg_3();
        register_leg_4();
        register_leg_5();
        register_leg_6();
        register_leg_7();
        register_leg_8();
        register_leg_9();
        register_leg_10();
        register_leg_11();
        register_leg_12();
        register_leg_13();
        register_leg_14();
        register_leg_15();
        register_leg_16();
        register_leg_17();
        register_leg_25();
        register_leg_26();
        register_leg_27();
        register_leg_28();
        register_leg_30();
        register_det_1();
        register_det_4();
        register_det_5();
        register_det_6();
        register_inv_1();
        register_inv_3();
        return true;
    }();
    static_cast<void>(done);
}

}  // namespace holdfast::properties
