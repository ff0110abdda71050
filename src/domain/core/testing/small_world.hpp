#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "app/rule_loader.hpp"
#include "base/testing/places.hpp"
#include "domain/core/core.hpp"
#include "domain/core/names.hpp"

/// A small country with a card on a chip, its certificates, a programme and a plan; and the shipped
/// rules.
namespace lw::core::testing {

/// The shipped rules; every role may give every command, for these tests are not about roles.
inline const Policy& policy() {
  static const Policy out = [] {
    Policy made;
    auto rules = app::load_rule_book(source_folder() + "/data/rules");
    EXPECT_TRUE(rules.has_value()) << (rules ? "" : rules.error().message());
    if (rules) made.rules = std::move(*rules);
    const auto all = codec::enum_values<access::Role>();
    for (const auto name : command_names())
      made.roles.commands[std::string(name)] = {all.begin(), all.end()};
    return made;
  }();
  return out;
}

/// Who gives a command, for whom.
struct Actor {
  const char* person;
  const char* organisation;
};
inline constexpr Actor kSystem{"system", "organisation-0"};
inline constexpr Actor kAuthority{"person-0", "organisation-0"};
inline constexpr Actor kDirector{"person-1", "organisation-0"};
inline constexpr Actor kBody{"person-2", "organisation-1"};
inline constexpr Actor kLaboratory{"person-3", "organisation-2"};
inline constexpr Actor kMaker{"person-4", "organisation-3"};

/// A state with everything that led to it.
struct World {
  State state;
  Instant now = Instant::parse("2025-04-01T08:00:00Z").value();
  std::vector<Event> history;

  [[nodiscard]] Context context(const Actor& actor) const {
    return {now, now.date(), PersonId(actor.person), OrganisationId(actor.organisation),
            policy().rules};
  }

  /// Takes a command and everything that follows from it, as the watch does; returns all events or
  /// the refusal.
  Result<std::vector<Event>> give(const Actor& actor, const Command& command) {
    LW_TRY(std::vector<Event> events, decide(state, policy(), command, context(actor)));
    for (const Event& event : events) core::apply(state, event);
    const Context system = context({"system", actor.organisation});
    for (std::size_t at = 0; at < events.size(); ++at) {
      for (const Command& owed : consequences(state, events[at], system)) {
        const auto more = decide(state, policy(), owed, system);
        if (!more) continue;
        for (const Event& event : *more) {
          core::apply(state, event);
          events.push_back(event);
        }
      }
    }
    history.insert(history.end(), events.begin(), events.end());
    return events;
  }

  /// As give, for a command in words that must be taken.
  std::vector<Event> must(const Actor& actor, std::string_view name, std::string_view fields) {
    const auto json = boost::json::parse(std::string(fields));
    const auto command = command_from_json(name, json);
    EXPECT_TRUE(command.has_value()) << name << ": " << (command ? "" : command.error().message());
    if (!command) return {};
    auto events = give(actor, *command);
    EXPECT_TRUE(events.has_value()) << name << ": " << (events ? "" : events.error().message());
    return events ? *events : std::vector<Event>();
  }
};

inline void people(World& w) {
  const auto body = [&](const char* id, const char* kinds) {
    w.must(kSystem, "access.register_organisation",
           fmt::format(
               R"({{"organisation":"{}","name":"x","kinds":[{}],"territory":"EE","accreditations":[
             {{"scope":"smartcards","from":"2020-01-01","until":"2035-12-31"}}]}})",
               id, kinds));
  };
  body("organisation-0", R"("issuing_authority")");
  body("organisation-1", R"("certification_body","ncca")");
  body("organisation-2", R"("itsef")");
  body("organisation-3", R"("developer")");
  int key = 0;
  const auto person = [&](const Actor& actor, const char* role) {
    w.must(
        kSystem, "access.enrol_person",
        fmt::format(
            R"({{"person":"{}","organisation":"{}","roles":[{}],"key_id":"key-{}","public_key":"{}"}})",
            actor.person, actor.organisation, role, key,
            to_base64(Bytes(32, static_cast<std::uint8_t>(key)))));
    ++key;
  };
  person(kAuthority, R"("issuing_authority")");
  person(kDirector, R"("issuing_authority")");
  person(kBody, R"("certification_body","ncca")");
  person(kLaboratory, R"("itsef")");
  person(kMaker, R"("developer")");
}

/// component-0 is the chip, -1 its library, -2 the platform, -3 the embedded software, -4 software
/// of another kind.
inline void components(World& w) {
  const auto component = [&](int n, const char* layer, const char* rests_on) {
    w.must(
        kMaker, "catalog.register_component",
        fmt::format(
            R"({{"component":"component-{}","layer":"{}","name":"x","version":"{}","developer":"organisation-3",
             "family":"family-{}","identifiers":["id-{}"]}})",
            n, layer, n, n, n));
    w.must(kMaker, "catalog.record_composition",
           fmt::format(R"({{"component":"component-{}","rests_on":[{}]}})", n, rests_on));
  };
  component(0, "ic", "");
  component(1, "crypto_library", R"("component-0")");
  component(2, "platform", R"("component-0","component-1")");
  component(3, "embedded_software", R"("component-2")");
  component(4, "embedded_software", "");
}

inline void certificates(World& w) {
  const auto certificate = [&](int n, const char* covers, const char* rests_on) {
    w.must(
        kBody, "certificate.register",
        fmt::format(
            R"({{"certificate":"EUCC-1-2025-03-000{}","scheme":"eucc","subject":"product","issuer":"organisation-1",
             "holder":"organisation-3","territory":"EE","name":"x","assurance":["EAL5","AVA_VAN.5"],"shown_level":"EAL5",
             "valid_from":"2025-04-01","valid_until":"2030-03-30","covers":[{}],"rests_on":[{}],
             "laboratory":"organisation-2","qscd":false,"reason":"evaluated"}})",
            n, covers, rests_on));
  };
  certificate(0, R"("component-0","component-1")", "");
  certificate(1, R"("component-2")", R"("EUCC-1-2025-03-0000")");
  certificate(2, R"("component-3")", R"("EUCC-1-2025-03-0001")");
}

inline void programmes(World& w) {
  w.must(
      kAuthority, "programme.define_document_class",
      R"({"document_class":"document-class-0","name":"card","validity_months":120,"validity_by_group_months":{},
            "validity_rule":"","reason":"usual"})");
  w.must(
      kAuthority, "programme.establish_programme",
      R"({"programme":"programme-0","name":"cards","territory":"EE","document_class":"document-class-0","policy":{
            "uses":["free_movement","border_crossing","digital_identity"],"validity_by_group_months":{"":60},
            "field_security":"maintained","certification_floor":[],"gate":"personalisation",
            "surveillance_interval_months":24,"introduction_interval_months":36,"exercise_interval_months":24,
            "effort_ceiling":{"steps":6,"minutes":30,"journeys":1},"erosion_threshold_ppm":100000,"margin_alarm_points":3,
            "independent_sources_min":2},"reason":"start"})");
  w.must(kAuthority, "programme.introduce_software",
         R"({"programme":"programme-0","component":"component-3","source":"organisation-3",
            "certificates":["EUCC-1-2025-03-0002"],"reason":"first generation"})");
}

inline constexpr const char* kPlanContent = R"({"title":"plan","measures":[
  {"id":"plan","kind":"newer_software","title":"plan","owner":{"organisation":"organisation-0","role":"issuing_authority"},
   "steps":[{"id":"s1","title":"t","instruction":"i","owner":{"organisation":"organisation-0","role":"issuing_authority"},
     "due_in_days":0,"action":{"kind":"plan_introduction","components":[],"withdrawn":[],"what":"next","due_in_days":365}}],
   "effort":{"steps":0,"minutes":0,"journeys":0},"throughput":{"quota_per_day":0,"capacity_per_day":0},"calendar":"",
   "effect_in_days":365,"infrastructure":[],"currency":"","residual_risk":"r"},
  {"id":"limit","kind":"limit_uses","title":"limit","owner":{"organisation":"organisation-0","role":"issuing_authority"},
   "steps":[{"id":"s1","title":"t","instruction":"i","owner":{"organisation":"organisation-0","role":"issuing_authority"},
     "due_in_days":3,"action":{"kind":"limit_uses","components":[],"withdrawn":["digital_identity"],"what":"","due_in_days":0}}],
   "effort":{"steps":0,"minutes":0,"journeys":0},"throughput":{"quota_per_day":0,"capacity_per_day":0},"calendar":"",
   "effect_in_days":3,"infrastructure":[],"currency":"","residual_risk":"r"},
  {"id":"stop","kind":"replace_software","title":"stop","owner":{"organisation":"organisation-0","role":"issuing_authority"},
   "steps":[{"id":"s1","title":"t","instruction":"i","owner":{"organisation":"organisation-0","role":"issuing_authority"},
     "due_in_days":5,"action":{"kind":"stop_production","components":[],"withdrawn":[],"what":"","due_in_days":0}}],
   "effort":{"steps":0,"minutes":0,"journeys":0},"throughput":{"quota_per_day":0,"capacity_per_day":0},"calendar":"",
   "effect_in_days":5,"infrastructure":[],"currency":"","residual_risk":"r"}],
  "standing":["plan"],"responses":{"watch":{"scenario":"w","measures":["limit"]},
  "weakened":{"scenario":"w","measures":["limit","stop"]},"broken":{"scenario":"b","measures":["limit","stop"]}}})";

inline void plan(World& w) {
  w.must(
      kAuthority, "contingency.draft_plan",
      fmt::format(
          R"({{"plan":"contingency-plan-0","programme":"programme-0","content":{},"reason":"ready"}})",
          kPlanContent));
  w.must(kAuthority, "contingency.submit_plan",
         R"({"plan":"contingency-plan-0","version":1,"reason":"ready"})");
  constexpr const char* kApproval =
      R"({"plan":"contingency-plan-0","version":1,"revision":1,"effort_override":"","reason":"approved"})";
  w.must(kDirector, "contingency.approve_plan", kApproval);
  w.must({"person-5", "organisation-0"}, "contingency.approve_plan", kApproval);
}

/// Returns the world with everything above in it.
inline World small_world() {
  World w;
  people(w);
  w.must(
      kSystem, "access.enrol_person",
      fmt::format(
          R"({{"person":"person-5","organisation":"organisation-0","roles":["issuing_authority"],"key_id":"key-5",
           "public_key":"{}"}})",
          to_base64(Bytes(32, 5))));
  components(w);
  certificates(w);
  programmes(w);
  plan(w);
  w.must(
      kAuthority, "access.open_compartment",
      R"({"compartment":"compartment-0","purpose":"one flaw","members":["person-0","person-3"]})");
  return w;
}

}  // namespace lw::core::testing
