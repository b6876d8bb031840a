#include "detectors/knowledge/suffixes.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <libpsl.h>

namespace sekisho::detectors::knowledge {
namespace {

constexpr std::size_t kCacheSize = 1U << 16;
constexpr std::uint64_t kTag = ~std::uint64_t{0xFF};  // the low byte of a cell is the domain's length
constexpr std::size_t kLongestName = 253;             // RFC 1035, in text form

}  // namespace

struct Suffixes::List {
  psl_ctx_t* psl = nullptr;
  explicit List(psl_ctx_t* p) : psl(p) {}
  ~List() { psl_free(psl); }  // does nothing for the built-in list
  List(const List&) = delete;
  List& operator=(const List&) = delete;
};

Result<std::unique_ptr<Suffixes>> Suffixes::load(const std::string& file, HashSeed seed) {
  psl_ctx_t* const psl = file.empty() ? psl_latest(nullptr) : psl_load_file(file.c_str());
  const std::string name = file.empty() ? "the system's public suffix list" : file;
  if (psl == nullptr) return Error{fmt::format("{}: cannot be read as a public suffix list", name)};
  auto list = std::make_unique<List>(psl);
  // libpsl takes any text for a list. Every real one has these rules, and none of its own says them by the default rule "*".
  for (const char* suffix : {"com", "co.uk"}) {
    if (psl_is_public_suffix2(psl, suffix, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 1) {
      return Error{fmt::format("{}: is no public suffix list: it has no rule for \"{}\"", name, suffix)};
    }
  }
  return std::unique_ptr<Suffixes>(new Suffixes(std::move(list), seed));
}

Suffixes::Suffixes(std::unique_ptr<List> list, HashSeed seed) : list_(std::move(list)), seed_(seed), cache_(kCacheSize) {}

Suffixes::~Suffixes() = default;

std::string_view Suffixes::registered_domain(std::string_view name) const {
  if (name.size() > kLongestName || name.size() < 3) return name;  // "a.b" is the shortest with two labels
  const std::uint64_t hash = keyed_hash(name, seed_);
  std::uint64_t& cell = cache_[hash & (kCacheSize - 1)];
  // A cell of an empty cache has length 0, which no answer has.
  if ((cell & kTag) != (hash & kTag) || (cell & 0xFF) == 0) cell = (hash & kTag) | ask(name);
  const std::size_t length = std::min<std::size_t>(cell & 0xFF, name.size());
  return name.substr(name.size() - length);
}

std::size_t Suffixes::ask(std::string_view name) const {
  std::array<char, kLongestName + 1> lower;
  std::transform(name.begin(), name.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  lower[name.size()] = '\0';
  const std::size_t all = name.size();
  if (std::find(name.begin(), name.end(), '\0') != name.end()) return all;
  const auto dot = name.rfind('.');
  const std::string_view last = name.substr(dot == std::string_view::npos ? 0 : dot + 1);
  const bool number = !last.empty() && std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (number || name.find(':') != std::string_view::npos) return all;
  const char* domain = psl_registrable_domain(list_->psl, lower.data());
  return domain == nullptr ? all : all - static_cast<std::size_t>(domain - lower.data());
}

}  // namespace sekisho::detectors::knowledge
