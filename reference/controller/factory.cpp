// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/factory.h"

#include <fmt/format.h>

#include "base/rng.h"
#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {
namespace {

using model::Kind;

std::string reference(Kind kind, std::string_view name) {
    return api::reference_to(kind, factory_uuid(kind, name));
}

// Of no clock: the next leader, and a controller that starts again, must say the same.
constexpr std::int64_t factory_time = 1;

class Factory {
  public:
    explicit Factory(SystemState& s) : s_(s) {}

    template <class T>
    void add(T object) {
        const std::string name = name_of(object);
        object.uuid = factory_uuid(model::kind_of<T>, name);
        s_.factory_uuids.emplace(model::kind_of<T>, object.uuid);
        if constexpr (requires { object.tenant_ref; }) {
            object.tenant_ref = reference(Kind::tenant, "admin");
        }
        if constexpr (requires { object.cloud_ref; }) {
            object.cloud_ref = reference(Kind::cloud, "Default-Cloud");
        }
        s_.store.of<T>().add({std::move(object), factory_time});
    }

    void profile(const std::string& name, model::ProtocolType type) {
        model::NetworkProfile profile;
        profile.name = name;
        profile.profile.type = type;
        add(std::move(profile));
    }

    void profile(const std::string& name, model::ApplicationProfileType type) {
        model::ApplicationProfile profile;
        profile.name = name;
        profile.type = type;
        add(std::move(profile));
    }

    void persistence(const std::string& name, model::PersistenceType type) {
        model::ApplicationPersistenceProfile profile;
        profile.name = name;
        profile.persistence_type = type;
        if (type == model::PersistenceType::PERSISTENCE_TYPE_CLIENT_IP_ADDRESS) {
            profile.ip_persistence_profile.emplace();
        }
        add(std::move(profile));
    }

    void monitor(const std::string& name, model::HealthMonitorType type) {
        model::HealthMonitor monitor;
        monitor.name = name;
        monitor.type = type;
        add(std::move(monitor));
    }

    void vrf(const std::string& name) {
        model::VrfContext vrf;
        vrf.name = name;
        vrf.system_default = true;
        add(std::move(vrf));
    }

  private:
    SystemState& s_;
};

template <class T>
T named(const std::string& name) {
    T object;
    object.name = name;
    return object;
}

void add_profiles(Factory& factory) {
    using Application = model::ApplicationProfileType;
    factory.profile("System-HTTP", Application::APPLICATION_PROFILE_TYPE_HTTP);
    factory.persistence("System-Persistence-Client-IP",
                        model::PersistenceType::PERSISTENCE_TYPE_CLIENT_IP_ADDRESS);
    factory.profile("System-L4-Application", Application::APPLICATION_PROFILE_TYPE_L4);
    factory.profile("System-TCP-Proxy", model::ProtocolType::PROTOCOL_TYPE_TCP_PROXY);
    factory.profile("System-TCP-Fast-Path", model::ProtocolType::PROTOCOL_TYPE_TCP_FAST_PATH);
    factory.profile("System-UDP-Fast-Path", model::ProtocolType::PROTOCOL_TYPE_UDP_FAST_PATH);
    factory.add(named<model::AnalyticsProfile>("System-Analytics-Profile"));
    factory.monitor("System-HTTP", model::HealthMonitorType::HEALTH_MONITOR_HTTP);
    factory.monitor("System-TCP", model::HealthMonitorType::HEALTH_MONITOR_TCP);
    factory.monitor("System-Ping", model::HealthMonitorType::HEALTH_MONITOR_PING);
}

void add_singletons(SystemState& s, Factory& factory) {
    factory.add(model::SystemConfiguration{});
    factory.add(model::ControllerProperties{});
    factory.add(model::SeProperties{});
    model::Cluster cluster;
    cluster.name = "cluster-0-1";
    cluster.nodes.push_back({.name = s.options.name});
    factory.add(std::move(cluster));
}

}  // namespace

void add_factory_objects(SystemState& s) {
    Factory factory(s);
    factory.add(named<model::Tenant>("admin"));
    factory.add(named<model::Cloud>("Default-Cloud"));
    factory.vrf("global");
    factory.vrf("management");
    factory.add(named<model::ServiceEngineGroup>("Default-Group"));
    add_profiles(factory);
    factory.add(named<model::BackupConfiguration>("Backup-Configuration"));
    auto scheduler = named<model::Scheduler>("Default-Scheduler");
    scheduler.backup_config_ref = reference(Kind::backup_configuration, "Backup-Configuration");
    factory.add(std::move(scheduler));
    add_singletons(s, factory);
}

std::string factory_uuid(Kind kind, std::string_view name) {
    switch (kind) {
        case Kind::tenant:
            return std::string(name);
        case Kind::system_configuration:
            return "default";
        case Kind::controller_properties:
        case Kind::se_properties:
            return "global";
        case Kind::cluster:  // its name is the operator's choice
            return uuid_from(Rng(0).fork("cluster"), kind);
        default:
            return uuid_from(Rng(0).fork(fmt::format("{}/{}", model::names_of(kind).path, name)),
                             kind);
    }
}

bool is_factory_object(const SystemState& s, Kind kind, std::string_view uuid) {
    return s.factory_uuids.contains({kind, std::string(uuid)});
}

}  // namespace holdfast::reference::controller
