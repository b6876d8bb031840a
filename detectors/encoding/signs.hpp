// What one HTTP transaction shows of encoded data and of contents that are not what they are called. Pure.
#pragma once

#include <bitset>
#include <string>

#include "detectors/encoding/tokens.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::encoding {

enum class Sign : std::uint8_t {
  Cookie,        ///< A cookie that carries data.
  BareCookie,    ///< A Cookie field that is one encoded run, without a name.
  Uri,           ///< A URI that carries data.
  SentText,      ///< A request's body that is encoded text as a whole, though its type says otherwise or nothing.
  SentField,     ///< A form whose first field is encoded data.
  SentNoise,     ///< A request's body that is no text, though its type says so or a browser gives none.
  AnswerText,    ///< A page that is encoded text as a whole.
  AnswerNoise,   ///< A page or text that is none, and that no coding explains.
  FalsePicture,  ///< A picture that is none.
  Junk,          ///< Bytes after the end of a message.
  NoDate,        ///< A server that calls itself nginx, Apache or IIS and does not date its answer, which these always do.
  Agent,         ///< A user agent that is one random word, a misspelt browser's, or a record with separators.
  Program,       ///< A body that is a program, encoded as text.
  OddCoding,     ///< A Content-Encoding that nobody has registered.
};
inline constexpr std::size_t kSigns = 14;
using Signs = std::bitset<kSigns>;
/// "cookie", "bare_cookie", "uri", …: indicators' names.
std::string_view sign_name(Sign sign);

struct Sight {
  Signs signs;
  Run run;  ///< Of the URI or the cookie; empty otherwise.
  // What weighs only beside a sign, and is left out without one:
  bool poses = false;     ///< Calls itself a browser, sends fewer fields than one and comes from no page.
  bool referred = false;  ///< A page led to it.
  bool numeric_host = false;
  bool routine = false;  ///< Certificate checks, updates, package managers.

  bool has(Sign sign) const { return signs.test(static_cast<std::size_t>(sign)); }
};

Sight sight_of(const model::HttpTransaction& t);

}  // namespace sekisho::detectors::encoding
