#include "detectors/proxy/web.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detectors/support/fake_context.hpp"

namespace sekisho::detectors::proxy {
namespace {

TEST(Web, WhatAProxyIsAsked) {
  model::HttpTransaction t;
  t.method = "CONNECT";
  t.uri = "example.com:443";
  t.connect_target = "example.com:443";
  EXPECT_TRUE(proxied(t, "203.0.113.7").connect);
  t = {};
  t.method = "GET";
  t.uri = "http://example.com:8080/a?b=http://c/";
  t.host = "example.com:8080";
  const Proxied asked = proxied(t, "203.0.113.7");
  EXPECT_TRUE(asked.asked);
  EXPECT_EQ(asked.target, "example.com:8080");
  EXPECT_FALSE(asked.other_host);
  t.host = "other.example";
  EXPECT_TRUE(proxied(t, "203.0.113.7").other_host);
  t.uri = "http://203.0.113.7/config.php";
  EXPECT_FALSE(proxied(t, "203.0.113.7").asked) << "the server itself";
  t.uri = "/a";
  EXPECT_FALSE(proxied(t, "203.0.113.7").asked);
}

TEST(Web, PathsAndQueries) {
  EXPECT_EQ(uri_path("http://a.example/x/y.php?z=1"), "/x/y.php");
  EXPECT_EQ(uri_path("/y.jsp;jsessionid=1?z"), "/y.jsp");
  EXPECT_EQ(uri_path(""), "");
  EXPECT_TRUE(is_script("/a/b.php"));
  EXPECT_FALSE(is_script("/a/b.css"));
  EXPECT_TRUE(names_endpoint("/a.php?cmd=connect&target=192.168.0.1&port=80"));
  EXPECT_TRUE(names_endpoint("/a.php?to=192.168.0.1:22"));
  EXPECT_FALSE(names_endpoint("/a.php?client=192.168.0.1")) << "an address alone";
  EXPECT_FALSE(names_endpoint("/a.php?port=80"));
  EXPECT_FALSE(names_endpoint("/a.php?v=1.2.3.4567&port=1")) << "a version";
  EXPECT_FALSE(names_endpoint("/a.php?&&=&==&"));
}

TEST(Web, AScriptThatCarriesConnections) {
  Script s;
  for (int i = 0; i < 4; ++i) {
    model::HttpTransaction t;
    t.method = i % 2 == 0 ? "POST" : "GET";
    t.uri = "/a.php?cmd=read";
    t.request_length = i % 2 == 0 ? 100 : 0;
    t.request_type = i % 2 == 0 ? "application/octet-stream" : "";
    t.has_response = true;
    t.response_length = i % 2 == 0 ? 0 : 500;
    s.add(t, at(i));
  }
  EXPECT_EQ(s.requests(), 4U);
  EXPECT_EQ(s.raw_requests(), 2U);
  EXPECT_TRUE(s.halves());
  EXPECT_EQ(s.down(), 1000U);
}

}  // namespace
}  // namespace sekisho::detectors::proxy
