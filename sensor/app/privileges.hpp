// Least privilege: what a process that reads hostile packets gives up once its sockets are open.
#pragma once

#include <string>

#include "flow/base/result.hpp"

namespace sekisho::app {

/// No core dumps: packets are secrets.
void forbid_core_dumps();

/// The same, and no new privileges through exec, not attachable by other processes of the user. For the live sensor: a process that others may not
/// look into cannot open /dev/fd/N of its own either. Call before capture starts. Safe without rights.
void harden_process();

/// Ok where @p user is empty, is who we are, or exists and we are root; else what is wrong.
Result<void> check_user(const std::string& user);

/// Becomes @p user where it is not empty, and keeps of all capabilities only what reopening an interface needs (CAP_NET_RAW, CAP_NET_ADMIN where it
/// was held). An Error names the user and the cause.
Result<void> drop_privileges(const std::string& user);

}  // namespace sekisho::app
