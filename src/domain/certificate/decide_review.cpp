#include <fmt/format.h>

#include <algorithm>

#include "domain/certificate/decide_on.hpp"

namespace lw::certificate::detail {
namespace {

bool same_assurance(const Certificate& a, const Certificate& b) {
  const std::set<std::string> left(a.assurance.begin(), a.assurance.end());
  const std::set<std::string> right(b.assurance.begin(), b.assurance.end());
  return left == right;
}

bool same_scope(const Certificate& a, const Certificate& b) {
  return same_assurance(a, b) && a.covers == b.covers;
}

/// The certificate issued in place of the old one.
Result<const Certificate*> require_successor(const World& world, const Certificate& old,
                                             const std::optional<CertificateId>& successor) {
  const Certificate* found = successor ? find(world.certificate, *successor) : nullptr;
  if (found == nullptr || found->replaces != old.id || found->withdrawal) {
    return fail(
        ErrorCode::kRefused, fmt::format("no certificate was issued in place of {}", old.id.text()),
        {}, "register the new certificate first, with \"replaces\", and name it in \"successor\"");
  }
  return found;
}

/// R18: longer validity only on the report of a passed re-assessment of this very certificate.
Result<void> require_extension(const Certificate& old, const Certificate& next,
                               const ConcludeReview& c, Date on) {
  if (!same_scope(old, next)) {
    return fail(ErrorCode::kRefused,
                fmt::format("{} has another scope than {}", next.id.text(), old.id.text()), {},
                "EUCC Art. 13(2)(c) is for the same scope; another scope is withdraw_and_rescope");
  }
  if (!next.valid_until || (old.valid_until && *next.valid_until <= *old.valid_until)) {
    return fail(ErrorCode::kRefused,
                fmt::format("{} is not valid longer than {}", next.id.text(), old.id.text()));
  }
  const bool passed =
      c.evidence && std::ranges::any_of(old.assessments, [&](const AssessmentNote& note) {
        return note.outcome == AssessmentOutcome::kPassed && note.report == c.evidence &&
               note.on <= on;
      });
  if (!passed) {
    return fail(
        ErrorCode::kRefused,
        fmt::format("the longer validity of {} rests on no passed re-assessment", next.id.text()),
        {}, "R18: name the report of a passed re-assessment of this certificate in \"evidence\"");
  }
  return {};
}

Result<void> require_outcome(const World& world, const Certificate& old, const ConcludeReview& c,
                             const Context& context) {
  const auto allowed = context.rules.choice("eucc.review.outcomes", context.effective_on);
  if (old.scheme == Scheme::kEucc && allowed &&
      !allowed->choice.allows(codec::enum_name(c.outcome))) {
    return fail(ErrorCode::kRefused,
                fmt::format("{} is no outcome of a review on {} ({})", codec::enum_name(c.outcome),
                            context.effective_on.text(), allowed->source.display()));
  }
  const bool renewing = c.outcome == ReviewOutcome::kWithdrawAndExtend ||
                        c.outcome == ReviewOutcome::kWithdrawAndRescope;
  if (!renewing) {
    if (!c.successor) return {};
    return fail(ErrorCode::kInvalidInput, "this outcome has no successor");
  }
  LW_TRY(const Certificate* next, require_successor(world, old, c.successor));
  if (c.outcome == ReviewOutcome::kWithdrawAndExtend) {
    return require_extension(old, *next, c, context.effective_on);
  }
  if (same_scope(old, *next)) {
    return fail(ErrorCode::kRefused,
                fmt::format("{} has the same scope as {}", next->id.text(), old.id.text()), {},
                "EUCC Art. 13(2)(d) is for another scope; the same scope is withdraw_and_extend");
  }
  return {};
}

/// E5: near expiry only within the months before it.
Result<void> require_near_expiry(const Certificate& known, const OpenReview& c,
                                 const Context& context) {
  if (c.ground != ReviewGround::kNearExpiry || known.scheme != Scheme::kEucc || !known.valid_until)
    return {};
  LW_TRY(const Until first, last_day(context.rules, "eucc.review.request_near_expiry",
                                     *known.valid_until, context.effective_on));
  if (context.effective_on >= first.last_day) return {};
  return fail(ErrorCode::kRefused,
              fmt::format("{} may be reviewed for expiry from {} on ({})", known.id.text(),
                          first.last_day.text(), first.source.display()));
}

}  // namespace

Result<Events> on(const World& world, const OpenReview& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  const bool of_holder =
      c.ground == ReviewGround::kNearExpiry || c.ground == ReviewGround::kChanged ||
      c.ground == ReviewGround::kVulnerabilityAssessmentAgain || c.ground == ReviewGround::kRemedy;
  const bool by_holder =
      of_holder && !context.authority.empty() && context.authority == known->holder;
  if (!by_holder) LW_CHECK(require_issuer(world, *known, context));
  if (by_holder && c.ground != ReviewGround::kRemedy) {  // E5; a remedy is Art. 36
    LW_CHECK(require_listed(*known, context.rules, "eucc.review.request_grounds",
                            codec::enum_name(c.ground), context.effective_on));
  }
  LW_CHECK(require_text(c.reason, "reason"));
  LW_CHECK(require_alive(*known, context.effective_on));
  if (const Review* open = open_review(*known)) {
    if (open->ground == c.ground && open->opened_on == context.effective_on) return Events{};
    return fail(
        ErrorCode::kRefused,
        fmt::format("{} is under review since {}", known->id.text(), open->opened_on.text()), {},
        "conclude that review, with this ground in mind");
  }
  LW_CHECK(require_near_expiry(*known, c, context));
  if (known->reviews.size() >= kEntriesMax) return fail(ErrorCode::kTooLarge, "reviewed too often");
  return Events{ReviewOpened{c.certificate, c.ground, c.reason, context.effective_on}};
}

Result<Events> on(const World& world, const ConcludeReview& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_issuer(world, *known, context));
  LW_CHECK(require_text(c.reason, "reason"));
  const Date today = context.effective_on;
  if (!known->reviews.empty() && known->reviews.back().closed_on == today &&
      known->reviews.back().outcome == c.outcome &&
      known->reviews.back().successor == c.successor) {
    return Events{};
  }
  LW_CHECK(require_alive(*known, today));
  const Review* review = open_review(*known);
  if (review == nullptr || review->opened_on > today) {
    return fail(ErrorCode::kRefused,
                fmt::format("{} is not under review on {}", known->id.text(), today.text()), {},
                "open one first: certificate.open_review");
  }
  LW_CHECK(require_outcome(world, *known, c, context));
  LW_CHECK(require_assessment(
      *known, c.assessment,
      c.outcome == ReviewOutcome::kWithdraw ? Answer::kWithdrawn : Answer::kConfirmed, today));
  Events events{ReviewConcluded{c.certificate, c.outcome, c.successor, c.evidence, c.reason,
                                context.authority, today, c.assessment}};
  if (c.outcome == ReviewOutcome::kConfirm) {
    if (running(*known) != nullptr) {
      events.push_back(SuspensionLifted{c.certificate, c.reason, context.authority, today});
    }
    return events;
  }
  events.push_back(CertificateWithdrawn{c.certificate, WithdrawalGround::kReviewOutcome, c.reason,
                                        WithdrawalPath::kIssuingBody, context.authority, today});
  add_notices(world, *known, NoticeAbout::kWithdrawal, context, events);
  return events;
}

namespace {

/// E29: once the law defines the two classes, the class of a change is said, and a major one takes
/// another way.
Result<void> require_minor(const RecordMaintenance& c, const Context& context) {
  const Date today = context.effective_on;
  const auto defined = context.rules.flag("eucc.change.classes_defined", today);
  if (!c.change_class && defined && defined->on) {
    return fail(ErrorCode::kIncomplete, "whether the change is minor or major is not said", {},
                "name it in \"change_class\" (" + defined->source.display() + ")");
  }
  if (c.change_class != ChangeClass::kMajor) return {};
  const auto route = context.rules.choice("eucc.change.major.route", today);
  return fail(ErrorCode::kRefused,
              "a major change may harm the assurance: it gives no maintenance report", {},
              "open a review for a re-evaluation: certificate.open_review ground=changed (" +
                  (route ? route->source.display() : std::string("EUCC Annex IV.3(7)-(8)")) + ")");
}

/// E28: a new certificate after a minor change ends no later, while the law of the day says so.
Result<void> require_same_end(const World& world, const Certificate& known,
                              const RecordMaintenance& c, const Context& context) {
  if (!c.new_certificate) return {};
  LW_TRY(const Certificate* next, require(world, *c.new_certificate));
  std::string law = "a minor change keeps the end of validity";
  if (known.scheme == Scheme::kEucc) {
    LW_TRY(const auto keeps,
           context.rules.flag("eucc.change.minor.keeps_end_date", context.effective_on));
    if (!keeps.on) return {};
    law = keeps.source.display();
  }
  const bool longer =
      !next->valid_until || !known.valid_until || *next->valid_until > *known.valid_until;
  if (!longer) return {};
  return fail(ErrorCode::kRefused,
              fmt::format("{} would outlive {}", next->id.text(), known.id.text()), {}, law);
}

}  // namespace

Result<Events> on(const World& world, const RecordMaintenance& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_issuer(world, *known, context));
  LW_CHECK(require_text(c.reason, "reason"));
  LW_CHECK(require_text(c.change, "change"));
  const Date today = context.effective_on;
  LW_CHECK(require_alive(*known, today));
  const bool noted = std::ranges::any_of(known->maintenance, [&](const Maintenance& m) {
    return m == Maintenance{today, c.change, c.impact_report, c.new_certificate, c.change_class};
  });
  if (noted) return Events{};
  if (known->maintenance.size() >= kEntriesMax)
    return fail(ErrorCode::kTooLarge, "maintained too often");
  if (known->scheme == Scheme::kEucc) {  // E28: the law of the day decides
    LW_CHECK(require_minor(c, context));
    LW_TRY(const auto anew, context.rules.flag("eucc.change.minor.new_certificate", today));
    if (anew.on != c.new_certificate.has_value()) {
      return fail(
          ErrorCode::kRefused,
          fmt::format("on {} a minor change gives a maintenance report and {} new certificate ({})",
                      today.text(), anew.on ? "a" : "no", anew.source.display()));
    }
  }
  LW_CHECK(require_same_end(world, *known, c, context));
  LW_CHECK(require_components(world, c.also_covers, known->covers.size()));
  return Events{MaintenanceRecorded{c.certificate, c.change, c.impact_report, c.new_certificate,
                                    c.also_covers, c.reason, today, c.change_class}};
}

Result<Events> on(const World& world, const RecordBodyNoncompliance& c, const Context& context) {
  const auto* body = access::find_organisation(world.access, c.body);
  if (body == nullptr) {
    return fail(ErrorCode::kNotFound,
                fmt::format("organisation {} is not registered", c.body.text()));
  }
  LW_CHECK(require_ncca(world, body->territory, context));
  LW_CHECK(require_text(c.reason, "reason"));
  BodyNoncomplianceRecorded event{c.body, c.reason, {}, context.authority, context.effective_on};
  bool known = false;
  for (const auto& id : affected_by(world.certificate, c.body, context.effective_on)) {
    const auto& entries = find(world.certificate, id)->body_noncompliances;
    const bool open =
        std::ranges::any_of(entries, [&](const auto& e) { return e.body == c.body && !e.outcome; });
    known = known || open;
    if (!open) event.certificates.insert(id);
  }
  if (event.certificates.empty() && known) return Events{};
  return Events{event};
}

Result<Events> on(const World& world, const DecideAffected& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_issuer(world, *known, context));
  LW_CHECK(require_text(c.reason, "reason"));
  const Date today = context.effective_on;
  const auto& entries = known->body_noncompliances;
  const auto of_body = [&](const auto& e) { return e.body == c.body && e.on <= today; };
  const bool open =
      std::ranges::any_of(entries, [&](const auto& e) { return of_body(e) && !e.outcome; });
  if (!open) {
    const bool done = std::ranges::any_of(
        entries, [&](const auto& e) { return of_body(e) && e.outcome == c.outcome; });
    if (done) return Events{};
    return fail(ErrorCode::kRefused,
                fmt::format("{} is not affected by {}", known->id.text(), c.body.text()), {},
                "EUCC Art. 31(1): the national authority records the affected certificates first");
  }
  LW_CHECK(require_alive(*known, today));
  LW_CHECK(require_listed(*known, context.rules, "eucc.cab_noncompliance.outcomes",
                          codec::enum_name(c.outcome), today));  // E24
  const bool issues = c.outcome == AffectedOutcome::kWithdrawAndIssueNew;
  if (issues) {
    LW_CHECK(require_successor(world, *known, c.successor));
  } else if (c.successor) {
    return fail(ErrorCode::kInvalidInput, "this outcome has no successor");
  }
  Events events{AffectedDecided{c.certificate, c.body, c.outcome, c.successor, c.reason,
                                context.authority, today}};
  if (c.outcome == AffectedOutcome::kMaintain) return events;
  events.push_back(CertificateWithdrawn{c.certificate, WithdrawalGround::kBodyNoncompliance,
                                        c.reason, WithdrawalPath::kIssuingBody, context.authority,
                                        today});
  if (open_review(*known) != nullptr) {
    events.push_back(ReviewConcluded{
        c.certificate, ReviewOutcome::kWithdraw, {}, {}, c.reason, context.authority, today});
  }
  add_notices(world, *known, NoticeAbout::kWithdrawal, context, events);
  return events;
}

}  // namespace lw::certificate::detail
