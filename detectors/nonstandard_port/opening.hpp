// What the first bytes of a conversation look like. Confirms what DPI says, and keeps "unknown" from meaning "DPI came too late".
#pragma once

#include <cstdint>

#include "flow/base/bytes.hpp"
#include "flow/model/flow_record.hpp"

namespace sekisho::detectors::nonstandard_port {

enum class Opening : std::uint8_t {
  None,      ///< Nobody's that we know.
  Tls,       ///< A TLS record.
  Http,      ///< A request or status line, or HTTP/2's preface.
  Ssh,       ///< "SSH-".
  Greeting,  ///< "220 ", "+OK", "* OK": mail and FTP servers.
  Irc,
  Git,  ///< Its own protocol's request, "git-upload-pack" or "git-receive-pack".
  Vnc,  ///< "RFB 003".
  Rdp,  ///< TPKT with an X.224 connection request or confirm.
  Smb,
  Telnet,  ///< Option negotiation.
  Socks,
  Free,  ///< Media, calls, peer-to-peer, QUIC, DTLS: on any port for good reasons.
};

Opening opening_of(const model::FlowRecord& record);

/// True where the server opens with what only a client of TLS or HTTP sends, or both begin with TLS data before any hello.
bool is_pretended(const model::FlowRecord& record);

/// The first bytes of one direction.
Bytes first_to_server(const model::FlowRecord& record);
Bytes first_to_client(const model::FlowRecord& record);

/// Printable from the first byte on, as people and shells write.
bool is_text(Bytes bytes);
/// A prompt, a shell's greeting, or a command as one types it.
bool is_shell(const model::FlowRecord& record);

}  // namespace sekisho::detectors::nonstandard_port
