// A certificate is read part by part, OpenSSL decoding names and times. d2i_X509() would decode the public key as well: for a hostile
// certificate the most dangerous, for any certificate the most expensive part (98 of 117 us), and no observation speaks of it.
#include <algorithm>
#include <ctime>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "flow/base/hash.hpp"
#include "flow/parse/tls.hpp"
#include "flow/parse/tls_hex.hpp"

namespace sekisho::parse {
namespace {

constexpr std::size_t kMaxName = 255;            // a DNS name
constexpr std::size_t kMaxNames = 64;            // as the observation says
constexpr std::size_t kMaxDistinguished = 1024;  // three times the longest of public authorities
constexpr std::size_t kMaxSerial = 32;           // bytes; RFC 5280, 4.1.2.2 allows 20

enum Tag : std::uint8_t {
  kBoolean = 0x01,
  kInteger = 0x02,
  kBitString = 0x03,
  kOctetString = 0x04,
  kObjectId = 0x06,
  kUtcTime = 0x17,
  kGeneralizedTime = 0x18,
  kSequence = 0x30,
  kDnsName = 0x82,     // GeneralName: [2] IMPLICIT IA5String
  kVersion = 0xA0,     // TBSCertificate: [0] EXPLICIT
  kExtensions = 0xA3,  // TBSCertificate: [3] EXPLICIT
};

struct Element {
  std::uint8_t tag = 0;
  Bytes content;
  Bytes whole;  // with tag and length
};

/// Reads elements one after another (X.690); definite lengths, one-byte tags: all that a certificate has.
class Der {
 public:
  explicit Der(Bytes bytes) : reader_(bytes), bytes_(bytes) {}

  std::optional<Element> next() {
    constexpr std::uint8_t kLongForm = 0x80;
    const std::size_t start = reader_.position();
    Element element;
    element.tag = reader_.u8();
    std::size_t length = reader_.u8();
    if (length >= kLongForm) {
      const std::size_t digits = length - kLongForm;
      if (digits == 0 || digits > 4) return std::nullopt;
      length = 0;
      for (std::size_t i = 0; i < digits; ++i) length = length << 8 | reader_.u8();
    }
    element.content = reader_.take(length);
    if (!reader_.ok()) return std::nullopt;
    element.whole = bytes_.subspan(start, reader_.position() - start);
    return element;
  }
  std::optional<Element> next(Tag tag) {
    auto element = next();
    if (element && element->tag != tag) return std::nullopt;
    return element;
  }
  bool next_is(Tag tag) const { return reader_.left() > 0 && reader_.rest()[0] == tag; }
  bool at_end() const { return reader_.left() == 0; }

 private:
  ByteReader reader_;
  Bytes bytes_;
};

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Name = std::unique_ptr<X509_NAME, Freed<X509_NAME_free>>;

Name read_name(Bytes der) {
  const unsigned char* at = der.data();
  return Name(d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size())));
}

std::string print_name(const X509_NAME* name, unsigned long flags) {
  const std::unique_ptr<BIO, Freed<BIO_free_all>> out(BIO_new(BIO_s_mem()));
  if (!out || X509_NAME_print_ex(out.get(), name, 0, flags) < 0) return {};
  const char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return size <= 0 ? std::string() : std::string(text, std::min(static_cast<std::size_t>(size), kMaxDistinguished));
}

/// RFC 4514, letters beyond ASCII as they are: whoever prints text from the wire escapes it anyway. Empty where OpenSSL refuses the name: a
/// server must not hide its other facts behind bytes that are no UTF-8.
std::string distinguished(const X509_NAME* name) {
  if (name == nullptr) return {};
  constexpr unsigned long kFlags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  return print_name(name, kFlags);
}

/// Certificates may end in the year 9999, which nanoseconds do not reach: the nearest moment they do.
std::optional<Timestamp> read_time(const Element& element) {
  if (element.tag != kUtcTime && element.tag != kGeneralizedTime) return std::nullopt;
  const unsigned char* at = element.whole.data();
  const std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>> time(d2i_ASN1_TIME(nullptr, &at, static_cast<long>(element.whole.size())));
  std::tm parts{};
  if (!time || ASN1_TIME_to_tm(time.get(), &parts) != 1) return std::nullopt;
  constexpr std::time_t kLast = std::numeric_limits<Duration::rep>::max() / std::nano::den;
  return Timestamp(std::chrono::seconds(std::clamp<std::time_t>(timegm(&parts), -kLast, kLast)));
}

/// "0A:1B:2C", the form of Suricata.
std::string serial_text(Bytes number) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const std::uint8_t byte : number.first(std::min(number.size(), kMaxSerial))) {
    if (!out.empty()) out += ':';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0x0F];
  }
  return out;
}

void read_alternative_names(Bytes value, std::vector<std::string>& names) {
  const auto list = Der(value).next(kSequence);
  if (!list) return;
  for (Der general(list->content); !general.at_end() && names.size() < kMaxNames;) {
    const auto name = general.next();
    if (!name) return;
    if (name->tag == kDnsName) names.emplace_back(as_text(name->content.first(std::min(name->content.size(), kMaxName))));
  }
}

void read_extensions(Bytes content, std::vector<std::string>& names) {
  constexpr std::array<std::uint8_t, 3> kSubjectAltName{0x55, 0x1D, 0x11};  // 2.5.29.17
  const auto list = Der(content).next(kSequence);
  if (!list) return;
  for (Der extensions(list->content); !extensions.at_end();) {
    const auto extension = extensions.next(kSequence);
    if (!extension) return;
    Der parts(extension->content);
    const auto id = parts.next(kObjectId);
    if (parts.next_is(kBoolean)) parts.next();
    const auto value = parts.next(kOctetString);
    if (!id || !value) return;
    if (std::equal(id->content.begin(), id->content.end(), kSubjectAltName.begin(), kSubjectAltName.end())) {
      read_alternative_names(value->content, names);
    }
  }
}

/// TBSCertificate (RFC 5280, 4.1).
bool read_contents(Bytes content, model::TlsCertificate& certificate) {
  Der parts(content);
  if (parts.next_is(kVersion)) parts.next();
  const auto serial = parts.next(kInteger);
  const auto algorithm = parts.next(kSequence);
  const auto issuer = parts.next(kSequence);
  const auto validity = parts.next(kSequence);
  const auto subject = parts.next(kSequence);
  const auto key = parts.next(kSequence);
  if (!serial || !algorithm || !issuer || !validity || !subject || !key) return false;
  certificate.serial = serial_text(serial->content);
  Der times(validity->content);
  const auto before = times.next();
  const auto after = times.next();
  if (!before || !after) return false;
  const auto not_before = read_time(*before);
  const auto not_after = read_time(*after);
  const Name issuer_name = read_name(issuer->whole);
  const Name subject_name = read_name(subject->whole);
  if (!not_before || !not_after) return false;
  certificate.not_before = *not_before;
  certificate.not_after = *not_after;
  certificate.issuer = distinguished(issuer_name.get());
  certificate.subject = distinguished(subject_name.get());
  certificate.self_signed = issuer_name && subject_name
                                ? X509_NAME_cmp(issuer_name.get(), subject_name.get()) == 0
                                : std::equal(issuer->whole.begin(), issuer->whole.end(), subject->whole.begin(), subject->whole.end());
  while (!parts.at_end()) {
    const auto optional = parts.next();
    if (!optional) return false;
    if (optional->tag == kExtensions) read_extensions(optional->content, certificate.names);
  }
  return true;
}

}  // namespace

bool parse_certificate(Bytes der, model::TlsCertificate& certificate) {
  Der outer(der);
  const auto whole = outer.next(kSequence);
  if (!whole || !outer.at_end()) return false;
  Der parts(whole->content);
  const auto contents = parts.next(kSequence);
  const auto algorithm = parts.next(kSequence);
  const auto signature = parts.next(kBitString);
  if (!contents || !algorithm || !signature || !parts.at_end()) return false;
  model::TlsCertificate found;
  const bool good = read_contents(contents->content, found);
  ERR_clear_error();  // OpenSSL keeps errors a thread; nobody else would
  if (!good) return false;
  found.sha1 = digest_hex(der, Digest::Sha1);
  found.sha256 = digest_hex(der, Digest::Sha256);
  certificate = std::move(found);
  return true;
}

bool CertificateMemory::parse(Bytes der, model::TlsCertificate& certificate) {
  constexpr std::size_t kMost = 4096;
  if (der.empty() || der.size() > kMost) return parse_certificate(der, certificate);
  // A plain hash will do: who makes certificates collide only makes them be decoded each time.
  Entry& entry = entries_[keyed_hash(der, HashSeed{}) % entries_.size()];
  if (std::equal(der.begin(), der.end(), entry.der.begin(), entry.der.end())) {
    certificate = entry.certificate;
    return true;
  }
  if (!parse_certificate(der, certificate)) return false;
  entry.der.assign(der.begin(), der.end());
  entry.certificate = certificate;
  return true;
}

}  // namespace sekisho::parse
