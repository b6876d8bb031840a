// How much more a client sends than it gets, and whether that fits what the conversation claims to be. Pure: the arithmetic is tested here.
#pragma once

#include <string_view>
#include <vector>

#include "detectors/api/context.hpp"
#include "detectors/api/finding.hpp"
#include "detectors/support/habits.hpp"
#include "detectors/upload/params.hpp"
#include "flow/model/observations.hpp"

namespace sekisho::detectors::upload {

enum class Rule : std::uint8_t {
  Sent = 1,   ///< One connection that carries data out.
  Posts = 2,  ///< HTTP posts that no page led to.
  Mail = 3,   ///< Mail handed over in the clear, more than letters.
  Files = 4,  ///< A data connection of FTP towards the server.
  Names = 5,  ///< Data in the names of DNS queries.
};

struct Verdict {
  int score = 0;
  std::vector<Indicator> indicators;
};

/// One TCP connection.
struct Exchange {
  std::uint64_t up = 0, down = 0;  ///< Payload bytes.
  Direction direction = Direction::Outbound;
  std::uint16_t port = 0;
  bool bare = false;           ///< Nothing names the server.
  bool nameless_tls = false;   ///< TLS whose hello names nobody.
  bool named_in_flow = false;  ///< SNI or Host is a name.
  bool known = false;          ///< DPI knows the protocol by its contents.
  std::uint32_t asked = 0;     ///< Times the server broke the silence and got at least twice what it sent.
  support::Habit habit = support::Habit::None;
  bool plain_mail = false;   ///< SMTP that never became TLS.
  bool file_data = false;    ///< FTP control of the same pair within the hour.
  bool odd_control = false;  ///< The FTP control connection is not on 21.
  bool sanctioned = false;
  bool crowd = false;  ///< The client sends to many servers without a name.
};
/// None of the rules where too little was sent, or too much came back.
Rule rule_of(const Exchange& x, const Params& params);
Verdict judge(const Exchange& x, Rule rule, const Params& params);

/// What a request says of its sender.
enum class Agent : std::uint8_t { Browser, Tool, Absent, Own };
Agent agent_of(std::string_view user_agent);
/// True for posts that are made by machines everywhere: certificate status, time stamps, remote procedure calls of the system.
bool is_routine(const model::HttpTransaction& t);

/// The requests of one client to one host.
struct Requests {
  std::uint32_t posts = 0, pages = 0;                             ///< POST or PUT; GET.
  std::uint32_t alone = 0, led = 0;                               ///< GETs by a "browser" without Referer; with one.
  std::uint32_t referred = 0;                                     ///< Posts with a Referer.
  std::uint32_t browsers = 0, tools = 0, absent = 0, sparse = 0;  ///< Posts by agent; by a "browser" with fewer fields than one sends.
  std::uint32_t answered = 0, tiny = 0, refused = 0;
  std::uint32_t same_uri = 0;      ///< Requests to the URI of the one before.
  std::uint64_t up = 0, down = 0;  ///< Bodies of posts and of their answers.
};
struct Around {
  Direction direction = Direction::Outbound;
  bool numeric_host = false;  ///< The Host header is an address, or missing.
  bool common = false;        ///< Ten home clients or more use it.
  bool sanctioned = false;
};
void count(Requests& r, const model::HttpTransaction& t);
Verdict judge(const Requests& r, const Around& around, const Params& params);

/// Queries of one client below one registered domain within an hour.
struct Names {
  std::uint64_t up = 0;    ///< Bytes of new names, the domain left out.
  std::uint64_t down = 0;  ///< Bytes of answers' data.
  std::uint32_t names = 0;
};
Verdict judge(const Names& n, const Params& params);

}  // namespace sekisho::detectors::upload
