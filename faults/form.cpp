// SPDX-License-Identifier: Apache-2.0
#include "faults/form.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace holdfast::faults {
namespace {

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_plain(const std::string& text) {
    const bool safe = !text.empty() && (is_letter_or_digit(text.front()) || text.front() == '_') &&
                      std::all_of(text.begin(), text.end(), [](char c) {
                          return is_letter_or_digit(c) ||
                                 std::string_view("_-.()").find(c) != std::string_view::npos;
                      });
    // These words would come back as nothing.
    return safe && text != "null" && text != "Null" && text != "NULL";
}

}  // namespace

std::string yaml_text(const std::string& text) {
    if (is_plain(text)) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += {'\\', c};
        } else if (code < 0x20 || code == 0x7f) {
            quoted += fmt::format("\\x{:02x}", code);
        } else {
            quoted += c;
        }
    }
    return quoted + "\"";
}

Target decode_target(const yaml::Value& value) {
    const auto target = parse_target(value.text());
    if (!target) {
        value.refuse_because(target.error().message);
    }
    return *target;
}

// ---- reading ----

void ReadingForm::target(const std::string& key, Target& field) {
    field = decode_target(map_.required(key));
}

void ReadingForm::targets(const std::string& key, std::vector<Target>& field) {
    const auto value = map_.required(key);
    for (const auto& item : value.items()) {
        field.push_back(decode_target(item));
    }
    if (field.empty()) {
        value.refuse("at least one target");
    }
}

void ReadingForm::text(const std::string& key, std::string& field) {
    const auto value = map_.required(key);
    field = value.text();
    if (field.empty()) {
        value.refuse("a name");
    }
}

void ReadingForm::text_or(const std::string& key, std::string& field) {
    if (map_.optional(key)) {
        text(key, field);
    }
}

void ReadingForm::text(const std::string& key, std::optional<std::string>& field) {
    if (map_.optional(key)) {
        text(key, field.emplace());
    }
}

void ReadingForm::probability(const std::string& key, double& field) {
    if (const auto value = map_.optional(key)) {
        field = value->number(0, 1);
        if (field == 0) {
            value->refuse("a probability above 0");  // such a fault could never prove itself
        }
    }
}

void ReadingForm::duration(const std::string& key, Duration& field) {
    if (const auto value = map_.optional(key)) {
        field = value->duration();
        if (field == Duration::zero()) {
            value->refuse("a duration above 0");
        }
    }
}

void ReadingForm::step(const std::string& key, Duration& field) {
    const auto value = map_.required(key);
    const auto step = parse_duration(value.text());
    if (!step || *step == Duration::zero()) {
        value.refuse("a duration other than 0, as 1h or -1h");
    }
    field = *step;
}

void ReadingForm::rate(const std::string& key, double& field) {
    const auto value = map_.required(key);
    field = value.number(0, 100);
    if (field == 0 || field == 1) {
        value.refuse("a rate above 0 that is not 1");
    }
}

void ReadingForm::choice(const std::string& key, const std::vector<std::string>& words,
                         std::size_t& field) {
    if (const auto value = map_.optional(key)) {
        field = value->word(words);
    }
}

// ---- writing ----

void WritingForm::target(const std::string& key, Target& field) {
    fields.emplace_back(key, yaml_text(to_string(field)));
}

void WritingForm::targets(const std::string& key, std::vector<Target>& field) {
    std::vector<std::string> items;
    for (const auto& item : field) {
        items.push_back(yaml_text(to_string(item)));
    }
    fields.emplace_back(key, fmt::format("[{}]", fmt::join(items, ", ")));
}

void WritingForm::text(const std::string& key, std::string& field) {
    fields.emplace_back(key, yaml_text(field));
}

void WritingForm::text_or(const std::string& key, std::string& field) {
    text(key, field);
}

void WritingForm::text(const std::string& key, std::optional<std::string>& field) {
    if (field) {
        text(key, *field);
    }
}

void WritingForm::probability(const std::string& key, double& field) {
    fields.emplace_back(key, fmt::format("{}", field));  // the shortest text that reads back equal
}

void WritingForm::duration(const std::string& key, Duration& field) {
    fields.emplace_back(key, holdfast::to_string(field));
}

void WritingForm::step(const std::string& key, Duration& field) {
    duration(key, field);
}

void WritingForm::rate(const std::string& key, double& field) {
    fields.emplace_back(key, fmt::format("{}", field));
}

void WritingForm::choice(const std::string& key, const std::vector<std::string>& words,
                         std::size_t& field) {
    if (field != 0) {
        fields.emplace_back(key, words.at(field));
    }
}

}  // namespace holdfast::faults
