// Certificates that control frameworks and remote-access trojans make by default, from what their sources and published analyses show.
#pragma once

#include <string_view>

#include "flow/model/observations.hpp"

namespace sekisho::detectors::encrypted_channel {

/// The tool whose default certificate this is; empty where none is known. @p subject and issuer in RFC 4514 form.
std::string_view known_tool(const model::TlsCertificate& certificate);

/// Made by OpenSSL's or a tool's questions answered with Return, or by a tutorial: "Internet Widgits Pty Ltd", "Some Company".
bool is_placeholder(std::string_view subject);

}  // namespace sekisho::detectors::encrypted_channel
