#!/bin/sh
# Installs what building (or testing) sekisho needs and is missing, from Debian's own packages. Run as root or with sudo at hand.
#
#   deploy/setup.sh build    compiler, libraries
#   deploy/setup.sh test     the same, and what the tests need: GoogleTest, Prometheus, tcpdump, formatters, the lab's tools that CI uses …
#   deploy/setup.sh lab      what pcaps/lab/lab needs to record every capture anew
#
# Does nothing, and needs no rights, where everything is there already.
set -eu

build_packages="build-essential cmake ninja-build ccache pkg-config libpcap-dev libndpi-dev libboost1.81-dev libyaml-cpp-dev prometheus-cpp-dev
 libpsl-dev publicsuffix libmaxminddb-dev libssl-dev libxxhash-dev libfmt-dev libspdlog-dev libcli11-dev libcap-dev libjemalloc-dev
 zlib1g-dev"
test_packages="libgtest-dev libgmock-dev nlohmann-json3-dev clang-format-14 clang-tidy-14 prometheus tcpdump tcpreplay libndpi-bin
 iproute2 ethtool procps python3 python3-yaml python3-jsonschema jq curl shellcheck time git
 nsd dnsmasq ncat iodine ptunnel openssh-client openssh-server bind9-dnsutils iputils-ping openssl"
# The network itself, the clients and servers of everyday life, tunnels and proxies, desktops.
lab_packages="python3 iproute2 ethtool nftables tcpdump openssl util-linux procps nsd dnsmasq iputils-ping
 curl wget socat ncat netcat-openbsd openssh-client openssh-server bind9-dnsutils knot-dnsutils unbound nginx-light dovecot-imapd dovecot-pop3d swaks vsftpd lftp
 git rsync chrony fping hping3 traceroute nmap whois snmp snmpd mosquitto mosquitto-clients avahi-daemon avahi-utils dbus isc-dhcp-client ngircd
 prometheus-node-exporter tinyproxy websocketd redis-server redis-tools memcached libcoap3-bin mosh iperf3 inetutils-telnet inetutils-telnetd tftp-hpa tftpd-hpa bsdutils
 iodine dns2tcp ptunnel ptunnel-ng icmptx httptunnel proxytunnel stunnel4 autossh microsocks knockd openvpn wireguard-go wireguard-tools shadowsocks-libev obfs4proxy faketime
 tigervnc-standalone-server tigervnc-viewer tigervnc-common xvfb xterm xdotool xfonts-base freerdp2-x11 freerdp2-shadow-x11"

say() { printf 'setup: %s\n' "$*" >&2; }

case "${1:-build}" in
  build) wanted=$build_packages ;;
  test) wanted="$build_packages $test_packages" ;;
  lab) wanted=$lab_packages ;;
  *) say "usage: deploy/setup.sh [build|test|lab]"; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null 2>&1; then
  # shellcheck disable=SC2086  # a list of words
  say "this is no Debian: install by hand what corresponds to:" $wanted
  exit 1
fi

missing=
for package in $wanted; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    say "as root: apt-get install -y --no-install-recommends$missing"
    exit 1
  fi
  as_root=sudo
fi

# Nothing that is installed for tests (Prometheus) may start as a service of this machine.
policy=/usr/sbin/policy-rc.d
guard=
if [ ! -e $policy ]; then
  guard=yes
  printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
  $as_root chmod 755 $policy
  trap '[ -z "$guard" ] || $as_root rm -f $policy' EXIT INT TERM
fi

say "installing$missing"
$as_root apt-get update -q
# shellcheck disable=SC2086  # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
