// SPDX-License-Identifier: Apache-2.0
// Goal: only engines with a certificate of the controllers' authority get through, and only to
// controllers. Method: real handshakes over loop-back.
#include "reference/shell/tls.h"

#include <gmock/gmock.h>

#include <vector>

#include "reference/protocol/encoding.h"
#include "reference/shell/pki.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::ElementsAre;

class Tls : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        ours_ = new TemporaryFolder;
        foreign_ = new TemporaryFolder;
        for (const auto* folder : {ours_, foreign_}) {
            ASSERT_TRUE(
                create_certificates({folder->path(), {"controller1"}, {"se1"}}).has_value());
        }
    }
    static void TearDownTestSuite() {
        delete ours_;
        delete foreign_;
    }
    static TlsFiles files(const TemporaryFolder& folder, const std::string& name) {
        return {folder / "ca.pem", folder / (name + ".pem"), folder / (name + ".key")};
    }

    void listen(const TlsFiles& shown) {
        auto opened = TlsListener::open(
            loop, shown, "engine", {{0x7f000001}, 0}, [this](std::shared_ptr<TlsLink> link) {
                accepted.push_back(link);
                link->start({[this](std::string_view line) { lines.emplace_back(line); },
                             [this](const std::string& why) { reasons.push_back(why); }});
            });
        ASSERT_TRUE(opened.has_value()) << opened.error().message;
        listener = std::move(*opened);
    }
    void connect(const TlsFiles& shown) {
        auto opened = TlsConnector::open(
            loop, shown, "controller", listener->local(), [this](std::shared_ptr<TlsLink> link) {
                connected.push_back(link);
                link->start({[this](std::string_view line) { answers.emplace_back(line); },
                             [this](const std::string&) { ++closed; }});
            });
        ASSERT_TRUE(opened.has_value()) << opened.error().message;
        connector = std::move(*opened);
    }
    bool within(Duration limit, const std::function<bool()>& condition) {
        return run_until(loop, condition, limit);
    }
    void set_up_link() {
        listen(files(*ours_, "controller1"));
        connect(files(*ours_, "se1"));
        ASSERT_TRUE(within(10s, [&] { return accepted.size() == 1 && connected.size() == 1; }));
    }

    EventLoop loop;
    std::vector<std::shared_ptr<TlsLink>> accepted;
    std::vector<std::shared_ptr<TlsLink>> connected;
    std::vector<std::string> lines;
    std::vector<std::string> answers;
    std::vector<std::string> reasons;
    int closed = 0;
    std::unique_ptr<TlsListener> listener;
    std::unique_ptr<TlsConnector> connector;
    static TemporaryFolder* ours_;
    static TemporaryFolder* foreign_;
};
TemporaryFolder* Tls::ours_ = nullptr;
TemporaryFolder* Tls::foreign_ = nullptr;

// Long enough for a handshake on a busy machine, short enough for a test that waits it out.
constexpr Duration refusal_shows = 500ms;

TEST_F(Tls, CarriesLinesBothWaysBetweenAnEngineAndAController) {
    set_up_link();
    EXPECT_EQ(accepted[0]->peer_name(), "se1");
    EXPECT_EQ(connected[0]->peer_name(), "controller1");

    connected[0]->send("one");
    connected[0]->send(std::string(300000, 'x'));
    accepted[0]->send("two");

    ASSERT_TRUE(within(10s, [&] { return lines.size() == 2 && answers.size() == 1; }));
    EXPECT_EQ(lines[0], "one");
    EXPECT_EQ(lines[1].size(), 300000U);
    EXPECT_THAT(answers, ElementsAre("two"));
}

TEST_F(Tls, RefusesAnEngineOfAForeignAuthority) {
    listen(files(*ours_, "controller1"));
    connect({*ours_ / "ca.pem", *foreign_ / "se1.pem", *foreign_ / "se1.key"});
    EXPECT_FALSE(within(refusal_shows, [&] { return !accepted.empty(); }));
}

TEST_F(Tls, RefusesAControllerOfAForeignAuthority) {
    listen({*ours_ / "ca.pem", *foreign_ / "controller1.pem", *foreign_ / "controller1.key"});
    connect(files(*ours_, "se1"));
    EXPECT_FALSE(within(refusal_shows, [&] { return !accepted.empty() || !connected.empty(); }));
}

TEST_F(Tls, RefusesAnEngineThatPlaysTheController) {
    listen(files(*ours_, "se1"));
    connect(files(*ours_, "se1"));
    EXPECT_FALSE(within(refusal_shows, [&] { return !accepted.empty() || !connected.empty(); }));
}

TEST_F(Tls, RefusesAControllerThatPlaysAnEngine) {
    listen(files(*ours_, "controller1"));
    connect(files(*ours_, "controller1"));
    EXPECT_FALSE(within(refusal_shows, [&] { return !accepted.empty(); }));
}

TEST_F(Tls, EndsALinkThatSendsALineWithoutEnd) {
    set_up_link();
    connected[0]->send(std::string(protocol::line_max, 'x'));
    ASSERT_TRUE(within(10s, [&] { return reasons.size() == 1 && closed == 1; }));
    EXPECT_THAT(reasons, ElementsAre("sent a line that is too long"));
}

TEST_F(Tls, EndsALinkWhosePeerDoesNotRead) {
    listen(files(*ours_, "controller1"));
    auto idle = TlsConnector::open(loop, files(*ours_, "se1"), "controller", listener->local(),
                                   [&](std::shared_ptr<TlsLink> link) {
                                       connected.push_back(link);  // and never started
                                   });
    ASSERT_TRUE(within(10s, [&] { return accepted.size() == 1; }));
    for (std::size_t sent = 0; sent < 4 * TlsLimits().send_queue_max; sent += 100000) {
        accepted[0]->send(std::string(100000, 'x'));
    }
    ASSERT_TRUE(within(10s, [&] { return !reasons.empty(); }));
    EXPECT_THAT(reasons, ElementsAre("does not read what it is sent"));
}

TEST_F(Tls, SaysGoodbyeBeforeItEnds) {
    set_up_link();
    bool done = false;
    connected[0]->send("goodbye");
    connected[0]->finish(5s, [&] { done = true; });
    ASSERT_TRUE(within(10s, [&] { return done && reasons.size() == 1; }));
    EXPECT_THAT(lines, ElementsAre("goodbye"));
}

TEST_F(Tls, TurnsAwayMoreClientsThanMayWait) {
    listen(files(*ours_, "controller1"));
    std::vector<UniqueFd> clients;
    for (int i = 0; i < unadmitted_max + 1; ++i) {
        clients.push_back(connect_to(listener->local()));
    }
    const auto ended = [](const UniqueFd& fd) {
        char byte = 0;
        return ::recv(fd.get(), &byte, 1, MSG_PEEK) == 0;
    };
    ASSERT_TRUE(within(3s, [&] { return ended(clients.back()); }));
    EXPECT_FALSE(ended(clients.front())) << "who came first still has its time";
}

TEST_F(Tls, ConnectsAgainAfterTheControllerCameBack) {
    set_up_link();
    const Endpoint where = listener->local();
    accepted[0]->close();
    listener.reset();
    ASSERT_TRUE(within(10s, [&] { return closed == 1; }));
    connector->retry(true);
    ASSERT_FALSE(within(300ms, [&] { return connected.size() == 2; }));

    auto again = TlsListener::open(
        loop, files(*ours_, "controller1"), "engine", where,
        [this](std::shared_ptr<TlsLink> link) { accepted.push_back(std::move(link)); });
    ASSERT_TRUE(again.has_value()) << again.error().message;
    EXPECT_TRUE(within(10s, [&] { return connected.size() == 2 && accepted.size() == 2; }));
}

}  // namespace
}  // namespace holdfast::reference::shell
