#include "http/event_stream.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace lw::http {
namespace {

// HTML Living Standard §9.2.6: how a reader takes fields apart. Two data lines are one text with a
// line feed between.
TEST(EventStream, FieldsAreAsTheStandardReadsThem) {
  EXPECT_EQ(format_event({"7", "add", "73857293"}), "id: 7\nevent: add\ndata: 73857293\n\n");
  EXPECT_EQ(format_event({"", "", "YHOO\n+2\n10"}), "data: YHOO\ndata: +2\ndata: 10\n\n");
  EXPECT_EQ(format_event({"", "", ""}), "data: \n\n");
}

TEST(EventStream, NoFieldCanStartAnother) {
  EXPECT_EQ(format_event({"1\ndata: x", "a\r\nid: 2", "one\rtwo"}),
            "id: 1data: x\nevent: aid: 2\ndata: onetwo\n\n");
}

TEST(EventHub, OnlyWhoListensIsTold) {
  EventHub hub;
  std::vector<std::string> first;
  std::vector<std::string> second;
  const auto one = hub.join([&](const EventHub::Text& text) { first.push_back(*text); });
  hub.publish({"", "", "a"});
  hub.join([&](const EventHub::Text& text) { second.push_back(*text); });
  hub.publish({"", "", "b"});
  hub.leave(one);
  hub.publish({"", "", "c"});
  EXPECT_EQ(first, (std::vector<std::string>{"data: a\n\n", "data: b\n\n"}));
  EXPECT_EQ(second, (std::vector<std::string>{"data: b\n\n", "data: c\n\n"}));
  EXPECT_EQ(hub.listeners(), 1U);
}

}  // namespace
}  // namespace lw::http
