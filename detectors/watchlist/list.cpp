// A line is ENTRY [SOURCE [EXPIRES]], columns apart by blanks, tabs or commas; '#' begins a comment. The comment "# updated: 2026-11-25" says how old
// the list is where the file's own time does not (a copy, a checkout).
#include "detectors/watchlist/list.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <fstream>
#include <map>

#include <sys/stat.h>

#include <fmt/format.h>

namespace sekisho::detectors::watchlist {
namespace {

constexpr std::size_t kLongestLine = 512;
constexpr int kMostProblems = 20;  // of one file: enough to see what is wrong with it
constexpr unsigned kV4Offset = 96;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_hex(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// "t13d1516h2_8daaf6152771_02713d6af862"
bool is_ja4(std::string_view text) {
  return text.size() == 36 && text[10] == '_' && text[23] == '_' && is_hex(text.substr(11, 12)) && is_hex(text.substr(24)) &&
         (text[0] == 't' || text[0] == 'q' || text[0] == 'd');
}

bool is_domain(std::string_view text) {
  if (text.size() > 253 || text.find('.') == std::string_view::npos || text.front() == '.' || text.find("..") != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; });
}

// The first day since 1970 after "2026-11-25".
std::optional<std::uint32_t> day_of(std::string_view text) {
  int y = 0;
  unsigned m = 0, d = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size, auto& value) {
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + size, value);
    return error == std::errc() && end == text.data() + at + size;
  };
  if (!number(0, 4, y) || !number(5, 2, m) || !number(8, 2, d)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(y), std::chrono::month(m), std::chrono::day(d)};
  if (!date.ok() || y < 1970) return std::nullopt;
  return static_cast<std::uint32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::uint32_t today(Timestamp now) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(0, std::chrono::floor<std::chrono::days>(now.time_since_epoch()).count()));
}

IpAddress masked(const IpAddress& address, unsigned prefix) {
  std::array<std::uint8_t, 16> bytes = address.bytes();
  for (unsigned i = 0; i < bytes.size(); ++i) {
    const unsigned bits = std::clamp(static_cast<int>(prefix) - static_cast<int>(i) * 8, 0, 8);
    bytes[i] = static_cast<std::uint8_t>(bytes[i] & (0xFF00U >> bits));
  }
  return IpAddress::v6(bytes.data());
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1); }

std::vector<std::string_view> columns(std::string_view line) {
  constexpr std::string_view kApart = " \t,;\r";
  std::vector<std::string_view> found;
  while (!line.empty()) {
    const std::size_t begin = line.find_first_not_of(kApart);
    if (begin == std::string_view::npos) break;
    const std::size_t end = line.find_first_of(kApart, begin);
    found.push_back(line.substr(begin, end == std::string_view::npos ? end : end - begin));
    line.remove_prefix(end == std::string_view::npos ? line.size() : end);
  }
  return found;
}

}  // namespace

std::string_view kind_name(Kind kind) {
  constexpr std::array<std::string_view, 7> kNames{"address", "network", "domain", "ja3", "ja4", "certificate_sha1", "certificate_sha256"};
  return kNames[static_cast<unsigned>(kind)];
}

/// Reads one file into the lists.
class Lists::Reader {
 public:
  Reader(Lists& lists, std::size_t most) : lists_(lists), most_(most) {}

  Result<void> file(const std::string& path) {
    struct stat status {};
    std::ifstream in(path);
    if (!in || stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return Error{path + ": cannot be read; a text file is expected"};
    lists_.files_.push_back({path, Timestamp{} + std::chrono::seconds(status.st_mtim.tv_sec), 0});
    file_ = static_cast<std::uint16_t>(lists_.files_.size() - 1);
    source_ = keep(file_name(path));
    path_ = &path;
    std::string text;
    for (line_ = 1; std::getline(in, text) && problems_ < kMostProblems; ++line_) line(text);
    if (errors_.empty()) return {};
    return Error{errors_};
  }

 private:
  void line(std::string_view text) {
    if (text.size() > kLongestLine) return problem(fmt::format("a line of {} bytes; at most {} are expected", text.size(), kLongestLine));
    const std::size_t comment = text.find('#');
    if (comment != std::string_view::npos) {
      note(text.substr(comment + 1));
      text = text.substr(0, comment);
    }
    const std::vector<std::string_view> parts = columns(text);
    if (parts.empty()) return;
    Entry entry{0, source_, file_};
    if (parts.size() > 3) return problem("more than three columns; ENTRY [SOURCE [EXPIRES]] is expected");
    if (parts.size() > 1 && parts[1] != "-") entry.source = keep(parts[1]);
    if (parts.size() > 2) {
      const auto day = day_of(parts[2]);
      if (!day) return problem(fmt::format("\"{}\" is no day; YYYY-MM-DD is expected", parts[2]));
      entry.expires = *day + 1;
    }
    add(lower(parts[0]), entry);
  }

  void note(std::string_view comment) {
    const std::vector<std::string_view> words = columns(comment);
    if (words.size() < 2 || words[0] != "updated:") return;
    if (const auto day = day_of(words[1])) {
      lists_.files_[file_].updated = Timestamp{} + *day * 24h;
    } else {
      problem(fmt::format("\"{}\" is no day; YYYY-MM-DD is expected", words[1]));
    }
  }

  void add(const std::string& text, const Entry& entry) {
    constexpr std::size_t kMd5 = 32, kSha1 = 40, kSha256 = 64;
    if (text.find('/') != std::string::npos) return add_network(text, entry);
    if (const auto address = IpAddress::parse(text)) return put(lists_.key(*address, 128), entry);
    if (is_hex(text) && text.size() == kMd5) return put(lists_.key(Kind::Md5, text), entry);
    if (is_hex(text) && text.size() == kSha1) return put(lists_.key(Kind::Sha1, text), entry);
    if (is_hex(text) && text.size() == kSha256) return put(lists_.key(Kind::Sha256, text), entry);
    if (is_ja4(text)) return put(lists_.key(Kind::Ja4, text), entry);
    std::string_view name = text;
    if (name.starts_with("*.")) name.remove_prefix(2);
    if (name.ends_with('.')) name.remove_suffix(1);
    if (is_domain(name)) return put(lists_.key(Kind::Domain, name), entry);
    problem(fmt::format("\"{}\" is no address, network, domain, JA3, JA4 or certificate digest", printable(text)));
  }

  void add_network(const std::string& text, const Entry& entry) {
    const std::size_t slash = text.find('/');
    const auto address = IpAddress::parse(std::string_view(text).substr(0, slash));
    unsigned prefix = 0;
    const char* begin = text.data() + slash + 1;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(begin, end, prefix);
    const unsigned most = address && address->is_v4() ? 32 : 128;
    // Half of the internet on a list is a typing error.
    constexpr unsigned kLeast = 8;
    if (!address || error != std::errc() || stop != end || prefix > most || prefix < kLeast) {
      return problem(fmt::format("\"{}\" is no network from /{} on", printable(text), kLeast));
    }
    if (address->is_v4()) prefix += kV4Offset;
    if (std::find(lists_.prefixes_.begin(), lists_.prefixes_.end(), prefix) == lists_.prefixes_.end()) {
      lists_.prefixes_.push_back(static_cast<std::uint8_t>(prefix));
      std::sort(lists_.prefixes_.rbegin(), lists_.prefixes_.rend());
    }
    put(lists_.key(masked(*address, prefix), prefix), entry);
  }

  void put(std::uint64_t key, const Entry& entry) {
    // The first list that names a thing keeps it, but one that says so for longer wins.
    const auto [place, fresh] = lists_.entries_.try_emplace(key, entry);
    if (!fresh && place->second.expires != 0 && (entry.expires == 0 || entry.expires > place->second.expires)) place->second = entry;
    ++lists_.files_[file_].entries;
    if (lists_.entries_.size() <= most_) return;
    problem(fmt::format("more than {} entries; raise detectors.watchlist.max_entries", most_));
    problems_ = kMostProblems;
  }

  std::uint32_t keep(std::string_view source) {
    const auto [place, fresh] = known_.try_emplace(std::string(source), static_cast<std::uint32_t>(lists_.sources_.size()));
    if (fresh) lists_.sources_.emplace_back(source);
    return place->second;
  }

  static std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 80)) out += c >= 0x20 && c < 0x7F ? c : '?';
    return out;
  }

  void problem(const std::string& what) {
    if (++problems_ > kMostProblems) return;
    errors_ += fmt::format("{}{}:{}: {}", errors_.empty() ? "" : "\n", *path_, line_, what);
  }

  Lists& lists_;
  std::size_t most_;
  const std::string* path_ = nullptr;
  std::map<std::string, std::uint32_t> known_;
  std::uint16_t file_ = 0;
  std::uint32_t source_ = 0;
  int line_ = 0;
  int problems_ = 0;
  std::string errors_;
};

Result<Lists> Lists::read(const std::vector<std::string>& files, std::size_t most, HashSeed seed) {
  Lists lists;
  lists.seed_ = seed;
  std::string errors;
  for (const std::string& path : files) {
    Reader reader(lists, most);
    if (const Result<void> done = reader.file(path); !done) errors += (errors.empty() ? "" : "\n") + done.error().message;
  }
  if (!errors.empty()) return Error{errors};
  return lists;
}

const Lists::Entry* Lists::find(std::uint64_t key, Timestamp now) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  return found->second.expires != 0 && today(now) >= found->second.expires ? nullptr : &found->second;
}

Hit Lists::hit(Kind kind, const Entry& entry, std::string text) const { return {kind, std::move(text), sources_[entry.source], &files_[entry.file]}; }

std::optional<Hit> Lists::address(const IpAddress& address, Timestamp now) const {
  if (entries_.empty()) return std::nullopt;
  if (const Entry* e = find(key(address, 128), now)) return hit(Kind::Address, *e, address.to_string());
  for (const std::uint8_t prefix : prefixes_) {
    if (address.is_v4() && prefix < kV4Offset) break;  // longest first: from here on all are of the other family
    const IpAddress network = masked(address, prefix);
    if (const Entry* e = find(key(network, prefix), now)) {
      return hit(Kind::Network, *e, fmt::format("{}/{}", network.to_string(), address.is_v4() ? prefix - kV4Offset : prefix));
    }
  }
  return std::nullopt;
}

std::optional<Hit> Lists::domain(std::string_view name, Timestamp now) const {
  if (entries_.empty() || name.empty() || name.size() > 255) return std::nullopt;
  const std::string text = lower(name.substr(0, name.ends_with('.') ? name.size() - 1 : name.size()));
  for (std::string_view rest = text; rest.find('.') != std::string_view::npos; rest.remove_prefix(rest.find('.') + 1)) {
    if (const Entry* e = find(key(Kind::Domain, rest), now)) return hit(Kind::Domain, *e, std::string(rest));
  }
  return std::nullopt;
}

std::optional<Hit> Lists::digest(Kind kind, std::string_view digest, Timestamp now) const {
  if (entries_.empty() || digest.empty()) return std::nullopt;
  const Entry* e = find(key(kind, digest), now);
  if (e == nullptr) return std::nullopt;
  return hit(kind, *e, std::string(digest));
}

}  // namespace sekisho::detectors::watchlist
