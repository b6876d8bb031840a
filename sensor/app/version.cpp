#include <iostream>

#include <fmt/format.h>
#include <boost/version.hpp>

#include "flow/dpi/classifier.hpp"
#include "sensor/app/assemble.hpp"
#include "sensor/app/commands.hpp"
#include "sensor/capture/packet_source.hpp"

namespace sekisho::app {

int version() {
  std::cout << fmt::format("sekisho {} ({}, Boost {}.{}.{}, {} detectors)\n", SEKISHO_VERSION, dpi::classifier_version(), BOOST_VERSION / 100000,
                           BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100, detectors::all_detectors().size());
  return kOk;
}

}  // namespace sekisho::app
