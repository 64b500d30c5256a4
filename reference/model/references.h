// SPDX-License-Identifier: Apache-2.0
// Which fields of an object name another object. One list for resolving references on a write and
// for finding who refers to an object that is to be deleted.
#pragma once

#include <type_traits>

#include "reference/model/health_monitor.h"
#include "reference/model/kind.h"
#include "reference/model/pool.h"
#include "reference/model/service_engine.h"
#include "reference/model/service_engine_group.h"
#include "reference/model/virtual_service.h"
#include "reference/model/vs_vip.h"

namespace holdfast::reference::model {

template <class T>
inline constexpr Kind kind_of = Kind::pool;
template <>
inline constexpr Kind kind_of<ServiceEngineGroup> = Kind::service_engine_group;
template <>
inline constexpr Kind kind_of<ServiceEngine> = Kind::service_engine;
template <>
inline constexpr Kind kind_of<VsVip> = Kind::vs_vip;
template <>
inline constexpr Kind kind_of<VirtualService> = Kind::virtual_service;
template <>
inline constexpr Kind kind_of<HealthMonitor> = Kind::health_monitor;

/// Calls visit(field name, kind, reference) for every reference, empty ones included. `T` may be
/// const.
template <class T, class Visit>
void for_each_reference(T& object, Visit visit) {
    using Object = std::remove_const_t<T>;
    if constexpr (std::is_same_v<Object, VirtualService>) {
        visit("vsvip_ref", Kind::vs_vip, object.vsvip_ref);
        visit("pool_ref", Kind::pool, object.pool_ref);
        visit("se_group_ref", Kind::service_engine_group, object.se_group_ref);
    } else if constexpr (std::is_same_v<Object, ServiceEngine>) {
        visit("se_group_ref", Kind::service_engine_group, object.se_group_ref);
    } else if constexpr (std::is_same_v<Object, Pool>) {
        for (auto& reference : object.health_monitor_refs) {
            visit("health_monitor_refs", Kind::health_monitor, reference);
        }
    }
}

}  // namespace holdfast::reference::model
