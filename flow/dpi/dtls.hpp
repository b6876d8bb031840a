// Recognises DTLS where the library must not: nDPI before 4.4 crashes on some DTLS certificates.
#pragma once

#include "flow/base/bytes.hpp"

namespace sekisho::dpi {

/// True where @p datagram begins with a handshake record of DTLS 1.0, 1.2 or OpenSSL's old 0x0100 (RFC 6347, 4.1): type 22, a known version,
/// epoch 0, a length that fits a handshake header, and a handshake message type inside.
bool looks_like_dtls(Bytes datagram);

}  // namespace sekisho::dpi
