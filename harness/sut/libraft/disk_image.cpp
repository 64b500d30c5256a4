// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/libraft/disk_image.h"

#include <algorithm>

#include "base/overloaded.h"

namespace holdfast::harness::sut::libraft {

void DiskImage::write(const DiskRecord& record) {
    std::visit(Overloaded{
                   [&](const TermRecord& r) {
                       term = r.term;
                       vote = 0;
                   },
                   [&](const VoteRecord& r) { vote = r.vote; },
                   [&](const AppendRecord& r) {
                       entries.insert(entries.end(), r.entries.begin(), r.entries.end());
                   },
                   [&](const TruncateRecord& r) {
                       entries.resize(std::min<std::size_t>(entries.size(), r.from - 1));
                   },
               },
               record);
}

DiskImage read_back(const std::vector<replication::Record>& records) {
    DiskImage image;
    for (const replication::Record& record : records) {
        image.write(std::any_cast<const DiskRecord&>(record));
    }
    return image;
}

}  // namespace holdfast::harness::sut::libraft
