#include "flow/dpi/dtls.hpp"

namespace sekisho::dpi {

bool looks_like_dtls(Bytes datagram) {
  constexpr std::uint8_t kHandshake = 22;
  constexpr std::size_t kHandshakeHeader = 12;
  constexpr std::uint8_t kClientHello = 1, kHelloVerifyRequest = 3, kCertificate = 11, kFinished = 20;
  ByteReader reader(datagram);
  const std::uint8_t type = reader.u8();
  const std::uint16_t version = reader.u16();
  const std::uint16_t epoch = reader.u16();
  reader.skip(6);  // sequence number
  const std::uint16_t length = reader.u16();
  const std::uint8_t message = reader.u8();
  const bool known_version = version == 0xFEFF || version == 0xFEFD || version == 0x0100;
  // A datagram may hold several records and may have been captured short, so the length has only a lower bound.
  const bool known_message = (message >= kClientHello && message <= kHelloVerifyRequest) || (message >= kCertificate && message <= kFinished);
  return reader.ok() && type == kHandshake && known_version && epoch == 0 && length >= kHandshakeHeader && known_message;
}

}  // namespace sekisho::dpi
