// SPDX-License-Identifier: Apache-2.0
// A page of memory that the testbed and the programs of one node share, by way of a library that
// these are started with.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <map>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "base/fd.h"
#include "base/result.h"
#include "harness/mininet/driver.h"
#include "harness/mininet/net_namespace.h"

namespace holdfast::harness::mininet {

/// Page: of lock-free atomics, so that several processes may use it at once.
template <class Page>
class SharedPage {
  public:
    /// Mapped from this file, which is made now. `library`: "holdfast-clock.so"; Unsupported where
    /// it is not built. `variable` names the file to the programs.
    static Result<SharedPage> make(const std::string& file, const std::string& library,
                                   const std::string& variable) {
        const auto found = find_helper(library);
        if (!found) {
            return found.error();
        }
        const Fd opened(open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (!opened.valid() || ftruncate(opened.get(), sizeof(Page)) != 0) {
            return system_error("cannot make " + file);
        }
        void* mapped =
            mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, opened.get(), 0);
        if (mapped == MAP_FAILED) {
            return system_error("cannot map " + file);
        }
        return SharedPage(file, *found, variable, new (mapped) Page{});
    }

    /// What a program has to be started with.
    void add_to(std::map<std::string, std::string>& environment) const {
        std::string& preloaded = environment["LD_PRELOAD"];
        preloaded = library_ + (preloaded.empty() ? "" : " " + preloaded);
        environment[variable_] = file_;
    }
    Page* operator->() const { return page_.get(); }

  private:
    struct Unmap {
        void operator()(Page* page) const { munmap(page, sizeof(Page)); }
    };
    SharedPage(std::string file, std::string library, std::string variable, Page* page)
        : file_(std::move(file)),
          library_(std::move(library)),
          variable_(std::move(variable)),
          page_(page) {}

    std::string file_;
    std::string library_;
    std::string variable_;
    std::unique_ptr<Page, Unmap> page_;
};

}  // namespace holdfast::harness::mininet
