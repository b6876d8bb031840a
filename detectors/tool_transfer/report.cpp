#include "detectors/tool_transfer/report.hpp"

#include <fmt/format.h>

#include "detectors/api/detector.hpp"
#include "detectors/support/wording.hpp"

namespace sekisho::detectors::tool_transfer {

Finding make_finding(const Case& c, const model::HttpTransaction* t) {
  Finding f;
  f.time = f.first_seen = f.last_seen = c.time;
  f.reason = c.transfer.raw ? Reason{3, "program over a bare connection"}
                            : (c.transfer.disguised || c.transfer.kind == Kind::Masked ? Reason{2, "file that is not what it is called"}
                                                                                       : Reason{1, "program or script fetched"});
  f.score = c.verdict.score;
  f.flow = c.flow;
  f.object = c.object;
  f.label = c.label;
  f.techniques = {"T1105"};
  if (c.transfer.kind == Kind::Masked || c.transfer.disguised) f.techniques.emplace_back("T1001.003");
  f.indicators = c.verdict.indicators;
  (c.to_server ? f.bytes_to_server : f.bytes_to_client) = c.bytes;
  std::string hex;
  for (const std::uint8_t b : c.first) hex += fmt::format("{:02x}", b);
  f.evidence.emplace_back("kind", std::string(kind_name(c.transfer.kind)));
  f.evidence.emplace_back("first_bytes", hex);
  f.evidence.emplace_back("bytes", static_cast<std::int64_t>(c.bytes));
  if (t != nullptr) {
    f.evidence.emplace_back("uri", quote(t->uri));
    f.evidence.emplace_back("content_type", quote(t->response_type));
    f.evidence.emplace_back("user_agent", quote(t->user_agent));
    f.evidence.emplace_back("file_name", quote(t->disposition));
  }
  const std::string client = c.flow.endpoints.client.address.to_string();
  const std::string server = support::server_text(c.flow);
  f.sentence = c.to_server ? fmt::format("{} sent a {} of {} bytes to {}", client, kind_name(c.transfer.kind), c.bytes, server)
                           : fmt::format("{} got a {} of {} bytes from {}", client, kind_name(c.transfer.kind), c.bytes, server);
  if (t != nullptr && !t->response_type.empty()) f.sentence += fmt::format(", served as {}", quote(t->response_type, 40));
  return f;
}

}  // namespace sekisho::detectors::tool_transfer
