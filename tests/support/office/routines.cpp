// Periods are those that products document, or that are known of them in the field, named beside the row. Sizes are typical of what is sent, with
// the 22 to 29 bytes that TLS adds to a message. Where a product keeps its period to itself, a plausible one stands here, and it does not matter for
// what is tested: that programs keep time, each its own, many the same on many machines and some on one machine only.
#include "tests/support/office/routines.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <string>

namespace sekisho::test::office {
namespace {

constexpr unsigned kDesks = kWindows | kMac | kLinux;

// clang-format off
constexpr std::array kRoutines = std::to_array<Routine>({
    // Mail and chat. MAPI over HTTP keeps a notification request open and says PENDING every 15 s (MS-OXCMAPIHTTP, X-PendingPeriod).
    {"outlook.office365.com", "Microsoft365", "Collaborative", kWindows, 0.95, Manner::Serve, 15s, 0.01, 0, 41, 0, &kSchannel, false, 60},
    {"outlook.office365.com", "Microsoft365", "Collaborative", kMac, 0.8, Manner::Poll, 5min, 0.05, 1400, 2600, 0.5, &kDarwin, false, 60},
    {"outlook.office365.com", "Microsoft365", "Collaborative", kPhone, 0.7, Manner::Keep, 9min, 0.1, 900, 500, 0.2, &kDarwin, false, 60},
    // WebSockets of chats are pinged every 25 to 60 s, below the time-outs of middleboxes; a ping is 6 bytes, a pong 2.
    {"go.trouter.teams.microsoft.com", "Teams", "Collaborative", kWindows, 0.95, Manner::Keep, 30s, 0.01, 35, 31, 0, &kElectron},
    {"go.trouter.teams.microsoft.com", "Teams", "Collaborative", kMac, 0.8, Manner::Keep, 30s, 0.01, 35, 31, 0, &kElectron},
    {"presence.teams.microsoft.com", "Teams", "Collaborative", kWindows | kMac, 0.9, Manner::Poll, 5min, 0.1, 1800, 900, 0.3, &kElectron},
    {"wss-primary.slack.com", "Slack", "Collaborative", kDesks, 0.12, Manner::Keep, 30s, 0.02, 58, 54, 0, &kElectron},
    {"web.whatsapp.com", "WhatsApp", "Chat", kDesks, 0.2, Manner::Keep, 25s, 0.02, 48, 41, 0, nullptr, true},
    {"g.whatsapp.net", "WhatsApp", "Chat", kPhone, 0.9, Manner::Keep, 4min, 0.1, 60, 48, 0, &kAndroid, false, 300, 5222},
    // Push services: Firebase's heart beats every 15 to 28 min, Apple's adapts to the network.
    {"mtalk.google.com", "GoogleServices", "Web", kWindows | kLinux, 0.85, Manner::Keep, 15min, 0.02, 35, 33, 0, &kChrome, false, 300, 5228},
    {"mtalk.google.com", "GoogleServices", "Web", kPhone, 0.5, Manner::Keep, 28min, 0.02, 35, 33, 0, &kAndroid, false, 300, 5228},
    {"*-courier.push.apple.com", "ApplePush", "Cloud", kMac | kPhone, 0.6, Manner::Keep, 17min, 0.1, 38, 34, 0, &kDarwin, false, 3600, 5223},
    {"client.wns.windows.com", "Microsoft", "Cloud", kWindows, 1, Manner::Keep, 16min, 0.05, 45, 45, 0, &kSchannel},
    {"push.services.mozilla.com", "", "", kLinux, 1, Manner::Keep, 30min, 0.01, 33, 31, 0, &kFirefox, false, 60},
    // Telemetry and configuration.
    {"v10.events.data.microsoft.com", "Microsoft", "Cloud", kWindows, 1, Manner::Poll, 17min, 0.5, 4200, 320, 0.8, &kSchannel},
    {"settings-win.data.microsoft.com", "Microsoft", "Cloud", kWindows, 1, Manner::Poll, 45min, 0.4, 700, 5200, 0.3, &kSchannel},
    {"self.events.data.microsoft.com", "Microsoft", "Cloud", kWindows | kMac, 0.9, Manner::Poll, 4min, 0.6, 3800, 280, 0.7, &kElectron, true},
    {"ecs.office.com", "Microsoft365", "Collaborative", kWindows | kMac, 0.95, Manner::Poll, 60min, 0.1, 900, 14000, 0.2, &kSchannel},
    {"firebaselogging-pa.googleapis.com", "GoogleServices", "Web", kPhone, 0.8, Manner::Poll, 40min, 0.8, 1600, 420, 0.6, &kAndroid},
    {"incoming.telemetry.mozilla.org", "", "", kLinux, 1, Manner::Poll, 70min, 0.9, 9000, 300, 0.6, &kFirefox},
    // Updates: Safe Browsing's wait is about half an hour, Chrome's five hours, a signature's one.
    {"safebrowsing.googleapis.com", "GoogleServices", "Web", kDesks, 0.8, Manner::Poll, 30min, 0.08, 1100, 3900, 0.7, &kChrome},
    {"update.googleapis.com", "GoogleServices", "Web", kDesks, 0.8, Manner::Poll, 5h, 0.05, 3100, 1500, 0.2, &kChrome},
    {"slscr.update.microsoft.com", "Microsoft", "Cloud", kWindows, 1, Manner::Poll, 20h, 0.15, 5200, 26000, 0.4, &kSchannel},
    {"wdcp.microsoft.com", "Microsoft", "Cloud", kWindows, 1, Manner::Poll, 55min, 0.6, 2600, 1200, 0.5, &kSchannel},
    {"api.snapcraft.io", "", "", kLinux, 1, Manner::Poll, 6h, 0.3, 1900, 7400, 0.2, &kGo},
    {"gdmf.apple.com", "Apple", "Web", kMac | kPhone, 1, Manner::Poll, 6h, 0.4, 700, 21000, 0.1, &kDarwin},
    // The office's protection of endpoints, on every machine of its own: a connection for good, a beat a minute.
    {"ts01-b.cloudsink.net", "", "", kWindows | kMac | kServer, 1, Manner::Keep, 60s, 0.02, 164, 96, 0, &kSchannel, false, 60},
    // Management of devices, on all machines as well: a check-in each hour.
    {"manage.microsoft.com", "Microsoft", "Cloud", kWindows | kMac | kPhone, 0.9, Manner::Poll, 60min, 0.1, 2400, 3300, 0.3, &kSchannel},
    // Files.
    {"acme-my.sharepoint.com", "", "", kWindows | kMac, 0.9, Manner::Poll, 10min, 0.15, 1500, 1900, 0.5, &kSchannel},
    {"notify.dropboxapi.com", "", "", kWindows | kMac, 0.08, Manner::Keep, 75s, 0.2, 420, 310, 0, &kOpenSsl, false, 60},
    {"gateway.icloud.com", "AppleiCloud", "Web", kMac | kPhone, 0.6, Manner::Poll, 25min, 0.6, 1800, 1400, 0.8, &kDarwin},
    // Windows and tabs that stay open. Engine.IO pings every 25 s by default, Salesforce's CometD polls for 110 s.
    {"mail.google.com", "GMail", "Email", kDesks, 0.15, Manner::Keep, 60s, 0.3, 900, 380, 0.3, nullptr, true},
    {"calendar.google.com", "Google", "Web", kDesks, 0.12, Manner::Poll, 5min, 0.05, 1300, 2100, 0.4, nullptr, true},
    {"alive.github.com", "Github", "Collaborative", kDesks, 0.1, Manner::Keep, 45s, 0.1, 60, 44, 0, nullptr, true, 60},
    {"acme.my.salesforce.com", "Salesforce", "Cloud", kWindows, 0.12, Manner::Keep, 110s, 0.01, 1250, 640, 0.1, nullptr, true},
    {"acme.atlassian.net", "", "", kDesks, 0.2, Manner::Poll, 60s, 0.05, 1100, 850, 0.2, nullptr, true, 60},
    {"msgstore.www.notion.so", "", "", kMac, 0.15, Manner::Keep, 25s, 0.01, 34, 31, 0, nullptr, true},
    {"www.figma.com", "", "", kMac, 0.12, Manner::Keep, 30s, 0.01, 36, 34, 0, nullptr, true, 60},
    {"app.hubspot.com", "", "", kWindows, 0.03, Manner::Poll, 60s, 0.02, 1500, 700, 0.2, nullptr, true},
    {"acme.grafana.net", "", "", kLinux, 0.4, Manner::Poll, 30s, 0.01, 2900, 18000, 0.3, nullptr, true, 60},
    {"acme.grafana.net", "", "", kDevice, 0.15, Manner::Poll, 30s, 0.01, 2900, 18000, 0.3, &kChrome, false, 60},
    {"quotes.example-bank.com", "", "", kWindows, 0.01, Manner::Poll, 10s, 0.02, 800, 2200, 0.1, nullptr, true, 60},
    {"www.office-radio.example.net", "", "", kWindows, 0.02, Manner::Poll, 20s, 0.02, 700, 1100, 0.1, nullptr, true, 60},
    {"ap-gew1.spotify.com", "Spotify", "Music", kDesks, 0.2, Manner::Keep, 2min, 0.05, 60, 60, 0, nullptr, true},
    {"us02web.zoom.us", "Zoom", "Video", kDesks, 0.3, Manner::Keep, 60s, 0.02, 78, 74, 0, &kOpenSsl},
    // Servers: an agent of the monitoring service flushes every 15 s.
    {"7-54-0-app.agent.datadoghq.com", "", "", kServer, 0.6, Manner::Keep, 15s, 0.02, 3800, 240, 0.3, &kGo, false, 60},
    // Printers and devices of the meeting rooms.
    {"supplies.example-print.com", "", "", kPrinter, 1, Manner::Poll, 6h, 0.05, 2600, 900, 0.1, &kMbedTls},
    {"a3k9-ats.iot.eu-west-1.amazonaws.com", "AmazonAWS", "Cloud", kDevice, 0.5, Manner::Keep, 60s, 0.02, 31, 31, 0, &kMbedTls, false, 60, 8883},
    {"plant7.heating-example.net", "", "", kDevice, 0.1, Manner::Poll, 2h, 0.02, 940, 210, 0, &kMbedTls},
});
// clang-format on

}  // namespace

class Routines::Runner {
 public:
  Runner(World& world, const Routine& routine, const Site& site, Host& host)
      : world_(world),
        routine_(routine),
        site_(site),
        stack_(routine.stack != nullptr ? *routine.stack : browser_of(host)),
        host_(host),
        random_(host.random.fork(keyed_hash(site.name, HashSeed{5}))) {}

  void start() {
    const Timestamp from = routine_.attended ? host_.from : host_.awake_from;
    const Timestamp until = routine_.attended ? host_.until : host_.awake_until;
    if (from >= until) return;
    until_ = until;
    // A program begins when its machine wakes, in the order of things; what is never off is somewhere in its period.
    const Duration wait = from <= world_.simulation.now() ? from_seconds(seconds(routine_.period) * random_.uniform())
                                                          : from_seconds(random_.between(2, std::min(600.0, seconds(routine_.period))));
    world_.simulation.at(from + wait, [this] { beat(); });
  }

 private:
  double size(double median) { return routine_.sigma > 0 && median > 0 ? random_.lognormal(median, routine_.sigma) : median; }

  void beat() {
    if (world_.simulation.now() >= until_) {
      world_.flows.close(id_);
      return;
    }
    const Exchange data{
        static_cast<std::uint64_t>(size(routine_.up)), static_cast<std::uint64_t>(size(routine_.down)), routine_.manner != Manner::Serve, {}};
    if (routine_.manner == Manner::Poll) {
      world_.call(host_, site_, stack_, data, 2min);
    } else {
      kept(data);
    }
    world_.simulation.after(random_.around(routine_.period, routine_.jitter), [this] { beat(); });
  }

  /// Connections do not live for ever: servers and balancers end them within hours.
  void kept(const Exchange& data) {
    if (!world_.flows.is_open(id_)) {
      id_ = world_.connect(host_, site_, stack_);
      ends_ = world_.simulation.now() + random_.exponential(4h);
      world_.flows.exchange(id_, {1'200, 900, true, {}});
      return;
    }
    world_.flows.exchange(id_, data);
    // Words now and then: a message, a change, an answer that is worth its connection.
    if (routine_.attended || host_.at_work(world_.simulation.now())) {
      if (random_.chance(std::min(0.5, seconds(routine_.period) / 300))) {
        world_.simulation.after(from_seconds(random_.between(2, 0.9 * seconds(routine_.period))), [this] {
          const bool mine = random_.chance(0.3);
          world_.flows.exchange(id_, {static_cast<std::uint64_t>(random_.lognormal(mine ? 700 : 120, 0.6)),
                                      static_cast<std::uint64_t>(random_.lognormal(mine ? 200 : 1'400, 0.9)),
                                      mine,
                                      {}});
        });
      }
    }
    if (world_.simulation.now() >= ends_) world_.flows.close(id_);
  }

  World& world_;
  const Routine& routine_;
  const Site& site_;
  const Stack& stack_;
  Host& host_;
  Random random_;
  Timestamp until_, ends_;
  Flows::Id id_{};
};

Routines::Routines() = default;
Routines::~Routines() = default;

void Routines::start(World& world, std::vector<Host>& hosts) {
  for (const Routine& routine : kRoutines) {
    constexpr unsigned kNumbers = 50;  // of push servers, such as 17-courier
    const bool numbered = routine.name.front() == '*';
    std::vector<const Site*> sites;
    for (unsigned i = 0; i < (numbered ? kNumbers : 1); ++i) {
      Site site;
      site.name = numbered ? std::to_string(i + 1) + std::string(routine.name.substr(1)) : std::string(routine.name);
      site.label = routine.app.empty() ? label({}, "TLS", "Web") : label("TLS", routine.app, routine.category);
      site.ttl = routine.ttl;
      site.port = routine.port;
      site.six = i % 2 == 0;
      site.addresses = 2;
      sites_.push_back(std::move(site));
      sites.push_back(&sites_.back());
    }
    for (Host& host : hosts) {
      if ((routine.kinds & host.kind) == 0) continue;
      Random lot = host.random.fork(keyed_hash(routine.name, HashSeed{6}));
      if (!lot.chance(routine.share)) continue;
      runners_.push_back(std::make_unique<Runner>(world, routine, *sites[lot.below(sites.size())], host));
      runners_.back()->start();
    }
  }
}

}  // namespace sekisho::test::office
