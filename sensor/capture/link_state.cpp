#include "sensor/capture/link_state.hpp"

#include <cstdint>
#include <cstring>

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sekisho::capture {
namespace {

/// Any socket takes these questions.
class QuestionSocket {
 public:
  explicit QuestionSocket(const std::string& name) : descriptor_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    name.copy(static_cast<char*>(request_.ifr_name), IFNAMSIZ - 1);
  }
  ~QuestionSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  QuestionSocket(const QuestionSocket&) = delete;
  QuestionSocket& operator=(const QuestionSocket&) = delete;

  bool ask(unsigned long question) { return ::ioctl(descriptor_, question, &request_) == 0; }
  const ifreq& answer() const { return request_; }
  /// An ethtool value; 0 where the driver has none.
  std::uint32_t ethtool(std::uint32_t command) {
    ethtool_value value{.cmd = command, .data = 0};
    request_.ifr_data = reinterpret_cast<char*>(&value);
    return ask(SIOCETHTOOL) ? value.data : 0;
  }

 private:
  int descriptor_;
  ifreq request_{};
};

}  // namespace

LinkState link_state(const std::string& name, bool details) {
  LinkState state;
  if (name == "any") {
    state.exists = state.up = true;
    return state;
  }
  if (name.size() >= IFNAMSIZ) return state;
  state.index = ::if_nametoindex(name.c_str());
  QuestionSocket socket(name);
  state.exists = state.index != 0 && socket.ask(SIOCGIFFLAGS);
  if (!state.exists) return state;
  state.up = (socket.answer().ifr_flags & IFF_UP) != 0;
  if (!details) return state;
  if (socket.ask(SIOCGIFMTU)) state.mtu = socket.answer().ifr_mtu;
  state.merges_packets = socket.ethtool(ETHTOOL_GGRO) != 0 || (socket.ethtool(ETHTOOL_GFLAGS) & ETH_FLAG_LRO) != 0;
  return state;
}

}  // namespace sekisho::capture
