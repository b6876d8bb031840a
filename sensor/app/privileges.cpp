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

void harden_process() {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

Result<void> drop_privileges(const std::string& user) {
  if (!user.empty() && geteuid() == 0) {
    const passwd* account = getpwnam(user.c_str());
    if (account == nullptr) {
      return Error{fmt::format("sensor.run_as: there is no user \"{}\"; make one with: useradd --system --no-create-home {}", user, user)};
    }
    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    if (initgroups(account->pw_name, account->pw_gid) != 0 || setgid(account->pw_gid) != 0 || setuid(account->pw_uid) != 0) {
      return Error{fmt::format("cannot become user \"{}\": {}", user, std::strerror(errno))};
    }
  }
  return keep_capture_capabilities();
}

}  // namespace sekisho::app
