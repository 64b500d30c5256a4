// SPDX-License-Identifier: Apache-2.0
// A scenario from YAML: strict, and held against its topology, so that nothing impossible starts.
#include <charconv>
#include <fstream>
#include <limits>
#include <sstream>

#include "base/yaml.h"
#include "harness/scenario/check_scenario.h"
#include "harness/scenario/describe.h"
#include "harness/scenario/operation.h"

namespace holdfast::harness::scenario {
namespace {

template <class T>
T accept(const yaml::Value& place, const Result<T>& result) {
    if (!result) {
        place.refuse_because(result.error().message);
    }
    return *result;
}

void read_value(const yaml::Value& from, bool& to) {
    to = from.flag();
}
void read_value(const yaml::Value& from, Duration& to) {
    to = from.duration();
}
void read_value(const yaml::Value& from, std::string& to) {
    to = from.text();
}
void read_value(const yaml::Value& from, Ipv4Address& to) {
    to = from.address();
}
void read_value(const yaml::Value& from, InterfaceAddress& to) {
    to = from.interface_address();
}
void read_value(const yaml::Value& from, LoadBalancing& to) {
    to = from.word({"least_connections", "round_robin"}) == 0 ? LoadBalancing::least_connections
                                                              : LoadBalancing::round_robin;
}
void read_value(const yaml::Value& from, HealthMonitorType& to) {
    to = static_cast<HealthMonitorType>(from.word({"tcp", "http", "ping"}));
}
void read_value(const yaml::Value& from, HaMode& to) {
    to = static_cast<HaMode>(from.word({"legacy_active_standby", "shared_pair", "shared"}));
}
void read_value(const yaml::Value& from, PlacementAlgorithm& to) {
    to = static_cast<PlacementAlgorithm>(from.word({"packed", "distributed"}));
}
void read_value(const yaml::Value& from, Operation& to) {
    to = accept(from, parse_operation(from.text()));
}
template <class T>
void read_value(const yaml::Value& from, std::optional<T>& to) {
    read_value(from, to.emplace());
}
template <class T>
void read_value(const yaml::Value& from, std::vector<T>& to) {
    to.clear();
    for (const yaml::Value& item : from.items()) {
        read_value(item, to.emplace_back());
    }
}

class Reader {
  public:
    explicit Reader(const yaml::Value& value) : map_(value.map()) {}

    template <class T>
    void field(const std::string& key, T& to) {
        if (const auto value = map_.optional(key)) {
            read_value(*value, to);
        }
    }
    template <class T>
    void number(const std::string& key, T& to, std::int64_t low, std::int64_t high) {
        if (const auto value = map_.optional(key)) {
            to = static_cast<T>(value->integer(low, high));
        }
    }
    void seed(const std::string& key, std::uint64_t& to) {
        if (const auto value = map_.optional(key)) {
            const std::string text = value->text();
            const char* end = text.data() + text.size();
            const auto [stopped, error] = std::from_chars(text.data(), end, to);
            if (error != std::errc{} || stopped != end) {
                value->refuse("an integer from 0 to 18446744073709551615");
            }
        }
    }
    template <class T>
    void nested(const std::string& key, T& to) {
        if (const auto value = map_.optional(key)) {
            read_struct(*value, to);
        }
    }
    template <class T>
    void list(const std::string& key, std::vector<T>& to) {
        if (const auto value = map_.optional(key)) {
            for (const yaml::Value& item : value->items()) {
                read_struct(item, to.emplace_back());
            }
        }
    }
    void schedule(const std::string& key, faults::FaultSchedule& to) {
        if (const auto value = map_.optional(key)) {
            to = faults::decode_schedule(*value);
        }
    }
    template <class T>
    static void read_struct(const yaml::Value& value, T& to) {
        Reader reader(value);
        describe(reader, to);
        reader.map_.finish();
    }

  private:
    yaml::Map map_;
};

/// The deepest value of the document that the path leads to.
yaml::Value locate(yaml::Value value, const ProblemPath& path) {
    for (const auto& step : path) {
        if (const auto* index = std::get_if<std::size_t>(&step)) {
            const auto items = value.is_sequence() ? value.items() : std::vector<yaml::Value>();
            if (*index >= items.size()) {
                break;
            }
            value = items[*index];
        } else {
            std::optional<yaml::Value> inner;
            if (value.is_map()) {
                inner = value.map().optional(std::get<std::string>(step));
            }
            if (!inner) {
                break;
            }
            value = *inner;
        }
    }
    return value;
}

Scenario decode_on(const yaml::Value& document, const topology::Topology* at_hand) {
    Scenario scenario;
    Reader::read_struct(document, scenario);
    Result<topology::Topology> found = at_hand != nullptr
                                           ? Result<topology::Topology>(*at_hand)
                                           : topology::find_topology(scenario.topology);
    if (!found) {
        locate(document, {"topology"}).refuse_because(found.error().message);
    }
    if (const auto problem = find_problem(scenario, *found)) {
        locate(document, problem->path).refuse_because(problem->sentence);
    }
    return scenario;
}

Scenario decode(const yaml::Value& document) {
    return decode_on(document, nullptr);
}

}  // namespace

Result<Scenario> parse_scenario(const std::string& text, const std::string& name) {
    return yaml::load_text<Scenario>(text, name, decode);
}

Result<Scenario> load_scenario(const std::string& path) {
    return yaml::load_file<Scenario>(path, decode);
}

Result<Scenario> load_scenario_on(const std::string& path, const topology::Topology& topology) {
    return yaml::load_file<Scenario>(
        path, [&](const yaml::Value& document) { return decode_on(document, &topology); });
}

}  // namespace holdfast::harness::scenario
