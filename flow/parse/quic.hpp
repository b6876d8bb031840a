// QUIC Initial packets (RFC 9000, 9001; versions 1, 2 and draft 29): their keys come from the packet itself, so the ClientHello inside is
// readable.
#pragma once

#include <cstdint>
#include <vector>

#include "flow/base/bytes.hpp"
#include "flow/model/observations.hpp"
#include "flow/parse/parsed.hpp"

namespace sekisho::parse {

/// True where @p datagram begins with a long header of an Initial of a known version.
bool looks_like_quic_initial(Bytes datagram);

/// Collects the CRYPTO frames of a client's Initials until the ClientHello is whole. At most 8 KiB and 16 datagrams.
class QuicClientHello {
 public:
  /// One datagram of the client's. Done: @p hello is filled. Other: not QUIC, a key that does not fit, or too much.
  Progress datagram(Bytes datagram, model::TlsClientHello& hello);
  std::size_t bytes() const { return stream_.size() + have_.size(); }

 private:
  std::vector<std::uint8_t> stream_;
  std::vector<std::uint8_t> have_;        // one mark a byte of stream_
  std::vector<std::uint8_t> connection_;  // the first datagram's destination id: all keys come from it
  unsigned datagrams_ = 0;
};

}  // namespace sekisho::parse
