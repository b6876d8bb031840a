// The handshake bytes inside TLS records (RFC 8446, 5.1), as one stream: a message may span records, a record may hold several messages.
//
// Keeps    a copy of the one message that spans records; else it borrows from the stream, which must outlive it.
#pragma once

#include <cstdint>
#include <vector>

#include "flow/base/bytes.hpp"

namespace sekisho::parse {

class TlsRecords {
 public:
  /// Why no handshake bytes come.
  enum class Stop : std::uint8_t {
    None,
    NeedMore,      ///< The stream ends first.
    ChangeCipher,  ///< What follows is encrypted.
    Closed,        ///< A fatal alert, or encrypted records.
    Broken,        ///< No TLS record.
  };

  explicit TlsRecords(Bytes stream) : rest_(stream) {}

  /// The next @p n handshake bytes; empty, and stop() set, where they are not there. Holds until the next call.
  Bytes take(std::size_t n);
  void skip(std::size_t n);
  /// From here on a ChangeCipherSpec says nothing: TLS 1.3 servers send one after a HelloRetryRequest for old middleboxes' sake.
  void pass_change_cipher() { pass_change_cipher_ = true; }
  Stop stop() const { return stop_; }

 private:
  bool next_record();

  Bytes rest_;      // after the current record
  Bytes fragment_;  // what is left of the current record
  std::vector<std::uint8_t> joined_;
  Stop stop_ = Stop::None;
  bool pass_change_cipher_ = false;
};

enum class TlsContent : std::uint8_t { ChangeCipher = 20, Alert = 21, Handshake = 22, ApplicationData = 23 };

constexpr std::size_t kTlsRecordHeader = 5;
/// RFC 8446, 5.1: the most an unencrypted record holds.
constexpr std::size_t kTlsMaxFragment = 16'384;

}  // namespace sekisho::parse
