// The floor under every reader of captures: libpcap hands out each packet, and nothing is done with it.
#include <cstdint>
#include <cstdio>

#include <pcap/pcap.h>

int main(int argc, char** argv) {
  char error[PCAP_ERRBUF_SIZE] = {};
  pcap_t* pcap = argc == 2 ? pcap_open_offline(argv[1], error) : nullptr;
  if (pcap == nullptr) {
    std::fprintf(stderr, "usage: pcap_loop FILE; %s\n", error);
    return 2;
  }
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  while (pcap_next_ex(pcap, &header, &data) == 1) {
    ++packets;
    bytes += header->caplen + data[0] * 0U;
  }
  std::printf("%llu packets, %llu bytes\n", static_cast<unsigned long long>(packets), static_cast<unsigned long long>(bytes));
  pcap_close(pcap);
}
