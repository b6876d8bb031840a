#include "sensor/outputs/file_sink.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sekisho::outputs {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMebi = 1024 * 1024;

Timestamp at(Duration since = 0s) { return Timestamp{} + 1'795'529'626s + since; }

struct FileSinkTest : testing::Test {
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "file_sink_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    path = folder / "eve.json";
  }
  void TearDown() override { fs::remove_all(folder); }

  FileOptions options() const {
    FileOptions o;
    o.path = path.string();
    o.output = "eve";
    return o;
  }
  std::unique_ptr<FileSink> open(const FileOptions& o) {
    auto sink = FileSink::open(o, counters);
    EXPECT_TRUE(sink.has_value()) << (sink ? "" : sink.error().message);
    return sink ? std::move(*sink) : nullptr;
  }
  static std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
  double metric(std::string_view name) const {
    for (const auto& s : counters.samples()) {
      if (s.name == name) return s.value;
    }
    return -1;
  }

  fs::path folder, path;
  Counters counters;
};

// Writes beyond this many bytes of a file fail while it lives, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit now = before_;
    now.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &now);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST_F(FileSinkTest, WritesWholeLinesWithTheFlush) {
  const auto sink = open(options());
  sink->append("one\n", at(), Rank::Ordinary);
  sink->append("two\n", at(), Rank::Alert);
  EXPECT_EQ(read(path), "");
  sink->flush();
  EXPECT_EQ(read(path), "one\ntwo\n");
  EXPECT_EQ(metric("sekisho_output_written_total"), 2);
  EXPECT_EQ(metric("sekisho_output_bytes_total"), 8);
  EXPECT_TRUE(sink->healthy());
}

TEST_F(FileSinkTest, AppendsToAFileThatIsThere) {
  open(options())->append("one\n", at(), Rank::Ordinary);
  open(options())->append("two\n", at(), Rank::Ordinary);
  EXPECT_EQ(read(path), "one\ntwo\n");
}

TEST_F(FileSinkTest, NobodyElseMayReadIt) {
  const auto sink = open(options());
  struct stat info {};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0007U, 0U);
}

TEST_F(FileSinkTest, MetricsExistAtZero) {
  const auto sink = open(options());
  for (const auto* name : {"sekisho_output_written_total", "sekisho_output_errors_total", "sekisho_output_retried_total",
                           "sekisho_output_dropped_total", "sekisho_output_rotations_total"}) {
    EXPECT_EQ(metric(name), 0) << name;
  }
}

TEST_F(FileSinkTest, AnErrorNamesPathAndCause) {
  FileOptions o = options();
  o.path = (folder / "absent" / "eve.json").string();
  const auto sink = FileSink::open(o, counters);
  ASSERT_FALSE(sink.has_value());
  EXPECT_NE(sink.error().message.find(o.path), std::string::npos);
  EXPECT_NE(sink.error().message.find("No such file"), std::string::npos);
}

TEST_F(FileSinkTest, APipeWithoutAReaderIsAnErrorNotAHang) {
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const auto sink = FileSink::open(options(), counters);
  ASSERT_FALSE(sink.has_value());
  EXPECT_NE(sink.error().message.find("reader"), std::string::npos);
}

TEST_F(FileSinkTest, RotatesBeforeAFileGrowsPastItsSize) {
  FileOptions o = options();
  o.rotate_size = 20;
  const auto sink = open(o);
  for (int i = 0; i < 5; ++i) sink->append("123456789\n", at(i * 1s), Rank::Ordinary);
  sink->finish();
  EXPECT_EQ(files(), (std::vector<std::string>{"eve.json", "eve.json.20261124T141347Z", "eve.json.20261124T141349Z"}));
  EXPECT_EQ(read(path), "123456789\n");
  EXPECT_EQ(read(folder / "eve.json.20261124T141347Z"), "123456789\n123456789\n");
  EXPECT_EQ(metric("sekisho_output_rotations_total"), 2);
}

TEST_F(FileSinkTest, RotationsWithinOneSecondGetNumbers) {
  FileOptions o = options();
  o.rotate_size = 10;
  const auto sink = open(o);
  for (int i = 0; i < 4; ++i) sink->append("123456789\n", at(), Rank::Ordinary);
  sink->finish();
  EXPECT_EQ(files(),
            (std::vector<std::string>{"eve.json", "eve.json.20261124T141346Z", "eve.json.20261124T141346Z-001", "eve.json.20261124T141346Z-002"}));
}

TEST_F(FileSinkTest, RotatesByPacketTime) {
  FileOptions o = options();
  o.rotate_age = 1h;
  const auto sink = open(o);
  sink->append("a\n", at(), Rank::Ordinary);
  sink->append("b\n", at(1h - 1s), Rank::Ordinary);
  sink->append("c\n", at(1h), Rank::Ordinary);
  sink->append("d\n", at(90min), Rank::Ordinary);
  sink->finish();
  EXPECT_EQ(files().size(), 2U);
  EXPECT_EQ(read(path), "c\nd\n");
}

TEST_F(FileSinkTest, DeletesItsOwnOldestAndNothingElse) {
  FileOptions o = options();
  o.rotate_size = 10;
  o.rotate_keep = 2;
  for (const auto* name : {"eve.json.bak", "eve.json.2026", "eve.json.20261124T141346Z.gz", "other.json.20200101T000000Z"})
    std::ofstream(folder / name) << "keep";
  const auto sink = open(o);
  for (int i = 0; i < 6; ++i) sink->append("123456789\n", at(i * 1s), Rank::Ordinary);
  sink->finish();
  const auto names = files();
  EXPECT_EQ(names.size(), 3U + 4U);
  EXPECT_TRUE(fs::exists(folder / "eve.json.20261124T141350Z"));
  EXPECT_FALSE(fs::exists(folder / "eve.json.20261124T141348Z"));
  EXPECT_TRUE(fs::exists(folder / "other.json.20200101T000000Z"));
}

TEST_F(FileSinkTest, ReopensAfterSomebodyElseRenamedIt) {
  const auto sink = open(options());
  sink->append("one\n", at(), Rank::Ordinary);
  sink->flush();
  fs::rename(path, folder / "eve.json.1");
  sink->append("two\n", at(), Rank::Ordinary);
  sink->reopen();
  sink->append("three\n", at(), Rank::Ordinary);
  sink->flush();
  EXPECT_EQ(read(folder / "eve.json.1"), "one\ntwo\n");
  EXPECT_EQ(read(path), "three\n");
}

TEST_F(FileSinkTest, AFullDeviceIsCountedAndLosesNothingYet) {
  FileOptions o = options();
  o.path = "/dev/full";
  const auto sink = open(o);
  sink->append("one\n", at(), Rank::Ordinary);
  sink->flush();
  EXPECT_FALSE(sink->healthy());
  EXPECT_EQ(metric("sekisho_output_errors_total"), 1);
  EXPECT_EQ(metric("sekisho_output_dropped_total"), 0);
  sink->flush();
  EXPECT_EQ(metric("sekisho_output_retried_total"), 1);
  EXPECT_EQ(metric("sekisho_output_errors_total"), 2);
  sink->finish();
  EXPECT_EQ(metric("sekisho_output_dropped_total"), 1) << "at the end it is lost, and said so";
  EXPECT_EQ(metric("sekisho_output_written_total"), 0);
}

TEST_F(FileSinkTest, GoesOnWhereAFullDiskStoppedItWithoutATornLine) {
  const auto sink = open(options());
  std::string expected;
  {
    const FullDisk full(50);
    for (int i = 0; i < 10; ++i) {
      const std::string line = "line number " + std::to_string(i) + "\n";
      expected += line;
      sink->append(line, at(), Rank::Ordinary);
    }
    sink->flush();
    EXPECT_FALSE(sink->healthy());
    EXPECT_EQ(read(path), expected.substr(0, 50)) << "the disk took the middle of a line";
    sink->flush();
    EXPECT_FALSE(sink->healthy());
  }
  sink->append("after\n", at(), Rank::Ordinary);
  sink->flush();
  EXPECT_TRUE(sink->healthy());
  EXPECT_EQ(read(path), expected + "after\n");
  EXPECT_EQ(metric("sekisho_output_dropped_total"), 0);
  EXPECT_EQ(metric("sekisho_output_written_total"), 11);
}

TEST_F(FileSinkTest, ALineBegunInAFileThatIsGoneIsWrittenAgainAsAWhole) {
  const auto sink = open(options());
  {
    const FullDisk full(18);
    sink->append("0123456789\n", at(), Rank::Ordinary);
    sink->append("abcdefghij\n", at(), Rank::Ordinary);
    sink->flush();
  }
  ASSERT_EQ(read(path), "0123456789\nabcdefg");
  fs::rename(path, folder / "moved");
  sink->flush();
  EXPECT_EQ(read(path), "abcdefghij\n");
}

TEST_F(FileSinkTest, HoldsABoundedAmountAndAlertsLast) {
  FileOptions o = options();
  o.path = "/dev/full";
  const auto sink = open(o);
  const std::string line = std::string(kMebi - 1, 'x') + '\n';
  for (int i = 0; i < 10; ++i) sink->append(line, at(), Rank::Ordinary);
  EXPECT_EQ(metric("sekisho_output_dropped_total"), 4) << "6 MiB of ordinary records are held";
  for (int i = 0; i < 5; ++i) sink->append(line, at(), Rank::Alert);
  EXPECT_EQ(metric("sekisho_output_dropped_total"), 4 + 3) << "2 MiB more are kept for alerts";
}

TEST_F(FileSinkTest, KeepsWritingWhereItCannotRotate) {
  FileOptions o = options();
  o.rotate_size = 10;
  o.path = (folder / "in" / "eve.json").string();
  fs::create_directory(folder / "in");
  const auto sink = open(o);
  sink->append("123456789\n", at(), Rank::Ordinary);
  sink->flush();
  fs::remove(o.path);  // rename() fails; what follows is written to the file that has lost its name
  sink->append("abcdefghi\n", at(), Rank::Ordinary);
  sink->flush();
  EXPECT_EQ(metric("sekisho_output_errors_total"), 1);
  EXPECT_EQ(metric("sekisho_output_written_total"), 2);
  EXPECT_EQ(metric("sekisho_output_dropped_total"), 0);
}

TEST_F(FileSinkTest, AReaderOfAPipeWhoLeavesAndReturnsMissesNoWholeLine) {
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::signal(SIGPIPE, SIG_IGN);
  int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  const auto sink = open(options());
  ::close(reader);
  sink->append("one\n", at(), Rank::Alert);
  sink->flush();
  EXPECT_FALSE(sink->healthy());
  reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  sink->flush();
  EXPECT_TRUE(sink->healthy());
  char bytes[16] = {};
  EXPECT_EQ(::read(reader, bytes, sizeof bytes), 4);
  EXPECT_STREQ(bytes, "one\n");
  ::close(reader);
}

}  // namespace
}  // namespace sekisho::outputs
