// Requests as code, for the tests of this folder.
#pragma once

#include <algorithm>
#include <string_view>

#include "flow/model/observations.hpp"

namespace sekisho::detectors::encoding {

using namespace std::string_view_literals;

constexpr auto kNoise = "\x92\xd4\x7a\xa5\x26\x88\x14\x48\x0b\x42\xa3\xf4\xec\x9e\x87\x92"sv;
constexpr auto kPage = "<!DOCTYPE html><"sv;
constexpr auto kBrowser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"sv;

inline void begins(model::HttpBodySight& body, std::string_view first) {
  body.first_size = static_cast<std::uint8_t>(first.size());
  std::copy(first.begin(), first.end(), body.first.begin());
  body.bytes = 1000;
}

/// A browser's request for a page, as it comes from a link.
inline model::HttpTransaction page(std::string_view host = "www.example.com") {
  model::HttpTransaction t;
  t.method = "GET";
  t.uri = "/";
  t.host = host;
  t.user_agent = kBrowser;
  t.referer = "http://www.example.com/";
  t.request_fields = 9;
  t.has_host = t.has_response = t.has_date = true;
  t.status = 200;
  t.response_type = "text/html";
  t.response_fields = 8;
  t.server = "nginx/1.22";
  begins(t.response_body, kPage);
  return t;
}

/// The same as an implant makes it: four fields, no page that led to it, a bare address.
inline model::HttpTransaction call() {
  model::HttpTransaction t = page("203.0.113.7");
  t.referer.clear();
  t.request_fields = 4;
  return t;
}

}  // namespace sekisho::detectors::encoding
