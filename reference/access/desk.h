// SPDX-License-Identifier: Apache-2.0
// The door with somebody who does its slow work at once, for tests: a password's hash is "hash:"
// and the password.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reference/access/access.h"
#include "reference/access/cookies.h"
#include "reference/access/headers.h"

namespace holdfast::reference::access {

inline constexpr const char* admin_password = "correct horse";

class Desk {
  public:
    explicit Desk(AccessOptions options = {}, AccessSettings settings = {})
        : options_(with_secret(std::move(options), "0123456789abcdef")),
          access_(options_, std::move(settings)) {
        carry_out(*access_.restore(now, {}));
    }

    /// Another node takes over: new Access, same records; its steady clock begins elsewhere.
    void change_leader() {
        options_ = with_secret(options_, "another 16 bytes " + std::to_string(++leaders_));
        options_.epoch += now.since_start() - 5s;
        now = Instant(5s);
        AccessSettings settings;
        access_ = Access(options_, settings);
        std::vector<Record> stored;
        for (const auto& [key, value] : records) {
            stored.push_back({key, value});
        }
        carry_out(*access_.restore(now, stored));
    }

    struct Outcome {
        std::optional<effect::Admit> admitted;
        api::HttpResponse response;
    };
    /// `headers`: besides Host.
    Outcome send(const std::string& method, const std::string& target, api::Headers headers = {},
                 const std::string& body = "") {
        headers.emplace_back("Host", "c1.example:9443");
        return send(api::HttpRequest{.method = method,
                                     .target = target,
                                     .headers = std::move(headers),
                                     .body = body,
                                     .remote = "192.0.2.7:40000"});
    }
    Outcome send(api::HttpRequest request) {
        outcome_ = {};
        carry_out(access_.step(now, input::Request{++last_id_, std::move(request)}));
        return outcome_;
    }
    /// What follows when the delay of a slowed-down check is over.
    Outcome wait_for_delay() {
        outcome_ = {};
        now = *access_.next_timeout();
        carry_out(access_.step(now, input::TimerFired{}));
        return outcome_;
    }
    Outcome local(const std::string& method, const std::string& target,
                  const std::string& body = "") {
        return send(
            api::HttpRequest{.method = method, .target = target, .body = body, .local = true});
    }

    Outcome try_log_in(const std::string& user, const std::string& password) {
        return send("POST", "/login", {{"Content-Type", "application/json"}},
                    R"({"username": ")" + user + R"(", "password": ")" + password + "\"}");
    }
    /// The headers that a client sends from then on.
    api::Headers log_in(const std::string& user = "admin",
                        const std::string& password = admin_password) {
        return headers_after(try_log_in(user, password).response);
    }
    static api::Headers headers_after(const api::HttpResponse& login) {
        std::string id;
        for (const auto& [name, value] : login.headers) {
            if (name == "Set-Cookie" && value.starts_with("avi-sessionid=")) {
                id = value.substr(14, value.find(';') - 14);
            }
        }
        EXPECT_FALSE(id.empty()) << login.status << " " << login.body;
        const std::string csrf = csrf_token(id);
        return {{"Cookie", "csrftoken=" + csrf + "; avi-sessionid=" + id + "; sessionid=" + id},
                {"X-CSRFToken", csrf},
                {"X-Avi-Version", "20.1.1"}};
    }

    /// A user with these grants, "role@tenant" or "role@*", and the password "pass-word-1".
    void add_user(const std::string& name, const std::vector<std::string>& grants) {
        std::string access;
        for (const std::string& grant : grants) {
            const std::string role = grant.substr(0, grant.find('@'));
            const std::string tenant = grant.substr(grant.find('@') + 1);
            access += access.empty() ? "" : ", ";
            access += R"({"role_ref": "/api/role/?name=)" + role + "\", " +
                      (tenant == "*" ? R"("all_tenants": true})"
                                     : R"("tenant_ref": "/api/tenant?name=)" + tenant + "\"}");
        }
        const auto done = local("POST", "/api/user",
                                R"({"username": ")" + name +
                                    R"(", "password": "pass-word-1", "access": [)" + access + "]}");
        EXPECT_EQ(done.response.status, 201) << done.response.body;
    }

    Access& access() { return access_; }

    Instant now = Instant(100s);
    std::map<std::string, std::string> records;
    std::vector<AuditEvent> events;
    bool answers_checks = true;
    std::vector<effect::CheckPassword> checks;

  private:
    static AccessOptions with_secret(AccessOptions options, std::string secret) {
        options.secret = std::move(secret);
        if (options.admin_password_hash.empty()) {
            options.admin_password_hash = std::string("hash:") + admin_password;
        }
        return options;
    }
    void carry_out(const Effects& effects) {
        for (const Effect& effect : effects) {
            std::visit([this](const auto& one) { carry_out(one); }, effect);
        }
    }
    void carry_out(const effect::Admit& effect) { outcome_.admitted = effect; }
    void carry_out(const effect::Answer& effect) {
        EXPECT_EQ(effect.id, last_id_);
        outcome_.response = effect.response;
    }
    void carry_out(const effect::CheckPassword& effect) {
        checks.push_back(effect);
        if (answers_checks) {
            carry_out(access_.step(
                now, input::PasswordChecked{effect.id, effect.hash == "hash:" + effect.password}));
        }
    }
    void carry_out(const effect::HashPassword& effect) {
        carry_out(access_.step(now, input::PasswordHashed{effect.id, "hash:" + effect.password}));
    }
    void carry_out(const effect::Commit& effect) {
        for (const Record& record : effect.changes) {
            EXPECT_TRUE(is_access_record(record.key)) << record.key;
            if (record.value) {
                records[record.key] = *record.value;
            } else {
                records.erase(record.key);
            }
        }
    }
    void carry_out(const effect::LogEvent& effect) { events.push_back(effect.event); }

    AccessOptions options_;
    Access access_;
    int leaders_ = 0;
    Outcome outcome_;
    std::uint64_t last_id_ = 0;
};

}  // namespace holdfast::reference::access
