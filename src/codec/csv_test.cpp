#include "codec/csv.hpp"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

namespace lw::codec {
namespace {

struct Outcome {
  std::vector<CsvRecord> records;
  std::vector<CsvFault> faults;
};

Outcome read(std::string_view text, const CsvLimits& limits = {},
             std::size_t piece_bytes = 1 << 20) {
  Outcome out;
  CsvReader reader({.record = [&](CsvRecord&& record) -> Result<void> {
                      out.records.push_back(std::move(record));
                      return {};
                    },
                    .fault = [&](CsvFault&& fault) -> Result<void> {
                      out.faults.push_back(std::move(fault));
                      return {};
                    }},
                   limits);
  while (!text.empty()) {
    EXPECT_TRUE(reader.feed(text.substr(0, piece_bytes)));
    text.remove_prefix(std::min(piece_bytes, text.size()));
  }
  EXPECT_TRUE(reader.finish());
  return out;
}

using Fields = std::vector<std::string>;

// RFC 4180 §2, rules 1 to 7.
TEST(Csv, ReadsTheRulesOfTheRfc) {
  const auto out = read("aaa,bbb,ccc\r\nzzz,\"y,y\",\"x\r\n\"\"x\"\"\"\r\n\n,,\nlast,\"\",end");
  ASSERT_TRUE(out.faults.empty());
  ASSERT_EQ(out.records.size(), 4U);
  EXPECT_EQ(out.records[0].fields, (Fields{"aaa", "bbb", "ccc"}));
  EXPECT_EQ(out.records[1].fields, (Fields{"zzz", "y,y", "x\r\n\"x\""}));
  EXPECT_EQ(out.records[2].fields, (Fields{"", "", ""}));
  EXPECT_EQ(out.records[3].fields, (Fields{"last", "", "end"}));
  EXPECT_EQ(out.records[1].line, 2U);
  EXPECT_EQ(out.records[2].line, 5U);
  EXPECT_EQ(out.records[3].line, 6U);
}

TEST(Csv, ABadRecordCostsOnlyItself) {
  const auto out = read("a,b\nx\"y,1\nc,d\n\"e\"f,2\ng,h\ni\rj\nk,l\n");
  ASSERT_EQ(out.faults.size(), 3U);
  EXPECT_EQ(out.faults[0].line, 2U);
  EXPECT_EQ(out.faults[1].line, 4U);
  EXPECT_EQ(out.faults[2].line, 6U);
  ASSERT_EQ(out.records.size(), 4U);
  EXPECT_EQ(out.records[3].fields, (Fields{"k", "l"}));
  EXPECT_EQ(out.records[3].line, 7U);
}

TEST(Csv, AQuoteThatIsNeverClosedCostsOnlyItsLine) {
  const auto out = read("a,b\n\"open,1\nc,d\ne,f\n");
  ASSERT_EQ(out.faults.size(), 1U);
  EXPECT_EQ(out.faults[0].line, 2U);
  ASSERT_EQ(out.records.size(), 3U);
  EXPECT_EQ(out.records[2].fields, (Fields{"e", "f"}));
  EXPECT_EQ(out.records[2].line, 4U);
}

TEST(Csv, BoundsHold) {
  const CsvLimits limits{
      .field_bytes_max = 8, .record_bytes_max = 32, .columns_max = 3, .rescans_max = 2};
  auto out = read("123456789,x\nok,1\n", limits);
  EXPECT_EQ(out.faults.size(), 1U);
  ASSERT_EQ(out.records.size(), 1U);
  out = read("a,b,c,d\nok,1\n", limits);
  EXPECT_EQ(out.faults.size(), 1U);
  ASSERT_EQ(out.records.size(), 1U);
  out = read(std::string(4000, ',') + "\nok,1\n", limits);
  EXPECT_EQ(out.faults.size(), 1U);
  EXPECT_EQ(out.records.size(), 1U);
  // A row of quotes that are never closed: read again twice, then given up.
  std::string hostile;
  for (int i = 0; i < 1000; ++i) hostile += "\"q\n";
  out = read(hostile, limits);
  EXPECT_FALSE(out.faults.empty());
}

TEST(Csv, WriterDisarmsFormulas) {
  EXPECT_EQ(csv_line(Fields{"=1+1", "@x", "-1", "+1", "\tx", "plain", "a,b", "q\"q"}),
            "'=1+1,'@x,'-1,'+1,'\tx,plain,\"a,b\",\"q\"\"q\"\r\n");
  EXPECT_EQ(csv_line(Fields{"=1+1"}, FormulaEscape::kNone), "=1+1\r\n");
}

RC_GTEST_PROP(Csv, WhatIsWrittenIsReadAlikeHoweverItIsCut, (Fields fields, std::uint8_t cut)) {
  const bool is_record =
      !fields.empty() && fields.size() < 200 && (fields.size() > 1 || !fields[0].empty());
  RC_PRE(is_record);
  const auto out = read(csv_line(fields, FormulaEscape::kNone), {}, std::size_t{1} + cut);
  RC_ASSERT(out.faults.empty());
  RC_ASSERT(out.records.size() == 1);
  RC_ASSERT(out.records[0].fields == fields);
}

}  // namespace
}  // namespace lw::codec
