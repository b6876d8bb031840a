// nDPI behind Classifier. Written against Debian's 4.2, which is what is tested; later versions up to 5.x are met by asking the compiler what
// their functions and members look like (`requires`), because nDPI's own version numbers are not ordered. Only what names vanished types
// is decided by NDPI_MAJOR and NDPI_MINOR.
//
// Two faults of 4.2 are remote and are kept out of reach here: a DTLS certificate that dereferences a null pointer (before 4.4), and an
// endless loop over DNS questions in messages of nearly 64 KiB (before 4.6).
#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <vector>

#include <netinet/in.h>

extern "C" {
#include <ndpi_api.h>
}

#include <fmt/format.h>

#include "flow/dpi/classifier.hpp"
#include "flow/dpi/dtls.hpp"
#include "flow/dpi/ndpi_names.hpp"
#include "flow/dpi/port_labels.hpp"
#include "flow/dpi/risk.hpp"
#include "flow/dpi/slot_pool.hpp"
#include "flow/dpi/stdout_guard.hpp"

#if NDPI_MAJOR > 5
#error "nDPI 6 asks for a statement about its licence that this program cannot make for its operator"
#endif
#define SEKISHO_NDPI_BEFORE(major, minor) (NDPI_MAJOR < (major) || (NDPI_MAJOR == (major) && NDPI_MINOR < (minor)))

#if SEKISHO_NDPI_BEFORE(4, 6)
// nDPI remembers earlier flows and labels later ones from that memory, in part without saying so: one client's AnyDesk certificate makes
// another's plain TLS to the same server "AnyDesk". A label must depend on its own flow alone, or the same capture gives other alerts with
// another number of workers. Later versions can be told to forget; these look their memory up through an exported function, which this
// definition takes the place of.
extern "C" u_int8_t ndpi_lru_find_cache(struct ndpi_lru_cache* /*cache*/, u_int32_t /*key*/, u_int16_t* /*value*/, u_int8_t /*clean*/) { return 0; }
#endif

namespace sekisho::dpi {
namespace {

using Module = ndpi_detection_module_struct;
using Flow = ndpi_flow_struct;

constexpr bool kDtlsCrashes = SEKISHO_NDPI_BEFORE(4, 4);

// What differs between versions. Templates, so that a branch for another version is parsed but not compiled.

template <class M>
void enable_all(M* module) {
#if NDPI_MAJOR < 5
  NDPI_PROTOCOL_BITMASK all;
  NDPI_BITMASK_SET_ALL(all);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // inside the library's macro
  if constexpr (kDtlsCrashes) NDPI_DEL_PROTOCOL_FROM_BITMASK(all, NDPI_PROTOCOL_DTLS);
#pragma GCC diagnostic pop
  static_cast<void>(ndpi_set_protocol_detection_bitmask2(module, &all));
#else
  static_cast<void>(module);  // everything is on
#endif
}

template <class M>
void forget_other_flows(M* module) {
#if SEKISHO_NDPI_BEFORE(4, 6)
  static_cast<void>(module);  // see ndpi_lru_find_cache() above
#elif SEKISHO_NDPI_BEFORE(4, 10)
  for (int type = 0; type < NDPI_LRUCACHE_MAX; ++type) ndpi_set_lru_cache_size(module, static_cast<lru_cache_type>(type), 0);
#else
  for (const char* cache : {"ookla", "bittorrent", "stun", "tls_cert", "mining", "msteams", "fpc_dns", "signal"}) {
    const std::string key = fmt::format("lru.{}.size", cache);
    ndpi_set_config(module, nullptr, key.c_str(), "0");  // a version without this cache refuses the key, which is as good
  }
#endif
}

template <class M>
bool finalize(M* module) {
  if constexpr (requires { {ndpi_finalize_initialization(module) == 0}; }) {
    return ndpi_finalize_initialization(module) == 0;
  } else {
    ndpi_finalize_initialization(module);
    return true;
  }
}

template <class M, class F>
ndpi_protocol process(M* module, F* flow, Bytes l3, std::uint64_t milliseconds, bool from_client) {
  const auto size = static_cast<unsigned short>(l3.size());
#if SEKISHO_NDPI_BEFORE(4, 6)
  static_cast<void>(from_client);
  return ndpi_detection_process_packet(module, flow, l3.data(), size, milliseconds);
#else
  ndpi_flow_input_info input{};
  input.in_pkt_dir = from_client ? NDPI_IN_PKT_DIR_C_TO_S : NDPI_IN_PKT_DIR_S_TO_C;
  return ndpi_detection_process_packet(module, flow, l3.data(), size, milliseconds, &input);
#endif
}

template <class M, class F>
ndpi_protocol give_up(M* module, F* flow) {
  u_int8_t guessed = 0;
  if constexpr (requires { ndpi_detection_giveup(module, flow, guessed, &guessed); }) {
    return ndpi_detection_giveup(module, flow, 1, &guessed);
  } else if constexpr (requires { ndpi_detection_giveup(module, flow, &guessed); }) {
    return ndpi_detection_giveup(module, flow, &guessed);
  } else {
    return ndpi_detection_giveup(module, flow);
  }
}

struct ProtocolPair {
  std::uint16_t master = 0, app = 0;
};
template <class P>
ProtocolPair pair_of(const P& protocol) {
  if constexpr (requires { protocol.app_protocol; }) {
    return {protocol.master_protocol, protocol.app_protocol};
  } else {
    return {protocol.proto.master_protocol, protocol.proto.app_protocol};
  }
}

/// True where the library will not learn more about this flow.
template <class M, class F, class P>
bool is_done(M* module, F* flow, const P& found) {
  if constexpr (requires { found.state; }) {
#if NDPI_MAJOR >= 5
    return found.state == NDPI_STATE_MONITORING || (found.state == NDPI_STATE_CLASSIFIED && flow->extra_packets_func == nullptr);
#endif
  } else {
    if (flow->fail_with_unknown) return true;  // the library ignores all further packets, even where it says that more are wanted
    const ProtocolPair pair = pair_of(found);
    return (pair.app != NDPI_PROTOCOL_UNKNOWN || pair.master != NDPI_PROTOCOL_UNKNOWN) && !ndpi_extra_dissection_possible(module, flow);
  }
}

template <class M, class F>
std::uint64_t url_risk(M* module, F* flow) {
  // No version looks at URLs by itself.
  if (flow->http.url == nullptr) return 0;
  auto risk = NDPI_NO_RISK;
  if constexpr (requires { ndpi_validate_url(module, flow->http.url); }) {
    risk = ndpi_validate_url(module, flow->http.url);
  } else {
    risk = ndpi_validate_url(flow->http.url);
  }
  return risk == NDPI_NO_RISK ? 0 : std::uint64_t{1} << static_cast<unsigned>(risk);
}

/// nDPI starts and ends modules on shared tables without a lock.
std::mutex& module_mutex() {
  static std::mutex mutex;  // as shared as what it guards: the library's own globals
  return mutex;
}

struct ModuleEnd {
  void operator()(Module* module) const {
    const std::lock_guard lock(module_mutex());
    ndpi_exit_detection_module(module);
  }
};
using ModulePtr = std::unique_ptr<Module, ModuleEnd>;

/// One flow under inspection.
struct alignas(64) Inspected {
  Flow flow;
  ProtocolPair found;
  ndpi_protocol_category_t category;
  model::Transport transport;
  std::uint8_t fed;
  bool open;
  bool dtls;
};

struct Counts {
  explicit Counts(Counters& counters)
      : packets(counters.counter("sekisho_dpi_packets_total", "Packets given to DPI")),
        patched(counters.counter("sekisho_dpi_packets_patched_total", "Packets given to DPI with less payload or another length than on the wire")),
        refused(counters.counter("sekisho_dpi_refused_total", "Flows that DPI did not look at because too many were being looked at")),
        active(counters.gauge("sekisho_dpi_flows", "Flows that DPI is looking at")),
        limit(counters.gauge("sekisho_dpi_flows_limit", "Flows that DPI may look at at once")) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const std::string outcome(model::confidence_name(static_cast<model::Confidence>(i)));
      outcomes[i] = &counters.counter("sekisho_dpi_flows_total", "Flows that DPI has looked at", {{"outcome", outcome}});
    }
  }
  Counter& packets;
  Counter& patched;
  Counter& refused;
  Gauge& active;
  Gauge& limit;
  std::array<Counter*, 6> outcomes{};
};

class NdpiClassifier final : public Classifier {
 public:
  NdpiClassifier(ModulePtr module, const ClassifierOptions& options, Counters& counters)
      : module_(std::move(module)), options_(options), pool_(options.max_flows), counts_(counters) {
    counts_.limit.set(static_cast<double>(options.max_flows));
    for (unsigned i = 0; i < kRiskBits; ++i) {
      const char* text = i < static_cast<unsigned>(NDPI_MAX_RISK) ? ndpi_risk2str(static_cast<ndpi_risk_enum>(i)) : nullptr;
      const auto risk = text == nullptr ? std::nullopt : risk_of_text(text);
      risks_[i] = risk ? bit(*risk) : 0;
    }
  }
  ~NdpiClassifier() override {
    for (std::uint32_t i = 0; i < pool_.touched(); ++i) {
      if (pool_[i].open) ndpi_free_flow_data(&pool_[i].flow);
    }
  }
  NdpiClassifier(const NdpiClassifier&) = delete;
  NdpiClassifier& operator=(const NdpiClassifier&) = delete;

  Inspection open() override;
  bool feed(Inspection inspection, const packet::PacketView& packet, bool from_client) override;
  bool names_tls(Inspection inspection, std::string_view server_name) override;
  Verdict close(Inspection inspection, bool bidirectional) override;
  model::AppLabel by_port(model::Transport transport, std::uint16_t server_port) const override { return label_of_port(transport, server_port); }

 private:
  static constexpr unsigned kRiskBits = 64;
  /// What nDPI is given of a packet. Dissectors need no more, and 4.2 never returns from a DNS message of 65,472 bytes.
  static constexpr std::size_t kLongest = 16'384;

  Inspected& at(Inspection inspection) { return pool_[static_cast<std::uint32_t>(inspection) - 1]; }
  unsigned most_packets(model::Transport transport) const;
  Bytes fitting(Bytes l3);
  const model::ProtocolName& name_of(std::uint16_t id);
  model::AppLabel label_of(ProtocolPair found, ndpi_protocol_category_t category, model::Confidence confidence);
  std::uint64_t risks_of(Inspected& f, ProtocolPair found);

  ModulePtr module_;
  ClassifierOptions options_;
  SlotPool<Inspected> pool_;
  Counts counts_;
  std::vector<model::ProtocolName> names_;  // by nDPI's id; filled as ids come up
  std::array<std::uint64_t, kRiskBits> risks_{};
  std::vector<std::uint8_t> scratch_;
};

Inspection NdpiClassifier::open() {
  if (pool_.full()) {
    counts_.refused.add();
    return Inspection::None;
  }
  const std::uint32_t slot = pool_.take();
  Inspected& f = pool_[slot];
  std::memset(static_cast<void*>(&f), 0, sizeof f);  // nDPI wants its part zeroed, and zero is right for ours
  f.open = true;
  counts_.active.set(static_cast<double>(pool_.used()));
  return static_cast<Inspection>(slot + 1);
}

unsigned NdpiClassifier::most_packets(model::Transport transport) const {
  if (transport == model::Transport::Tcp) return options_.tcp_packets;
  return transport == model::Transport::Udp ? options_.udp_packets : options_.other_packets;
}

/// @p l3 with a length field that agrees with its size, which is what nDPI insists on: a copy where one of both has to change.
Bytes NdpiClassifier::fitting(Bytes l3) {
  constexpr std::size_t kIpv4Header = 20, kIpv6Header = 40;
  if (l3.size() < kIpv4Header) return l3;
  const bool v4 = l3[0] >> 4 == 4;
  if (!v4 && l3.size() < kIpv6Header) return l3;
  const std::size_t claimed = v4 ? l3[2] << 8 | l3[3] : kIpv6Header + (l3[4] << 8 | l3[5]);
  const std::size_t size = std::min(l3.size(), kLongest);
  if (claimed == size) return l3;
  counts_.patched.add();
  scratch_.assign(l3.begin(), l3.begin() + static_cast<std::ptrdiff_t>(size));
  const std::size_t field = v4 ? size : size - kIpv6Header;
  scratch_[v4 ? 2 : 4] = static_cast<std::uint8_t>(field >> 8);
  scratch_[v4 ? 3 : 5] = static_cast<std::uint8_t>(field);
  return scratch_;
}

bool NdpiClassifier::feed(Inspection inspection, const packet::PacketView& packet, bool from_client) {
  Inspected& f = at(inspection);
  const bool first = f.fed == 0;
  if (first) f.transport = packet.transport;
  // Our own count: the library's stops where it has given up, and 255 is more than any option.
  if (f.fed < UINT8_MAX) ++f.fed;
  const bool last = f.fed >= most_packets(f.transport);
  const bool headless = packet.fragment && packet.source_port == 0 && packet.destination_port == 0;
  const bool empty_datagram = packet.transport == model::Transport::Udp && packet.payload.empty();
  // A second SYN makes the library forget the flow with what it has allocated.
  const bool syn_again = !first && packet.transport == model::Transport::Tcp && (packet.tcp_flags & packet::kSyn) != 0;
  if (packet.transport != f.transport || headless || empty_datagram || syn_again) return last;
  if (kDtlsCrashes && packet.transport == model::Transport::Udp && looks_like_dtls(packet.payload)) {
    f.dtls = true;
    return true;
  }
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(packet.time.time_since_epoch()).count();
  const auto found =
      process(module_.get(), &f.flow, fitting(packet.l3), static_cast<std::uint64_t>(std::max<std::int64_t>(milliseconds, 0)), from_client);
  counts_.packets.add();
  f.found = pair_of(found);
  f.category = found.category;
  return is_done(module_.get(), &f.flow, found) || last;
}

bool NdpiClassifier::names_tls(Inspection inspection, std::string_view server_name) {
#if SEKISHO_NDPI_BEFORE(4, 4)
  Inspected& f = at(inspection);
  // Where an operator's rule has a say, or the library has read something, it had better read the hello too.
  const bool open = f.found.app == NDPI_PROTOCOL_UNKNOWN && f.found.master == NDPI_PROTOCOL_UNKNOWN && options_.protocols_file.empty();
  std::array<char, 256> name{};
  if (!open || server_name.empty() || server_name.size() >= name.size()) return false;
  std::transform(server_name.begin(), server_name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (ndpi_match_hostname_protocol(module_.get(), &f.flow, NDPI_PROTOCOL_TLS, name.data(), static_cast<unsigned>(server_name.size())) != 0) {
    f.found = {f.flow.detected_protocol_stack[1], f.flow.detected_protocol_stack[0]};
    f.category = f.flow.category;
  } else {
    f.found = {NDPI_PROTOCOL_UNKNOWN, NDPI_PROTOCOL_TLS};
    f.category = NDPI_PROTOCOL_CATEGORY_WEB;
    f.flow.confidence = NDPI_CONFIDENCE_DPI;
  }
  return true;
#else
  static_cast<void>(inspection);  // not measured with these
  static_cast<void>(server_name);
  return false;
#endif
}

Verdict NdpiClassifier::close(Inspection inspection, bool /*bidirectional*/) {
  Inspected& f = at(inspection);
  Verdict verdict;
  if (f.dtls) {
    verdict.label.app = "DTLS";
    verdict.label.category = "Web";
    verdict.label.confidence = model::Confidence::Dpi;
  } else if (f.fed > 0 || f.found.master != NDPI_PROTOCOL_UNKNOWN || f.found.app != NDPI_PROTOCOL_UNKNOWN) {
    if (f.found.app == NDPI_PROTOCOL_UNKNOWN && f.found.master == NDPI_PROTOCOL_UNKNOWN) {
      const auto guess = give_up(module_.get(), &f.flow);
      f.found = pair_of(guess);
      f.category = guess.category;
    }
    const char* confidence = ndpi_confidence_get_name(f.flow.confidence);
    verdict.label = label_of(f.found, f.category, confidence == nullptr ? model::Confidence::Unknown : confidence_of_text(confidence));
    const auto carries = [&](std::uint16_t id) { return f.found.app == id || f.found.master == id; };
    // Of tinc's datagrams the library knows nothing but that their ends had a TCP connection before.
    if (carries(NDPI_PROTOCOL_TINC) && f.transport == model::Transport::Udp) verdict.label.confidence = model::Confidence::Cache;
    if (carries(NDPI_PROTOCOL_TLS) || carries(NDPI_PROTOCOL_QUIC) || carries(NDPI_PROTOCOL_HTTP)) {
      verdict.server_name.assign(f.flow.host_server_name, ::strnlen(f.flow.host_server_name, sizeof f.flow.host_server_name));
    }
    verdict.risks = risks_of(f, f.found);
  }
  counts_.outcomes[static_cast<std::size_t>(verdict.label.confidence)]->add();
  ndpi_free_flow_data(&f.flow);
  f.open = false;
  pool_.give_back(static_cast<std::uint32_t>(inspection) - 1);
  counts_.active.set(static_cast<double>(pool_.used()));
  return verdict;
}

const model::ProtocolName& NdpiClassifier::name_of(std::uint16_t id) {
  if (id >= names_.size()) names_.resize(id + std::size_t{1});
  if (names_[id].empty()) {
    const char* name = ndpi_get_proto_name(module_.get(), id);
    if (name != nullptr) names_[id] = canonical_protocol(name);
  }
  return names_[id];
}

model::AppLabel NdpiClassifier::label_of(ProtocolPair found, ndpi_protocol_category_t category, model::Confidence confidence) {
  model::AppLabel label;
  if (found.app == NDPI_PROTOCOL_UNKNOWN) std::swap(found.app, found.master);
  if (found.app == NDPI_PROTOCOL_UNKNOWN) return label;
  label.app = name_of(found.app);
  if (found.master != NDPI_PROTOCOL_UNKNOWN && found.master != found.app) label.master = name_of(found.master);
  if (const char* name = ndpi_category_get_name(module_.get(), category); name != nullptr && std::string_view(name) != "Unspecified") {
    label.category = name;
  }
  label.confidence = confidence;
  return label;
}

std::uint64_t NdpiClassifier::risks_of(Inspected& f, ProtocolPair found) {
  std::uint64_t raw = f.flow.risk | url_risk(module_.get(), &f.flow);
  std::uint64_t risks = 0;
  for (; raw != 0; raw &= raw - 1) risks |= risks_[static_cast<unsigned>(__builtin_ctzll(raw))];
#if SEKISHO_NDPI_BEFORE(4, 4)
  // Every answered SRV question, which Active Directory lives on, raises it.
  constexpr std::uint16_t kSrv = 33;
  const bool dns = found.app == NDPI_PROTOCOL_DNS || found.master == NDPI_PROTOCOL_DNS;
  if (dns && f.flow.protos.dns.rsp_type == kSrv) risks &= ~bit(Risk::SuspiciousDns);
#else
  static_cast<void>(found);
#endif
  return risks;
}

}  // namespace

Result<std::unique_ptr<Classifier>> make_ndpi_classifier(const ClassifierOptions& options, Counters& counters) {
  // Upstream kept one soname over versions whose flow structures differ in size.
  if (ndpi_detection_get_sizeof_ndpi_flow_struct() != sizeof(Flow) || ndpi_get_api_version() != NDPI_API_VERSION) {
    return Error{fmt::format("libndpi {} at run time is not the {}.{} that this program was built against", ndpi_revision(), NDPI_MAJOR, NDPI_MINOR)};
  }
  ModulePtr module;
  {
    const std::lock_guard lock(module_mutex());
    const StdoutGuard guard;
    module.reset(ndpi_init_detection_module(0));  // NOLINT(modernize-use-nullptr): preferences up to 4.8, a context after that
    if (module == nullptr) return Error{"nDPI could not be started: out of memory"};
    enable_all(module.get());
    forget_other_flows(module.get());
  }
  bool loaded = true;
  bool ready = false;
  {
    const std::lock_guard lock(module_mutex());
    const StdoutGuard guard;
    if (!options.protocols_file.empty()) loaded = ndpi_load_protocols_file(module.get(), options.protocols_file.c_str()) >= 0;
    ready = loaded && finalize(module.get());
  }
  if (!loaded) return Error{fmt::format("{}: nDPI cannot read this protocol file", options.protocols_file)};
  if (!ready) return Error{"nDPI could not be started: its tables could not be built"};
  return std::make_unique<NdpiClassifier>(std::move(module), options, counters);
}

std::string classifier_version() { return fmt::format("nDPI {}", ndpi_revision()); }

}  // namespace sekisho::dpi
