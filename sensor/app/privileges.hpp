// Least privilege: what a process that reads hostile packets gives up once its sockets are open.
#pragma once

#include <string>

#include "flow/base/result.hpp"

namespace sekisho::app {

/// No core dumps (packets are secrets), no new privileges through exec, not attachable by other processes of the user.
/// Call before capture starts. Safe without rights.
void harden_process();

/// Becomes @p user where it is not empty and we are root, and keeps of all capabilities only what reopening an interface
/// needs (CAP_NET_RAW, CAP_NET_ADMIN where it was held). An Error names the user and the cause.
Result<void> drop_privileges(const std::string& user);

}  // namespace sekisho::app
