#include "flow/base/bounded_queue.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(BoundedQueue, GivesInTheOrderItTook) {
  BoundedQueue<int> queue(3);
  EXPECT_TRUE(queue.push(1));
  EXPECT_TRUE(queue.push(2));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), 2);
  EXPECT_EQ(queue.size(), 0U);
}

TEST(BoundedQueue, FullRefusesAndLeavesTheValueToTheCaller) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  EXPECT_TRUE(queue.try_push(std::make_unique<int>(1)));
  auto value = std::make_unique<int>(2);
  EXPECT_FALSE(queue.try_push(std::move(value)));
  ASSERT_NE(value, nullptr);  // NOLINT(bugprone-use-after-move): that is the promise
  EXPECT_EQ(*value, 2);
  EXPECT_EQ(queue.size(), 1U);
}

TEST(BoundedQueue, ClosedTakesNothingAndGivesWhatItHas) {
  BoundedQueue<int> queue(4);
  queue.push(1);
  queue.close();
  EXPECT_FALSE(queue.push(2));
  int value = 3;
  EXPECT_FALSE(queue.try_push(std::move(value)));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, ACapacityOfZeroIsOne) {
  BoundedQueue<int> queue(0);
  EXPECT_EQ(queue.capacity(), 1U);
  EXPECT_TRUE(queue.push(1));
}

TEST(BoundedQueue, CloseWakesAWaitingConsumer) {
  BoundedQueue<int> queue(1);
  std::optional<int> got = 1;
  std::thread consumer([&] { got = queue.pop(); });
  queue.close();
  consumer.join();
  EXPECT_EQ(got, std::nullopt);
}

TEST(BoundedQueue, CloseWakesAWaitingProducer) {
  BoundedQueue<int> queue(1);
  queue.push(1);
  bool taken = true;
  std::thread producer([&] { taken = queue.push(2); });
  queue.close();
  producer.join();
  EXPECT_FALSE(taken);
}

TEST(BoundedQueue, NothingIsLostOrDoubledBetweenManyThreads) {
  constexpr int kThreads = 3;
  constexpr int kEach = 5'000;
  BoundedQueue<int> queue(8);  // small: both sides wait often
  std::vector<std::thread> producers;
  for (int t = 0; t < kThreads; ++t) {
    producers.emplace_back([&queue, t] {
      for (int i = 0; i < kEach; ++i) queue.push(t * kEach + i);
    });
  }
  std::vector<std::atomic<int>> seen(kThreads * kEach);
  std::vector<std::thread> consumers;
  for (int t = 0; t < kThreads; ++t) {
    consumers.emplace_back([&] {
      while (const auto value = queue.pop()) ++seen[static_cast<std::size_t>(*value)];
    });
  }
  for (auto& p : producers) p.join();
  queue.close();
  for (auto& c : consumers) c.join();
  for (const auto& count : seen) ASSERT_EQ(count.load(), 1);
}

TEST(BoundedQueue, OneProducersOrderIsKept) {
  BoundedQueue<int> queue(2);
  std::thread producer([&] {
    for (int i = 0; i < 2'000; ++i) queue.push(i);
    queue.close();
  });
  int expected = 0;
  while (const auto value = queue.pop()) EXPECT_EQ(*value, expected++);
  producer.join();
  EXPECT_EQ(expected, 2'000);
}

}  // namespace
}  // namespace sekisho
