// Rows of the four logs as what they mean: flows, messages, hellos, transactions.
#pragma once

#include <optional>
#include <variant>

#include "flow/base/hash.hpp"
#include "flow/model/flow_event.hpp"
#include "sensor/zeek/log_file.hpp"

namespace sekisho::zeek {

struct Connection {
  model::FlowRecord record;
  bool open = false;         ///< Has not ended when the row was written.
  bool established = false;  ///< As FlowEstablished means it.
};

struct Lookup {
  model::DnsMessage query;
  std::optional<model::DnsMessage> response;
  Timestamp answered;
};

struct Handshake {
  model::TlsClientHello client;
  std::optional<model::TlsServerHello> server;
  std::optional<model::TlsCertificate> certificate;
};

/// What one row says, and of which connection.
struct Entry {
  Timestamp time;     ///< When it began.
  Timestamp written;  ///< When Zeek is likely to have written the row, by what the row says.
  std::uint64_t uid = 0;
  model::FlowRef flow;  ///< As far as this row tells; the id is that of a flow that began at `time`.
  std::variant<Connection, Handshake, model::HttpTransaction, Lookup> body;
};

/// A sentence where the row cannot be used.
Result<Entry> entry_of(const Row& row, Kind kind, HashSeed seed);

}  // namespace sekisho::zeek
