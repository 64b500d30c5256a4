// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/subject.h"

#include <algorithm>

namespace holdfast::harness::cli {

Result<Subject> Subject::find(const Worlds& worlds, const std::string& sut) {
    Subject subject(worlds);
    if (sut.empty()) {
        return subject;
    }
    if (!worlds.outside) {
        return bad_input("this program knows no system but the reference");
    }
    auto outside = worlds.outside(sut);
    if (!outside) {
        return outside.error();
    }
    if (!outside->missing.empty()) {
        return bad_input(outside->missing);
    }
    subject.outside_ = std::move(*outside);
    return subject;
}

bool Subject::has_defect(const std::string& name) const {
    return std::any_of(defects().begin(), defects().end(),
                       [&](const DefectInfo& defect) { return defect.name == name; });
}

bool Subject::has_to_fail(const Property& property, const std::string& defect) const {
    if (!outside_) {
        return std::count(property.defects.begin(), property.defects.end(), defect) != 0;
    }
    return std::any_of(defects().begin(), defects().end(), [&](const DefectInfo& known) {
        const auto& rules = known.caught_by;
        return known.name == defect && std::count(rules.begin(), rules.end(), property.rule) != 0;
    });
}

}  // namespace holdfast::harness::cli
