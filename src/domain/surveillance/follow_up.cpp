#include <fmt/format.h>

#include <algorithm>

#include "domain/rules/rules.hpp"
#include "domain/surveillance/layers.hpp"

/// What follows from a re-assessment (R51): the decision on its result, and the decision's effect
/// on the certificate.
namespace lw::surveillance {
namespace {

using rules::RuleBook;

constexpr const char* kDecisionRule = "house.reassessment.decision.max";
constexpr const char* kEffectRule = "house.reassessment.effect.max";

/// The last day of a house rule's period from `start`, with its clause; nothing where there is no
/// such rule.
std::optional<std::pair<Date, std::string>> house_day(const RuleBook& rules, const char* rule,
                                                      Date start) {
  static const HolidayCalendar none{};  // neither rule counts in working days
  const auto period = rules.duration(rule, start);
  if (!period) return std::nullopt;
  const auto last = rules::deadline(start, *period, none);
  if (!last) return std::nullopt;
  return std::pair(*last, period->source.display());
}

/// The certificate's own note of the assessment; nullptr when the result has not reached it.
const certificate::AssessmentNote* note_of(const certificate::Certificate& c, const Assessment& a) {
  const auto it = std::ranges::find_if(
      c.assessments, [&](const certificate::AssessmentNote& n) { return n.event == a.id; });
  return it == c.assessments.end() ? nullptr : &*it;
}

/// How the certificate has followed the decision on its re-assessment.
enum class Effect { kOpen, kDone, kContrary };

/// What the certificate's own decision made of the assessment since it was decided upon.
std::optional<certificate::Answer> answer_since(const certificate::Certificate& c,
                                                const Assessment& a, Date on) {
  const auto* note = note_of(c, a);
  const bool answered =
      note != nullptr && note->answer && *note->answer_on >= a.result->on && *note->answer_on <= on;
  return answered ? note->answer : std::nullopt;
}

Effect effect(const certificate::Certificate& c, const Assessment& a, Date on) {
  using certificate::Answer;
  using certificate::Status;
  const auto answer = answer_since(c, a, on);
  const Status status = certificate::status(c, on);
  switch (*a.decision) {
    case Decision::kConfirm:
      if (answer == Answer::kSuspended || answer == Answer::kWithdrawn) return Effect::kContrary;
      // a passed assessment leaves nothing to decide: the certificate stands
      if (answer || a.result->outcome != Outcome::kFailed) return Effect::kDone;
      return status == Status::kInForce || status == Status::kSuspended ? Effect::kOpen
                                                                        : Effect::kDone;
    case Decision::kSuspend:
      if (status != Status::kInForce) return Effect::kDone;  // or more than that
      if (answer == Answer::kSuspended)
        return Effect::kDone;  // runs from the day after, or is over
      return answer == Answer::kConfirmed ? Effect::kContrary : Effect::kOpen;
    case Decision::kWithdraw:
      if (status == Status::kWithdrawn || status == Status::kExpired) return Effect::kDone;
      return answer == Answer::kConfirmed ? Effect::kContrary : Effect::kOpen;
  }
  return Effect::kOpen;
}

std::string_view words_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed: return "passed";
    case Outcome::kFailed: return "failed";
    case Outcome::kNotConclusive: return "was not conclusive";
  }
  return {};
}

std::string_view command_for(Decision decision) {
  switch (decision) {
    case Decision::kConfirm: return "certificate.conclude_review outcome=confirm";
    case Decision::kSuspend: return "certificate.suspend";
    case Decision::kWithdraw: return "certificate.withdraw";
  }
  return {};
}

bool is_decided(const Assessment& a, Date on) {
  return a.decision && a.decided_on && *a.decided_on <= on;
}

/// Re-assessments with a result, and the certificate that each is about.
std::vector<std::pair<const Assessment*, const certificate::Certificate*>> reassessed(
    const World& world, Date on) {
  std::vector<std::pair<const Assessment*, const certificate::Certificate*>> out;
  for (const auto& [id, a] : world.surveillance.assessments) {
    if (a.kind != EventKind::kReassessment || !a.certificate || !detail::has_result(a, on))
      continue;
    const auto* c = certificate::find(world.certificate, *a.certificate);
    if (c != nullptr) out.emplace_back(&a, c);
  }
  return out;
}

void decided_findings(const Assessment& a, const certificate::Certificate& c, Date on,
                      const RuleBook& rules, std::vector<Finding>& out) {
  const auto say = [&](const char* rule, Severity severity, std::string what, Date since) {
    out.push_back({rule, severity, c.id.text(), std::move(what), since});
  };
  const std::string decision(codec::enum_name(*a.decision));
  const Effect effect_now = effect(c, a, on);
  if (effect_now == Effect::kContrary) {
    const Date answered = *note_of(c, a)->answer_on;
    say("surveillance.decision_contradicted", Severity::kBreach,
        fmt::format("Re-assessment {} was decided as \"{}\" and {} was {} on {}", a.id.text(),
                    decision, c.id.text(), codec::enum_name(*note_of(c, a)->answer),
                    answered.text()),
        std::max(answered, *a.decided_on));
  }
  const auto last = house_day(rules, kEffectRule, *a.decided_on);
  if (effect_now == Effect::kOpen && last && last->first < on) {
    say("surveillance.decision_without_effect", Severity::kBreach,
        fmt::format("Re-assessment {} was decided as \"{}\" on {} and {} has not followed",
                    a.id.text(), decision, a.decided_on->text(), c.id.text()),
        last->first.plus_days(1));
  }
  const bool closed = a.closed_on && *a.closed_on <= on;
  const bool passed = a.result->outcome == Outcome::kPassed;
  const bool agrees =
      a.result->outcome == Outcome::kNotConclusive || passed == (a.decision == Decision::kConfirm);
  if (agrees || closed) return;
  say("surveillance.decision_disagrees", Severity::kWarning,
      fmt::format("Re-assessment {} {} and was decided as \"{}\"", a.id.text(),
                  words_of(a.result->outcome), decision),
      *a.decided_on);
}

}  // namespace

namespace detail {

/// The result waits for a decision, and the decision for its effect on the certificate.
void decision_clocks(const World& world, Instant now, const RuleBook& rules,
                     std::vector<Clock>& out) {
  const Date today = now.date();
  for (const auto& [a, c] : reassessed(world, today)) {
    const bool decided = is_decided(*a, today);
    if (decided && effect(*c, *a, today) == Effect::kDone) continue;
    const Date start = decided ? *a->decided_on : a->result->on;
    const char* rule = decided ? kEffectRule : kDecisionRule;
    const auto last = house_day(rules, rule, start);
    if (!last) continue;
    out.push_back({rule,
                   last->second,
                   c->id.text(),
                   decided ? fmt::format("give effect to \"{}\": {} assessment={}",
                                         codec::enum_name(*a->decision), command_for(*a->decision),
                                         a->id.text())
                           : fmt::format("decide on re-assessment {}, which {}", a->id.text(),
                                         words_of(a->result->outcome)),
                   c->issuer.text(),
                   start,
                   last->first,
                   {},
                   clock_state(now, last->first)});
  }
}

void decision_findings(const World& world, Date on, const RuleBook& rules,
                       std::vector<Finding>& out) {
  for (const auto& [a, c] : reassessed(world, on)) {
    if (is_decided(*a, on)) {
      decided_findings(*a, *c, on, rules, out);
      continue;
    }
    const auto last = house_day(rules, kDecisionRule, a->result->on);
    const bool over = certificate::status(*c, on) == certificate::Status::kWithdrawn;
    if (over || !last || on <= last->first) continue;
    out.push_back({"surveillance.undecided", Severity::kBreach, c->id.text(),
                   fmt::format("Re-assessment {} {} on {} and nobody decided on it", a->id.text(),
                               words_of(a->result->outcome), a->result->on.text()),
                   last->first.plus_days(1)});
  }
}

}  // namespace detail

namespace {

/// The first valid certificate in question after a failure that nobody has decided upon by `on`.
const certificate::Certificate* unanswered(const World& world, const Assessment& a, Date on) {
  for (const auto& id : concerned(world, a, a.result->on)) {
    const auto* c = certificate::find(world.certificate, id);
    if (c == nullptr || !certificate::may_be_valid(*c, a.result->on)) continue;
    const auto* note = note_of(*c, a);
    if (note == nullptr || !note->answered_on || *note->answered_on > on) return c;
  }
  return nullptr;
}

NextStep after_result(const World& world, const Assessment& a, Date on) {
  const std::string& id = a.id.text();
  const auto* c = a.certificate ? certificate::find(world.certificate, *a.certificate) : nullptr;
  if (a.kind == EventKind::kReassessment && c != nullptr) {
    if (!a.cb_report_on || *a.cb_report_on > on)
      return {Step::kCbReport, c->issuer.text(), "surveillance.record_cb_report event=" + id};
    if (!is_decided(a, on)) {
      return {Step::kDecide, c->issuer.text() + ", or the national authority",
              "surveillance.decide_reassessment event=" + id};
    }
    if (effect(*c, a, on) != Effect::kDone) {
      return {Step::kGiveEffect, c->issuer.text(),
              fmt::format("{} certificate={} assessment={}", command_for(*a.decision), c->id.text(),
                          id)};
    }
  }
  if (a.result->outcome == Outcome::kFailed) {
    if (const auto* open = unanswered(world, a, on)) {
      return {Step::kAnswer, open->issuer.text(),
              fmt::format("certificate.conclude_review, .suspend or .withdraw certificate={} "
                          "assessment={}",
                          open->id.text(), id)};
    }
  }
  const bool evaluated =
      std::ranges::any_of(a.evaluations, [&](const auto& entry) { return entry.second <= on; });
  if (!evaluated) return {Step::kTakeUp, "issuing authority", "risk.take_resistance input=" + id};
  if (!a.closed_on || *a.closed_on > on)
    return {Step::kClose, "issuing authority", "surveillance.close_event event=" + id};
  return {};
}

}  // namespace

NextStep next_step(const World& world, const Assessment& assessment, Date on) {
  const bool cancelled = assessment.cancelled_on && *assessment.cancelled_on <= on;
  if (cancelled || assessment.planned_on > on) return {};
  if (!detail::has_result(assessment, on)) {
    return {Step::kReport, assessment.laboratory.text(),
            "surveillance.record_result event=" + assessment.id.text()};
  }
  return after_result(world, assessment, on);
}

}  // namespace lw::surveillance
