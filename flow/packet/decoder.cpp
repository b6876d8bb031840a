#include "flow/packet/decoder.hpp"

#include "flow/packet/decoder_impl.hpp"

namespace sekisho::packet {
namespace {

constexpr unsigned kDeepest = 16;  // each tunnel is a few stack frames; nobody nests more than three

}  // namespace

Decoder::Decoder(const DecoderOptions& options, Counters& counters, HashSeed seed) : impl_(std::make_unique<Impl>(options, counters, seed)) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

bool Decoder::decode(const RawPacket& raw, PacketView& view) { return impl_->decode(raw, view); }

Decoder::Impl::Impl(const DecoderOptions& options, Counters& counters, HashSeed seed)
    : options_(options), reasons_(counters), defragmenter_(options, counters, seed) {
  options_.max_tunnels = std::min(options_.max_tunnels, kDeepest);
}

bool Decoder::Impl::decode(const RawPacket& raw, PacketView& view) {
  view = PacketView{};
  view.time = raw.time;
  view.wire_length = raw.wire_length;
  view.interface = raw.interface;
  view_ = &view;
  tunnels_ = 0;
  links_ = 0;
  cut_ip_ = false;
  const Outcome outcome = link(raw.link_type, {raw.bytes, std::max<std::size_t>(raw.wire_length, raw.bytes.size())});
  view_ = nullptr;
  if (cut_ip_) reasons_.add(Broken::IpLength);
  return outcome == Outcome::Tracked;
}

Decoder::Impl::Outcome Decoder::Impl::broken(Broken reason) {
  reasons_.add(reason);
  return Outcome::Nothing;
}

Decoder::Impl::Outcome Decoder::Impl::ignored(Ignored reason) {
  reasons_.add(reason);
  return Outcome::Nothing;
}

}  // namespace sekisho::packet
