// Community ids for whoever writes many: the digest is fetched once, and the ids of recent flows are remembered.
//
// Keeps    one id for each of its slots, 68 bytes a slot; a newer flow of the same slot pushes the older one out.
// Time     none.
// Threads  one.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "flow/model/flow_record.hpp"

namespace sekisho::model {

class CommunityIds {
 public:
  /// @p seed the operator's seed. @p remembered flows whose id is kept, rounded up to a power of two.
  explicit CommunityIds(std::uint16_t seed, std::size_t remembered = 1);
  ~CommunityIds();
  CommunityIds(CommunityIds&&) noexcept;
  CommunityIds& operator=(CommunityIds&&) noexcept;

  /// What community_id() gives. The view holds until the next call.
  std::string_view of(const FlowRef& flow);

 private:
  static constexpr std::size_t kTextSize = 2 + 28;  // "1:" and the Base64 of 20 bytes
  struct Slot {
    Endpoints endpoints;  // all that the id depends on, so that no two flows can be taken for one another
    Transport transport{};
    bool filled = false;
    std::array<char, kTextSize> text{};
  };
  struct Digest;

  void spell(const FlowRef& flow, std::array<char, kTextSize>& text);

  std::uint16_t seed_;
  std::vector<Slot> slots_;
  std::unique_ptr<Digest> digest_;
};

}  // namespace sekisho::model
