#include "detectors/fast_flux/shared_hosting.hpp"

#include <algorithm>
#include <array>

namespace sekisho::detectors::fast_flux {
namespace {

// By name, so that it can be searched in halves. What the operators' own documentation says they balance over many addresses.
constexpr auto kZones = std::to_array<std::string_view>({
    "aaplimg.com",
    "adnxs.com",
    "akadns.net",
    "akahost.net",
    "akam.net",
    "akamai.com",
    "akamai.net",
    "akamaiedge.net",
    "akamaihd.net",
    "akamaized.net",
    "alicdn.com",
    "amazon.com",
    "amazonaws.com",
    "amazonaws.com.cn",
    "apple.com",
    "archive.org",
    "awsdns.com",
    "awsglobalaccelerator.com",
    "azure.com",
    "azure.net",
    "azureedge.net",
    "azurefd.net",
    "azurewebsites.net",
    "b-cdn.net",
    "blob.core.windows.net",
    "cachefly.net",
    "cdn77.org",
    "cdngc.net",
    "cdninstagram.com",
    "chinacache.net",
    "cloudapp.azure.com",
    "cloudapp.net",
    "cloudflare.com",
    "cloudflare.net",
    "cloudfront.net",
    "debian.net",
    "debian.org",
    "digitaloceanspaces.com",
    "discord.gg",
    "doubleclick.net",
    "dropbox.com",
    "dual-a-0001.a-msedge.net",
    "edgecastcdn.net",
    "edgekey.net",
    "edgesuite.net",
    "elb.amazonaws.com",
    "facebook.com",
    "fastly.net",
    "fastlylb.net",
    "fbcdn.net",
    "footprint.net",
    "gcdn.co",
    "github.com",
    "github.io",
    "githubusercontent.com",
    "google.com",
    "googleapis.com",
    "googleusercontent.com",
    "googlevideo.com",
    "gstatic.com",
    "gvt1.com",
    "gvt2.com",
    "hwcdn.net",
    "icloud.com",
    "incapdns.net",
    "instagram.com",
    "irc.libera.chat",
    "kunlunar.com",
    "linkedin.com",
    "live.com",
    "llnwd.net",
    "microsoft.com",
    "mozilla.net",
    "mozilla.org",
    "msedge.net",
    "netflix.com",
    "nflxvideo.net",
    "nsatc.net",
    "ntp.org",
    "office.com",
    "office365.com",
    "outlook.com",
    "rackcdn.com",
    "seed.bitcoin.sipa.be",
    "skype.com",
    "spamhaus.org",
    "spotify.com",
    "stackpathdns.com",
    "steamcontent.com",
    "surbl.org",
    "teredo.ipv6.microsoft.com",
    "tiktokcdn.com",
    "trafficmanager.net",
    "twimg.com",
    "twitter.com",
    "ubuntu.com",
    "whatsapp.net",
    "windows.com",
    "windows.net",
    "windowsupdate.com",
    "yahoo.com",
    "yahoodns.net",
    "yimg.com",
    "youtube.com",
    "zoom.us",
});
static_assert(std::is_sorted(kZones.begin(), kZones.end()));

// First labels of services that answer with whoever is there.
bool is_pool(std::string_view name) {
  constexpr auto kPools = std::to_array<std::string_view>({"dnsseed", "ntp", "pool", "seed", "time", "tracker"});
  const std::string_view first = name.substr(0, name.find('.'));
  return std::any_of(kPools.begin(), kPools.end(), [&](std::string_view pool) {
    return first.starts_with(pool) &&
           std::all_of(first.begin() + static_cast<std::ptrdiff_t>(pool.size()), first.end(), [](char c) { return c >= '0' && c <= '9'; });
  });
}

}  // namespace

bool is_shared_hosting(std::string_view name) {
  if (is_pool(name)) return true;
  for (std::string_view rest = name; !rest.empty();) {
    if (std::binary_search(kZones.begin(), kZones.end(), rest)) return true;
    const std::size_t dot = rest.find('.');
    if (dot == std::string_view::npos) return false;
    rest = rest.substr(dot + 1);
  }
  return false;
}

}  // namespace sekisho::detectors::fast_flux
