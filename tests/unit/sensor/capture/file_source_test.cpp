#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sensor/capture/packet_source.hpp"
#include "tests/support/capture_writer.hpp"
#include "tests/support/packet_builder.hpp"

namespace sekisho::capture {
namespace {

namespace fs = std::filesystem;
using test::CaptureWriter;
using test::kStart;
using test::tcp;
using test::udp;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Kept {
  Timestamp time;
  std::string bytes;
  std::uint32_t wire_length = 0;
  int link_type = 0;
  std::uint16_t interface = 0;
};

class Keeper final : public PacketSink {
 public:
  void packet(const packet::RawPacket& raw) override {
    packets.push_back({raw.time, std::string(as_text(raw.bytes)), raw.wire_length, raw.link_type, raw.interface});
  }
  std::vector<Kept> packets;
};

class Files : public ::testing::Test {
 protected:
  Files() : folder_(fs::path(::testing::TempDir()) / ("sekisho-capture-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Files() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  /// @p count packets, numbered in their ports, one second apart.
  std::string capture(const std::string& name, std::uint16_t count, const test::CaptureFormat& format = {}) {
    CaptureWriter writer(path(name), format);
    for (std::uint16_t i = 0; i < count; ++i) writer.write(packet(i).raw());
    return path(name);
  }
  static test::PacketBuilder packet(std::uint16_t number) {
    return tcp("10.0.0.1:" + std::to_string(1000 + number), "10.0.0.2:80").at(std::chrono::seconds(number));
  }
  std::string write(const std::string& name, const std::string& bytes) {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  static std::string bytes_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  Result<std::unique_ptr<PacketSource>> open(std::vector<std::string> paths, std::string filter = {}) {
    FileOptions options;
    options.paths = std::move(paths);
    options.filter = std::move(filter);
    return open_files(options, counters_);
  }
  /// Reads to the end.
  std::vector<Kept> read(PacketSource& source) {
    Keeper keeper;
    while (source.poll(keeper, std::chrono::milliseconds{1}) != PacketSource::Status::End) {
    }
    return keeper.packets;
  }
  double counter(std::string_view name) const {
    for (const auto& sample : counters_.samples()) {
      if (sample.name == name) return sample.value;
    }
    return -1;
  }

  fs::path folder_;
  Counters counters_;
};

TEST_F(Files, PacketsComeInOrderWithTimeLengthAndSource) {
  const auto source = open({capture("a.pcap", 3)});
  ASSERT_TRUE(source);
  const auto packets = read(**source);
  ASSERT_EQ(packets.size(), 3U);
  for (std::uint16_t i = 0; i < 3; ++i) {
    EXPECT_EQ(packets[i].time, kStart + std::chrono::seconds(i));
    EXPECT_EQ(packets[i].bytes, as_text(packet(i).raw().bytes));
    EXPECT_EQ(packets[i].wire_length, packet(i).frame().size());
    EXPECT_EQ(packets[i].link_type, 1);
    EXPECT_EQ(packets[i].interface, 0);
  }
  EXPECT_THAT((*source)->problems(), IsEmpty());
  EXPECT_EQ(counter("sekisho_capture_packets_total"), 3);
  EXPECT_EQ(counter("sekisho_capture_bytes_total"), 3 * 60);
  EXPECT_EQ(counter("sekisho_capture_truncated_packets_total"), 0);
}

TEST_F(Files, NanosecondsSurviveAndSlicedPacketsAreCounted) {
  {
    CaptureWriter writer(path("n.pcap"), {.nanoseconds = true});
    writer.write(packet(0).at(Timestamp{Duration{1'700'000'000'123'456'789}}).raw());
    writer.write(packet(0).payload(std::string(500, 'x')).snap(96).raw());
  }
  const auto source = open({path("n.pcap")});
  ASSERT_TRUE(source);
  const auto packets = read(**source);
  ASSERT_EQ(packets.size(), 2U);
  EXPECT_EQ(packets[0].time, Timestamp{Duration{1'700'000'000'123'456'789}});
  EXPECT_EQ(packets[1].bytes.size(), 96U);
  EXPECT_EQ(packets[1].wire_length, 554U);
  EXPECT_EQ(counter("sekisho_capture_truncated_packets_total"), 1);
}

TEST_F(Files, AFileOfTheOtherByteOrderIsRead) {
  // One packet of 4 bytes at 2 s 3 µs, all fields big-endian.
  const test::Frame file = test::hex("a1b2c3d4 0002 0004 00000000 00000000 0000ffff 00000001 00000002 00000003 00000004 00000004 01020304");
  const auto source = open({write("swapped.pcap", std::string(as_text(file)))});
  ASSERT_TRUE(source);
  const auto packets = read(**source);
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].time, Timestamp{2s + 3us});
  EXPECT_EQ(packets[0].bytes, "\x01\x02\x03\x04");
}

// A section header and one interface of link type @p type.
test::Frame pcapng(std::uint16_t type) {
  const test::Frame section = test::hex("0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c");
  test::Frame interface = test::hex("00000001 00000014");
  test::put16(interface, type);
  return test::join({section, interface, test::hex("0000 0000ffff 00000014")});
}

TEST_F(Files, PcapngIsRead) {
  const test::Frame packet = test::hex("00000006 00000024 00000000 00000000 001e8483 00000004 00000004 01020304 00000024");
  const auto source = open({write("a.pcapng", std::string(as_text(test::join({pcapng(1), packet}))))});
  ASSERT_TRUE(source);
  const auto packets = read(**source);
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].time, Timestamp{2s + 3us});
  EXPECT_THAT((*source)->problems(), IsEmpty());
}

TEST_F(Files, PcapngWithInterfacesOfTwoLinkTypesIsNamed) {
  const test::Frame packet = test::hex("00000006 00000024 00000000 00000000 001e8483 00000004 00000004 01020304 00000024");
  const test::Frame other = test::hex("00000001 00000014 0071 0000 0000ffff 00000014");
  const auto source = open({write("two.pcapng", std::string(as_text(test::join({pcapng(1), packet, other, packet}))))});
  ASSERT_TRUE(source);
  EXPECT_EQ(read(**source).size(), 1U);
  EXPECT_THAT((*source)->problems(), ElementsAre(HasSubstr("two.pcapng: damaged after 1 packets")));
}

TEST_F(Files, SeveralFilesFollowEachOtherUnderTheirOwnNames) {
  const auto source = open({capture("b.pcap", 2), capture("a.pcap", 300), capture("raw.pcap", 1, {.link_type = 12})});
  ASSERT_TRUE(source);
  EXPECT_THAT((*source)->names(), ElementsAre(EndsWith("b.pcap"), EndsWith("a.pcap"), EndsWith("raw.pcap")));
  const auto packets = read(**source);
  ASSERT_EQ(packets.size(), 303U);
  EXPECT_EQ(packets[1].interface, 0);
  EXPECT_EQ(packets[2].interface, 1);
  EXPECT_EQ(packets[302].interface, 2);
  EXPECT_EQ(packets[302].link_type, 12);
}

TEST_F(Files, AFolderGivesItsFilesByNameAndOneLevelOnly) {
  fs::create_directories(path("in/deeper"));
  capture("in/2.pcap", 1);
  capture("in/1.pcap", 2);
  capture("in/deeper/0.pcap", 50);
  write("in/notes.txt", "these are my captures");
  write("in/.hidden", "junk");
  const auto source = open({path("in")});
  ASSERT_TRUE(source);
  EXPECT_EQ(read(**source).size(), 3U);
  EXPECT_THAT((*source)->names(), ElementsAre(EndsWith("1.pcap"), EndsWith("2.pcap"), EndsWith("notes.txt")));
  EXPECT_THAT((*source)->problems(), ElementsAre(EndsWith("notes.txt: neither pcap nor pcapng")));
}

TEST_F(Files, EveryUnreadableFileIsNamedWithItsReason) {
  fs::create_directories(path("nothing"));
  const auto source = open({path("missing.pcap"), write("empty.pcap", ""), write("a.gz", "\x1F\x8B\x08 rest"),
                            write("a.zst", "\x28\xB5\x2F\xFD rest"), write("header.pcap", bytes_of(capture("x", 0)).substr(0, 10)),
                            capture("wlan.pcap", 1, {.link_type = 105}), path("nothing"), capture("good.pcap", 1)});
  ASSERT_TRUE(source);
  EXPECT_EQ(read(**source).size(), 1U);
  EXPECT_THAT((*source)->problems(),
              ElementsAre(EndsWith("nothing: no files in this folder"), EndsWith("missing.pcap: No such file or directory"),
                          EndsWith("empty.pcap: empty file"), EndsWith("a.gz: gzip compressed; unpack it first"),
                          EndsWith("a.zst: zstd compressed; unpack it first"), HasSubstr("header.pcap: cut short inside its header"),
                          EndsWith("wlan.pcap: link type IEEE802_11 (802.11) is not supported")));
}

TEST_F(Files, WhereNothingCanBeReadTheErrorNamesEverything) {
  const auto source = open({path("missing.pcap"), write("empty.pcap", "")});
  ASSERT_FALSE(source);
  EXPECT_THAT(source.error().message, HasSubstr("missing.pcap: No such file"));
  EXPECT_THAT(source.error().message, HasSubstr("empty.pcap: empty file"));
  EXPECT_FALSE(open({}));
}

TEST_F(Files, AFileCutShortGivesWhatComesBeforeWhereverItIsCut) {
  const std::string whole = bytes_of(capture("whole.pcap", 3));
  const std::size_t record = 16 + 60;
  for (std::size_t cut = 1; cut < record; ++cut) {
    const auto source = open({write("cut.pcap", whole.substr(0, whole.size() - cut)), path("whole.pcap")});
    ASSERT_TRUE(source);
    EXPECT_EQ(read(**source).size(), 2U + 3U) << cut;
    EXPECT_THAT((*source)->problems(), ElementsAre(HasSubstr("cut.pcap: cut short after 2 packets"))) << cut;
  }
}

TEST_F(Files, AnImpossiblePacketLengthIsDamage) {
  std::string bytes = bytes_of(capture("a.pcap", 2));
  for (std::size_t i = 0; i < 4; ++i) bytes[24 + 16 + 60 + 8 + i] = '\x7F';
  const auto source = open({write("bad.pcap", bytes)});
  ASSERT_TRUE(source);
  EXPECT_EQ(read(**source).size(), 1U);
  EXPECT_THAT((*source)->problems(), ElementsAre(HasSubstr("bad.pcap: damaged after 1 packets")));
}

TEST_F(Files, AFilterChoosesPacketsOnEveryLinkType) {
  const auto source = open({capture("a.pcap", 5), capture("raw.pcap", 0, {.link_type = 12})}, "tcp src port 1003");
  ASSERT_TRUE(source);
  const auto packets = read(**source);
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].time, kStart + 3s);
  EXPECT_EQ(counter("sekisho_capture_packets_total"), 1);
}

TEST_F(Files, AFilterThatCompilesNowhereIsAnError) {
  const auto source = open({capture("a.pcap", 1)}, "tcp prot 80");
  ASSERT_FALSE(source);
  EXPECT_THAT(source.error().message, HasSubstr("filter \"tcp prot 80\""));
}

TEST_F(Files, AFilterThatFitsTheLinkTypeOfNoFileNamesTheFiles) {
  const auto source = open({capture("raw.pcap", 1, {.link_type = 12})}, "ether host 02:00:00:00:00:01");
  ASSERT_FALSE(source);
  EXPECT_THAT(source.error().message, HasSubstr("raw.pcap: filter"));
}

TEST(Filter, IsCheckedWithoutACapture) {
  EXPECT_TRUE(check_filter(""));
  EXPECT_TRUE(check_filter("host 10.0.0.1 and not port 22"));
  EXPECT_TRUE(check_filter("ifindex 3"));
  const auto wrong = check_filter("tcp prot 80");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("filter \"tcp prot 80\": "));
}

TEST_F(Files, AFilterThatDoesNotFitOneLinkTypeNamesThatFile) {
  const auto source = open({capture("raw.pcap", 1, {.link_type = 12}), capture("a.pcap", 1)}, "ether host 02:00:00:00:00:01");
  ASSERT_TRUE(source);
  EXPECT_EQ(read(**source).size(), 1U);
  EXPECT_THAT((*source)->problems(), ElementsAre(HasSubstr("raw.pcap: filter")));
}

TEST_F(Files, ProgressReachesTheTotal) {
  const std::string a = capture("a.pcap", 1000), b = capture("b.pcap", 10);
  const auto source = open({a, b, write("c.pcap", "junk and more junk")});
  ASSERT_TRUE(source);
  EXPECT_EQ((*source)->progress().bytes_total, fs::file_size(a) + fs::file_size(b) + 18);
  read(**source);
  EXPECT_GE((*source)->progress().bytes_read, fs::file_size(a) + fs::file_size(b));
  EXPECT_LE((*source)->progress().bytes_read, (*source)->progress().bytes_total);
}

TEST_F(Files, APollDeliversAFewHundredAtMost) {
  const auto source = open({capture("a.pcap", 2000)});
  ASSERT_TRUE(source);
  Keeper keeper;
  EXPECT_EQ((*source)->poll(keeper, std::chrono::milliseconds{1}), PacketSource::Status::More);
  EXPECT_GT(keeper.packets.size(), 0U);
  EXPECT_LE(keeper.packets.size(), 300U);
}

TEST_F(Files, WithAPaceTheFirstPacketIsDueAtOnceAndTheNextIsNot) {
  FileOptions options;
  options.paths = {capture("a.pcap", 2)};
  options.pace = 1e-6;
  const auto source = open_files(options, counters_);
  ASSERT_TRUE(source);
  Keeper keeper;
  EXPECT_EQ((*source)->poll(keeper, std::chrono::milliseconds{0}), PacketSource::Status::More);
  EXPECT_EQ(keeper.packets.size(), 1U);
  EXPECT_EQ((*source)->poll(keeper, std::chrono::milliseconds{0}), PacketSource::Status::Idle);
  EXPECT_EQ(keeper.packets.size(), 1U);
}

TEST_F(Files, WithAHighPaceAllAreDelivered) {
  FileOptions options;
  options.paths = {capture("a.pcap", 500)};
  options.pace = 1e9;
  const auto source = open_files(options, counters_);
  ASSERT_TRUE(source);
  EXPECT_EQ(read(**source).size(), 500U);
}

TEST_F(Files, APipeThatHasSaidNothingYetIsIdle) {
  const std::string bytes = bytes_of(capture("a.pcap", 1));
  int ends[2] = {};
  ASSERT_EQ(::pipe(ends), 0);
  const auto source = open({"/dev/fd/" + std::to_string(ends[0])});
  ASSERT_TRUE(source);
  Keeper keeper;
  EXPECT_EQ((*source)->poll(keeper, std::chrono::milliseconds{0}), PacketSource::Status::Idle);
  ASSERT_EQ(::write(ends[1], bytes.data(), 3), 3);
  EXPECT_EQ((*source)->poll(keeper, std::chrono::milliseconds{0}), PacketSource::Status::Idle);
  ASSERT_EQ(::write(ends[1], bytes.data() + 3, bytes.size() - 3), static_cast<ssize_t>(bytes.size() - 3));
  ::close(ends[1]);
  EXPECT_EQ(read(**source).size(), 1U);
  ::close(ends[0]);
  EXPECT_THAT((*source)->problems(), IsEmpty());
}

TEST_F(Files, APipeThatEndsInsideItsFirstBytesIsNamed) {
  int ends[2] = {};
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "abc", 3), 3);
  ::close(ends[1]);
  const std::string name = "/dev/fd/" + std::to_string(ends[0]);
  const auto source = open({name, capture("a.pcap", 2)});
  ASSERT_TRUE(source);
  EXPECT_EQ(read(**source).size(), 2U);
  ::close(ends[0]);
  EXPECT_THAT((*source)->problems(), ElementsAre(testing::StartsWith(name + ": ")));
}

TEST_F(Files, ANamedPipeWithoutAWriterIsIdle) {
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  const auto source = open({path("fifo")});
  ASSERT_TRUE(source);
  Keeper keeper;
  EXPECT_EQ((*source)->poll(keeper, std::chrono::milliseconds{0}), PacketSource::Status::Idle);
}

TEST_F(Files, ASilentPipeIsIdleAndAFullOneIsRead) {
  const std::string bytes = bytes_of(capture("a.pcap", 3));
  int ends[2] = {};
  ASSERT_EQ(::pipe(ends), 0);
  const auto send = [&](std::size_t from, std::size_t size) { ASSERT_EQ(::write(ends[1], bytes.data() + from, size), static_cast<ssize_t>(size)); };
  send(0, 24 + 76);
  const auto source = open({"/dev/fd/" + std::to_string(ends[0])});
  ASSERT_TRUE(source);
  Keeper keeper;
  EXPECT_EQ((*source)->poll(keeper, std::chrono::milliseconds{0}), PacketSource::Status::More);
  EXPECT_EQ((*source)->poll(keeper, std::chrono::milliseconds{0}), PacketSource::Status::Idle);
  EXPECT_EQ(keeper.packets.size(), 1U);
  send(24 + 76, 2 * 76);
  ::close(ends[1]);
  while ((*source)->poll(keeper, std::chrono::milliseconds{0}) != PacketSource::Status::End) {
  }
  ::close(ends[0]);
  EXPECT_EQ(keeper.packets.size(), 3U);
  EXPECT_THAT((*source)->problems(), IsEmpty());
}

}  // namespace
}  // namespace sekisho::capture
