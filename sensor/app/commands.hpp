// The sub-commands. Each returns the program's exit code (Exit in options.hpp) and has said on standard error what went wrong.
#pragma once

#include "sensor/app/options.hpp"

namespace sekisho::app {

/// Watches interfaces until SIGINT or SIGTERM.
int run(const Options& options);
/// Judges captures.
int replay(const Options& options);
/// Tests configuration, interfaces, rights and outputs.
int check(const Options& options);
/// Lists the detectors.
int list_detectors(const Options& options);
/// Sends synthetic traffic through the whole path.
int self_test(const Options& options);
/// Prints the version and what it was built with.
int version();

}  // namespace sekisho::app
