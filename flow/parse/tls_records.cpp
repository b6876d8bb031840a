#include "flow/parse/tls_records.hpp"

#include <algorithm>

namespace sekisho::parse {

bool TlsRecords::next_record() {
  constexpr std::uint8_t kWarning = 1;
  constexpr auto kFirstContent = static_cast<std::uint8_t>(TlsContent::ChangeCipher);
  constexpr auto kLastContent = static_cast<std::uint8_t>(TlsContent::ApplicationData);
  while (stop_ == Stop::None && fragment_.empty()) {
    ByteReader reader(rest_);
    const std::uint8_t content = reader.u8();
    const std::uint16_t version = reader.u16();
    const std::uint16_t length = reader.u16();
    if (!reader.ok()) {
      const bool may_be_one = rest_.empty() || (rest_[0] >= kFirstContent && rest_[0] <= kLastContent);
      stop_ = may_be_one ? Stop::NeedMore : Stop::Broken;
      break;
    }
    if (version >> 8 != 3 || length == 0 || length > kTlsMaxFragment) {
      stop_ = content == static_cast<std::uint8_t>(TlsContent::ApplicationData) && version >> 8 == 3 ? Stop::Closed : Stop::Broken;
      break;
    }
    const Bytes body = reader.rest().first(std::min<std::size_t>(length, reader.left()));
    switch (static_cast<TlsContent>(content)) {
      case TlsContent::Handshake:
        fragment_ = body;
        if (body.empty()) stop_ = Stop::NeedMore;
        break;
      case TlsContent::Alert:
        if (body.empty()) {
          stop_ = Stop::NeedMore;
        } else if (length != 2 || body[0] != kWarning) {
          stop_ = Stop::Closed;
        }
        break;
      case TlsContent::ChangeCipher:
        if (!pass_change_cipher_) stop_ = Stop::ChangeCipher;
        break;
      case TlsContent::ApplicationData:
        stop_ = Stop::Closed;
        break;
      default:
        stop_ = Stop::Broken;
    }
    rest_ = reader.rest().subspan(body.size());
  }
  return !fragment_.empty();
}

Bytes TlsRecords::take(std::size_t n) {
  if (n == 0 || stop_ != Stop::None) return {};
  if (!next_record()) return {};
  if (fragment_.size() >= n) {
    const Bytes part = fragment_.first(n);
    fragment_ = fragment_.subspan(n);
    return part;
  }
  joined_.clear();
  while (joined_.size() < n) {
    if (!next_record()) return {};
    const Bytes part = fragment_.first(std::min(fragment_.size(), n - joined_.size()));
    joined_.insert(joined_.end(), part.begin(), part.end());
    fragment_ = fragment_.subspan(part.size());
  }
  return joined_;
}

void TlsRecords::skip(std::size_t n) {
  while (n > 0 && next_record()) {
    const std::size_t part = std::min(fragment_.size(), n);
    fragment_ = fragment_.subspan(part);
    n -= part;
  }
}

}  // namespace sekisho::parse
