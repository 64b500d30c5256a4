// SPDX-License-Identifier: Apache-2.0
// Goal: an engine's links lead its core to the controller that leads, and to no other. Method: two
// listening controllers on loop-back that say what the test wants.
#include "reference/shell/controller_links.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "reference/protocol/encoding.h"
#include "reference/shell/pki.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using protocol::EchoRequest;
using protocol::Leadership;
using testing::ElementsAre;

class Links : public testing::Test {
  protected:
    /// One controller: its listener, and the engine's link when it is up.
    struct Controller {
        std::unique_ptr<TlsListener> listener;
        std::shared_ptr<TlsLink> link;
        std::vector<std::string> heard;
        void say(const protocol::ToEngine& message) const { link->send(protocol::encode(message)); }
    };

    void SetUp() override {
        ASSERT_TRUE(create_certificates({folder.path(), {"controller1"}, {"se1"}}).has_value());
        listen(first);
        listen(second);
        auto opened = ControllerLinks::open(
            loop, files("se1"), {first.listener->local(), second.listener->local()},
            {[this] { told.emplace_back("connected"); },
             [this] { told.emplace_back("disconnected"); },
             [this](const protocol::ToEngine& message) { told.push_back(encode(message)); },
             [this](engine::LinkId link, const protocol::ToReporter& message) {
                 told.push_back(fmt::format("{}: {}", link, encode(message)));
             },
             [](engine::LinkId) {}});
        ASSERT_TRUE(opened.has_value());
        links = std::move(*opened);
        ASSERT_TRUE(run_until(loop, [&] { return first.link && second.link; }));
    }
    void listen(Controller& controller) {
        auto opened = TlsListener::open(
            loop, files("controller1"), "engine", {{0x7f000001}, 0},
            [&controller](std::shared_ptr<TlsLink> link) {
                controller.link = std::move(link);
                controller.link->start(
                    {[&controller](std::string_view line) { controller.heard.emplace_back(line); },
                     [](const std::string&) {}});
            });
        ASSERT_TRUE(opened.has_value());
        controller.listener = std::move(*opened);
    }
    TlsFiles files(const std::string& name) const {
        return {folder / "ca.pem", folder / (name + ".pem"), folder / (name + ".key")};
    }
    bool told_so_far(std::size_t count) {
        return run_until(loop, [&] { return told.size() >= count; });
    }

    TemporaryFolder folder;
    EventLoop loop;
    Controller first;
    Controller second;
    std::vector<std::string> told;
    std::unique_ptr<ControllerLinks> links;
};

TEST_F(Links, OnlyTheLeaderIsHeardAndSpokenTo) {
    first.say(EchoRequest{1});
    first.say(Leadership{1, false});
    second.say(Leadership{1, true});
    ASSERT_TRUE(told_so_far(1));
    second.say(EchoRequest{2});
    ASSERT_TRUE(told_so_far(2));
    EXPECT_THAT(told, ElementsAre("connected", encode(protocol::ToEngine(EchoRequest{2}))));

    links->send(protocol::EchoResponse{2});
    ASSERT_TRUE(run_until(loop, [&] { return !second.heard.empty(); }));
    EXPECT_THAT(first.heard, testing::IsEmpty());
}

TEST_F(Links, CoreHearsOfALeaderThatIsLostAndOfTheNext) {
    first.say(Leadership{1, true});
    second.say(Leadership{1, false});
    ASSERT_TRUE(told_so_far(1));
    first.link->close();
    ASSERT_TRUE(told_so_far(2));
    second.say(Leadership{2, true});
    ASSERT_TRUE(told_so_far(3));
    EXPECT_THAT(told, ElementsAre("connected", "disconnected", "connected"));
}

// HDL-3: reports go to whoever collects, which need not be the leader.
TEST_F(Links, ReporterIsSpokenToByEveryController) {
    second.say(Leadership{1, true});
    ASSERT_TRUE(told_so_far(1));
    const protocol::ToReporter collects = protocol::Collects{3, 7, {0, 1}};
    first.link->send(protocol::encode(collects));
    ASSERT_TRUE(told_so_far(2));
    EXPECT_EQ(told.back(), "0: " + protocol::encode(collects));

    links->send(0, protocol::Report{.engine = "se1", .service = "vs1"});
    ASSERT_TRUE(run_until(loop, [&] { return !first.heard.empty(); }));
    EXPECT_TRUE(protocol::is_report(first.heard.front()));
    EXPECT_THAT(second.heard, testing::IsEmpty());
}

}  // namespace
}  // namespace holdfast::reference::shell
