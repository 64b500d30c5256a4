// SPDX-License-Identifier: Apache-2.0
// Which other objects an object refers to, as its schema knows it.
#pragma once

#include <string>

#include "reference/model/object_json.h"
#include "reference/model/objects.h"

namespace holdfast::reference::model {

/// Calls visit(field, kind, reference) for every reference that is set.
template <class T, class Visit>
void for_each_reference(const T& object, Visit visit) {
    for (const FoundReference& found : ObjectJson<T>::references(object)) {
        visit(found.field.c_str(), found.kind, found.to);
    }
}

}  // namespace holdfast::reference::model
