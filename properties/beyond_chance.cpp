// SPDX-License-Identifier: Apache-2.0
#include "properties/beyond_chance.h"

#include <algorithm>

namespace holdfast::properties {

const std::vector<BeyondChance>& all_beyond_chance() {
    static const std::vector<BeyondChance> all = {
        {"no schedule changes the members",
         {"joiner_with_configuration_accepted", "version_not_compared",
          "joiners_never_become_members", "ex_follower_keeps_configuration",
          "leader_removes_itself", "dead_address_accepted", "moved_member_counts",
          "dead_follower_blocks_its_removal", "membership_change_without_quorum",
          "failed_join_leaves_member", "phases_untold", "api_never_back",
          "engines_told_of_one_controller", "change_of_members_stops_engines",
          "any_cluster_accepted"}},
        {"no judge reads events",
         {"heartbeat_loss_unreported", "standby_loss_unreported", "shortage_unreported",
          "lost_controller_not_reported", "recovery_unreported", "takeover_end_unreported",
          "failover_not_reported"}},
        {"no judge reads the state of the cluster", {"always_complete", "complete_only_once"}},
        {"no judge reads the runtime of services and engines",
         {"runtime_never_changes", "lost_engine_called_connected"}},
        {"no judge reads logs and metrics",
         {"queued_reports_lost", "reports_counted_twice", "collector_never_changes"}},
        {"no judge asks who leads, or how soon",
         {"restless_followers", "returning_node_takes_the_lead", "impatient_leader",
          "stops_without_a_word"}},
        {"no judge asks how soon a failure is detected",
         {"detection_on_first_miss", "miss_counter_never_reset", "one_echo_is_enough",
          "aggressive_by_default", "every_other_heartbeat_skipped",
          "one_missed_heartbeat_is_enough", "heartbeat_count_not_reset"}},
        {"no judge counts announcements of the cluster IP",
         {"cluster_ip_not_announced", "cluster_ip_announced_once"}},
        {"no judge asks who opens connections", {"controller_calls_engines"}},
        {"no schedule has an elastic group",
         {"self_election_always_on", "self_election_without_order", "self_election_while_connected",
          "foreign_heartbeat_counted", "new_engine_at_head_of_list",
          "one_instance_whatever_the_group", "lost_services_wait", "another_group_helps",
          "takeover_clears_other_groups", "takeover_clears_the_taker", "elastic_failback",
          "load_limit_ignored", "disabled_state_ignored"}},
        {"no schedule has a distributed pair, or more than two engines",
         {"tags_ignored", "compaction_ignored", "auto_redistribute_forgotten",
          "redistribute_does_nothing", "third_engine_accepted"}},
        {"no schedule begins with a second service, or with floating addresses",
         {"switchover_forgets_one", "takeover_forgets_one", "survivor_drops_own_services",
          "floating_ip_left_behind", "second_floating_list_ignored", "floating_change_at_once",
          "failback_unasked"}},
        {"no schedule lasts until a node writes a snapshot", {"snapshot_misses_object"}},
        {"no schedule monitors gateways",
         {"gateway_loss_unreported", "gateway_return_unreported", "one_gateway_is_enough",
          "standby_asks_no_gateway", "gateway_lost_on_first_miss", "gateway_misses_never_forgotten",
          "standby_gateways_ignored", "gateway_loss_blamed_on_peer", "lost_gateway_is_failure",
          "gateway_failback", "gateway_monitors_ignored", "internal_monitor_always_off",
          "routed_gateway_unasked", "routed_gateway_never_lost"}},
        {"no schedule breaks a server, disables a service or watches probes",
         {"standby_probes_no_server", "hm_on_standby_ignored", "any_monitor_suffices",
          "probes_from_interface", "probe_interval_ignored", "server_down_on_first_failure",
          "new_servers_wait_for_their_turn", "server_down_unreported", "disabled_service_probed",
          "disabled_service_served", "service_switchover_does_nothing",
          "takeover_waits_for_health"}},
        {"no schedule cuts an engine off from its clients, or sets its clock",
         {"data_link_loss_ignored", "clock_used_for_liveness"}},
        {"no judge asks whether a request that was refused was carried out",
         {"refused_service_placed", "refusals_answered_with_success"}},
        {"nothing that is drawn delays the wire between engines and controllers by so much",
         {"slow_engine_is_gone"}},
    };
    return all;
}

std::string why_beyond_chance(const std::string& defect) {
    for (const BeyondChance& some : all_beyond_chance()) {
        if (std::count(some.defects.begin(), some.defects.end(), defect) != 0) {
            return some.reason;
        }
    }
    return "";
}

}  // namespace holdfast::properties
