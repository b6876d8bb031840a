#include "sensor/outputs/text/text_output.hpp"

#include "sensor/outputs/file_sink.hpp"
#include "sensor/outputs/text/table.hpp"

namespace sekisho::outputs::text {
namespace {

class TextOutput final : public Output {
 public:
  TextOutput(const TextOptions& options, const std::vector<std::string>& names, std::unique_ptr<FileSink> sink)
      : style_{options.colour ? Paint::Colour : Paint::Plain, options.width}, names_(names), sink_(std::move(sink)), began_(!options.head) {}

  std::string_view name() const override { return "text"; }
  Interest interest() const override { return {}; }
  void write(const Record& record) override {
    if (const auto* alert = std::get_if<alerts::Alert>(&record)) take(*alert);
  }
  void flush() override { sink_->flush(); }
  void finish() override { sink_->finish(); }
  void reopen() override { sink_->reopen(); }
  bool healthy() const override { return sink_->healthy(); }

 private:
  // An alert with what stands above it is one piece: a full disk loses all of it or nothing.
  void take(const alerts::Alert& alert) {
    std::string text;
    if (!began_) text = header(style_);
    began_ = true;
    const std::size_t interface = alert.finding.flow.interface;
    if (interface < names_.size() && names_[interface] != group_) {
      group_ = names_[interface];
      text += heading(group_, style_);
    }
    text += row(alert, style_);
    sink_->append(text, alert.finding.time, Rank::Alert);
  }

  Style style_;
  const std::vector<std::string>& names_;
  std::unique_ptr<FileSink> sink_;
  std::string group_;  // the capture or interface of the last alert
  bool began_;         // the head stands above
};

}  // namespace

Result<std::unique_ptr<Output>> make_text_output(const TextOptions& options, const std::vector<std::string>& names, Counters& counters) {
  FileOptions file;
  file.path = options.path;
  file.output = "text";
  auto sink = FileSink::open(std::move(file), counters);
  if (!sink) return sink.error();
  return std::make_unique<TextOutput>(options, names, std::move(*sink));
}

}  // namespace sekisho::outputs::text
