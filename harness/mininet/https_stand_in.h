// SPDX-License-Identifier: Apache-2.0
// For tests: an HTTPS server on loop-back with a certificate of its own making, and a handler
// behind it. One thread a connection; as much of HTTP/1.1 as an API client speaks.
#pragma once

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/check.h"
#include "harness/workload/api_message.h"

namespace holdfast::harness::mininet {

class HttpsStandIn {
  public:
    /// Called by one thread at a time.
    using Handler = std::function<workload::ApiResponse(const workload::ApiRequest&)>;

    explicit HttpsStandIn(Handler handler) : handler_(std::move(handler)) {
        signal(SIGPIPE, SIG_IGN);  // a client may go while it is answered
        make_certificate();
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        CHECK(bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                  listen(listener_, 16) == 0 &&
                  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0,
              "no port on loop-back");
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread([this] { accept_all(); });
    }
    ~HttpsStandIn() {
        close();
        SSL_CTX_free(context_);
    }
    HttpsStandIn(const HttpsStandIn&) = delete;
    HttpsStandIn& operator=(const HttpsStandIn&) = delete;

    std::uint16_t port() const { return port_; }
    int connections() const { return connections_; }
    /// From now on requests are carried out and not answered.
    void fall_silent() { silent_ = true; }
    /// Ends every connection and takes no more.
    void close() {
        shutdown(listener_, SHUT_RDWR);
        if (!acceptor_.joinable()) {
            return;
        }
        acceptor_.join();
        ::close(listener_);
        for (const int socket : sockets_) {
            shutdown(socket, SHUT_RDWR);
        }
        for (std::thread& thread : threads_) {
            thread.join();
        }
        for (const int socket : sockets_) {
            ::close(socket);
        }
    }

  private:
    void make_certificate() {
        EVP_PKEY* key = EVP_EC_gen("P-256");
        X509* certificate = X509_new();
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_sign(certificate, key, EVP_sha256());
        context_ = SSL_CTX_new(TLS_server_method());
        CHECK(SSL_CTX_use_certificate(context_, certificate) == 1 &&
                  SSL_CTX_use_PrivateKey(context_, key) == 1,
              "no certificate");
        X509_free(certificate);
        EVP_PKEY_free(key);
    }

    void accept_all() {
        for (int socket = 0; (socket = accept(listener_, nullptr, nullptr)) >= 0;) {
            ++connections_;
            sockets_.push_back(socket);
            threads_.emplace_back([this, socket] { serve(socket); });
        }
    }

    void serve(int socket) {
        SSL* ssl = SSL_new(context_);
        SSL_set_fd(ssl, socket);
        if (SSL_accept(ssl) == 1) {
            std::string received;
            while (answer_one(ssl, received)) {
            }
        }
        SSL_free(ssl);
    }

    static bool read_more(SSL* ssl, std::string& received) {
        char chunk[4096];
        const int got = SSL_read(ssl, chunk, sizeof chunk);
        received.append(chunk, got > 0 ? static_cast<std::size_t>(got) : 0);
        return got > 0;
    }

    bool answer_one(SSL* ssl, std::string& received) {
        std::size_t head = 0;
        while ((head = received.find("\r\n\r\n")) == std::string::npos) {
            if (!read_more(ssl, received)) {
                return false;
            }
        }
        workload::ApiRequest request = parsed(received.substr(0, head + 2));
        const std::size_t whole = head + 4 + body_size(request);
        while (received.size() < whole) {
            if (!read_more(ssl, received)) {
                return false;
            }
        }
        request.body = received.substr(head + 4, whole - head - 4);
        received.erase(0, whole);
        const std::string answer = handled(request);
        return silent_ || SSL_write(ssl, answer.data(), static_cast<int>(answer.size())) > 0;
    }

    /// Of a head whose every line ends with CR LF.
    static workload::ApiRequest parsed(const std::string& head) {
        workload::ApiRequest request;
        const auto method = head.find(' ');
        const auto target = head.find(' ', method + 1);
        request.method = head.substr(0, method);
        request.target = head.substr(method + 1, target - method - 1);
        for (auto begin = head.find("\r\n") + 2; begin < head.size();) {
            const auto end = head.find("\r\n", begin);
            const auto colon = head.find(": ", begin);
            request.headers.emplace_back(head.substr(begin, colon - begin),
                                         head.substr(colon + 2, end - colon - 2));
            begin = end + 2;
        }
        return request;
    }

    static std::size_t body_size(const workload::ApiRequest& request) {
        for (const auto& [name, value] : request.headers) {
            if (name == "Content-Length") {
                return std::stoul(value);
            }
        }
        return 0;
    }

    std::string handled(const workload::ApiRequest& request) {
        const std::lock_guard lock(mutex_);
        const workload::ApiResponse response = handler_(request);
        std::string answer = "HTTP/1.1 " + std::to_string(response.status) + " as it is\r\n";
        for (const auto& [name, value] : response.headers) {
            answer.append(name).append(": ").append(value).append("\r\n");
        }
        // RFC 9110 8.6: an answer with status 204 has no Content-Length.
        if (response.status != 204) {
            answer += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
        }
        return answer + "\r\n" + response.body;
    }

    Handler handler_;
    std::mutex mutex_;
    SSL_CTX* context_ = nullptr;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<int> connections_{0};
    std::atomic<bool> silent_{false};
    // Touched by the acceptor's thread, and after its end by close().
    std::vector<int> sockets_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace holdfast::harness::mininet
