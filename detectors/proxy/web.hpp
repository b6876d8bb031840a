// What HTTP transactions say of proxies and tunnels: requests that a proxy is asked, upgrades by programs, scripts that carry connections.
#pragma once

#include <cstdint>
#include <string_view>

#include "flow/base/time.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::proxy {

/// What a request asks a proxy for.
struct Proxied {
  bool asked = false;
  bool connect = false;     ///< CONNECT; else a whole URI in the request line.
  std::string_view target;  ///< "host:port" or host.
  bool other_host = false;  ///< The Host header names another site than the URI: a front and what is behind it.
};
/// @p server as text: a whole URI to the server itself is odd, and no proxy's.
Proxied proxied(const model::HttpTransaction& t, std::string_view server);

/// The host of "http://host:port/path"; empty where the URI is not whole.
std::string_view uri_host(std::string_view uri);
/// The path without query, of a whole URI too.
std::string_view uri_path(std::string_view uri);

/// True where the path is a program of the server: .php, .jsp, .aspx and the like.
bool is_script(std::string_view path);
/// True where the query names an address and a port apart: where the script is to connect to.
bool names_endpoint(std::string_view uri);
/// A body that is neither a form nor a document: "application/octet-stream", or no type at all.
bool is_raw(std::string_view content_type);

/// Requests of one client to one script.
class Script {
 public:
  void add(const model::HttpTransaction& t, Timestamp now);

  std::uint32_t requests() const { return requests_; }
  std::uint32_t raw_requests() const { return raw_requests_; }  ///< Asked with a raw body or its type.
  std::uint32_t raw_answers() const { return raw_answers_; }
  std::uint32_t endpoints() const { return endpoints_; }  ///< Queries that name an address and a port.
  bool halves() const { return empty_answers_ > 0 && full_answers_ > 0 && gives_ > 0 && takes_ > 0; }
  bool referred() const { return referred_; }
  bool browser() const { return browser_; }
  Timestamp first() const { return first_; }
  Timestamp last() const { return last_; }
  std::uint64_t up() const { return up_; }
  std::uint64_t down() const { return down_; }

  std::uint32_t onward = 0;  ///< Connections that the server opened right after a request.

 private:
  Timestamp first_, last_;
  std::uint32_t requests_ = 0, raw_requests_ = 0, raw_answers_ = 0, endpoints_ = 0;
  std::uint32_t empty_answers_ = 0, full_answers_ = 0;
  std::uint32_t gives_ = 0;  ///< Requests with a body.
  std::uint32_t takes_ = 0;  ///< Requests without.
  std::uint64_t up_ = 0, down_ = 0;
  bool referred_ = false, browser_ = false;
};

}  // namespace sekisho::detectors::proxy
