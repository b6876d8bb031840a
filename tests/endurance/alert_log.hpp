// An output that keeps the alerts it is given.
#pragma once

#include <vector>

#include "sensor/outputs/output.hpp"

namespace sekisho::test {

class AlertLog final : public outputs::Output {
 public:
  explicit AlertLog(std::vector<alerts::Alert>& alerts) : alerts_(alerts) {}
  std::string_view name() const override { return "log"; }
  outputs::Interest interest() const override { return {}; }
  void write(const outputs::Record& record) override {
    if (const auto* alert = std::get_if<alerts::Alert>(&record)) alerts_.push_back(*alert);
  }
  void flush() override {}
  void reopen() override {}
  bool healthy() const override { return true; }

 private:
  std::vector<alerts::Alert>& alerts_;  // read once the pipeline has ended
};

}  // namespace sekisho::test
