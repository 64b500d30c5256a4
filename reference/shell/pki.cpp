// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/pki.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include "base/check.h"
#include "reference/shell/names.h"
#include "reference/shell/socket.h"
#include "reference/shell/state_file.h"

namespace holdfast::reference::shell {

namespace {

namespace fs = std::filesystem;

struct Free {
    void operator()(X509* p) const { X509_free(p); }
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
    void operator()(BIO* p) const { BIO_free_all(p); }
    void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
    void operator()(BIGNUM* p) const { BN_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

struct Identity {
    Owned<X509> certificate;
    Owned<EVP_PKEY> key;
};

constexpr long a_day = 24L * 60 * 60;
constexpr long valid_for = 3650 * a_day;

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    CHECK(extension != nullptr, "OpenSSL refuses extension {}", value);
    X509_add_ext(certificate, extension.get(), -1);
}

void add_name(X509* certificate, const char* field, const std::string& text) {
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), field, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(text.data()),
                               static_cast<int>(text.size()), -1, 0);
}

void set_random_serial(X509* certificate) {
    // 127 random bits: positive, and never the same twice.
    const Owned<BIGNUM> number(BN_new());
    CHECK(BN_rand(number.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1, "no random bits");
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

/// `issuer`: none for the authority itself.
Identity make_identity(const std::string& name, const std::string& unit, const Identity* issuer) {
    Identity out{Owned<X509>(X509_new()), Owned<EVP_PKEY>(EVP_EC_gen("P-256"))};
    X509* certificate = out.certificate.get();
    CHECK(certificate != nullptr && out.key != nullptr, "OpenSSL cannot make a key");
    X509_set_version(certificate, X509_VERSION_3);
    set_random_serial(certificate);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -a_day);  // clocks may differ
    X509_gmtime_adj(X509_getm_notAfter(certificate), valid_for);
    X509_set_pubkey(certificate, out.key.get());
    add_name(certificate, "CN", name);
    add_name(certificate, "OU", unit);
    X509* signer = issuer == nullptr ? certificate : issuer->certificate.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(signer));
    add_extension(certificate, signer, NID_subject_key_identifier, "hash");
    if (issuer == nullptr) {
        add_extension(certificate, signer, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
        add_extension(certificate, signer, NID_key_usage, "critical,keyCertSign,cRLSign");
    } else {
        add_extension(certificate, signer, NID_authority_key_identifier, "keyid");
        add_extension(certificate, signer, NID_basic_constraints, "critical,CA:FALSE");
        add_extension(certificate, signer, NID_key_usage, "critical,digitalSignature");
        // Controllers connect to each other, engines only to controllers.
        add_extension(certificate, signer, NID_ext_key_usage,
                      unit == "controller" ? "serverAuth,clientAuth" : "clientAuth");
        add_extension(certificate, signer, NID_subject_alt_name, ("DNS:" + name).c_str());
    }
    EVP_PKEY* signing_key = issuer == nullptr ? out.key.get() : issuer->key.get();
    CHECK(X509_sign(certificate, signing_key, EVP_sha256()) > 0, "OpenSSL cannot sign");
    return out;
}

std::string pem_of(const std::function<int(BIO*)>& write) {
    const Owned<BIO> memory(BIO_new(BIO_s_mem()));
    CHECK(memory != nullptr && write(memory.get()) == 1, "OpenSSL cannot write PEM");
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

Result<void> write_identity(const Identity& identity, const fs::path& stem) {
    const std::string key = pem_of([&](BIO* out) {
        return PEM_write_bio_PrivateKey(out, identity.key.get(), nullptr, nullptr, 0, nullptr,
                                        nullptr);
    });
    const std::string certificate =
        pem_of([&](BIO* out) { return PEM_write_bio_X509(out, identity.certificate.get()); });
    // The key first, with the file mode 0600 of every state file: a certificate that is there has
    // its key.
    if (const auto done = write_durably(stem.string() + ".key", key); !done.has_value()) {
        return done;
    }
    return write_durably(stem.string() + ".pem", certificate);
}

Result<Identity> read_identity(const fs::path& stem) {
    Identity out;
    const std::string certificate = stem.string() + ".pem";
    const std::string key = stem.string() + ".key";
    if (const Owned<BIO> file(BIO_new_file(certificate.c_str(), "r")); file != nullptr) {
        out.certificate.reset(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr));
    }
    if (const Owned<BIO> file(BIO_new_file(key.c_str(), "r")); file != nullptr) {
        out.key.reset(PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr));
    }
    ERR_clear_error();
    if (out.certificate == nullptr || out.key == nullptr ||
        X509_check_private_key(out.certificate.get(), out.key.get()) != 1) {
        return bad_input(fmt::format(
            "{} and {} are not a certificate with its key; remove both to have them made anew",
            certificate, key));
    }
    return out;
}

std::string unit_of(X509* certificate) {
    std::array<char, 64> text{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_organizationalUnitName,
                              text.data(), static_cast<int>(text.size()));
    return text.data();
}

class Authority {
  public:
    explicit Authority(fs::path directory) : directory_(std::move(directory)) {}

    Result<void> open(PkiReport& report) {
        const fs::path stem = directory_ / "ca";
        if (fs::exists(stem.string() + ".pem")) {
            auto read = read_identity(stem);
            if (!read.has_value()) {
                return read.error();
            }
            ca_ = std::move(*read);
            report.kept.insert(report.kept.end(), {"ca.pem", "ca.key"});
            return success;
        }
        ca_ = make_identity("Holdfast CA", "authority", nullptr);
        report.made.insert(report.made.end(), {"ca.pem", "ca.key"});
        return write_identity(ca_, stem);
    }

    Result<void> add(const std::string& name, const std::string& unit, PkiReport& report) {
        const fs::path stem = directory_ / name;
        if (!fs::exists(stem.string() + ".pem")) {
            report.made.insert(report.made.end(), {name + ".pem", name + ".key"});
            return write_identity(make_identity(name, unit, &ca_), stem);
        }
        const auto read = read_identity(stem);
        if (!read.has_value()) {
            return read.error();
        }
        if (X509_verify(read->certificate.get(), X509_get0_pubkey(ca_.certificate.get())) != 1) {
            ERR_clear_error();
            return bad_input(fmt::format("{}.pem was not signed by {}", stem.string(),
                                         (directory_ / "ca.pem").string()));
        }
        if (const std::string there = unit_of(read->certificate.get()); there != unit) {
            return bad_input(
                fmt::format("{}.pem was made for: {}, not {}", stem.string(), there, unit));
        }
        report.kept.insert(report.kept.end(), {name + ".pem", name + ".key"});
        return success;
    }

  private:
    fs::path directory_;
    Identity ca_;
};

Result<void> check_names(const PkiRequest& request) {
    std::set<std::string> seen{"ca"};
    for (const auto* names : {&request.controllers, &request.engines}) {
        for (const std::string& name : *names) {
            if (!is_name(name)) {
                return bad_input(fmt::format("\"{}\" is no name: expected {}", name, name_rule));
            }
            if (!seen.insert(name).second) {
                return bad_input(fmt::format("the name {} is used twice", name));
            }
        }
    }
    return success;
}

}  // namespace

Result<PkiReport> create_certificates(const PkiRequest& request) {
    if (const auto checked = check_names(request); !checked.has_value()) {
        return checked.error();
    }
    std::error_code trouble;
    fs::create_directories(request.directory, trouble);
    if (trouble) {
        return failed(fmt::format("cannot make {}: {}", request.directory, trouble.message()));
    }
    PkiReport report;
    Authority authority(request.directory);
    if (const auto opened = authority.open(report); !opened.has_value()) {
        return opened.error();
    }
    for (const auto& [names, unit] :
         {std::pair(&request.controllers, "controller"), std::pair(&request.engines, "engine")}) {
        for (const std::string& name : *names) {
            if (const auto added = authority.add(name, unit, report); !added.has_value()) {
                return added.error();
            }
        }
    }
    return report;
}

}  // namespace holdfast::reference::shell
