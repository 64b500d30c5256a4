// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/admin_socket.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <vector>

#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Admin : public testing::Test {
  protected:
    void SetUp() override {
        auto opened = AdminSocket::open(
            loop, path, [this](const AdminRequest& request) { requests.push_back(request); });
        ASSERT_TRUE(opened.has_value()) << opened.error().message;
        socket = std::move(*opened);
    }
    UniqueFd client() {
        UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(path.begin(), path.end(), address.sun_path);
        EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        return fd;
    }
    void say(const UniqueFd& fd, const std::string& text) {
        std::size_t said = 0;
        run_until(loop, [&] {
            const ssize_t n =
                ::send(fd.get(), text.data() + said, text.size() - said, MSG_NOSIGNAL);
            said += n > 0 ? static_cast<std::size_t>(n) : 0;
            return said == text.size() || (n < 0 && errno != EAGAIN);
        });
    }
    std::string heard(const UniqueFd& fd, std::size_t count = 1) {
        std::string text;
        EXPECT_TRUE(run_until(loop, [&] {
            text += read_now(fd.get());
            return std::count(text.begin(), text.end(), '\n') == static_cast<int>(count);
        })) << text;
        return text;
    }
    bool ends(const UniqueFd& fd) {
        return run_until(loop, [&] {
            char byte = 0;
            return ::recv(fd.get(), &byte, 1, 0) == 0;
        });
    }
    bool arrived(std::size_t count) {
        return run_until(loop, [&] { return requests.size() == count; });
    }

    TemporaryFolder folder;
    const std::string path = folder / "admin.sock";
    EventLoop loop;
    std::vector<AdminRequest> requests;
    std::unique_ptr<AdminSocket> socket;
};

TEST_F(Admin, GivesEachAnswerTheIdOfItsRequest) {
    const UniqueFd fd = client();
    say(fd, R"({"id":7,"method":"POST","path":"/api/pool","body":{"name":"p"}})"
            "\n"
            R"({"id":"x","method":"GET","path":"/api/pool"})"
            "\n");
    ASSERT_TRUE(arrived(2));
    EXPECT_EQ(requests[0].method, "POST");
    EXPECT_EQ(requests[0].path, "/api/pool");
    EXPECT_EQ(requests[0].body, R"({"name":"p"})");
    EXPECT_EQ(requests[1].body, "");

    socket->answer(requests[1].id, 200, R"({"count":0})");
    socket->answer(requests[0].id, 201, "");

    EXPECT_EQ(heard(fd, 2),
              "{\"id\":\"x\",\"status\":200,\"body\":{\"count\":0}}\n"
              "{\"id\":7,\"status\":201,\"body\":null}\n");
}

TEST_F(Admin, IsForItsOwnerOnly) {
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(Admin, AnswersGarbageAndHangsUp) {
    for (const char* garbage : {"GET / HTTP/1.1", "[]", "{}", R"({"id":1,"method":"GET"})",
                                R"({"id":1,"method":"GET","path":"/","paht":"/"})",
                                R"({"id":{},"method":"GET","path":"/"})", "\xff\xfe"}) {
        const UniqueFd fd = client();
        say(fd, std::string(garbage) + "\n");
        EXPECT_THAT(heard(fd), StartsWith(R"({"id":null,"status":400,)")) << garbage;
        EXPECT_TRUE(ends(fd)) << garbage;
    }
    EXPECT_TRUE(requests.empty());
}

TEST_F(Admin, AnswersALineWithoutEndAndHangsUp) {
    const UniqueFd fd = client();
    say(fd, std::string(admin_line_max + 1, ' '));
    EXPECT_THAT(heard(fd), HasSubstr("1 MiB"));
}

TEST_F(Admin, AnswersAClientThatHasSaidAllAndThenHangsUp) {
    const UniqueFd fd = client();
    say(fd, "{\"id\":1,\"method\":\"GET\",\"path\":\"/\"}\n");
    ::shutdown(fd.get(), SHUT_WR);
    ASSERT_TRUE(arrived(1));
    run_until(
        loop, [] { return false; }, 20ms);
    socket->answer(requests[0].id, 200, "{}");
    EXPECT_THAT(heard(fd), HasSubstr("200"));
    EXPECT_TRUE(ends(fd));
}

TEST_F(Admin, ForgetsTheAnswerToAClientThatHasGone) {
    {
        const UniqueFd fd = client();
        say(fd, "{\"id\":1,\"method\":\"GET\",\"path\":\"/\"}\n");
        ASSERT_TRUE(arrived(1));
    }
    run_until(
        loop, [] { return false; }, 20ms);
    socket->answer(requests[0].id, 200, "{}");
    const UniqueFd next = client();
    say(next, "{\"id\":2,\"method\":\"GET\",\"path\":\"/\"}\n");
    EXPECT_TRUE(arrived(2)) << "and serves the others";
}

TEST_F(Admin, ReplacesASocketThatADeadProcessLeftButNotALivingOne) {
    const auto second = AdminSocket::open(loop, path, [](const AdminRequest&) {});
    ASSERT_FALSE(second.has_value());
    EXPECT_THAT(second.error().message, HasSubstr("another process"));

    const std::string left = folder / "left.sock";
    {
        const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(left.begin(), left.end(), address.sun_path);
        ASSERT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    EXPECT_TRUE(AdminSocket::open(loop, left, [](const AdminRequest&) {}).has_value());
}

TEST_F(Admin, NeverReplacesAFileThatIsNoSocket) {
    const std::string file = folder.write("precious", "text");
    const auto opened = AdminSocket::open(loop, file, [](const AdminRequest&) {});
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().kind, Error::Kind::bad_input);
    EXPECT_TRUE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace holdfast::reference::shell
