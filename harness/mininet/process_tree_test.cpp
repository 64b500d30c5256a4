// SPDX-License-Identifier: Apache-2.0
// Goal: a process counts as there until its last thread has ended. Method: a child whose first
// thread ends before the others.
#include "harness/mininet/process_tree.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

namespace holdfast::harness::mininet {
namespace {

class Child {
  public:
    Child() : pid_(fork()) {
        if (pid_ == 0) {
            std::thread([] { pause(); }).detach();
            syscall(SYS_exit, 0);  // of this thread alone
        }
    }
    ~Child() { waitpid(pid_, nullptr, 0); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    void end() const { kill(pid_, SIGKILL); }
    /// Within two seconds.
    bool reaches(char state) const {
        for (int tries = 0; state_of(pid_) != state; ++tries) {
            if (tries == 2000) {
                return false;
            }
            usleep(1000);
        }
        return true;
    }

  private:
    pid_t pid_;
};

TEST(ProcessTree, AProcessIsThereWhileThreadsOutliveItsFirst) {
    const Child child;
    EXPECT_TRUE(child.reaches('D'));
    child.end();
    EXPECT_TRUE(child.reaches('Z'));
}

}  // namespace
}  // namespace holdfast::harness::mininet
