// SPDX-License-Identifier: Apache-2.0
// Goal: real clients are served, and no client, however it behaves, costs more than the limits say.
// Method: raw bytes over real TLS connections on loop-back; each test makes the one limit that it
// is about small and waits for what must follow from it.
#include "reference/shell/http_server.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <csignal>
#include <deque>

#include "reference/shell/pki.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A TLS client that sends exactly the bytes it is told to.
class RawClient {
  public:
    explicit RawClient(const Endpoint& server, int newest_version = TLS1_3_VERSION)
        : fd_(connect_to(server)),
          context_(SSL_CTX_new(TLS_client_method())),
          ssl_(SSL_new(context_)) {
        SSL_set_max_proto_version(ssl_, newest_version);
        SSL_set_security_level(ssl_, 0);
        SSL_set_fd(ssl_, fd_.get());
        SSL_set_connect_state(ssl_);
    }
    ~RawClient() {
        SSL_free(ssl_);
        SSL_CTX_free(context_);
    }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(const std::string& bytes) { unsent_ += bytes; }
    /// Takes what came and sends what is left.
    void pump() {
        ERR_clear_error();  // the server's are in the same queue, as it runs in this thread
        while (!closed_ && !unsent_.empty()) {
            const int done = SSL_write(ssl_, unsent_.data(), static_cast<int>(unsent_.size()));
            if (done <= 0) {
                note_end(done);
                break;
            }
            unsent_.erase(0, static_cast<std::size_t>(done));
        }
        std::array<char, 16384> chunk{};
        while (reads && !closed_) {
            const int got = SSL_read(ssl_, chunk.data(), static_cast<int>(chunk.size()));
            if (got <= 0) {
                note_end(got);
                break;
            }
            received.append(chunk.data(), static_cast<std::size_t>(got));
        }
    }
    bool closed() const { return closed_; }
    bool greeted() const { return SSL_is_init_finished(ssl_) == 1; }
    std::string version() const { return SSL_get_version(ssl_); }

    std::string received;
    bool reads = true;

  private:
    void note_end(int result) {
        const int why = SSL_get_error(ssl_, result);
        closed_ = why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE;
    }

    UniqueFd fd_;
    SSL_CTX* context_;
    SSL* ssl_;
    std::string unsent_;
    bool closed_ = false;
};

struct Response {
    std::string head;
    std::string body;
};

class Https : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to connections that the server has ended
        folder_ = new TemporaryFolder;
        ASSERT_TRUE(create_certificates({folder_->path(), {"controller1"}, {}}).has_value());
    }
    static void TearDownTestSuite() { delete folder_; }

    void open(HttpLimits limits = {}) {
        limits.linger = 20ms;
        auto opened = HttpServer::open(
            loop, {*folder_ / "controller1.pem", *folder_ / "controller1.key"}, {{0x7f000001}, 0},
            limits, [this](std::uint64_t id, api::HttpRequest request) {
                requests.push_back(std::move(request));
                ids.push_back(id);
                if (answers) {
                    echo(id, requests.back());
                }
            });
        ASSERT_TRUE(opened.has_value()) << opened.error().message;
        server = std::move(*opened);
    }
    void echo(std::uint64_t id, const api::HttpRequest& request) {
        server->answer(id, {200, {}, request.method + " " + request.target + " " + request.body});
    }
    std::unique_ptr<RawClient> client(const std::string& bytes = "") {
        auto made = std::make_unique<RawClient>(server->local());
        made->send(bytes);
        return made;
    }
    bool until(RawClient& client, const std::function<bool()>& condition, Duration limit = 10s) {
        return run_until(
            loop,
            [&] {
                client.pump();
                return condition();
            },
            limit);
    }
    bool ends(RawClient& client, Duration limit = 10s) {
        return until(
            client, [&] { return client.closed(); }, limit);
    }
    /// The next answer on this connection; "" when none comes.
    Response response(RawClient& client) {
        Response out;
        until(client, [&] {
            const auto end = client.received.find("\r\n\r\n");
            if (end == std::string::npos) {
                return client.closed();
            }
            const auto length = client.received.find("Content-Length: ");
            const std::size_t size =
                length < end ? std::stoul(client.received.substr(length + 16)) : 0;
            if (client.received.size() < end + 4 + size) {
                return client.closed();
            }
            out = {client.received.substr(0, end), client.received.substr(end + 4, size)};
            client.received.erase(0, end + 4 + size);
            return true;
        });
        return out;
    }
    std::string refusal(const std::string& bytes) {
        auto one = client(bytes);
        const Response got = response(*one);
        EXPECT_TRUE(ends(*one)) << "the connection must end";
        return got.head.substr(0, got.head.find("\r\n"));
    }
    /// After whatever happened it still works.
    void expect_alive() {
        auto one = client(get);
        EXPECT_EQ(response(*one).body, "GET /api/pool ");
    }

    static constexpr const char* get = "GET /api/pool HTTP/1.1\r\nHost: c1\r\n\r\n";
    static TemporaryFolder* folder_;
    EventLoop loop;
    bool answers = true;
    std::deque<api::HttpRequest> requests;
    std::vector<std::uint64_t> ids;
    std::unique_ptr<HttpServer> server;
};
TemporaryFolder* Https::folder_ = nullptr;

TEST_F(Https, ServesAThousandRequestsOnOneConnection) {
    open();
    auto one = client();
    for (int i = 0; i < 1000; ++i) {
        const std::string body = std::to_string(i);
        one->send(
            fmt::format("POST /api/pool?n={} HTTP/1.1\r\nHost: c1\r\nContent-Length: {}\r\n\r\n"
                        "{}",
                        i, body.size(), body));
        ASSERT_EQ(response(*one).body, fmt::format("POST /api/pool?n={} {}", i, i));
    }
    EXPECT_EQ(server->connections(), 1U);
}

TEST_F(Https, AnswersPipelinedRequestsInTheirOrder) {
    open();
    answers = false;
    auto one = client(std::string(get) + "GET /api/vsvip HTTP/1.1\r\nHost: c1\r\n\r\n" + get);
    for (std::size_t i = 0; i < 3; ++i) {
        ASSERT_TRUE(until(*one, [&] { return ids.size() == i + 1; }));
        echo(ids[i], requests[i]);
        EXPECT_EQ(response(*one).body, i == 1 ? "GET /api/vsvip " : "GET /api/pool ");
    }
}

TEST_F(Https, GivesTheRequestAsItCame) {
    open();
    auto one = client(
        "PUT /api/pool/p%201?x=y&z HTTP/1.1\r\nHost: c1:9443\r\nCookie: a=1\r\ncookie: a=2\r\n"
        "Content-Length: 2\r\n\r\n{}");
    EXPECT_THAT(response(*one).head, HasSubstr("Content-Type: application/json"));
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].method, "PUT");
    EXPECT_EQ(requests[0].target, "/api/pool/p%201?x=y&z");
    EXPECT_EQ(requests[0].body, "{}");
    EXPECT_FALSE(requests[0].local);
    EXPECT_THAT(requests[0].remote, StartsWith("127.0.0.1:"));
    EXPECT_THAT(requests[0].headers, testing::IsSupersetOf({testing::Pair("Host", "c1:9443"),
                                                            testing::Pair("Cookie", "a=1"),
                                                            testing::Pair("cookie", "a=2")}));
}

TEST_F(Https, SpeaksTls12And13AndNothingOlder) {
    open();
    for (const auto& [version, name] :
         {std::pair(TLS1_2_VERSION, "TLSv1.2"), std::pair(TLS1_3_VERSION, "TLSv1.3")}) {
        RawClient one(server->local(), version);
        one.send(get);
        EXPECT_EQ(response(one).body, "GET /api/pool ");
        EXPECT_EQ(one.version(), name);
    }
    RawClient old(server->local(), TLS1_1_VERSION);
    old.send(get);
    EXPECT_TRUE(ends(old));
    EXPECT_FALSE(old.greeted());
}

TEST_F(Https, RefusesHeadersThatAreTooLong) {
    HttpLimits limits;
    limits.header_max = 2000;
    open(limits);
    const std::string long_value = "GET / HTTP/1.1\r\nHost: c1\r\nX: " + std::string(5000, 'x');
    std::string many = "GET / HTTP/1.1\r\nHost: c1\r\n";
    for (int i = 0; i < 1000; ++i) {
        many += fmt::format("X-{}: 1\r\n", i);
    }
    EXPECT_EQ(refusal(long_value), "HTTP/1.1 431 Request Header Fields Too Large");
    EXPECT_EQ(refusal(many), "HTTP/1.1 431 Request Header Fields Too Large");
    EXPECT_EQ(refusal("GET /" + std::string(100000, 'x')),
              "HTTP/1.1 431 Request Header Fields Too Large");
    EXPECT_TRUE(requests.empty());
    expect_alive();
}

TEST_F(Https, RefusesBodiesThatAreTooLong) {
    HttpLimits limits;
    limits.body_max = 1000;
    open(limits);
    EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: c1\r\nContent-Length: 1001\r\n\r\n"),
              "HTTP/1.1 413 Payload Too Large");
    EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: c1\r\nContent-Length: 9999999999\r\n"
                      "Expect: 100-continue\r\n\r\n"),
              "HTTP/1.1 413 Payload Too Large");
    EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: c1\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                      std::string(1001, 'x')),
              "HTTP/1.1 413 Payload Too Large");
    EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: c1\r\nContent-Length: 100000\r\n\r\n" +
                      std::string(100000, 'x')),
              "HTTP/1.1 413 Payload Too Large")
        << "the answer arrives although the client was still sending";
    EXPECT_TRUE(requests.empty());
}

TEST_F(Https, BoundsWhatArrivesAtTheSameTime) {
    HttpLimits limits;
    limits.bodies_max = 1500;
    open(limits);
    const std::string post = "POST / HTTP/1.1\r\nHost: c1\r\nContent-Length: 1000\r\n";
    auto first = client(post + "Expect: 100-continue\r\n\r\n");
    EXPECT_EQ(response(*first).head, "HTTP/1.1 100 Continue");
    EXPECT_EQ(refusal(post + "\r\n"), "HTTP/1.1 503 Service Unavailable");
    first->send(std::string(1000, 'x'));
    EXPECT_THAT(response(*first).head, StartsWith("HTTP/1.1 200"));
    auto again = client(post + "\r\n" + std::string(1000, 'x'));
    EXPECT_THAT(response(*again).head, StartsWith("HTTP/1.1 200")) << "the room is given back";
}

TEST_F(Https, RefusesWhatIsNoHttp) {
    open();
    for (const char* bytes :
         {"\r\n\r\n\r\n\x01\x02\x03\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
          "GET / HTTP/1.1\r\nHost c1\r\n\r\n", "GET / HTTP/1.1\r\nHost: c1\r\nA b: c\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
          "GET pool HTTP/1.1\r\nHost: c1\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: c1\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: c1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
          "POST / HTTP/1.1\r\nHost: c1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
        EXPECT_EQ(refusal(bytes), "HTTP/1.1 400 Bad Request") << bytes;
    }
    EXPECT_TRUE(requests.empty());
    expect_alive();
}

TEST_F(Https, RefusesTwoLengthsOfOneBody) {
    open();
    // Two parties that count differently would see different requests (RFC 9112 6.1).
    EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: c1\r\nContent-Length: 5\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
              "HTTP/1.1 400 Bad Request");
    EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: c1\r\nTransfer-Encoding: chunked\r\n"
                      "Content-Length: 5\r\n\r\n0\r\n\r\n"),
              "HTTP/1.1 400 Bad Request");
}

TEST_F(Https, ClosesOnGarbageAndPlainHttp) {
    open();
    for (const std::string& bytes : {std::string(get), std::string(100000, '\0'),
                                     std::string("\x16\x03\x01\xff\xff garbage")}) {
        const UniqueFd fd = connect_to(server->local());
        ASSERT_TRUE(run_until(
            loop, [&] { return ::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0; }));
        ASSERT_TRUE(run_until(loop, [&] {
            char byte = 0;
            const ssize_t got = ::recv(fd.get(), &byte, 1, 0);
            return got == 0 || (got < 0 && errno == ECONNRESET);
        }));
    }
    EXPECT_TRUE(run_until(loop, [&] { return server->connections() == 0; }));
    expect_alive();
}

TEST_F(Https, CutsOffWhoNeverGreets) {
    HttpLimits limits;
    limits.handshake = 50ms;
    open(limits);
    std::vector<UniqueFd> silent;
    for (int i = 0; i < 20; ++i) {
        silent.push_back(connect_to(server->local()));
    }
    ASSERT_TRUE(run_until(loop, [&] { return server->connections() > 0; }));
    EXPECT_TRUE(run_until(loop, [&] { return server->connections() == 0; }));
}

TEST_F(Https, CutsOffWhoSendsHisHeaderTooSlowly) {
    HttpLimits limits;
    limits.header = 100ms;
    open(limits);
    auto one = client("GET / HTTP/1.1\r\n");
    int sent = 0;
    EXPECT_TRUE(until(*one, [&] {
        if (one->greeted() && ++sent % 10 == 0) {  // a byte every 10 ms is no way around it
            one->send("X");
        }
        return one->closed();
    }));
    auto wordless = client();
    EXPECT_TRUE(until(*wordless, [&] {
        wordless->send("");
        return wordless->closed();
    }));
}

TEST_F(Https, CutsOffWhoSendsHisBodyTooSlowly) {
    HttpLimits limits;
    limits.body = 50ms;
    open(limits);
    auto one = client("POST / HTTP/1.1\r\nHost: c1\r\nContent-Length: 10\r\n\r\n123");
    EXPECT_TRUE(ends(*one));
    EXPECT_TRUE(requests.empty());
}

TEST_F(Https, CutsOffWhoIsIdleTooLong) {
    HttpLimits limits;
    limits.idle = 50ms;
    open(limits);
    auto one = client(get);
    EXPECT_THAT(response(*one).head, StartsWith("HTTP/1.1 200"));
    EXPECT_TRUE(ends(*one));
    EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Https, CutsOffWhoDoesNotReadHisAnswer) {
    HttpLimits limits;
    limits.write = 100ms;
    open(limits);
    answers = false;
    auto one = client(get);
    ASSERT_TRUE(until(*one, [&] { return ids.size() == 1; }));
    one->reads = false;
    server->answer(ids[0], {200, {}, std::string(std::size_t{32} << 20U, 'x')});
    EXPECT_TRUE(until(*one, [&] { return server->connections() == 0; }));
}

TEST_F(Https, AnswersItselfWhenTheControllerDoesNot) {
    HttpLimits limits;
    limits.answer = 50ms;
    open(limits);
    answers = false;
    auto one = client(get);
    EXPECT_THAT(response(*one).head, StartsWith("HTTP/1.1 503"));
    server->answer(ids[0], {200, {}, "late"});
    one->send(get);
    ASSERT_TRUE(until(*one, [&] { return ids.size() == 2; }));
    server->answer(ids[1], {200, {}, "in time"});
    EXPECT_EQ(response(*one).body, "in time");
}

TEST_F(Https, DropsTheAnswerOfAClientThatWent) {
    open();
    answers = false;
    auto one = client(get);
    ASSERT_TRUE(until(*one, [&] { return ids.size() == 1; }));
    one.reset();
    server->answer(ids[0], {200, {}, std::string(1000000, 'x')});
    server->answer(ids[0], {200, {}, "twice"});
    server->answer(4711, {200, {}, "never asked"});
    EXPECT_TRUE(run_until(loop, [&] { return server->connections() == 0; }));
}

TEST_F(Https, EndsTheConnectionIdleLongestWhenThereAreTooMany) {
    HttpLimits limits;
    limits.connections_an_address_max = 3;
    open(limits);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(client(get));
        EXPECT_THAT(response(*clients.back()).head, StartsWith("HTTP/1.1 200"));
    }
    clients[0]->send(get);
    EXPECT_THAT(response(*clients[0]).head, StartsWith("HTTP/1.1 200"));
    auto fourth = client(get);
    EXPECT_THAT(response(*fourth).head, StartsWith("HTTP/1.1 200"));
    EXPECT_TRUE(ends(*clients[1])) << "idle longest";
    clients[0]->pump();
    EXPECT_FALSE(clients[0]->closed());
    EXPECT_EQ(server->connections(), 3U);
}

TEST_F(Https, TurnsNewClientsAwayWhenAllAreBeingServed) {
    HttpLimits limits;
    limits.connections_max = 2;
    open(limits);
    answers = false;
    auto first = client(get);
    auto second = client(get);
    ASSERT_TRUE(until(*first, [&] {
        second->pump();
        return ids.size() == 2;
    }));
    auto third = client(get);
    EXPECT_TRUE(ends(*third));
    echo(ids[0], requests[0]);
    echo(ids[1], requests[1]);
    EXPECT_THAT(response(*first).head, StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(response(*second).head, StartsWith("HTTP/1.1 200"));
}

TEST_F(Https, InvitesABodyThatIsAnnounced) {
    open();
    auto one =
        client("POST / HTTP/1.1\r\nHost: c1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(response(*one).head, "HTTP/1.1 100 Continue");
    one->send("{}");
    EXPECT_EQ(response(*one).body, "POST / {}");
    EXPECT_THAT(refusal("POST / HTTP/1.1\r\nHost: c1\r\nContent-Length: 2\r\nExpect: tea\r\n\r\n"),
                HasSubstr("417"));
}

TEST_F(Https, AnswersHeadOptionsAndUnknownMethods) {
    open();
    auto one = client("HEAD /api/pool HTTP/1.1\r\nHost: c1\r\n\r\n");
    ASSERT_TRUE(until(*one, [&] { return one->received.ends_with("\r\n\r\n"); }));
    EXPECT_THAT(one->received, HasSubstr("Content-Length: 14")) << "of \"GET /api/pool \"";
    one->received.clear();
    one->send("OPTIONS /api/pool HTTP/1.1\r\nHost: c1\r\n\r\n");
    EXPECT_THAT(response(*one).head, HasSubstr("Allow: GET, HEAD, POST"));
    one->send("TRACE / HTTP/1.1\r\nHost: c1\r\n\r\n");
    EXPECT_THAT(response(*one).head, StartsWith("HTTP/1.1 405"));
    one->send("BREW / HTTP/1.1\r\nHost: c1\r\n\r\n");
    EXPECT_THAT(response(*one).head, StartsWith("HTTP/1.1 405"));
    one->send(get);
    EXPECT_EQ(response(*one).body, "GET /api/pool ");
}

TEST_F(Https, EndsAfterTheAnswerWhenAskedTo) {
    open();
    EXPECT_EQ(refusal("GET / HTTP/1.0\r\n\r\n"), "HTTP/1.0 200 OK");
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: c1\r\nConnection: close\r\n\r\n"),
              "HTTP/1.1 200 OK");
    auto one = client("GET https://c1:9443/api/pool?a HTTP/1.1\r\nHost: c1\r\n\r\n");
    EXPECT_EQ(response(*one).body, "GET /api/pool?a ") << "as proxies send it";
}

TEST_F(Https, KeepsAnAnswersHeadersOnTheirLines) {
    open();
    answers = false;
    auto one = client(get);
    ASSERT_TRUE(until(*one, [&] { return ids.size() == 1; }));
    server->answer(ids[0], {201, {{"Location", "/x#a\r\nSet-Cookie: evil=1"}}, "{}"});
    EXPECT_THAT(response(*one).head, HasSubstr("Location: /x#aSet-Cookie: evil=1\r\n"));
}

TEST_F(Https, NamesTheFileThatItCannotUse) {
    const auto opened =
        HttpServer::open(loop, {*folder_ / "none.pem", *folder_ / "controller1.key"},
                         {{0x7f000001}, 0}, {}, [](std::uint64_t, const api::HttpRequest&) {});
    ASSERT_TRUE(opened.has_error());
    EXPECT_THAT(opened.error().message, HasSubstr("none.pem"));
}

}  // namespace
}  // namespace holdfast::reference::shell
