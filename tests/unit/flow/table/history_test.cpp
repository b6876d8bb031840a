#include "flow/table/history.hpp"

#include <gtest/gtest.h>

namespace sekisho::table {
namespace {

TEST(History, KeepsFirstOccurrencesInOrder) {
  History h;
  h.add(Letter::S, Side::Client);
  h.add(Letter::H, Side::Server);
  h.add(Letter::A, Side::Client);
  h.add(Letter::S, Side::Client);
  h.add(Letter::D, Side::Client);
  h.add(Letter::A, Side::Server);
  EXPECT_EQ(h.text(), "ShADa");
  EXPECT_TRUE(h.saw(Letter::H, Side::Server));
  EXPECT_FALSE(h.saw(Letter::H, Side::Client));
  EXPECT_EQ(h.place(Letter::A, Side::Client), 2U);
  EXPECT_EQ(h.place(Letter::R, Side::Client), 5U);
}

TEST(History, HoldsAllTwentyFourLettersAndTheCaret) {
  History h;
  h.set_reversed();
  for (unsigned round = 0; round < 2; ++round) {
    for (unsigned letter = 0; letter < 12; ++letter) {
      h.add(static_cast<Letter>(letter), Side::Client);
      h.add(static_cast<Letter>(letter), Side::Server);
    }
  }
  EXPECT_EQ(h.text(), "^SsHhAaDdFfRrCcTtWwGgQqIi");
}

}  // namespace
}  // namespace sekisho::table
