// SPDX-License-Identifier: Apache-2.0
// Certificates as Asio's TLS context: what is shown, who is believed. For tls*.cpp and http*.cpp
// only: it is heavy.
#pragma once

#include <openssl/x509.h>

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.h"
#include "reference/shell/tls.h"

namespace holdfast::reference::shell {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// TLS 1.2 or later, both sides show certificates. `expected_unit`: OU of the peer.
Result<TlsContext> make_tls_context(const TlsFiles& files, const std::string& expected_unit);

/// TLS 1.2 or 1.3 for clients that show no certificate: the REST API.
Result<TlsContext> make_public_tls_context(const std::string& certificate, const std::string& key);

/// One part of the subject's name: NID_commonName, NID_organizationalUnitName.
std::string subject_part(X509* certificate, int nid);

}  // namespace holdfast::reference::shell
