// SPDX-License-Identifier: Apache-2.0
// A scenario as YAML: every field is written, defaults too, so that a file never changes its
// meaning when a default does.
#include <sstream>

#include "harness/scenario/describe.h"

namespace holdfast::harness::scenario {
namespace {

/// Plain where YAML reads it back as the same word, quoted otherwise.
std::string quoted(const std::string& text) {
    const bool plain = !text.empty() && text.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789_-./") == std::string::npos;
    if (plain && text != "~" && text != "null" && text[0] != '-') {
        return text;
    }
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

std::string text_of(bool value) {
    return value ? "true" : "false";
}
std::string text_of(Duration value) {
    return holdfast::to_string(value);
}
std::string text_of(const std::string& value) {
    return quoted(value);
}
std::string text_of(Ipv4Address value) {
    return to_string(value);
}
std::string text_of(const InterfaceAddress& value) {
    return to_string(value);
}
std::string text_of(LoadBalancing value) {
    return value == LoadBalancing::round_robin ? "round_robin" : "least_connections";
}
std::string text_of(HealthMonitorType value) {
    return to_string(value);
}
std::string text_of(HaMode value) {
    switch (value) {
        case HaMode::shared_pair:
            return "shared_pair";
        case HaMode::shared:
            return "shared";
        case HaMode::legacy_active_standby:
            break;
    }
    return "legacy_active_standby";
}
std::string text_of(PlacementAlgorithm value) {
    return value == PlacementAlgorithm::distributed ? "distributed" : "packed";
}
std::string text_of(const Operation& value) {
    // Words stay plain for the reader; a body in JSON would be taken for YAML.
    const std::string text = to_string(value);
    return text.find_first_of("\"\\:#{}[]") == std::string::npos ? text : quoted(text);
}
template <class T>
std::string text_of(const std::vector<T>& items) {
    std::string out;
    for (const T& item : items) {
        out += (out.empty() ? "" : ", ") + text_of(item);
    }
    return "[" + out + "]";
}

class Writer {
  public:
    explicit Writer(std::string indent = "") : indent_(std::move(indent)) {}

    template <class T>
    void field(const std::string& key, const T& value) {
        line(key, text_of(value));
    }
    template <class T>
    void field(const std::string& key, const std::optional<T>& value) {
        if (value) {
            line(key, text_of(*value));
        }
    }
    template <class T>
    void number(const std::string& key, T value, std::int64_t, std::int64_t) {
        line(key, std::to_string(value));
    }
    void seed(const std::string& key, std::uint64_t value) { line(key, std::to_string(value)); }

    template <class T>
    void nested(const std::string& key, T& value) {
        Writer inner(indent_ + "  ");
        describe(inner, value);
        out_ << indent_ << key << ":\n" << inner.text();
    }
    template <class T>
    void list(const std::string& key, std::vector<T>& items) {
        if (items.empty()) {
            return line(key, "[]");
        }
        out_ << indent_ << key << ":\n";
        for (T& item : items) {
            Writer inner(indent_ + "    ");
            describe(inner, item);
            std::string text = inner.text();
            text[indent_.size() + 2] = '-';
            out_ << text;
        }
    }
    void schedule(const std::string& key, const faults::FaultSchedule& schedule) {
        if (schedule.empty()) {
            return line(key, "[]");
        }
        out_ << indent_ << key << ":\n";
        std::istringstream lines(faults::to_yaml(schedule));
        for (std::string text; std::getline(lines, text);) {
            out_ << indent_ << "  " << text << "\n";
        }
    }

    std::string text() const { return out_.str(); }

  private:
    void line(const std::string& key, const std::string& value) {
        out_ << indent_ << key << ": " << value << "\n";
    }

    std::string indent_;
    std::ostringstream out_;
};

}  // namespace

std::string to_yaml(const Scenario& scenario) {
    Scenario copy = scenario;  // describe() serves readers too and takes no const
    Writer writer;
    describe(writer, copy);
    return writer.text();
}

}  // namespace holdfast::harness::scenario
