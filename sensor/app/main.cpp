#include <csignal>
#include <exception>
#include <iostream>
#include <variant>

#include "sensor/app/commands.hpp"

namespace {

int dispatch(const sekisho::app::Options& options) {
  using sekisho::app::Command;
  switch (options.command) {
    case Command::Run:
      return sekisho::app::run(options);
    case Command::Replay:
      return sekisho::app::replay(options);
    case Command::Check:
      return sekisho::app::check(options);
    case Command::Detectors:
      return sekisho::app::list_detectors(options);
    case Command::SelfTest:
      return sekisho::app::self_test(options);
    case Command::Version:
      return sekisho::app::version();
  }
  return sekisho::app::kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that leaves is an output that fails, not the end of the sensor
  try {
    const auto parsed = sekisho::app::parse_options(argc, argv);
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    return dispatch(std::get<sekisho::app::Options>(parsed));
  } catch (const std::exception& e) {
    std::cerr << "sekisho: " << e.what() << '\n';
    return sekisho::app::kRuntimeFailure;
  }
}
