// What each path answers. Pure but for what it is given to ask.
#pragma once

#include <functional>
#include <string>

#include <boost/beast/http.hpp>

#include "flow/base/counters.hpp"
#include "sensor/web/server.hpp"

namespace sekisho::web {

using Request = boost::beast::http::request<boost::beast::http::empty_body>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;

Response answer(const Request& request, const Counters& counters, const std::function<Readiness()>& readiness);
/// Plain text of any status.
Response plain(boost::beast::http::status status, unsigned version, std::string text);

}  // namespace sekisho::web
