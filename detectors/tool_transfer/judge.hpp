// What a transferred file is by its first bytes, and how much its arrival says. Pure: the arithmetic is tested here.
#pragma once

#include <string_view>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/tool_transfer/params.hpp"
#include "flow/base/bytes.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::tool_transfer {

enum class Kind : std::uint8_t { None, Program, Script, Installer, Archive, Masked };
/// "program", "script", …; empty for None.
std::string_view kind_name(Kind kind);

/// By the first bytes. Gzip is left out: web servers compress with it.
Kind kind_of(Bytes first);
/// The same four bytes later too: staged loaders are sent behind their length.
Kind raw_kind_of(Bytes first);

struct Transfer {
  Kind kind = Kind::None;
  bool raw = false;           ///< TCP payload that is no protocol.
  bool bare = false;          ///< Raw, and no file service around it that DPI knows.
  bool numeric_host = false;  ///< The server has no name.
  bool disguised = false;     ///< Served or named as a picture, a page, a sound.
  bool tool = false;          ///< Fetched by a client that scripts and devices use: pages do not lead there.
  bool system = false;        ///< Fetched by a part of the system that can be made to, or by what does not say who it is.
  bool unreferred = false;    ///< No page led to it.
  bool unnamed = false;       ///< A program whose address does not say that it is one.
  bool odd_port = false;
  bool internal = false;
  bool update = false;  ///< An update service by name, or a package manager by agent.
  bool common = false;  ///< Ten home clients or more use the server.
  bool sanctioned = false;
};

/// What @p t brings, by magic, type and name; Kind::None where it is neither a tool nor disguised.
Transfer transfer_of(const model::HttpTransaction& t);

struct Verdict {
  int score = 0;
  std::vector<Indicator> indicators;
};
Verdict judge(const Transfer& t, const Params& params);

}  // namespace sekisho::detectors::tool_transfer
