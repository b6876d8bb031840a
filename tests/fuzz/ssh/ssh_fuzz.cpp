// The first bytes of a direction, in growing pieces: the first verdict must be that of the whole stream.
#include <cstdlib>

#include "flow/parse/ssh.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sekisho;
  using parse::Progress;
  const Bytes stream(data, size);
  std::string whole;
  const Progress at_once = parse::parse_ssh_banner(stream, whole);
  Progress progress = Progress::NeedMore;
  std::string banner;
  for (std::size_t n = 0; n <= size && progress == Progress::NeedMore; ++n) progress = parse::parse_ssh_banner(stream.first(n), banner);
  if (progress != at_once || banner != whole || banner.size() > 255) std::abort();
  if (progress == Progress::NeedMore && size > 1024 + 255) std::abort();
  return 0;
}
