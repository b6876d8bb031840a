// Sources of the numbers: 89 pages a day and person (Weinreich and others, "Not quite the average", 2008); time on a page log-normal, median 25 s
// (Liu, White and Dumais, 2010: most pages are left within 10 to 20 s, few stay for minutes); about a dozen third-party hosts on a page and 2 MB
// (HTTP Archive, Web Almanac 2022); popularity by Zipf's law (Breslau and others, 1999). Servers keep idle connections for 5 s (Apache), 75 s
// (nginx) to four minutes (content networks).
#include "tests/support/office/people.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

namespace sekisho::test::office {
namespace {

constexpr std::size_t kPlaces = 2'500, kParts = 260;
constexpr std::array<std::string_view, 56> kWords{
    "river",  "market", "garden",  "window", "silver", "travel",  "studio", "kitchen", "letter", "summer", "bridge", "planet", "doctor", "school",
    "winter", "coffee", "finance", "health", "metal",  "paper",   "stone",  "forest",  "music",  "sport",  "daily",  "north",  "south",  "green",
    "blue",   "happy",  "local",   "house",  "world",  "city",    "data",   "media",   "news",   "trade",  "print",  "photo",  "video",  "mobile",
    "office", "report", "energy",  "water",  "motor",  "fashion", "design", "legal",   "career", "ticket", "hotel",  "flight", "sales",  "support"};
constexpr std::array<std::string_view, 6> kEndings{".com", ".de", ".net", ".org", ".co.uk", ".io"};

struct Known {
  std::string_view name, app, category;
  bool quic;
};
// What nearly every page brings, as nDPI 4.2 calls it.
constexpr std::array<Known, 14> kEverywhere{{{"www.googletagmanager.com", "GoogleServices", "Web", true},
                                             {"www.google-analytics.com", "GoogleServices", "Web", true},
                                             {"fonts.gstatic.com", "Google", "Web", true},
                                             {"fonts.googleapis.com", "GoogleServices", "Web", true},
                                             {"securepubads.g.doubleclick.net", "Google", "Advertisement", true},
                                             {"connect.facebook.net", "Facebook", "SocialNetwork", true},
                                             {"cdn.jsdelivr.net", "", "", false},
                                             {"static.cloudflareinsights.com", "", "", true},
                                             {"bat.bing.com", "Microsoft", "Cloud", false},
                                             {"px.ads.linkedin.com", "LinkedIn", "SocialNetwork", false},
                                             {"o4505.ingest.sentry.io", "", "", false},
                                             {"script.hotjar.com", "", "", false},
                                             {"consent.cookiebot.com", "", "", false},
                                             {"js.stripe.com", "", "", false}}};
constexpr std::array<Known, 8> kFirst{{{"www.google.com", "Google", "Web", true},
                                       {"www.bing.com", "Microsoft", "Cloud", false},
                                       {"www.linkedin.com", "LinkedIn", "SocialNetwork", false},
                                       {"www.youtube.com", "YouTube", "Media", true},
                                       {"github.com", "Github", "Collaborative", false},
                                       {"acme.sharepoint.com", "", "", false},
                                       {"en.wikipedia.org", "Wikipedia", "Web", false},
                                       {"www.acme-example.com", "", "", false}}};

std::string made_up(Random& random) {
  std::string name(kWords[random.below(kWords.size())]);
  if (random.chance(0.3)) name += '-';
  name += kWords[random.below(kWords.size())];
  if (random.chance(0.15)) name += std::to_string(random.below(100));
  return name += kEndings[random.below(kEndings.size())];
}

Site site(std::string name, std::string_view app, std::string_view category) {
  Site s;
  s.name = std::move(name);
  s.label = app.empty() ? label({}, "TLS", "Web") : label("TLS", app, category);
  return s;
}

void furnish(Site& s, Random& random) {
  constexpr std::array<std::uint32_t, 5> kTtls{60, 120, 300, 300, 3600};
  constexpr std::array<std::string_view, 5> kNetworks{".cdn.cloudflare.net", ".edgekey.net", ".fastly.net", ".azureedge.net", ".b-cdn.net"};
  s.ttl = kTtls[random.below(kTtls.size())];
  s.addresses = static_cast<unsigned>(1 + random.below(4));
  s.six = random.chance(0.5);
  s.old_tls = random.chance(0.15);
  if (random.chance(0.5)) s.alias = s.name + std::string(kNetworks[random.below(kNetworks.size())]);
}

Duration idle_of(const Site& s) {
  constexpr std::array<Duration, 4> kIdle{5s, 75s, 120s, 240s};
  return kIdle[keyed_hash(s.name, HashSeed{7}) % kIdle.size()];
}

}  // namespace

Web::Web(std::uint64_t seed) {
  Random random(mix(seed, 77));
  for (const Known& k : kEverywhere) {
    parts_.push_back(site(std::string(k.name), k.app, k.category));
    furnish(parts_.back(), random);
    parts_.back().quic = k.quic;
  }
  while (parts_.size() < kParts) {
    // Trackers, images, fonts: hosts of companies, and buckets with names that no one reads.
    std::string name;
    if (random.chance(0.12)) {
      constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
      name = "d";
      for (int i = 0; i < 13; ++i) name += kLetters[random.below(kLetters.size())];
      name += ".cloudfront.net";
    } else {
      constexpr std::array<std::string_view, 6> kHosts{"cdn.", "static.", "t.", "api.", "img.", "tags."};
      name = std::string(kHosts[random.below(kHosts.size())]) + made_up(random);
    }
    parts_.push_back(site(std::move(name), {}, {}));
    furnish(parts_.back(), random);
  }
  double sum = 0;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    Place p;
    p.page = i < kFirst.size() ? site(std::string(kFirst[i].name), kFirst[i].app, kFirst[i].category) : site("www." + made_up(random), {}, {});
    furnish(p.page, random);
    p.page.quic = i < kFirst.size() ? kFirst[i].quic : random.chance(0.25);
    p.weight = random.lognormal(1, 0.6);
    p.plain = i >= kFirst.size() && random.chance(0.02);
    const std::size_t parts = i < kFirst.size() ? 3 : 3 + random.below(14);
    for (std::size_t n = 0; n < parts; ++n) {
      const auto rank = static_cast<std::size_t>(std::exp(random.between(0, std::log(static_cast<double>(kParts))))) - 1;
      p.parts.push_back(&parts_[std::min(rank, parts_.size() - 1)]);
    }
    places_.push_back(std::move(p));
    cumulated_.push_back(sum += 1 / std::pow(static_cast<double>(i + 1), 0.9));
  }
}

const Web::Place& Web::any(Random& random) const {
  const auto it = std::lower_bound(cumulated_.begin(), cumulated_.end(), random.uniform() * cumulated_.back());
  return places_[static_cast<std::size_t>(std::min(it, cumulated_.end() - 1) - cumulated_.begin())];
}

class People::Person {
 public:
  Person(World& world, const Web& web, const std::deque<Site>& services, Host& host)
      : world_(world), web_(web), services_(services), host_(host), random_(host.random.fork(8)), browser_(browser_of(host)) {
    for (int i = 0; i < 6; ++i) favourites_.push_back(&web_.any(random_));
  }

  void start() {
    Simulation& s = world_.simulation;
    const bool phone = host_.kind == kPhone;
    // A phone is looked at now and then; before a desk the web is half of the work.
    pause_ = phone ? 55min : 34min;
    s.at(host_.from + random_.exponential(8min), [this] { browse(); });
    if (phone) return;
    // The browser opens with what was open yesterday.
    s.at(host_.from + from_seconds(random_.between(20, 240)), [this] {
      for (const Web::Place* tab : favourites_) load(*tab);
    });
    const int calls = static_cast<int>(random_.below(4));
    for (int i = 0; i < calls; ++i) {
      // Meetings begin on the hour and the half, give or take a minute.
      const auto slots = static_cast<std::uint64_t>(seconds(host_.until - host_.from) / 1800);
      if (slots < 3) continue;
      const Timestamp begin = std::chrono::ceil<std::chrono::minutes>(host_.from) + std::chrono::minutes(30 * (1 + random_.below(slots - 2)));
      s.at(begin + from_seconds(random_.normal(0, 60)), [this] { meet(); });
    }
    const int files = static_cast<int>(random_.below(6));
    for (int i = 0; i < files; ++i) s.at(host_.from + from_seconds(random_.uniform() * seconds(host_.until - host_.from)), [this] { send_file(); });
    // Some have a page before them that loads itself anew: news, a table of a league, a shop's orders.
    if (random_.chance(0.04)) {
      reloaded_ = &web_.any(random_);
      reload_every_ = std::chrono::seconds(random_.chance(0.5) ? 300 : 120);
      s.at(host_.from + from_seconds(random_.between(600, 7200)), [this] { reload(); });
    }
  }

 private:
  void browse() {
    if (!host_.at_work(world_.simulation.now())) return;
    place_ = random_.chance(0.6) ? favourites_[random_.below(favourites_.size())] : &web_.any(random_);
    left_ = 1 + static_cast<int>(random_.exponential(5.0));
    page();
  }

  void page() {
    if (!host_.at_work(world_.simulation.now())) return;
    load(*place_);
    if (--left_ <= 0) {
      world_.simulation.after(random_.exponential(pause_), [this] { browse(); });
      return;
    }
    if (random_.chance(0.35)) place_ = &web_.any(random_);
    world_.simulation.after(from_seconds(std::min(1'800.0, random_.lognormal(25, 1.2))), [this] { page(); });
  }

  void load(const Web::Place& place) {
    if (place.plain) {
      plain(place);
    } else {
      get(place.page, random_.lognormal(34'000 * place.weight, 0.8));
    }
    for (const Site* part : place.parts) {
      if (random_.chance(0.25)) continue;  // in the cache
      world_.simulation.after(from_seconds(0.15 + random_.exponential(0.6)), [this, part] { get(*part, random_.lognormal(9'000, 1.4)); });
      // Trackers hear of scrolling and of the end.
      if (random_.chance(0.12)) {
        world_.simulation.after(from_seconds(random_.between(3, 40)), [this, part] {
          world_.call(host_, *part, browser_, {static_cast<std::uint64_t>(random_.lognormal(1'500, 0.5)), 180, true, {}}, idle_of(*part));
        });
      }
    }
  }

  void get(const Site& s, double bytes) {
    const Exchange data{static_cast<std::uint64_t>(random_.lognormal(750, 0.4)), static_cast<std::uint64_t>(bytes), true, from_seconds(bytes / 4e6)};
    world_.call(host_, s, browser_, data, idle_of(s));
  }

  void plain(const Web::Place& place) {
    const IpAddress server = world_.names.resolve(host_.address, place.page);
    const Flows::Id id = world_.flows.open(world_.ends(host_, server, 80), model::Transport::Tcp);
    world_.flows.classify(id, label({}, "HTTP", "Web"), place.page.name, "GET / HTTP/1.1\r\nHost: ", "HTTP/1.1 200 OK\r\nDate");
    for (int i = 0; i < 4; ++i) {
      model::HttpTransaction t;
      t.method = "GET";
      t.uri = i == 0 ? "/" : "/assets/part" + std::to_string(random_.below(40)) + ".js";
      t.host = place.page.name;
      t.has_host = t.has_response = t.has_date = true;
      t.user_agent = browser_.agent;
      if (i > 0) t.referer = "http://" + place.page.name + "/";
      t.version = "HTTP/1.1";
      t.status = 200;
      t.response_type = i == 0 ? "text/html" : "application/javascript";
      t.server = "nginx";
      t.response_length = static_cast<std::uint64_t>(random_.lognormal(18'000, 0.9));
      t.request_fields = 9;
      t.response_fields = 8;
      world_.flows.request(id, std::move(t));
    }
    world_.flows.close(id);
  }

  void reload() {
    if (!host_.at_work(world_.simulation.now())) return;
    load(*reloaded_);
    world_.simulation.after(reload_every_ + from_seconds(random_.exponential(0.8)), [this] { reload(); });
  }

  /// Signalling over TLS, STUN, then media both ways for as long as it takes.
  void meet() {
    const Site& signalling = services_[0];
    const Site& relay = services_[1];
    world_.call(host_, signalling, kElectron, {5'200, 8'800, true, {}}, 5min);
    const IpAddress server = world_.names.resolve(host_.address, relay);
    const Flows::Id media = world_.flows.open(world_.ends(host_, server, 3'479), model::Transport::Udp);
    world_.flows.classify(media, label({}, "Skype_TeamsCall", "VoIP"), {}, {}, {});
    const Timestamp until = world_.simulation.now() + from_seconds(std::clamp(random_.lognormal(1'700, 0.5), 300.0, 7'200.0));
    talk(media, until);
  }
  void talk(Flows::Id media, Timestamp until) {
    if (world_.simulation.now() >= until) return;
    constexpr Duration kStep = 20s;
    const double rate = random_.between(30'000, 160'000);
    world_.flows.exchange(
        media, {static_cast<std::uint64_t>(rate * seconds(kStep)), static_cast<std::uint64_t>(2.2 * rate * seconds(kStep)), true, kStep - 200ms});
    world_.simulation.after(kStep, [this, media, until] { talk(media, until); });
  }

  void send_file() {
    const double bytes = random_.lognormal(1.2e6, 1.3);
    world_.call(host_, services_[2], browser_, {static_cast<std::uint64_t>(bytes), 6'000, true, from_seconds(bytes / 2e6)}, 2min);
  }

  World& world_;
  const Web& web_;
  const std::deque<Site>& services_;
  Host& host_;
  Random random_;
  const Stack& browser_;
  std::vector<const Web::Place*> favourites_;
  const Web::Place* place_ = nullptr;
  const Web::Place* reloaded_ = nullptr;
  Duration reload_every_{}, pause_{};
  int left_ = 0;
};

People::People() = default;
People::~People() = default;

void People::start(World& world, std::vector<Host>& hosts) {
  web_ = std::make_unique<Web>(world.seed);
  services_.push_back(site("api.flightproxy.teams.microsoft.com", "Teams", "Collaborative"));
  services_.push_back(site("worldaz.tr.teams.microsoft.com", "Teams", "Collaborative"));
  services_.push_back(site("acme.sharepoint.com", {}, {}));
  for (Host& host : hosts) {
    if (host.from >= host.until) continue;
    people_.push_back(std::make_unique<Person>(world, *web_, services_, host));
    people_.back()->start();
  }
}

}  // namespace sekisho::test::office
