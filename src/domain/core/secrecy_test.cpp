#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "domain/core/testing/any.hpp"
#include "domain/core/testing/small_world.hpp"

namespace lw::core::testing {
namespace {

constexpr int kCommands = 40000;
constexpr std::size_t kCommandsThatNameCases = 27;

/// A case in compartment-0 that has opened a risk, with ratings and proposals around it.
World restricted_world(const std::string& id) {
  World w = small_world();
  const auto give = [&](const Actor& actor, const char* name, const char* rest) {
    w.must(actor, name, fmt::format(R"({{"case_id":"{}",{}}})", id, rest));
  };
  give(kAuthority, "vulnerability.report_flaw",
       R"("title":"weak keys","channel":"authority","reference":"letter","summary":"keys",
          "components":["component-1"],"certificates":[],"compartment":"compartment-0","reason":"notice")");
  give(kAuthority, "vulnerability.acknowledge_report", R"("reason":"received")");
  give(kAuthority, "vulnerability.advance_phase", R"("to":"verification","reason":"credible")");
  give(kAuthority, "vulnerability.confirm_flaw",
       R"("category":"implementation","curable_by_software":"yes","basis":"b","reason":"r")");
  EXPECT_FALSE(w.state.risk.risks.empty()) << "the case brought nothing about";
  return w;
}

/// The command with this id wherever it names a case, and whether it names one at all.
std::pair<Command, bool> about(Command command, const std::string& id) {
  bool names = false;
  const auto put = [&]<class F>(F& field) {
    if constexpr (std::is_same_v<F, CaseId> || std::is_same_v<F, std::optional<CaseId>>) {
      field = CaseId(id);
      names = true;
    }
  };
  std::visit(
      [&](auto& slice) {
        std::visit(
            [&]<class C>(C& one) {
              boost::mp11::mp_for_each<
                  boost::describe::describe_members<C, boost::describe::mod_public>>(
                  [&](auto d) { put(one.*d.pointer); });
              if constexpr (std::is_same_v<C, risk::OpenRisk>) one.cause_ref = id;
              // Nobody chooses the id of a case that opens in a compartment: the watch makes it.
              if constexpr (std::is_same_v<C, vulnerability::ReportFlaw>) {
                if (one.compartment) one.case_id = CaseId("fresh~00000000000000ff");
              }
            },
            slice);
      },
      command);
  return {std::move(command), names};
}

/// Everything that the answer tells, with the id that was asked about taken out.
std::string answer(const World& w, const Actor& actor, const Command& command,
                   const std::string& id) {
  const auto events = decide(w.state, policy(), command, w.context(actor));
  std::string out;
  if (!events) {
    const Error& e = events.error();
    out = fmt::format("{} {} {} {}", to_string(e.code), e.what, e.where, e.hint);
  } else {
    for (const Event& event : *events)
      out += fmt::format("{} {}\n", name_of(event), boost::json::serialize(json_of(event)));
  }
  for (auto at = out.find(id); at != std::string::npos; at = out.find(id))
    out.replace(at, id.size(), "<case>");
  return out;
}

/// R22: by the whole id, which nobody outside has, and by the handle, which anybody may guess.
void expect_same_answers(const std::string& sealed, const std::string& unused) {
  const World w = restricted_world("case-0~0123456789abcdef");
  std::set<std::string_view> seen;
  for (int seed = 0; seed < kCommands && !::testing::Test::HasFailure(); ++seed) {
    Dice dice(static_cast<std::uint64_t>(seed));
    const Command any = any_command({dice, w.now});
    const auto [hidden, names] = about(any, sealed);
    if (!names) continue;
    const Command absent = about(any, unused).first;
    seen.insert(name_of(hidden));
    for (const Actor& outsider : {kDirector, kBody, kMaker}) {
      EXPECT_EQ(answer(w, outsider, hidden, sealed), answer(w, outsider, absent, unused))
          << name_of(hidden) << " by " << outsider.person;
    }
  }
  EXPECT_GE(seen.size(), kCommandsThatNameCases);
}

TEST(Secrecy, R22_EveryCommandAnswersOutsidersAsIfThereWereNoCase) {
  expect_same_answers("case-0~0123456789abcdef", "case-9~fedcba9876543210");
}

TEST(Secrecy, R22_TheHandleOfARestrictedCaseTellsNothing) {
  expect_same_answers("case-0", "case-9");
}

}  // namespace
}  // namespace lw::core::testing
