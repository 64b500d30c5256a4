// SPDX-License-Identifier: Apache-2.0
// BackupConfiguration and Scheduler of the public API.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/opaque.h"

namespace holdfast::reference::model {

struct Schema;

enum class RemoteFileTransferProtocol { SCP, SFTP };
BOOST_DESCRIBE_ENUM(RemoteFileTransferProtocol, SCP, SFTP)

enum class FrequencyUnit {
    SCHEDULER_FREQUENCY_UNIT_MIN,
    SCHEDULER_FREQUENCY_UNIT_HOUR,
    SCHEDULER_FREQUENCY_UNIT_DAY,
    SCHEDULER_FREQUENCY_UNIT_WEEK,
    SCHEDULER_FREQUENCY_UNIT_MONTH
};
BOOST_DESCRIBE_ENUM(FrequencyUnit, SCHEDULER_FREQUENCY_UNIT_MIN, SCHEDULER_FREQUENCY_UNIT_HOUR,
                    SCHEDULER_FREQUENCY_UNIT_DAY, SCHEDULER_FREQUENCY_UNIT_WEEK,
                    SCHEDULER_FREQUENCY_UNIT_MONTH)

enum class RunMode { RUN_MODE_PERIODIC, RUN_MODE_AT, RUN_MODE_NOW };
BOOST_DESCRIBE_ENUM(RunMode, RUN_MODE_PERIODIC, RUN_MODE_AT, RUN_MODE_NOW)

enum class SchedulerAction { SCHEDULER_ACTION_RUN_A_SCRIPT, SCHEDULER_ACTION_BACKUP };
BOOST_DESCRIBE_ENUM(SchedulerAction, SCHEDULER_ACTION_RUN_A_SCRIPT, SCHEDULER_ACTION_BACKUP)

struct BackupConfiguration {
    std::string uuid;
    std::string name;
    std::string aws_access_key;
    std::string aws_bucket_id;
    std::string aws_bucket_region;
    std::string aws_secret_access;
    std::string backup_file_prefix;
    std::string backup_passphrase;
    std::uint32_t maximum_backups_stored = 4;
    std::string remote_directory;
    RemoteFileTransferProtocol remote_file_transfer_protocol = RemoteFileTransferProtocol::SCP;
    std::string remote_hostname;
    std::string s3_bucket_folder;
    std::optional<bool> save_local;
    std::string ssh_user_ref;  ///< of a CloudConnectorUser; not resolved
    std::string tenant_ref;
    std::optional<bool> upload_to_remote_host;
    std::optional<bool> upload_to_s3;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const BackupConfiguration&) const = default;
};
BOOST_DESCRIBE_STRUCT(BackupConfiguration, (),
                      (uuid, name, aws_access_key, aws_bucket_id, aws_bucket_region,
                       aws_secret_access, backup_file_prefix, backup_passphrase,
                       maximum_backups_stored, remote_directory, remote_file_transfer_protocol,
                       remote_hostname, s3_bucket_folder, save_local, ssh_user_ref, tenant_ref,
                       upload_to_remote_host, upload_to_s3, markers))
const Schema& schema_of(const BackupConfiguration*);

struct Scheduler {
    std::string uuid;
    std::string name;
    std::string backup_config_ref;
    bool enabled = true;
    std::string end_date_time;
    std::optional<std::uint32_t> frequency;
    std::optional<FrequencyUnit> frequency_unit;
    std::optional<RunMode> run_mode;
    std::string run_script_ref;  ///< of a AlertScriptConfig; not resolved
    SchedulerAction scheduler_action = SchedulerAction::SCHEDULER_ACTION_BACKUP;
    std::string start_date_time;
    std::string tenant_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const Scheduler&) const = default;
};
BOOST_DESCRIBE_STRUCT(Scheduler, (),
                      (uuid, name, backup_config_ref, enabled, end_date_time, frequency,
                       frequency_unit, run_mode, run_script_ref, scheduler_action, start_date_time,
                       tenant_ref, markers))
const Schema& schema_of(const Scheduler*);

}  // namespace holdfast::reference::model
