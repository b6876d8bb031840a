// Collected from the vendors' own firewall notes ("allow these hosts and ports"). A domain that also serves unrelated products is left out.
#include "detectors/remote_access/vendors.hpp"

#include <algorithm>
#include <array>

namespace sekisho::detectors::remote_access {
namespace {

using S = std::string_view;
constexpr std::span<const S> kNone{};
constexpr std::span<const std::uint16_t> kNoPorts{};

template <class T, std::size_t N>
constexpr std::span<const T> list(const std::array<T, N>& a) {
  return a;
}

constexpr std::array<S, 2> kTeamViewer{"teamviewer.com", "dyngate.com"};
constexpr std::array<S, 1> kTeamViewerLabels{"TeamViewer"};
constexpr std::array<std::uint16_t, 1> kTeamViewerPorts{5938};
constexpr std::array<S, 2> kAnyDesk{"anydesk.com", "anydesk.com.cn"};
constexpr std::array<S, 1> kAnyDeskLabels{"AnyDesk"};
constexpr std::array<std::uint16_t, 2> kAnyDeskPorts{7070, 6568};
constexpr std::array<S, 1> kRustDesk{"rustdesk.com"};
constexpr std::array<S, 1> kRustDeskLabels{"RustDesk"};
constexpr std::array<std::uint16_t, 5> kRustDeskPorts{21115, 21116, 21117, 21118, 21119};
constexpr std::array<S, 5> kLogMeIn{"logmein.com", "logmein-gateway.com", "logmeinrescue.com", "logme.in", "hamachi.cc"};
constexpr std::array<S, 1> kLogMeInLabels{"LogMeIn"};
constexpr std::array<S, 4> kGoTo{"gotomypc.com", "gotoassist.com", "fastsupport.com", "gotoresolve.com"};
constexpr std::array<S, 3> kSplashtop{"splashtop.com", "splashtop.eu", "relay.splashtop.com"};
constexpr std::array<std::uint16_t, 1> kSplashtopPorts{6783};
constexpr std::array<S, 2> kScreenConnect{"screenconnect.com", "connectwise.com"};
constexpr std::array<std::uint16_t, 1> kScreenConnectPorts{8041};
constexpr std::array<S, 1> kAtera{"atera.com"};
constexpr std::array<S, 4> kZoho{"zohoassist.com", "zohoassist.eu", "zohoassist.in", "zohoassist.com.au"};
constexpr std::array<S, 2> kNinja{"ninjarmm.com", "ninjaone.com"};
constexpr std::array<S, 2> kKaseya{"kaseya.com", "kaseya.net"};
constexpr std::array<S, 1> kLevel{"level.io"};
constexpr std::array<S, 1> kAction1{"action1.com"};
constexpr std::array<S, 1> kSimpleHelp{"simple-help.com"};
constexpr std::array<S, 1> kMesh{"meshcentral.com"};
constexpr std::array<S, 1> kDwService{"dwservice.net"};
constexpr std::array<S, 2> kSupremo{"supremocontrol.com", "nanosystems.it"};
constexpr std::array<S, 1> kAmmyy{"ammyy.com"};
constexpr std::array<S, 2> kRemoteUtilities{"remoteutilities.com", "remoteutilities.net"};
constexpr std::array<std::uint16_t, 2> kRemoteUtilitiesPorts{5650, 5655};
constexpr std::array<S, 2> kToDesk{"todesk.com", "todesk.cn"};
constexpr std::array<S, 4> kOray{"oray.com", "oray.net", "aweray.com", "aweray.net"};
constexpr std::array<S, 1> kHopToDesk{"hoptodesk.com"};
constexpr std::array<S, 2> kChromeRemote{"remotedesktop.google.com", "remotedesktop-pa.googleapis.com"};
constexpr std::array<S, 2> kIsl{"islonline.com", "islonline.net"};
constexpr std::array<S, 2> kBeyondTrust{"beyondtrustcloud.com", "bomgarcloud.com"};
constexpr std::array<S, 1> kDatto{"centrastage.net"};
constexpr std::array<S, 2> kNable{"n-able.com", "swi-rc.com"};
constexpr std::array<S, 1> kPulseway{"pulseway.com"};
constexpr std::array<S, 2> kSyncro{"syncromsp.com", "syncroapi.com"};
constexpr std::array<S, 2> kParsec{"parsec.app", "parsecgaming.com"};
constexpr std::array<S, 1> kNoMachine{"nomachine.com"};
constexpr std::array<std::uint16_t, 1> kNoMachinePorts{4000};
constexpr std::array<S, 1> kGetscreen{"getscreen.me"};
constexpr std::array<S, 2> kIperius{"iperius.net", "iperiusremote.com"};
constexpr std::array<S, 2> kFixMe{"fixme.it", "techinline.net"};
constexpr std::array<S, 1> kAero{"aeroadmin.com"};
constexpr std::array<S, 2> kLite{"litemanager.com", "litemanager.ru"};
constexpr std::array<std::uint16_t, 1> kLitePorts{5651};
constexpr std::array<S, 2> kNetSupport{"netsupportsoftware.com", "netsupportmanager.com"};
constexpr std::array<S, 2> kRealVnc{"realvnc.com", "vnc.com"};
constexpr std::array<std::uint16_t, 1> kDameWarePorts{6129};
constexpr std::array<S, 1> kPcAnywhereLabels{"PcAnywhere"};
constexpr std::array<std::uint16_t, 2> kPcAnywherePorts{5631, 5632};
constexpr std::array<S, 1> kQuickAssist{"remoteassistance.support.services.microsoft.com"};
constexpr std::array<S, 3> kDevTunnels{"tunnels.api.visualstudio.com", "devtunnels.ms", "vscode.dev"};
constexpr std::array<S, 2> kCodespaces{"github.dev", "app.github.dev"};
constexpr std::array<S, 1> kTmate{"tmate.io"};
constexpr std::array<S, 1> kUpterm{"upterm.dev"};
constexpr std::array<S, 1> kSshx{"sshx.io"};

constexpr std::array kVendors{
    Vendor{"TeamViewer", list(kTeamViewer), list(kTeamViewerLabels), list(kTeamViewerPorts)},
    Vendor{"AnyDesk", list(kAnyDesk), list(kAnyDeskLabels), list(kAnyDeskPorts)},
    Vendor{"RustDesk", list(kRustDesk), list(kRustDeskLabels), list(kRustDeskPorts)},
    Vendor{"LogMeIn", list(kLogMeIn), list(kLogMeInLabels), kNoPorts},
    Vendor{"GoTo Resolve", list(kGoTo), kNone, kNoPorts},
    Vendor{"Splashtop", list(kSplashtop), kNone, list(kSplashtopPorts)},
    Vendor{"ScreenConnect", list(kScreenConnect), kNone, list(kScreenConnectPorts)},
    Vendor{"Atera", list(kAtera), kNone, kNoPorts},
    Vendor{"Zoho Assist", list(kZoho), kNone, kNoPorts},
    Vendor{"NinjaOne", list(kNinja), kNone, kNoPorts},
    Vendor{"Kaseya", list(kKaseya), kNone, kNoPorts},
    Vendor{"Level", list(kLevel), kNone, kNoPorts},
    Vendor{"Action1", list(kAction1), kNone, kNoPorts},
    Vendor{"SimpleHelp", list(kSimpleHelp), kNone, kNoPorts},
    Vendor{"MeshCentral", list(kMesh), kNone, kNoPorts},
    Vendor{"DWService", list(kDwService), kNone, kNoPorts},
    Vendor{"Supremo", list(kSupremo), kNone, kNoPorts},
    Vendor{"Ammyy Admin", list(kAmmyy), kNone, kNoPorts},
    Vendor{"Remote Utilities", list(kRemoteUtilities), kNone, list(kRemoteUtilitiesPorts)},
    Vendor{"ToDesk", list(kToDesk), kNone, kNoPorts},
    Vendor{"Sunlogin", list(kOray), kNone, kNoPorts},
    Vendor{"HopToDesk", list(kHopToDesk), kNone, kNoPorts},
    Vendor{"Chrome Remote Desktop", list(kChromeRemote), kNone, kNoPorts},
    Vendor{"ISL Online", list(kIsl), kNone, kNoPorts},
    Vendor{"BeyondTrust", list(kBeyondTrust), kNone, kNoPorts},
    Vendor{"Datto RMM", list(kDatto), kNone, kNoPorts},
    Vendor{"N-able", list(kNable), kNone, kNoPorts},
    Vendor{"Pulseway", list(kPulseway), kNone, kNoPorts},
    Vendor{"Syncro", list(kSyncro), kNone, kNoPorts},
    Vendor{"Parsec", list(kParsec), kNone, kNoPorts},
    Vendor{"NoMachine", list(kNoMachine), kNone, list(kNoMachinePorts)},
    Vendor{"Getscreen", list(kGetscreen), kNone, kNoPorts},
    Vendor{"Iperius Remote", list(kIperius), kNone, kNoPorts},
    Vendor{"FixMe.IT", list(kFixMe), kNone, kNoPorts},
    Vendor{"AeroAdmin", list(kAero), kNone, kNoPorts},
    Vendor{"LiteManager", list(kLite), kNone, list(kLitePorts)},
    Vendor{"NetSupport", list(kNetSupport), kNone, kNoPorts},
    Vendor{"RealVNC Connect", list(kRealVnc), kNone, kNoPorts},
    Vendor{"DameWare", kNone, kNone, list(kDameWarePorts)},
    Vendor{"pcAnywhere", kNone, list(kPcAnywhereLabels), list(kPcAnywherePorts)},
    Vendor{"Quick Assist", list(kQuickAssist), kNone, kNoPorts},
    Vendor{"Dev Tunnels", list(kDevTunnels), kNone, kNoPorts, true},
    Vendor{"GitHub Codespaces", list(kCodespaces), kNone, kNoPorts, true},
    Vendor{"tmate", list(kTmate), kNone, kNoPorts, true},
    Vendor{"upterm", list(kUpterm), kNone, kNoPorts, true},
    Vendor{"sshx", list(kSshx), kNone, kNoPorts, true},
};

bool below(std::string_view name, std::string_view suffix) {
  return name == suffix || (name.size() > suffix.size() && name.ends_with(suffix) && name[name.size() - suffix.size() - 1] == '.');
}

template <class Test>
const Vendor* find(Test test) {
  const auto it = std::find_if(kVendors.begin(), kVendors.end(), test);
  return it == kVendors.end() ? nullptr : &*it;
}

}  // namespace

std::span<const Vendor> vendors() { return kVendors; }

const Vendor* vendor_of_name(std::string_view name) {
  return find([&](const Vendor& v) { return std::any_of(v.suffixes.begin(), v.suffixes.end(), [&](S s) { return below(name, s); }); });
}
const Vendor* vendor_of_label(std::string_view label) {
  return find([&](const Vendor& v) { return std::find(v.labels.begin(), v.labels.end(), label) != v.labels.end(); });
}
const Vendor* vendor_of_port(std::uint16_t port) {
  return find([&](const Vendor& v) { return std::find(v.ports.begin(), v.ports.end(), port) != v.ports.end(); });
}

bool is_web_site(std::string_view name) {
  constexpr std::array<S, 9> kSites{"www", "support", "help", "docs", "blog", "community", "store", "download", "static"};
  const std::string_view first = name.substr(0, name.find('.'));
  if (std::find(kSites.begin(), kSites.end(), first) != kSites.end()) return true;
  return std::count(name.begin(), name.end(), '.') == 1;
}

}  // namespace sekisho::detectors::remote_access
