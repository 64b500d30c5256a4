// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/shared_burden.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <cmath>

#include "base/fd.h"
#include "harness/mininet/driver.h"
#include "harness/mininet/net_namespace.h"

namespace holdfast::harness::mininet {

Result<std::unique_ptr<SharedBurden>> SharedBurden::make(const std::string& file) {
    const auto library = find_helper("holdfast-busy.so");
    if (!library) {
        return library.error();
    }
    const Fd opened(open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!opened.valid() || ftruncate(opened.get(), sizeof(busy_processor::BusyPage)) != 0) {
        return system_error("cannot make " + file);
    }
    void* mapped = mmap(nullptr, sizeof(busy_processor::BusyPage), PROT_READ | PROT_WRITE,
                        MAP_SHARED, opened.get(), 0);
    if (mapped == MAP_FAILED) {
        return system_error("cannot map " + file);
    }
    std::unique_ptr<SharedBurden> burden(new SharedBurden);
    burden->file_ = file;
    burden->library_ = *library;
    burden->page_ = new (mapped) busy_processor::BusyPage{};
    return burden;
}

SharedBurden::~SharedBurden() {
    munmap(page_, sizeof(busy_processor::BusyPage));
}

void SharedBurden::add_to(std::map<std::string, std::string>& environment) const {
    std::string& preloaded = environment["LD_PRELOAD"];
    preloaded = library_ + (preloaded.empty() ? "" : " " + preloaded);
    environment[busy_processor::page_variable] = file_;
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
