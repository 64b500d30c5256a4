// SPDX-License-Identifier: Apache-2.0
// The fields of a fault, described once per fault, for reading and for writing alike.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "base/yaml.h"
#include "faults/target.h"

namespace holdfast::faults {

/// Names a fault's fields one by one; reads into them or writes them out.
class Form {
  public:
    Form() = default;
    Form(const Form&) = delete;
    Form& operator=(const Form&) = delete;
    virtual ~Form() = default;

    virtual void target(const std::string& key, Target& field) = 0;
    virtual void targets(const std::string& key, std::vector<Target>& field) = 0;
    virtual void text(const std::string& key, std::string& field) = 0;
    /// May be left out; the field keeps what it has.
    virtual void text_or(const std::string& key, std::string& field) = 0;
    /// Absent when none.
    virtual void text(const std::string& key, std::optional<std::string>& field) = 0;
    /// In (0, 1].
    virtual void probability(const std::string& key, double& field) = 0;
    virtual void duration(const std::string& key, Duration& field) = 0;
    /// A jump of a clock: ahead, or with a minus back; never 0.
    virtual void step(const std::string& key, Duration& field) = 0;
    /// Of a clock: above 0, up to 100, never 1.
    virtual void rate(const std::string& key, double& field) = 0;
    /// One of the words, by its place among them; the first one may be left out.
    virtual void choice(const std::string& key, const std::vector<std::string>& words,
                        std::size_t& field) = 0;
};

/// Takes fields from a mapping; throws yaml::Refused.
class ReadingForm final : public Form {
  public:
    explicit ReadingForm(yaml::Map& map) : map_(map) {}
    void target(const std::string& key, Target& field) override;
    void targets(const std::string& key, std::vector<Target>& field) override;
    void text(const std::string& key, std::string& field) override;
    void text_or(const std::string& key, std::string& field) override;
    void text(const std::string& key, std::optional<std::string>& field) override;
    void probability(const std::string& key, double& field) override;
    void duration(const std::string& key, Duration& field) override;
    void step(const std::string& key, Duration& field) override;
    void rate(const std::string& key, double& field) override;
    void choice(const std::string& key, const std::vector<std::string>& words,
                std::size_t& field) override;

  private:
    yaml::Map& map_;
};

/// Collects each field's name and YAML text.
class WritingForm final : public Form {
  public:
    std::vector<std::pair<std::string, std::string>> fields;

    void target(const std::string& key, Target& field) override;
    void targets(const std::string& key, std::vector<Target>& field) override;
    void text(const std::string& key, std::string& field) override;
    void text_or(const std::string& key, std::string& field) override;
    void text(const std::string& key, std::optional<std::string>& field) override;
    void probability(const std::string& key, double& field) override;
    void duration(const std::string& key, Duration& field) override;
    void step(const std::string& key, Duration& field) override;
    void rate(const std::string& key, double& field) override;
    void choice(const std::string& key, const std::vector<std::string>& words,
                std::size_t& field) override;
};

/// A target at this place, or a refusal of it.
Target decode_target(const yaml::Value& value);
/// `text` so that YAML reads it back equal: as it is, or quoted where it must be.
std::string yaml_text(const std::string& text);

}  // namespace holdfast::faults
