// What a network does to be one: addresses, time, directory and files, look-ups of the virus scanner and the mail server, monitoring, updates,
// certificates, backups, printing, the administrators' shells.
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "tests/support/office/hosts.hpp"

namespace sekisho::test::office {

class Services {
 public:
  explicit Services(World& world) : world_(world), random_(Random(world.seed).fork(9)) {}
  /// Begins all of it. Hosts must outlive this.
  void start(std::vector<Host>& hosts);

 private:
  /// Calls @p what every @p period while @p host is awake, from when it wakes on.
  void every(Host& host, Duration period, double jitter, std::function<void(Host&)> what);
  const Site& site(std::string_view name, std::string_view app = {}, std::string_view category = {}, std::uint32_t ttl = 300);

  void addresses(Host& host);
  void time(Host& host);
  void directory(Host& host);
  void scanner(Host& host);
  void certificates(Host& host);
  void updates(Host& host);
  void printing(Host& host);
  void shells(Host& host);
  void monitoring(std::vector<Host>& hosts);
  void mail(Host& server);
  void backups(std::vector<Host>& hosts);
  void upload(Host& host, const Site& store, std::uint64_t pieces, std::uint64_t piece);
  void download(Host& host, const Site& from, std::string_view path, std::string_view type, std::string_view agent, std::uint64_t bytes);

  World& world_;
  Random random_;
  std::deque<Site> sites_;
};

}  // namespace sekisho::test::office
