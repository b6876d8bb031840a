#include "flow/dpi/stdout_guard.hpp"

#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

namespace sekisho::dpi {

StdoutGuard::StdoutGuard() {
  std::fflush(stdout);
  saved_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
  if (saved_ >= 0) ::dup2(STDERR_FILENO, STDOUT_FILENO);
}

StdoutGuard::~StdoutGuard() {
  if (saved_ < 0) return;
  std::fflush(stdout);  // what the library left in the buffer
  ::dup2(saved_, STDOUT_FILENO);
  ::close(saved_);
}

}  // namespace sekisho::dpi
