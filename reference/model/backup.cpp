// SPDX-License-Identifier: Apache-2.0
#include "reference/model/backup.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const BackupConfiguration*) {
    using T = BackupConfiguration;
    static const Schema schema = Describe<T>("BackupConfiguration")
                                     .required(&T::name)
                                     .limit(&T::maximum_backups_stored, 1, 20)
                                     .secret(&T::aws_secret_access, &T::backup_passphrase)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .since("17.1.1", &T::backup_file_prefix)
                                     .since("18.2.3", &T::aws_access_key, &T::aws_bucket_id,
                                            &T::aws_secret_access, &T::upload_to_s3)
                                     .since("20.1.5", &T::markers)
                                     .since("22.1.1", &T::remote_file_transfer_protocol)
                                     .since("30.1.1", &T::s3_bucket_folder)
                                     .schema();
    return schema;
}

const Schema& schema_of(const Scheduler*) {
    using T = Scheduler;
    static const Schema schema = Describe<T>("Scheduler")
                                     .required(&T::name)
                                     .limit(&T::frequency, 0, 60)
                                     .refers(Kind::backup_configuration, &T::backup_config_ref)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .since("20.1.5", &T::markers)
                                     .schema();
    return schema;
}

template struct ObjectJson<BackupConfiguration>;
template struct ObjectJson<Scheduler>;

}  // namespace holdfast::reference::model
