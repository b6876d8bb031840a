// Runs a fuzz target without a fuzzing engine: over every corpus file, and over repeatable mutations of each. So the targets are part of
// every build and every compiler, and a crash once found stays found.
#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

struct Options {
  std::vector<std::filesystem::path> paths;
  std::uint64_t mutations = 200;  // per file; more find more and take longer
  std::uint64_t seed = 1;
  bool keep = false;
};

/// splitmix64: repeatable on every platform, unlike std's distributions.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t x = state_ += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
  }
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(next() % n); }
  std::uint8_t byte() { return static_cast<std::uint8_t>(next()); }

 private:
  std::uint64_t state_;
};

void mutate_once(Input& input, Random& random) {
  constexpr std::uint8_t kBoundaries[] = {0x00, 0x01, 0x04, 0x7F, 0x80, 0xC0, 0xFE, 0xFF};
  const auto place = static_cast<std::ptrdiff_t>(random.below(input.size()));
  if (input.empty()) {
    input.push_back(random.byte());
    return;
  }
  std::uint8_t& byte = input[static_cast<std::size_t>(place)];
  switch (random.below(8)) {
    case 0:
      byte = static_cast<std::uint8_t>(byte ^ 1U << random.below(8));
      break;
    case 1:
      byte = random.byte();
      break;
    case 2:
      byte = kBoundaries[random.below(std::size(kBoundaries))];
      break;
    case 3:
      input.resize(static_cast<std::size_t>(place));
      break;
    case 4:
      input.erase(input.begin() + place,
                  input.begin() + place + static_cast<std::ptrdiff_t>(1 + random.below(input.size() - static_cast<std::size_t>(place))));
      break;
    case 5:
      input.insert(input.begin() + place, 1 + random.below(16), random.byte());
      break;
    case 6: {  // repeat a part: nested headers, pointers to themselves
      const std::size_t size = 1 + random.below(std::min<std::size_t>(64, input.size() - static_cast<std::size_t>(place)));
      const Input part(input.begin() + place, input.begin() + place + static_cast<std::ptrdiff_t>(size));
      input.insert(input.begin() + place, part.begin(), part.end());
      break;
    }
    default: {
      const std::uint8_t value = random.byte();
      const std::size_t size = std::min<std::size_t>(4, input.size() - static_cast<std::size_t>(place));
      std::fill_n(input.begin() + place, size, random.below(2) == 0 ? std::uint8_t{0xFF} : value);
      break;
    }
  }
}

/// A copy of exactly the right size on the heap, so that a sanitizer sees the first byte read past the end.
void run(const Input& input) {
  const std::vector<std::uint8_t> exact(input.begin(), input.end());
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

// What a crash report needs; read by the handler alone.
std::string current;  // NOLINT: a signal handler has no other way to it

extern "C" void report_crash(int signal) {
  std::fprintf(stderr, "crash (signal %d) in %s\n", signal, current.c_str());
  std::_Exit(1);
}

void replay(const std::filesystem::path& path, const Options& options) {
  std::ifstream file(path, std::ios::binary);
  const Input original((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  current = path.string();
  run(original);
  for (std::uint64_t n = 0; n < options.mutations; ++n) {
    Random random(options.seed * 0x100000001B3ULL + n);
    Input mutated = original;
    for (std::size_t steps = 1 + random.below(4); steps > 0; --steps) mutate_once(mutated, random);
    current = path.string() + ", mutation " + std::to_string(n) + " of seed " + std::to_string(options.seed);
    if (options.keep) {
      std::ofstream("fuzz-crash.bin", std::ios::binary)
          .write(reinterpret_cast<const char*>(mutated.data()), static_cast<std::streamsize>(mutated.size()));
    }
    run(mutated);
  }
}

bool number(std::string_view text, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--keep") {
      options.keep = true;
    } else if (argument == "--mutations" || argument == "--seed") {
      if (++i == argc || !number(argv[i], argument == "--seed" ? options.seed : options.mutations)) return false;
    } else {
      options.paths.emplace_back(argument);
    }
  }
  return !options.paths.empty();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::cerr << "usage: " << argv[0] << " FOLDER|FILE... [--mutations N] [--seed N] [--keep]\n";
    return 2;
  }
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL}) std::signal(signal, report_crash);
  std::vector<std::filesystem::path> files;
  for (const auto& path : options.paths) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    std::cerr << "no inputs: the corpus is empty\n";
    return 1;
  }
  for (const auto& path : files) {
    if (!std::filesystem::is_regular_file(path)) {
      std::cerr << path << " cannot be read\n";
      return 1;
    }
    replay(path, options);
  }
  std::cout << files.size() << " inputs and " << files.size() * options.mutations << " mutations passed\n";
  return 0;
}
