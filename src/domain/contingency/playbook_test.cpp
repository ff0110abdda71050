#include "domain/contingency/playbook.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/testing/places.hpp"
#include "codec/json.hpp"
#include "domain/contingency/fixture.hpp"

namespace lw::contingency {
namespace {

using namespace fixture;

/// A plan in which everything is used.
PlanContent full_plan() {
  PlanContent out = five_measures();
  Measure sixth = measure("hotline", MeasureKind::kOther);
  sixth.steps.front().instruction = "Say \"please wait\",\nthen connect.";
  sixth.steps.front().title = "Öffne die Leitung";
  out.measures.push_back(sixth);
  out.responses[ErosionLevel::kBroken].measures.emplace_back("hotline");
  out.responses[ErosionLevel::kWatch] = {"a report without proof", {}};
  out.measures[2].steps[1].action->issued_from = day("2014-10-16");
  out.measures[2].steps[1].action->issued_until = day("2017-10-25");
  return out;
}

Office office_with(const PlanContent& content) {
  Office out;
  out.put_in_force(content, "2017-01-10");
  return out;
}

codec::CacaoPlaybook playbook_of(const Office& office) {
  const Plan& plan = *find(office.contingency, kPlan);
  return to_playbook(office.world(), plan, plan.versions.back());
}

/// What a program says, and how it ended.
std::pair<int, std::string> run(const std::string& command) {
  std::string said;
  FILE* pipe =
      popen((command + " 2>&1").c_str(), "r");  // NOLINT(cert-env33-c): a judge of our own tree
  if (pipe == nullptr) return {127, "cannot start a shell"};
  std::array<char, 4096> part{};
  while (std::fgets(part.data(), part.size(), pipe) != nullptr) said += part.data();
  return {pclose(pipe), said};
}

/// The folder `schemas` of OASIS' cacao-json-schemas, where somebody has it; empty otherwise.
std::string schema_folder() {
  const char* folder = std::getenv("LW_CACAO_SCHEMAS");
  return folder == nullptr ? "" : folder;
}

/// What the judge of the OASIS schemas says of a playbook.
std::pair<int, std::string> judge(const boost::json::value& playbook, const char* name) {
  const auto file = std::filesystem::path(build_folder()) / name;
  std::ofstream(file) << boost::json::serialize(playbook);
  const std::string root = source_folder();
  return run("'" + root + "/tests/judges/cacao_validate.py' '" + schema_folder() + "' '" +
             file.string() + "'");
}

TEST(ContingencyPlaybook, AFullPlanIsValidByTheOasisSchemas) {
  if (schema_folder().empty())
    GTEST_SKIP() << "LW_CACAO_SCHEMAS names no folder with the OASIS schemas";
  const auto [code, said] =
      judge(codec::write_cacao(playbook_of(office_with(full_plan()))), "plan.cacao.json");
  EXPECT_EQ(code, 0) << said;
}

TEST(ContingencyPlaybook, TheJudgeCanSayNo) {
  if (schema_folder().empty())
    GTEST_SKIP() << "LW_CACAO_SCHEMAS names no folder with the OASIS schemas";
  const auto playbook = codec::write_cacao(playbook_of(office_with(full_plan())));
  auto unknown = playbook;
  unknown.get_object()["approved"] = true;
  EXPECT_EQ(WEXITSTATUS(judge(unknown, "unknown.cacao.json").first), 1)
      << "a property that CACAO does not know";
  auto missing = playbook;
  missing.get_object().erase("created_by");
  EXPECT_EQ(WEXITSTATUS(judge(missing, "missing.cacao.json").first), 1);
  auto wrong = playbook;
  for (auto& [id, step] : wrong.at("workflow").get_object()) {
    if (id.starts_with("action--"))
      step.get_object()["commands"].at(0).get_object()["instruction"] = "x";
  }
  EXPECT_EQ(WEXITSTATUS(judge(wrong, "wrong.cacao.json").first), 1)
      << "a property of a command that CACAO does not know";
}

TEST(ContingencyPlaybook, ThePlanComesBackAsItWent) {
  const Office office = office_with(full_plan());
  const auto text = codec::pretty_json(codec::write_cacao(playbook_of(office)));
  const auto read = codec::parse_cacao(text);
  ASSERT_TRUE(read) << read.error().message();
  const auto plan = from_playbook(*read, {});
  ASSERT_TRUE(plan) << plan.error().message();
  EXPECT_EQ(plan->plan, kPlan);
  EXPECT_EQ(plan->programme, kProgramme);
  EXPECT_EQ(plan->content, full_plan());
  EXPECT_EQ(codec::pretty_json(codec::write_cacao(*read)), text) << "and the same text again";
}

TEST(ContingencyPlaybook, WhatItSaysOfItself) {
  Office office = office_with(full_plan());
  auto playbook = playbook_of(office);
  EXPECT_EQ(playbook.created.text(), "2017-01-10T00:00:00Z");
  EXPECT_FALSE(playbook.revoked);
  EXPECT_EQ(playbook.tlp, codec::Tlp::kAmber);
  const std::string id = playbook.id;
  office.give(RetirePlan{kPlan, "x"}, Office::at("2017-05-01"));
  playbook = playbook_of(office);
  EXPECT_EQ(playbook.id, id);
  EXPECT_TRUE(playbook.revoked);
  EXPECT_EQ(playbook.modified.text(), "2017-05-01T00:00:00Z");
  EXPECT_EQ(from_playbook(playbook, {}).error().code, ErrorCode::kRefused);
}

TEST(ContingencyPlaybook, WorkflowAndExtensionsMustAgree) {
  const auto playbook = playbook_of(office_with(full_plan()));
  auto steps_gone = playbook;
  for (auto& [id, step] : steps_gone.workflow) {
    if (step.type != codec::CacaoStepType::kSwitch) continue;
    step.cases["broken"] = step.cases["none"];
  }
  const auto error = from_playbook(steps_gone, {}).error();
  EXPECT_EQ(error.code, ErrorCode::kInvalidInput);
  EXPECT_EQ(error.where, "playbook_extensions.responses.broken");

  auto two_tales = playbook;
  for (auto& [id, step] : two_tales.workflow) {
    if (step.name == "stop") {
      step.commands.front().text = "do nothing";
      break;
    }
  }
  EXPECT_NE(from_playbook(two_tales, {}).error().what.find("two ways"), std::string::npos);

  // In one of two branches a step is left out.
  auto content = full_plan();
  content.responses[ErosionLevel::kWeakened].measures = {"limit"};
  auto cut_short = playbook_of(office_with(content));
  EXPECT_TRUE(from_playbook(cut_short, {}));
  for (auto& [id, step] : cut_short.workflow) {
    if (step.type != codec::CacaoStepType::kSwitch) continue;
    auto& tell = cut_short.workflow.at(step.cases.at("weakened"));
    tell.next = cut_short.workflow.at(tell.next).next;
  }
  const auto cut = from_playbook(cut_short, {});
  ASSERT_FALSE(cut);
  EXPECT_NE(cut.error().what.find("withdraw"), std::string::npos) << cut.error().message();
}

TEST(ContingencyPlaybook, APlainManualPlaybookBecomesOneMeasure) {
  codec::CacaoPlaybook plain;
  plain.name = "Call everybody";
  plain.id = codec::cacao_playbook_id("x");
  const auto step = [&](codec::CacaoStepType type, const char* kind, const char* name,
                        std::string next) {
    codec::CacaoStep out;
    out.id = codec::cacao_object_id(kind, name);
    out.type = type;
    out.name = name;
    out.next = std::move(next);
    if (type == codec::CacaoStepType::kAction) {
      out.commands = {{"first", ""}, {"then", ""}};
      out.timeout_ms = 86'400'001;
    }
    plain.workflow[out.id] = out;
    return out.id;
  };
  const auto end = step(codec::CacaoStepType::kEnd, "end", "end", "");
  const auto two = step(codec::CacaoStepType::kAction, "action", "two", end);
  const auto one = step(codec::CacaoStepType::kAction, "action", "one", two);
  plain.workflow_start = step(codec::CacaoStepType::kStart, "start", "start", one);
  const auto plan = from_playbook(
      plain, {{kAuthority, access::Role::kIssuingAuthority}, {ErosionLevel::kBroken}});
  ASSERT_TRUE(plan) << plan.error().message();
  ASSERT_EQ(plan->content.measures.size(), 1U);
  const auto& steps = plan->content.measures[0].steps;
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].title, "one");
  EXPECT_EQ(steps[0].instruction, "first\nthen");
  EXPECT_EQ(steps[0].due_in_days, 2) << "a started day counts";
  Office office;
  office.give(DraftPlan{kPlan, kProgramme, plan->content, "taken over"}, Office::at("2017-01-10"));
}

}  // namespace
}  // namespace lw::contingency
