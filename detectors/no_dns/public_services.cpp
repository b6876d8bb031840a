// The operators' own published addresses: Cloudflare, Google, Quad9, OpenDNS, AdGuard, Control D, CleanBrowsing, NextDNS, DNS.SB, Mullvad,
// AliDNS, DNSPod, 114DNS, Yandex, Level 3, Verisign, Comodo.
#include "detectors/no_dns/public_services.hpp"

#include <algorithm>
#include <array>

namespace sekisho::detectors::no_dns {
namespace {

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) { return a << 24 | b << 16 | c << 8 | d; }

// By value, so that it can be searched in halves.
constexpr std::array kV4 = std::to_array<std::uint32_t>({
    v4(1, 0, 0, 1),         v4(1, 0, 0, 2),       v4(1, 0, 0, 3),         v4(1, 1, 1, 1),         v4(1, 1, 1, 2),        v4(1, 1, 1, 3),
    v4(1, 12, 12, 12),      v4(4, 2, 2, 1),       v4(4, 2, 2, 2),         v4(8, 8, 4, 4),         v4(8, 8, 8, 8),        v4(8, 26, 56, 26),
    v4(9, 9, 9, 9),         v4(9, 9, 9, 10),      v4(9, 9, 9, 11),        v4(45, 11, 45, 11),     v4(45, 90, 28, 0),     v4(45, 90, 30, 0),
    v4(64, 6, 64, 6),       v4(64, 6, 65, 6),     v4(76, 76, 2, 0),       v4(76, 76, 10, 0),      v4(77, 88, 8, 1),      v4(77, 88, 8, 8),
    v4(94, 140, 14, 14),    v4(94, 140, 15, 15),  v4(114, 114, 114, 114), v4(114, 114, 115, 115), v4(119, 29, 29, 29),   v4(149, 112, 112, 112),
    v4(185, 222, 222, 222), v4(185, 228, 168, 9), v4(185, 228, 169, 9),   v4(194, 242, 2, 2),     v4(208, 67, 220, 220), v4(208, 67, 222, 222),
    v4(223, 5, 5, 5),       v4(223, 6, 6, 6),
});
static_assert(std::is_sorted(kV4.begin(), kV4.end()));

constexpr std::array<std::string_view, 10> kV6{"2606:4700:4700::1111", "2606:4700:4700::1001", "2001:4860:4860::8888", "2001:4860:4860::8844",
                                               "2620:fe::fe",          "2620:fe::9",           "2620:119:35::35",      "2620:119:53::53",
                                               "2a10:50c0::ad1:ff",    "2a10:50c0::ad2:ff"};

}  // namespace

bool is_public_resolver(const IpAddress& address) {
  if (address.is_v4()) return std::binary_search(kV4.begin(), kV4.end(), address.v4_bits());
  return std::any_of(kV6.begin(), kV6.end(), [&](std::string_view text) { return IpAddress::parse(text).value() == address; });
}

}  // namespace sekisho::detectors::no_dns
