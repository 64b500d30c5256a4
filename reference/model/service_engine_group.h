// SPDX-License-Identifier: Apache-2.0
// ServiceEngineGroup of the public API, as far as high availability of a legacy pair reads it.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "reference/model/pool.h"

namespace holdfast::reference::model {

enum class HaMode {
    HA_MODE_SHARED_PAIR,           ///< elastic active/active
    HA_MODE_SHARED,                ///< elastic N+M
    HA_MODE_LEGACY_ACTIVE_STANDBY  ///< one pair
};
BOOST_DESCRIBE_ENUM(HaMode, HA_MODE_SHARED_PAIR, HA_MODE_SHARED, HA_MODE_LEGACY_ACTIVE_STANDBY)

enum class PlacementAlgorithm { PLACEMENT_ALGO_PACKED, PLACEMENT_ALGO_DISTRIBUTED };
BOOST_DESCRIBE_ENUM(PlacementAlgorithm, PLACEMENT_ALGO_PACKED, PLACEMENT_ALGO_DISTRIBUTED)

/// Field names, defaults and ranges of the public schema. Validation is in validate.h.
struct ServiceEngineGroup {
    std::string uuid;
    std::string name;
    std::string description;
    HaMode ha_mode = HaMode::HA_MODE_SHARED;
    bool active_standby = false;  ///< always true in a legacy group (LEG-37)
    bool distribute_load_active_standby = false;
    bool auto_redistribute_active_standby_load = false;
    bool hm_on_standby = true;
    std::vector<IpAddr> floating_intf_ip;       ///< at most 32; of tag 1
    std::vector<IpAddr> floating_intf_ip_se_2;  ///< at most 32; of tag 2
    std::uint32_t buffer_se = 1;                ///< 0-1000
    std::uint32_t min_scaleout_per_vs = 1;      ///< 1-64
    std::uint32_t max_scaleout_per_vs = 4;      ///< 1-64
    std::uint32_t max_vs_per_se = 10;           ///< 1-1000
    std::uint32_t max_se = 10;                  ///< 0-1000; at most 2 in a legacy group
    PlacementAlgorithm algo = PlacementAlgorithm::PLACEMENT_ALGO_PACKED;
    bool aggressive_failure_detection = false;
    std::uint32_t dp_hb_frequency = 100;                ///< ms, 1-60000
    std::uint32_t dp_hb_timeout_count = 10;             ///< 1-1000
    std::uint32_t dp_aggressive_hb_frequency = 100;     ///< ms, 1-60000
    std::uint32_t dp_aggressive_hb_timeout_count = 10;  ///< 1-1000; documents of 16.x say 5
    std::uint32_t vs_switchover_timeout = 300;  ///< seconds, 0-86400; 0: no limit of its own
    bool operator==(const ServiceEngineGroup&) const = default;

    bool legacy() const { return ha_mode == HaMode::HA_MODE_LEGACY_ACTIVE_STANDBY; }
};
BOOST_DESCRIBE_STRUCT(ServiceEngineGroup, (),
                      (uuid, name, description, ha_mode, active_standby,
                       distribute_load_active_standby, auto_redistribute_active_standby_load,
                       hm_on_standby, floating_intf_ip, floating_intf_ip_se_2, buffer_se,
                       min_scaleout_per_vs, max_scaleout_per_vs, max_vs_per_se, max_se, algo,
                       aggressive_failure_detection, dp_hb_frequency, dp_hb_timeout_count,
                       dp_aggressive_hb_frequency, dp_aggressive_hb_timeout_count,
                       vs_switchover_timeout))

/// LEG-1: a legacy group is one pair.
inline constexpr std::uint32_t legacy_se_max = 2;

/// Writes what follows from the mode: a legacy group is active/standby and holds at most two
/// engines.
void complete(ServiceEngineGroup& group);

}  // namespace holdfast::reference::model
