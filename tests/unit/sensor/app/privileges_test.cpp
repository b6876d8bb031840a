// Rights given up cannot be had back, so each test that gives them up does so in a process of its own.
#include "sensor/app/privileges.hpp"

#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sekisho::app {
namespace {

using ::testing::HasSubstr;

// Whether @p claim holds in a child.
template <class Claim>
bool in_child(Claim claim) {
  const pid_t child = fork();
  if (child == 0) _exit(claim() ? 0 : 1);
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool holds(cap_value_t capability) {
  cap_t now = cap_get_proc();
  cap_flag_value_t held = CAP_CLEAR;
  cap_get_flag(now, capability, CAP_PERMITTED, &held);
  cap_free(now);
  return held == CAP_SET;
}

TEST(Privileges, AUserThatDoesNotExistIsNamedWithARemedy) {
  const auto fine = check_user("no-such-user-at-all");
  ASSERT_FALSE(fine);
  EXPECT_THAT(fine.error().message, HasSubstr("useradd --system"));
  EXPECT_THAT(fine.error().message, HasSubstr("no-such-user-at-all"));
}

TEST(Privileges, NobodyIsAskedFor) { EXPECT_TRUE(check_user("")); }

TEST(Privileges, NoCoreIsWritten) {
  EXPECT_TRUE(in_child([] {
    forbid_core_dumps();
    rlimit limit{};
    return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 1;
  }));
}

TEST(Privileges, AHardenedProcessGainsNothingAndIsNotLookedInto) {
  EXPECT_TRUE(in_child([] {
    harden_process();
    return prctl(PR_GET_DUMPABLE) == 0 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
  }));
}

TEST(Privileges, WithoutAUserOnlyTheCapabilitiesOfCaptureStay) {
  const bool raw = holds(CAP_NET_RAW);
  EXPECT_TRUE(
      in_child([raw] { return drop_privileges("").has_value() && holds(CAP_NET_RAW) == raw && !holds(CAP_SYS_ADMIN) && !holds(CAP_DAC_OVERRIDE); }));
}

TEST(Privileges, RootBecomesTheUserForGood) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  EXPECT_TRUE(in_child([] {
    const passwd* nobody = getpwnam("nobody");
    const uid_t wanted = nobody->pw_uid;
    const gid_t group = nobody->pw_gid;
    const bool raw = holds(CAP_NET_RAW);
    if (!drop_privileges("nobody")) return false;
    return getuid() == wanted && geteuid() == wanted && getgid() == group && holds(CAP_NET_RAW) == raw && !holds(CAP_SETUID) && setuid(0) != 0;
  }));
}

TEST(Privileges, WithoutRootAnotherUserIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to be somebody who is not";
  EXPECT_TRUE(in_child([] {
    if (setuid(getpwnam("nobody")->pw_uid) != 0) return false;
    const auto other = check_user("root");
    return !other && other.error().message.find("only root can become") != std::string::npos && check_user("nobody");
  }));
}

}  // namespace
}  // namespace sekisho::app
