// Sends what a library prints to standard output to standard error instead, while it lives: `replay` writes its records there.
//
// Process-wide, so for start-up only, before other threads write.
#pragma once

namespace sekisho::dpi {

class StdoutGuard {
 public:
  StdoutGuard();
  ~StdoutGuard();
  StdoutGuard(const StdoutGuard&) = delete;
  StdoutGuard& operator=(const StdoutGuard&) = delete;

 private:
  int saved_ = -1;
};

}  // namespace sekisho::dpi
