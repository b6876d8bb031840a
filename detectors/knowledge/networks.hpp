// The operator's statements about the network: what is home, and which services are vouched for.
//
// Keeps    the lists; the answers for 1,024 addresses asked last, direct-mapped: every event asks about the same few.
// Threads  one: asking fills the cache.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/knowledge/knowledge.hpp"
#include "flow/base/ip_address.hpp"

namespace sekisho::detectors::knowledge {

class HomeNetworks {
 public:
  explicit HomeNetworks(HashSeed seed) : seed_(seed), cache_(kCells) {}

  void configure(const std::vector<Network>& networks);
  bool contains(const IpAddress& address) const;

 private:
  enum class Answer : std::uint8_t { Unasked, No, Yes };
  struct Cell {
    IpAddress address;
    Answer answer = Answer::Unasked;
  };
  static constexpr std::size_t kCells = 1'024;

  HashSeed seed_;
  std::vector<Network> networks_;
  mutable std::vector<Cell> cache_;
};

class Sanctions {
 public:
  /// Names are taken in any case, with or without a leading "*." and a final dot.
  void configure(const std::vector<Sanction>& list);
  /// @p name in lower case; may be empty.
  bool cover(std::string_view kind, const IpAddress& server, std::string_view name) const;

 private:
  std::vector<Sanction> list_;
};

}  // namespace sekisho::detectors::knowledge
