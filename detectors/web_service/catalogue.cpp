#include "detectors/web_service/catalogue.hpp"

#include <array>

namespace sekisho::detectors::web_service {
namespace {

// Services that attackers' reports name again and again, by what they offer to programs; whole companies' domains only where nothing narrower exists.
constexpr std::string_view kBuiltIn = R"(
paste pastebin.com
paste paste.ee
paste hastebin.com
paste ghostbin.com
paste rentry.co
paste rentry.org
paste controlc.com
paste justpaste.it
paste dpaste.com
paste dpaste.org
paste ix.io
paste termbin.com
paste paste.rs
paste pastes.dev
paste privatebin.net
paste textbin.net
paste pasteio.com
paste telegra.ph
paste write.as
chat api.telegram.org
chat discord.com
chat discordapp.com
chat discord.gg
chat hooks.slack.com
chat slack.com
chat webhook.office.com
chat api.vk.com
chat mastodon.social
chat webhook.site
chat requestbin.com
chat pipedream.net
code raw.githubusercontent.com
code gist.githubusercontent.com
code gist.github.com
code api.github.com
code github.com
code gitlab.com
code bitbucket.org
code gitee.com
code codeberg.org
code sourceforge.net
storage transfer.sh
storage file.io
storage anonfiles.com
storage gofile.io
storage temp.sh
storage 0x0.st
storage catbox.moe
storage bashupload.com
storage wetransfer.com
storage mega.nz
storage mega.co.nz
storage mediafire.com
storage sendspace.com
storage uguu.se
storage pixeldrain.com
storage ipfs.io
cloud content.dropboxapi.com
cloud api.dropboxapi.com
cloud www.googleapis.com
cloud sheets.googleapis.com
cloud storage.googleapis.com
cloud graph.microsoft.com
cloud api.onedrive.com
cloud blob.core.windows.net
cloud s3.amazonaws.com
cloud api.notion.com
cloud api.airtable.com
cloud api.trello.com
cloud firebaseio.com
cloud api.box.com
cloud upload.box.com
cloud cloudfunctions.net
cloud workers.dev
cloud pages.dev
cloud azurewebsites.net
tunnel ngrok.io
tunnel ngrok.app
tunnel ngrok-free.app
tunnel ngrok.com
tunnel trycloudflare.com
tunnel argotunnel.com
tunnel loca.lt
tunnel localtunnel.me
tunnel serveo.net
tunnel localhost.run
tunnel lhr.life
tunnel playit.gg
tunnel portmap.io
tunnel pagekite.me
tunnel devtunnels.ms
tunnel tunnels.api.visualstudio.com
tunnel bore.pub
tunnel pinggy.io
tunnel zrok.io
feed api.twitter.com
feed api.x.com
feed oauth.reddit.com
feed www.reddit.com
feed steamcommunity.com
feed blogspot.com
feed tumblr.com
feed docs.google.com
feed script.google.com
feed t.me
)";

constexpr std::array<std::string_view, 7> kNames{"paste", "chat", "code", "storage", "cloud", "tunnel", "feed"};

std::optional<std::pair<Category, std::string_view>> parse(std::string_view row) {
  const auto space = row.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view suffix = row.substr(space + 1);
  if (suffix.empty() || suffix.find(' ') != std::string_view::npos || suffix.find('.') == std::string_view::npos) return std::nullopt;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (row.substr(0, space) == kNames[i]) return std::pair(static_cast<Category>(i), suffix);
  }
  return std::nullopt;
}

}  // namespace

std::string_view category_name(Category category) { return kNames[static_cast<std::size_t>(category)]; }

bool Catalogue::is_row(std::string_view row) { return parse(row).has_value(); }

Catalogue::Catalogue(const std::vector<std::string>& rows) {
  const auto take = [&](std::string_view row) {
    if (const auto parsed = parse(row); parsed) rows_.emplace(parsed->second, parsed->first);
  };
  for (const std::string& row : rows) take(row);
  if (!rows.empty()) return;
  std::string_view rest = kBuiltIn;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    take(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
}

std::optional<Service> Catalogue::find(std::string_view name) const {
  while (!name.empty()) {
    if (const auto it = rows_.find(name); it != rows_.end()) return Service{it->first, it->second};
    const auto dot = name.find('.');
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

}  // namespace sekisho::detectors::web_service
