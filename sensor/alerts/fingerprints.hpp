// Which TLS ClientHello a client last sent to a server, and how many home clients send one like it. For allow rules that name a
// fingerprint, and for the context "rare fingerprint".
//
// Reads    ClientHellos, TLS and QUIC.
// Keeps    the latest hello of 16,384 (client, server, port), about 220 bytes each, and three clients of 4,096 fingerprints, about
//          170 bytes each; past that the one longest unused leaves. Trees: nobody on the wire can choose keys that collide.
// Time     none.  Threads  the analysis thread only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "flow/base/inline_string.hpp"
#include "flow/model/flow_event.hpp"

namespace sekisho::alerts {

/// A map that forgets what was longest unused.
template <class Key, class T>
class RecentMap {
 public:
  explicit RecentMap(std::size_t capacity) : capacity_(capacity > 0 ? capacity : 1) {}

  const T* find(const Key& key) const {
    const auto it = index_.find(key);
    return it == index_.end() ? nullptr : &it->second->second;
  }
  /// The entry of @p key, made if new; now the latest.
  T& touch(const Key& key) {
    if (const auto it = index_.find(key); it != index_.end()) {
      order_.splice(order_.end(), order_, it->second);
      return it->second->second;
    }
    if (index_.size() >= capacity_) {
      index_.erase(order_.front().first);
      order_.pop_front();
    }
    order_.emplace_back(key, T());
    index_.emplace(key, std::prev(order_.end()));
    return order_.back().second;
  }
  std::size_t size() const { return index_.size(); }

 private:
  using Order = std::list<std::pair<Key, T>>;
  std::size_t capacity_;
  Order order_;  // longest unused first
  std::map<Key, typename Order::iterator> index_;
};

struct Fingerprint {
  InlineString<32> ja3;  ///< MD5, lower-case hex.
  InlineString<36> ja4;
  bool http = false;  ///< Requests were read there, in the clear.
};

class Fingerprints {
 public:
  /// @p at_home whether the client is: only home clients make a fingerprint common.
  void learn(const model::FlowRef& flow, const model::TlsClientHello& hello, bool at_home);
  /// An HTTP request of this flow was read.
  void learn_request(const model::FlowRef& flow) { latest_.touch(pair_of(flow.endpoints)).http = true; }
  /// The latest hello of this client to this server and port; nullptr where none was seen.
  const Fingerprint* of(const model::Endpoints& endpoints) const;
  /// Home clients that sent this JA4: 0 where none is remembered, at most 3. (JA3 does not serve: browsers shuffle what it is made of.)
  std::uint32_t clients(std::string_view ja4) const;

 private:
  static constexpr std::size_t kPairs = 16'384;
  static constexpr std::size_t kFingerprints = 4'096;
  using Pair = std::tuple<IpAddress, IpAddress, std::uint16_t>;  // client, server and its port
  static Pair pair_of(const model::Endpoints& e) { return {e.client.address, e.server.address, e.server.port}; }
  struct Users {
    std::array<IpAddress, 3> clients{};  // more are not rare
    std::uint32_t count = 0;
  };

  RecentMap<Pair, Fingerprint> latest_{kPairs};
  RecentMap<std::string, Users> users_{kFingerprints};
};

}  // namespace sekisho::alerts
