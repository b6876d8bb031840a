// Which TLS ClientHello a client last sent to a server, how many home clients send one like it, and whether it is one with which people read
// the web. For allow rules that name a fingerprint, and for the context "rare fingerprint" and "browser".
//
// Reads    ClientHellos, TLS and QUIC; milestones, which say that a connection is still in use.
// Keeps    the latest hello of 65,536 (client, server, port), about 220 bytes each, three clients of 4,096 fingerprints, about 170 bytes
//          each, and the domains of 16,384 (client, fingerprint), 128 bits each; past that the one longest unused leaves. Trees: nobody on
//          the wire can choose keys that collide.
// Time     none.  Threads  the analysis thread only.
#pragma once

#include <array>
#include <bitset>
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
  /// Makes the entry of @p key the latest, where there is one.
  void refresh(const Key& key) {
    if (const auto it = index_.find(key); it != index_.end()) order_.splice(order_.end(), order_, it->second);
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
  /// @p at_home whether the client is: only home clients make a fingerprint common. @p domain the registered one that the hello names.
  void learn(const model::FlowRef& flow, const model::TlsClientHello& hello, bool at_home, std::string_view domain);
  /// An HTTP request of this flow was read.
  void learn_request(const model::FlowRef& flow) { latest_.touch(pair_of(flow.endpoints)).http = true; }
  /// A connection of this client to this server is still open.
  void learn_use(const model::FlowRef& flow) { latest_.refresh(pair_of(flow.endpoints)); }
  /// The latest hello of this client to this server and port; nullptr where none was seen.
  const Fingerprint* of(const model::Endpoints& endpoints) const;
  /// Home clients that sent this JA4: 0 where none is remembered, at most 3. (JA3 does not serve: browsers shuffle what it is made of.)
  std::uint32_t clients(std::string_view ja4) const;
  /// Whether hellos like this one are a browser's: @p client, or three others at home, visited about 25 domains with them: two or three
  /// pages load from as many. The programs of a system and their libraries share hellos too, and call a dozen.
  bool is_browser(const IpAddress& client, std::string_view ja4) const;

 private:
  static constexpr std::size_t kPairs = 65'536;
  static constexpr std::size_t kBrowsers = 16'384;
  static constexpr std::size_t kFingerprints = 4'096;
  static constexpr std::size_t kVisited = 128;                   // bits
  using Pair = std::tuple<IpAddress, IpAddress, std::uint16_t>;  // client, server and its port
  static Pair pair_of(const model::Endpoints& e) { return {e.client.address, e.server.address, e.server.port}; }
  struct Users {
    std::array<IpAddress, 3> clients{};  // more are not rare
    std::uint32_t count = 0;
    std::uint32_t browsers = 0;  // clients that visited many domains with it
  };

  RecentMap<Pair, Fingerprint> latest_{kPairs};
  RecentMap<std::string, Users> users_{kFingerprints};
  RecentMap<std::pair<IpAddress, std::string>, std::bitset<kVisited>> visited_{kBrowsers};  // a bit for each domain, by its hash
};

}  // namespace sekisho::alerts
