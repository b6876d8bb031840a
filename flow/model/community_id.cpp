#include <array>
#include <tuple>
#include <vector>

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "flow/model/flow_record.hpp"

namespace sekisho::model {
namespace {

// Zeek's table of ICMP types that come in pairs; "ports" of the others are type and code in both directions.
int icmp_counterpart(Transport transport, int type) {
  constexpr std::array<std::array<int, 2>, 9> kV4{{{8, 0}, {0, 8}, {13, 14}, {14, 13}, {15, 16}, {16, 15}, {17, 18}, {18, 17}, {10, 9}}};
  constexpr std::array<std::array<int, 2>, 11> kV6{
      {{128, 129}, {129, 128}, {133, 134}, {134, 133}, {135, 136}, {136, 135}, {130, 131}, {131, 130}, {139, 140}, {140, 139}, {144, 145}}};
  if (transport == Transport::Icmp) {
    if (type == 9) return 10;
    for (const auto& [a, b] : kV4) {
      if (a == type) return b;
    }
  } else {
    if (type == 145) return 144;
    for (const auto& [a, b] : kV6) {
      if (a == type) return b;
    }
  }
  return -1;
}

void append16(std::vector<unsigned char>& out, std::uint16_t v) {
  out.push_back(static_cast<unsigned char>(v >> 8));
  out.push_back(static_cast<unsigned char>(v));
}

}  // namespace

std::string community_id(const FlowRef& flow, std::uint16_t seed) {
  Endpoint a = flow.endpoints.client;
  Endpoint b = flow.endpoints.server;
  bool one_way = false;
  if (is_icmp(flow.transport)) {
    const int type = a.port;
    const int code = b.port;
    const int counterpart = icmp_counterpart(flow.transport, type);
    one_way = counterpart < 0;
    b.port = static_cast<std::uint16_t>(one_way ? code : counterpart);
  }
  if (!one_way && b < a) std::swap(a, b);
  std::vector<unsigned char> text;
  append16(text, seed);
  for (const Endpoint* e : {&a, &b}) text.insert(text.end(), e->address.wire().begin(), e->address.wire().end());
  text.push_back(static_cast<unsigned char>(flow.transport));
  text.push_back(0);
  if (has_ports(flow.transport) || is_icmp(flow.transport)) {
    append16(text, a.port);
    append16(text, b.port);
  }
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  std::array<unsigned char, 32> base64{};
  EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return "1:" + std::string(reinterpret_cast<const char*>(base64.data()));
}

}  // namespace sekisho::model
