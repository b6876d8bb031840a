// What Zeek's analyzers say a connection is, in the names of labels.
#pragma once

#include <string_view>

#include "flow/model/flow_record.hpp"

namespace sekisho::zeek {

/// The label of a `service` ("ssl", "gssapi,smb"); where that names nothing we know, what the port suggests. Such a guess counts as one by
/// port only where an analyzer would have confirmed it: of protocols that Zeek cannot read, a missing service says nothing.
model::AppLabel label_of(std::string_view service, const model::FlowRef& flow);
/// A label that contents decided.
model::AppLabel sure_label(std::string_view name, std::string_view category);

}  // namespace sekisho::zeek
