// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/shared_burden.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <cmath>

namespace holdfast::harness::mininet {

Result<std::unique_ptr<SharedBurden>> SharedBurden::make(const std::string& file) {
    auto page = Page::make(file, "holdfast-busy.so", busy_processor::page_variable);
    if (!page) {
        return page.error();
    }
    return std::unique_ptr<SharedBurden>(new SharedBurden(std::move(*page)));
}

Result<void> SharedBurden::set(double share) {
    if (page_->attached.load() == 0) {
        return failed("no program was started with holdfast-busy.so");
    }
    page_->share = static_cast<std::uint32_t>(std::lround(share * 1000));
    syscall(SYS_futex, &page_->share, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
    return success;
}

}  // namespace holdfast::harness::mininet
