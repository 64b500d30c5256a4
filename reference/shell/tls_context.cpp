// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <array>

namespace holdfast::reference::shell {

namespace asio = boost::asio;
using Trouble = boost::system::error_code;

namespace {

Error refusal(const std::string& what, const std::string& path, const Trouble& trouble) {
    return bad_input(fmt::format("cannot use {} {}: {}", what, path, trouble.message()));
}

Result<void> load_identity(asio::ssl::context& context, const std::string& certificate,
                           const std::string& key) {
    Trouble trouble;
    if (context.use_certificate_chain_file(certificate, trouble); trouble) {
        return refusal("the certificate", certificate, trouble);
    }
    if (context.use_private_key_file(key, asio::ssl::context::pem, trouble); trouble) {
        return refusal("the key", key, trouble);
    }
    if (SSL_CTX_check_private_key(context.native_handle()) != 1) {
        return bad_input(
            fmt::format("the key {} does not belong to the certificate {}", key, certificate));
    }
    return success;
}

Result<void> load_files(asio::ssl::context& context, const TlsFiles& files) {
    Trouble trouble;
    if (context.load_verify_file(files.ca, trouble); trouble) {
        return refusal("the CA certificate", files.ca, trouble);
    }
    return load_identity(context, files.certificate, files.key);
}

}  // namespace

std::string subject_part(X509* certificate, int nid) {
    std::array<char, 256> text{};
    X509_NAME* subject = X509_get_subject_name(certificate);
    const int length =
        X509_NAME_get_text_by_NID(subject, nid, text.data(), static_cast<int>(text.size()));
    return length < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(length));
}

Result<TlsContext> make_tls_context(const TlsFiles& files, const std::string& expected_unit) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls);
    SSL_CTX* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    // No resumption: each connection shows its certificate anew.
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(native, 0);
    SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    if (const auto loaded = load_files(*context, files); !loaded.has_value()) {
        ERR_clear_error();
        return loaded.error();
    }
    context->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    context->set_verify_callback([expected_unit](bool trusted, asio::ssl::verify_context& chain) {
        X509_STORE_CTX* store = chain.native_handle();
        if (!trusted || X509_STORE_CTX_get_error_depth(store) > 0) {
            return trusted;
        }
        return subject_part(X509_STORE_CTX_get_current_cert(store), NID_organizationalUnitName) ==
               expected_unit;
    });
    return context;
}

Result<TlsContext> make_public_tls_context(const std::string& certificate, const std::string& key) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    SSL_CTX* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION);
    // An idle connection costs 34 kB less.
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    if (const auto loaded = load_identity(*context, certificate, key); !loaded.has_value()) {
        ERR_clear_error();
        return loaded.error();
    }
    return context;
}

Result<void> check_tls_files(const TlsFiles& files) {
    if (const auto context = make_tls_context(files, ""); !context.has_value()) {
        return context.error();
    }
    return success;
}

}  // namespace holdfast::reference::shell
