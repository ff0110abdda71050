#include <gtest/gtest.h>

#include "domain/catalog/catalog.hpp"
#include "domain/rules/rules.hpp"

namespace lw::catalog {
namespace {

const rules::RuleBook kNoRules{};
const Instant kNow = Instant::from_seconds(1'500'000'000);

Context context() {
  return {kNow, kNow.date(), PersonId("anna"), OrganisationId("body"), kNoRules};
}

RecordImport import(std::uint64_t taken) {
  RecordImport out;
  out.kind = "cve";
  out.document_name = "records.jsonl";
  out.document.bytes.fill(7);
  out.size_bytes = 900;
  out.records = 12;
  out.taken = taken;
  out.rejected = 2;
  return out;
}

/// Gives one command; returns the number of events.
std::size_t give(State& state, const Command& command) {
  const auto events = decide(state, command, context());
  EXPECT_TRUE(events) << (events ? "" : events.error().message());
  if (!events) return 0;
  for (const auto& event : *events) apply(state, event);
  return events->size();
}

TEST(CatalogImport, IsKeptWithDocumentCountsPersonAndMoment) {
  State state;
  EXPECT_EQ(give(state, import(10)), 1U);
  ASSERT_EQ(state.imports.size(), 1U);
  const Import& kept = state.imports[0];
  EXPECT_EQ(kept.document.hex().substr(0, 4), "0707");
  EXPECT_EQ(kept.kind, "cve");
  EXPECT_EQ(kept.document_name, "records.jsonl");
  EXPECT_EQ(std::tuple(kept.size_bytes, kept.records, kept.taken, kept.rejected),
            std::tuple(900U, 12U, 10U, 2U));
  EXPECT_EQ(kept.by, PersonId("anna"));
  EXPECT_EQ(kept.at, kNow);
}

TEST(CatalogImport, TheSameDocumentAgainIsNoChangeUnlessItBringsSomething) {
  State state;
  EXPECT_EQ(give(state, import(10)), 1U);
  EXPECT_EQ(give(state, import(0)), 0U);
  EXPECT_EQ(give(state, import(1)), 1U) << "the state had changed, so that a fact was new again";
  RecordImport other = import(0);
  other.document.bytes.fill(8);
  EXPECT_EQ(give(state, other), 1U) << "another document that brought nothing was still imported";
  RecordImport verdicts = import(0);
  verdicts.about = CaseId("case-1");
  EXPECT_EQ(give(state, verdicts), 1U) << "the same document for a case";
}

TEST(CatalogImport, OneThatBrokeOffDoesNotStandForAWholeOne) {
  State state;
  RecordImport broken = import(0);
  broken.stopped = "the disk is full";
  EXPECT_EQ(give(state, broken), 1U);
  EXPECT_EQ(give(state, import(0)), 1U);
  EXPECT_EQ(give(state, import(0)), 0U);
}

TEST(CatalogImport, WithoutANameOrWithAnEndlessOneIsRefused) {
  for (const auto& change : std::vector<void (*)(RecordImport&)>{
           [](RecordImport& c) { c.kind.clear(); },
           [](RecordImport& c) { c.document_name.clear(); },
           [](RecordImport& c) { c.document_name = std::string(kDocumentNameMax + 1, 'x'); },
           [](RecordImport& c) { c.stopped = std::string(kStoppedMax + 1, 'x'); }}) {
    RecordImport command = import(1);
    change(command);
    EXPECT_FALSE(decide(State(), command, context()));
  }
}

}  // namespace
}  // namespace lw::catalog
