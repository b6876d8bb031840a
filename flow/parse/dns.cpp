#include "flow/parse/dns.hpp"

#include <algorithm>

#include "flow/parse/dns_data.hpp"
#include "flow/parse/dns_name.hpp"

namespace sekisho::parse {
namespace {

constexpr std::uint8_t kMostOpcode = 6;  // RFC 8490: stateful operations, the last one assigned
constexpr unsigned kMostQuestions = 16;  // mDNS asks several at once; nobody asks more
constexpr std::size_t kMostKept = 64;    // records of a section
constexpr std::size_t kFixed = 10;       // type, class, TTL and length of a record
constexpr std::uint16_t kInternet = 1;
constexpr std::uint16_t kClassBits = 0x7FFF;  // mDNS uses the first bit as a flag (RFC 6762, 10.2)

std::uint16_t u16_at(Bytes bytes, std::size_t at) { return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]); }
std::uint32_t u32_at(Bytes bytes, std::size_t at) { return std::uint32_t{u16_at(bytes, at)} << 16 | u16_at(bytes, at + 2); }

struct Counts {
  unsigned questions, answers, authorities, additionals;
};

/// Walks one message from its first question to its last record.
class Walk {
 public:
  Walk(Bytes bytes, model::DnsMessage& message) : bytes_(bytes), message_(message) {}

  bool questions(unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      const std::size_t after = i == 0 ? name_.read(bytes_, at_) : skip_dns_name(bytes_, at_);
      if (after == 0 || bytes_.size() - after < 4) return stop() && i > 0;
      if (i == 0) {
        message_.query = name_.text();
        message_.query_type = u16_at(bytes_, after);
        message_.query_class = u16_at(bytes_, after + 2);
        query_known_ = true;
      }
      at_ = after + 4;
    }
    return true;
  }

  /// False where the message's first record is broken: then all of it is something else.
  bool section(unsigned count, std::vector<model::DnsRecord>& kept) {
    if (count == 0 || stopped_) return true;
    for (unsigned i = 0; i < count; ++i) {
      if (!record(count - i, kept)) return stop() && any_record_;
      any_record_ = true;
    }
    return true;
  }

  bool at_end() const { return at_ == bytes_.size() && !stopped_; }

 private:
  bool stop() { return stopped_ = true; }

  /// Most answers are about the question's name and point to it.
  bool points_to_query() const { return query_known_ && bytes_.size() - at_ >= 2 && u16_at(bytes_, at_) == (0xC000U | kDnsHeader); }

  /// One of @p left records of its section.
  bool record(unsigned left, std::vector<model::DnsRecord>& kept) {
    const bool keep = kept.size() < kMostKept;
    const bool of_query = points_to_query();
    std::size_t at = at_ + 2;
    if (!of_query) at = keep ? name_.read(bytes_, at_) : skip_dns_name(bytes_, at_);
    if (at == 0 || bytes_.size() - at < kFixed) return false;
    const auto type = static_cast<DnsType>(u16_at(bytes_, at));
    const std::size_t size = u16_at(bytes_, at + 8);
    const std::size_t data = at + kFixed;
    if (bytes_.size() - data < size) return false;
    at_ = data + size;
    if (!keep || type == DnsType::Opt) return true;
    // The header's counts are only a claim: no more room than the bytes that are left can fill.
    if (kept.empty()) kept.reserve(std::min<std::size_t>({left, kMostKept, 1 + (bytes_.size() - at_) / (kFixed + 1)}));
    model::DnsRecord& r = kept.emplace_back();
    r.name = of_query ? std::string_view(message_.query) : name_.text();
    r.type = static_cast<std::uint16_t>(type);
    r.ttl = u32_at(bytes_, at + 4);
    r.data_size = static_cast<std::uint16_t>(size);
    const bool internet = (u16_at(bytes_, at + 2) & kClassBits) == kInternet;
    if (type == DnsType::A && internet && size == 4) {
      r.address = IpAddress::v4(&bytes_[data]);
    } else if (type == DnsType::Aaaa && internet && size == 16) {
      r.address = IpAddress::v6(&bytes_[data]);
    } else {
      r.data = dns_data(bytes_, type, data, size);
    }
    return true;
  }

  Bytes bytes_;
  model::DnsMessage& message_;
  DnsName name_;
  std::size_t at_ = kDnsHeader;
  bool query_known_ = false;
  bool any_record_ = false;
  bool stopped_ = false;  // something was broken; what follows cannot be told apart any more
};

}  // namespace

std::optional<model::DnsMessage> parse_dns(Bytes bytes) {
  constexpr std::uint16_t kResponse = 0x8000, kAuthoritative = 0x0400, kTruncated = 0x0200, kDesired = 0x0100, kAvailable = 0x0080;
  if (bytes.size() < kDnsHeader) return {};
  const std::uint16_t flags = u16_at(bytes, 2);
  const Counts counts{u16_at(bytes, 4), u16_at(bytes, 6), u16_at(bytes, 8), u16_at(bytes, 10)};
  const auto opcode = static_cast<std::uint8_t>(flags >> 11 & 0x0F);
  const bool response = (flags & kResponse) != 0;
  if (opcode > kMostOpcode || counts.questions > kMostQuestions) return {};
  // A message about nothing: only error answers and stateful operations are; a run of zeros is not.
  const bool empty = counts.questions + counts.answers + counts.authorities + counts.additionals == 0;
  if (empty && !response && opcode != kMostOpcode) return {};

  std::optional<model::DnsMessage> out(std::in_place);
  model::DnsMessage& m = *out;
  m.response = response;
  m.id = u16_at(bytes, 0);
  m.opcode = opcode;
  m.rcode = flags & 0x0F;
  m.authoritative = (flags & kAuthoritative) != 0;
  m.truncated = (flags & kTruncated) != 0;
  m.recursion_desired = (flags & kDesired) != 0;
  m.recursion_available = (flags & kAvailable) != 0;
  m.questions = static_cast<std::uint16_t>(counts.questions);
  m.size = static_cast<std::uint32_t>(bytes.size());
  Walk walk(bytes, m);
  if (!walk.questions(counts.questions) || !walk.section(counts.answers, m.answers) || !walk.section(counts.authorities, m.authorities) ||
      !walk.section(counts.additionals, m.additionals)) {
    return {};
  }
  m.trailing_bytes = !walk.at_end();
  return out;
}

}  // namespace sekisho::parse
