#include "flow/table/flow.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sekisho::table {

void ShortName::assign(std::string_view text) {
  const std::size_t size = std::min<std::size_t>(text.size(), 255);
  if (size == 0) {
    bytes_.reset();
    return;
  }
  bytes_ = std::make_unique_for_overwrite<char[]>(size + 1);
  bytes_[0] = static_cast<char>(size);
  std::memcpy(bytes_.get() + 1, text.data(), size);
}

Established::Established(HalfOpen&& half) : HalfOpen(std::move(half)) {
  promoted = true;
  if (!has_payload) return;
  payload[at(first_side)] = first_size;
  payload_packets[at(first_side)] = 1;
  active_seconds = 1;
  if (first_size <= 1) return;
  burst.start = burst.last = last_payload;
  burst.from_client = first_side == Side::Client;
  (burst.from_client ? burst.to_server : burst.to_client) = first_size;
  burst.begun = true;
}

}  // namespace sekisho::table
