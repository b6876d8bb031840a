#include "sensor/web/router.hpp"

#include <algorithm>

#include "sensor/metrics/exporter.hpp"

namespace sekisho::web {

namespace http = boost::beast::http;

Response plain(http::status status, unsigned version, std::string text) {
  Response response(status, version);
  response.set(http::field::content_type, "text/plain; charset=utf-8");
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.body() = std::move(text);
  return response;
}

Response answer(const Request& request, const Counters& counters, const std::function<Readiness()>& readiness) {
  const std::string_view target(request.target().data(), request.target().size());
  const std::string_view path = target.substr(0, target.find('?'));
  const unsigned version = request.version();
  const bool known = path == "/metrics" || path == "/healthz" || path == "/readyz";
  if (!known) return plain(http::status::not_found, version, "not found; there is /metrics, /healthz and /readyz\n");
  if (request.method() != http::verb::get) {
    Response response = plain(http::status::method_not_allowed, version, "only GET\n");
    response.set(http::field::allow, "GET");
    return response;
  }
  if (path == "/metrics") {
    Response response = plain(http::status::ok, version, metrics::exposition(counters));
    response.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
    return response;
  }
  if (path == "/healthz") return plain(http::status::ok, version, "ok\n");
  const Readiness ready = readiness();
  if (ready.ready) return plain(http::status::ok, version, "ready\n");
  std::string detail = ready.detail.empty() ? "not ready" : ready.detail;
  if (detail.back() != '\n') detail += '\n';
  return plain(http::status::service_unavailable, version, std::move(detail));
}

}  // namespace sekisho::web
