#include "detectors/knowledge/networks.hpp"

#include <algorithm>
#include <cstring>

#include "detectors/knowledge/host_name.hpp"

namespace sekisho::detectors::knowledge {

std::vector<Network> default_home_networks() {
  std::vector<Network> home;
  for (const char* text :
       {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128"}) {
    home.push_back(Network::parse(text).value());
  }
  return home;
}

void HomeNetworks::configure(const std::vector<Network>& networks) {
  networks_ = networks;
  cache_.assign(kCells, Cell());
}

bool HomeNetworks::contains(const IpAddress& address) const {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, address.bytes().data(), 8);
  std::memcpy(&low, address.bytes().data() + 8, 8);
  Cell& cell = cache_[mix(high ^ seed_.value, low) % kCells];
  if (cell.answer == Answer::Unasked || cell.address != address) {
    cell = {address, sekisho::contains(networks_, address) ? Answer::Yes : Answer::No};
  }
  return cell.answer == Answer::Yes;
}

void Sanctions::configure(const std::vector<Sanction>& list) {
  list_ = list;
  for (Sanction& s : list_) {
    for (std::string& name : s.names) {
      std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
      if (name.ends_with('.')) name.pop_back();
      if (name.starts_with("*.")) name.erase(0, 1);
      if (name.starts_with('.')) name.erase(0, 1);
    }
  }
}

bool Sanctions::cover(std::string_view kind, const IpAddress& server, std::string_view name) const {
  return std::any_of(list_.begin(), list_.end(), [&](const Sanction& s) {
    if (s.kind != kind) return false;
    return sekisho::contains(s.networks, server) ||
           std::any_of(s.names.begin(), s.names.end(), [&](const std::string& zone) { return in_zone(name, zone); });
  });
}

}  // namespace sekisho::detectors::knowledge
