#include "sensor/app/privileges.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace sekisho::app {
namespace {

// Keeps CAP_NET_RAW and CAP_NET_ADMIN, as far as held, and nothing else.
Result<void> keep_capture_capabilities() {
  cap_t now = cap_get_proc();
  cap_t kept = cap_init();
  for (const cap_value_t wanted : {CAP_NET_RAW, CAP_NET_ADMIN}) {
    cap_flag_value_t held = CAP_CLEAR;
    if (now != nullptr && cap_get_flag(now, wanted, CAP_PERMITTED, &held) == 0 && held == CAP_SET) {
      cap_set_flag(kept, CAP_PERMITTED, 1, &wanted, CAP_SET);
      cap_set_flag(kept, CAP_EFFECTIVE, 1, &wanted, CAP_SET);
    }
  }
  const int failed = cap_set_proc(kept);
  const int why = errno;
  cap_free(kept);
  if (now != nullptr) cap_free(now);
  if (failed != 0) return Error{fmt::format("cannot give up capabilities: {}", std::strerror(why))};
  return {};
}

}  // namespace

void forbid_core_dumps() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

void harden_process() {
  forbid_core_dumps();
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

Result<void> check_user(const std::string& user) {
  if (user.empty()) return {};
  const passwd* account = getpwnam(user.c_str());  // NOLINT(concurrency-mt-unsafe): called before any thread starts
  if (account == nullptr) {
    return Error{fmt::format("sensor.run_as: there is no user \"{0}\"; make one: sudo useradd --system --shell /usr/sbin/nologin {0}", user)};
  }
  if (geteuid() != 0 && geteuid() != account->pw_uid) {
    return Error{fmt::format(
        "sensor.run_as: only root can become \"{}\"; start as root, or as that user with the capabilities, and leave run_as empty", user)};
  }
  return {};
}

Result<void> drop_privileges(const std::string& user) {
  if (auto fine = check_user(user); !fine) return fine;
  if (!user.empty() && geteuid() == 0) {
    const passwd* account = getpwnam(user.c_str());  // NOLINT(concurrency-mt-unsafe): called before any thread starts
    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    if (initgroups(account->pw_name, account->pw_gid) != 0 || setgid(account->pw_gid) != 0 || setuid(account->pw_uid) != 0) {
      return Error{fmt::format("cannot become user \"{}\": {}", user, std::strerror(errno))};
    }
  }
  return keep_capture_capabilities();
}

}  // namespace sekisho::app
