// What people do: read pages, search, talk in video calls, send files, print, log on in the morning.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "tests/support/office/hosts.hpp"

namespace sekisho::test::office {

/// The web as this office uses it: sites by popularity, each with the same third parties on all its pages.
class Web {
 public:
  explicit Web(std::uint64_t seed);

  struct Place {
    Site page;
    std::vector<const Site*> parts;
    double weight = 1;   ///< Of its pages.
    bool plain = false;  ///< Still HTTP.
  };
  /// One of all, by popularity; a person's favourites come from the same.
  const Place& any(Random& random) const;

 private:
  std::deque<Site> parts_;
  std::deque<Place> places_;
  std::vector<double> cumulated_;
};

class People {
 public:
  People();
  ~People();
  /// Begins the day of all who work at @p hosts. World and hosts must outlive this.
  void start(World& world, std::vector<Host>& hosts);

 private:
  class Person;
  std::unique_ptr<Web> web_;
  std::vector<std::unique_ptr<Person>> people_;
  std::deque<Site> services_;
};

}  // namespace sekisho::test::office
