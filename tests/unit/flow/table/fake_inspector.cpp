#include "tests/unit/flow/table/fake_inspector.hpp"

#include <map>

namespace sekisho::inspect {

Script& script() {
  static Script one;
  return one;
}

class Inspector::Impl {
 public:
  std::map<Handle, unsigned> packets;
  Handle last = 0;
};

Inspector::Inspector(std::unique_ptr<dpi::Classifier>, const InspectorOptions&, Counters&, HashSeed) : impl_(std::make_unique<Impl>()) {}
Inspector::~Inspector() = default;

Inspector::Handle Inspector::open(const model::FlowRef&, Inspected& about) {
  Script& s = script();
  if (s.open >= s.cap) {
    ++s.refused;
    about.label = {"", "ByPort", "Web", model::Confidence::Port};
    return 0;
  }
  ++s.open;
  ++s.opened;
  impl_->packets[++impl_->last] = 0;
  return impl_->last;
}

bool Inspector::packet(Handle handle, const model::FlowRef&, const packet::PacketView& packet, bool from_client, Inspected& about,
                       ObservationSink& sink) {
  Script& s = script();
  ++s.seen;
  if (s.observe && packet.payload_length > 0) sink.observe(model::SshBanner{from_client, "banner"});
  const unsigned n = ++impl_->packets.at(handle);
  if (n >= s.packets) {
    about.label = {"", "Found", "Web", model::Confidence::Dpi};
    about.server_name = s.server_name;
    about.classified = true;
  }
  return n < s.packets || s.endless;
}

void Inspector::close(Handle handle, const model::FlowRef&, bool, Inspected& about, ObservationSink& sink) {
  Script& s = script();
  ++s.closed;
  --s.open;
  impl_->packets.erase(handle);
  if (s.observe) sink.observe(model::SshBanner{true, "closing"});
  about.classified = true;
}

}  // namespace sekisho::inspect
