// What a well-known port suggests. A guess: confidence Port.
#pragma once

#include "flow/model/app_label.hpp"
#include "flow/model/transport.hpp"

namespace sekisho::dpi {

/// The protocol that IANA or common use gives to @p server_port, under nDPI 4.2's name; for ICMP, GRE, SCTP and the like the transport
/// itself. Unknown for anything else.
model::AppLabel label_of_port(model::Transport transport, std::uint16_t server_port);

}  // namespace sekisho::dpi
