// What of the sensor's knowledge outlives the process: how common things are, and for how long that was learnt. Names, resolvers and leases are
// learnt again within minutes.
#include <cerrno>
#include <cstring>
#include <type_traits>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "detectors/knowledge/impl.hpp"
#include "detectors/knowledge/state_file.hpp"

namespace sekisho::detectors::knowledge {

Result<void> Knowledge::Impl::save() const {
  static_assert(std::is_trivially_copyable_v<decltype(home_clients_)>);
  if (state_file_.empty()) return {};
  StateWriter to;
  to.put(store_seed_.value);
  to.put<std::int64_t>(learnt_.count());
  to.put(place_epoch_);
  to.put<std::int64_t>(places_from_.count());
  to.put(Bytes(reinterpret_cast<const std::uint8_t*>(&home_clients_), sizeof home_clients_));
  objects_.save(to);
  return to.write(state_file_);
}

void Knowledge::Impl::restore(const KnowledgeOptions& options) {
  if (options.state_dir.empty()) return;
  state_file_ = options.state_dir + "/knowledge.state";
  struct stat status {};
  if (stat(state_file_.c_str(), &status) != 0 && errno == ENOENT) {
    if (access(options.state_dir.c_str(), W_OK | X_OK) != 0) state_problem_ = fmt::format("{}: {}", options.state_dir, std::strerror(errno));
    return;
  }
  Result<StateReader> opened = StateReader::open(state_file_, Objects::most_saved(options.max_objects));
  if (!opened) {
    state_problem_ = opened.error().message;
    return;
  }
  StateReader& from = *opened;
  const HashSeed seed{from.get<std::uint64_t>()};
  const Duration learnt{from.get<std::int64_t>()};
  const auto epoch = from.get<std::uint64_t>();
  const Duration places{from.get<std::int64_t>()};
  auto clients = home_clients_;
  from.get(reinterpret_cast<std::uint8_t*>(&clients), sizeof clients);
  if (!objects_.restore(from) || !from.at_end() || learnt < Duration{}) {
    state_problem_ = state_file_ + ": is damaged (its numbers do not fit)";
    return;
  }
  store_seed_ = seed;
  learnt_ = learnt;
  places_from_ = epoch == place_epoch_ ? places : learnt;
  home_clients_ = clients;
  home_count_ = home_clients_.count();
}

}  // namespace sekisho::detectors::knowledge
