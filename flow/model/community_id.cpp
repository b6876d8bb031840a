#include "flow/model/community_id.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include <openssl/evp.h>
#include <openssl/sha.h>

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

constexpr std::size_t kMostInput = 2 + 2 * 16 + 2 + 2 * 2;  // seed, addresses, protocol and padding, ports

// What the digest is taken of: in the order of the specification, numbers in network order.
class Input {
 public:
  void byte(unsigned v) { bytes_[size_++] = static_cast<unsigned char>(v); }
  void number(std::uint16_t v) {
    byte(v >> 8U);
    byte(v & 0xFFU);
  }
  void wire(Bytes bytes) {
    std::memcpy(bytes_.data() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  const unsigned char* data() const { return bytes_.data(); }
  std::size_t size() const { return size_; }

 private:
  std::array<unsigned char, kMostInput> bytes_{};
  std::size_t size_ = 0;
};

Input input(const FlowRef& flow, std::uint16_t seed) {
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
  Input in;
  in.number(seed);
  in.wire(a.address.wire());
  in.wire(b.address.wire());
  in.byte(static_cast<unsigned>(flow.transport));
  in.byte(0);
  if (has_ports(flow.transport) || is_icmp(flow.transport)) {
    in.number(a.port);
    in.number(b.port);
  }
  return in;
}

}  // namespace

// EVP_Digest() looks its algorithm up anew with every call, which costs more than the digest itself.
struct CommunityIds::Digest {
  Digest() : algorithm(EVP_MD_fetch(nullptr, "SHA1", nullptr)), context(EVP_MD_CTX_new()) {}
  ~Digest() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  EVP_MD* algorithm;
  EVP_MD_CTX* context;
};

CommunityIds::CommunityIds(std::uint16_t seed, std::size_t remembered)
    : seed_(seed), slots_(std::bit_ceil(std::max<std::size_t>(1, remembered))), digest_(std::make_unique<Digest>()) {}
CommunityIds::~CommunityIds() = default;
CommunityIds::CommunityIds(CommunityIds&&) noexcept = default;
CommunityIds& CommunityIds::operator=(CommunityIds&&) noexcept = default;

void CommunityIds::spell(const FlowRef& flow, std::array<char, kTextSize>& text) {
  const Input in = input(flow, seed_);
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  EVP_DigestInit_ex(digest_->context, digest_->algorithm, nullptr);
  EVP_DigestUpdate(digest_->context, in.data(), in.size());
  EVP_DigestFinal_ex(digest_->context, digest.data(), nullptr);
  std::array<unsigned char, kTextSize - 2 + 1> base64{};  // with the end that OpenSSL adds
  EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  std::memcpy(text.data(), "1:", 2);
  std::memcpy(text.data() + 2, base64.data(), kTextSize - 2);
}

std::string_view CommunityIds::of(const FlowRef& flow) {
  Slot& slot = slots_[static_cast<std::size_t>(flow.id) & (slots_.size() - 1)];  // ids are hashes already
  const auto same = [](const Endpoint& a, const Endpoint& b) { return a.port == b.port && a.address == b.address; };
  const bool known = slot.filled && slot.transport == flow.transport && same(slot.endpoints.client, flow.endpoints.client) &&
                     same(slot.endpoints.server, flow.endpoints.server);
  if (!known) {
    slot.endpoints = flow.endpoints;
    slot.transport = flow.transport;
    slot.filled = true;
    spell(flow, slot.text);
  }
  return {slot.text.data(), slot.text.size()};
}

std::string community_id(const FlowRef& flow, std::uint16_t seed) { return std::string(CommunityIds(seed).of(flow)); }

}  // namespace sekisho::model
