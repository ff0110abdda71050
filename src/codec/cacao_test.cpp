#include "codec/cacao.hpp"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "codec/json.hpp"

namespace lw::codec {
namespace {

/// A plain manual playbook as another producer writes one: labels, targets, variables, a base64
/// command, a second end.
constexpr const char* kForeign = R"({
  "type": "playbook", "spec_version": "cacao-2.0",
  "id": "playbook--61a6c41e-6efc-4516-a242-dfbc5c89d562",
  "name": "Tell the holders", "description": "Manual work only", "playbook_types": ["notification"],
  "playbook_activities": ["deliver-content"],
  "created_by": "identity--5abe695c-7bd5-4c31-8824-2528696cdbf1",
  "created": "2023-04-25T00:00:00.000Z", "modified": "2023-05-01T12:30:15.123Z", "revoked": false,
  "valid_from": "2023-11-20T15:56:00.123456Z", "priority": 1, "labels": ["letters"],
  "markings": ["marking-tlp--11111111-2222-4333-8444-555555555555"],
  "workflow_start": "start--9e7d62b2-88ac-4656-94e1-dbd4413ba008",
  "workflow_exception": "end--a6f0b81e-affb-4bca-b4f6-a2d5af908958",
  "workflow": {
    "start--9e7d62b2-88ac-4656-94e1-dbd4413ba008": {"type": "start", "on_completion": "action--eb9372d4-d524-49fc-bf24-be26ea084779"},
    "action--eb9372d4-d524-49fc-bf24-be26ea084779": {
      "type": "action", "name": "write", "timeout": 86400000,
      "step_variables": {"__sent__": {"type": "bool", "constant": false, "external": false}},
      "on_success": "end--a6f0b81e-affb-4bca-b4f6-a2d5af908958", "on_failure": "end--b6f0b81e-affb-4bca-b4f6-a2d5af908958",
      "commands": [{"type": "manual", "command": "write the letter"}, {"type": "manual", "command_b64": "c2VuZCAiaXQi"}],
      "agent": "organization--7b0e98db-fa93-42aa-8511-e871c65131b1",
      "targets": ["group--9d1f6217-34d5-435c-b29a-6a1af6b664d9"], "out_args": ["__sent__"]
    },
    "end--a6f0b81e-affb-4bca-b4f6-a2d5af908958": {"type": "end"},
    "end--b6f0b81e-affb-4bca-b4f6-a2d5af908958": {"type": "end"}
  },
  "agent_definitions": {"organization--7b0e98db-fa93-42aa-8511-e871c65131b1": {"type": "organization", "name": "Post room"}},
  "target_definitions": {"group--9d1f6217-34d5-435c-b29a-6a1af6b664d9": {"type": "group", "name": "Holders"}},
  "data_marking_definitions": {"marking-tlp--11111111-2222-4333-8444-555555555555": {
    "type": "marking-tlp", "id": "marking-tlp--11111111-2222-4333-8444-555555555555",
    "created_by": "identity--5abe695c-7bd5-4c31-8824-2528696cdbf1", "created": "2023-04-25T00:00:00.000Z", "tlpv2_level": "TLP:AMBER+STRICT"}}
})";

constexpr const char* kAction = "action--eb9372d4-d524-49fc-bf24-be26ea084779";

/// Returns the foreign playbook after a change.
template <class Change>
Result<CacaoPlaybook> changed(Change change) {
  auto value = boost::json::parse(kForeign);
  change(value.get_object());
  return read_cacao(value);
}

boost::json::object& action(boost::json::object& playbook) {
  return playbook["workflow"].at(kAction).get_object();
}

TEST(Cacao, ReadsAManualPlaybookOfAnotherProducer) {
  const auto read = parse_cacao(kForeign);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->name, "Tell the holders");
  EXPECT_EQ(read->modified.text(), "2023-05-01T12:30:15Z");
  EXPECT_EQ(read->valid_from->text(), "2023-11-20T15:56:00Z");
  EXPECT_EQ(read->tlp, Tlp::kAmberStrict);
  const CacaoStep& step = read->workflow.at(kAction);
  ASSERT_EQ(step.commands.size(), 2U);
  EXPECT_EQ(step.commands[1].text, "send \"it\"");
  EXPECT_EQ(step.next, "end--a6f0b81e-affb-4bca-b4f6-a2d5af908958");
  EXPECT_EQ(step.timeout_ms, 86'400'000);
  EXPECT_EQ(read->agents.begin()->second.name, "Post room");
}

TEST(Cacao, RefusesByNameWhatWouldExecuteItself) {
  for (const char* type : {"bash", "ssh", "powershell", "http-api", "openc2-http", "caldera-cmd"}) {
    const auto read =
        changed([&](auto& p) { action(p)["commands"].at(1).get_object()["type"] = type; });
    ASSERT_FALSE(read) << type;
    EXPECT_EQ(read.error().code, ErrorCode::kUnsupported);
    EXPECT_NE(read.error().what.find(type), std::string::npos) << read.error().what;
    EXPECT_EQ(read.error().where, std::string("workflow.") + kAction + ".commands[1].type");
  }
  const auto loops = changed([&](auto& p) { action(p)["type"] = "while-condition"; });
  EXPECT_EQ(loops.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(loops.error().what.find("while-condition"), std::string::npos);
}

TEST(Cacao, SaysWhereItIsWrong) {
  const auto where = [](auto change) { return changed(change).error().where; };
  EXPECT_EQ(where([](auto& p) { p.erase("created_by"); }), "created_by");
  EXPECT_EQ(where([](auto& p) { p["id"] = "playbook--61a6c41e"; }), "id");
  EXPECT_EQ(where([](auto& p) { p["id"] = "plan--61a6c41e-6efc-4516-a242-dfbc5c89d562"; }), "id");
  EXPECT_EQ(where([](auto& p) { p["created"] = "25.04.2023"; }), "created");
  EXPECT_EQ(where([](auto& p) { p["created"] = "2023-04-25T00:00:00."; }), "created");
  EXPECT_EQ(where([](auto& p) { p["created"] = "2024-04-25T00:00:00Z"; }), "modified")
      << "modified before created";
  EXPECT_EQ(where([](auto& p) { p["spec_version"] = "1.1"; }), "spec_version");
  EXPECT_EQ(where([](auto& p) { p["aproved"] = true; }), "aproved");
  EXPECT_EQ(
      where([](auto& p) { p["markings"] = {"marking-tlp--61a6c41e-6efc-4516-a242-dfbc5c89d562"}; }),
      "markings");
  EXPECT_EQ(where([](auto& p) { p["workflow_start"] = kAction; }), "workflow_start");
  const std::string step = std::string("workflow.") + kAction;
  EXPECT_EQ(where([](auto& p) { action(p)["commands"] = boost::json::array(); }),
            step + ".commands");
  EXPECT_EQ(where([](auto& p) {
              action(p)["agent"] = "organization--61a6c41e-6efc-4516-a242-dfbc5c89d562";
            }),
            step + ".agent");
  EXPECT_EQ(where([](auto& p) { action(p)["on_completion"] = kAction; }), step)
      << "on_completion beside on_success";
  EXPECT_EQ(where([](auto& p) { action(p)["commands"].at(1).get_object()["command_b64"] = "!"; }),
            step + ".commands[1].command_b64");
  EXPECT_EQ(
      where([](auto& p) { action(p)["on_success"] = "end--61a6c41e-6efc-4516-a242-dfbc5c89d562"; }),
      step);
}

TEST(Cacao, RefusesACircle) {
  const auto read = changed([](auto& p) {
    action(p).erase("on_success");
    action(p).erase("on_failure");
    action(p)["on_completion"] = kAction;
  });
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().what.find("circle"), std::string::npos);
}

TEST(Cacao, KeepsItsBounds) {
  EXPECT_EQ(parse_cacao(kForeign, {.size_bytes_max = 100}).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(parse_cacao(kForeign, {.depth_max = 3}).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(parse_cacao(kForeign, {.steps_max = 3}).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(parse_cacao(kForeign, {.list_max = 1}).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(parse_cacao(kForeign, {.text_bytes_max = 40}).error().code, ErrorCode::kTooLarge);
}

TEST(Cacao, WhatIsWrittenIsReadAgain) {
  const auto read = parse_cacao(kForeign);
  ASSERT_TRUE(read);
  const auto written = write_cacao(*read);
  const auto again = read_cacao(written);
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(write_cacao(*again), written);
  EXPECT_EQ(written.at("created").as_string(), "2023-04-25T00:00:00.000Z")
      << "three digits, as CACAO 3.1 wants";
  EXPECT_EQ(again->workflow.at(kAction).commands[1].text, "send \"it\"");
}

TEST(Cacao, IdsAreDeterministicAndOfTheVersionThatTheStandardWants) {
  const std::string playbook = cacao_playbook_id("plan-1");
  EXPECT_TRUE(is_cacao_id(playbook));
  EXPECT_EQ(playbook, cacao_playbook_id("plan-1"));
  EXPECT_NE(playbook, cacao_playbook_id("plan-2"));
  EXPECT_EQ(playbook[playbook.find("--") + 2 + 14], '5')
      << "a playbook's UUID is formed from its name";
  const std::string step = cacao_object_id("action", "plan-1");
  EXPECT_TRUE(is_cacao_id(step));
  EXPECT_EQ(step[step.find("--") + 2 + 14], '4') << "CACAO 10.10: step objects use version 4";
  EXPECT_NE(step.substr(6), cacao_object_id("start", "plan-1").substr(5)) << "no UUID twice";
}

TEST(Cacao, KnowsAnIdentifier) {
  EXPECT_TRUE(is_cacao_id("if-condition--61A6C41E-6efc-4516-a242-dfbc5c89d562"));
  EXPECT_FALSE(is_cacao_id("61a6c41e-6efc-4516-a242-dfbc5c89d562"));
  EXPECT_FALSE(is_cacao_id("Action--61a6c41e-6efc-4516-a242-dfbc5c89d562"));
  EXPECT_FALSE(is_cacao_id("action--61a6c41e-6efc-0516-a242-dfbc5c89d562")) << "version 0";
  EXPECT_FALSE(is_cacao_id("action--61a6c41e-6efc-4516-c242-dfbc5c89d562")) << "another variant";
  EXPECT_FALSE(is_cacao_id("action--61a6c41e-6efc-4516-a242-dfbc5c89d562x"));
  EXPECT_FALSE(is_cacao_id(""));
}

}  // namespace
}  // namespace lw::codec
