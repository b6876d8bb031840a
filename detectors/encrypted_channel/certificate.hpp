// What is odd about a certificate, read by itself: nothing here validates a chain. Pure.
#pragma once

#include <string>
#include <string_view>

#include "flow/model/observations.hpp"

namespace sekisho::detectors::encrypted_channel {

/// Facts of a leaf certificate; small enough to keep while the flow lasts.
struct Certificate {
  bool seen = false;
  bool self_signed = false;
  bool nameless = false;        ///< Neither a common name nor alternative ones.
  bool placeholder = false;     ///< Words that a tool's questions suggest.
  bool mismatch = false;        ///< The hello's name is none of the certificate's.
  bool out_of_date = false;     ///< Before or after its validity, by packet time.
  double days = 0;              ///< Of validity.
  std::string_view tool;        ///< Whose default it is; static text.
  std::string subject, issuer;  ///< Hostile text, cut to 160 bytes.
  std::string sha1;
};

/// @p server_name the hello's SNI; empty: nothing to match.
Certificate read_certificate(const model::TlsCertificate& certificate, std::string_view server_name, Timestamp now);

/// True where @p pattern covers @p name as RFC 6125 has it: letters in any case, '*' for exactly the first label.
bool covers(std::string_view pattern, std::string_view name);

}  // namespace sekisho::detectors::encrypted_channel
