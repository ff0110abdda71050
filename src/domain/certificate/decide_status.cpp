#include <fmt/format.h>

#include <algorithm>

#include "domain/certificate/decide_on.hpp"

namespace lw::certificate::detail {
namespace {

/// The facts that a ground needs before it may be used.
Result<void> require_ground(const Certificate& certificate, SuspensionGround ground,
                            const Context& context) {
  const Date on = context.effective_on;
  LW_CHECK(require_listed(certificate, context.rules, "eucc.suspension.grounds",
                          codec::enum_name(ground), on));
  if (ground == SuspensionGround::kReviewPendingRemedy) {
    LW_CHECK(require_flag(certificate, context.rules, "eucc.review.suspend_pending_remedy",
                          "a review suspends no certificate", on));
  }
  if (ground == SuspensionGround::kNoAppropriateRemedy) {
    LW_CHECK(
        require_listed(certificate, context.rules, "eucc.remedy_missing.outcomes", "suspend", on));
  }
  if (ground == SuspensionGround::kReviewPendingRemedy && open_review(certificate) == nullptr) {
    return fail(ErrorCode::kRefused, fmt::format("{} is not under review", certificate.id.text()),
                {}, "EUCC Art. 13(3): open the review first, or name another ground");
  }
  const auto waits = [&](const auto& entry) { return unremedied(entry.second, on); };
  if (ground == SuspensionGround::kNoAppropriateRemedy &&
      std::ranges::none_of(certificate.matters, waits)) {
    return fail(
        ErrorCode::kRefused,
        fmt::format("no remedy is overdue or rejected for {}", certificate.id.text()), {},
        "EUCC Art. 28(6), 29(2): the time for a remedy must be over, or the remedy rejected");
  }
  const auto repeated = [&](const auto& entry) {
    return entry.second.repeated && unremedied(entry.second, on);
  };
  if (std::ranges::none_of(certificate.matters, repeated)) return {};
  if (certificate.scheme == Scheme::kEucc)  // Art. 29(3)
    return require_listed(certificate, context.rules, "eucc.noncompliance.repeated.outcomes",
                          "suspend", on);
  return fail(ErrorCode::kRefused,
              fmt::format("the holder of {} infringed again: a suspension is not enough",
                          certificate.id.text()),
              {}, "withdraw");
}

/// The last day of a suspension: what was asked for, within what the law allows.
Result<Date> suspended_until(const Certificate& certificate, const SuspendCertificate& c,
                             const Context& context) {
  const Date on = context.effective_on;
  if (c.until && *c.until <= on) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("a suspension decided on {} runs from the day after, not until {}",
                            on.text(), c.until->text()));
  }
  if (certificate.scheme != Scheme::kEucc) {
    if (c.until) return *c.until;
    return fail(ErrorCode::kIncomplete,
                fmt::format("how long {} is suspended is not given", certificate.id.text()), {},
                "only the EUCC sets a longest suspension: name the last day in \"until\"");
  }
  LW_TRY(const Until most, last_day(context.rules, "eucc.suspension.max", on, on));
  if (c.until && *c.until > most.last_day) {
    return fail(ErrorCode::kRefused,
                fmt::format("the suspension would pass {} ({})", most.last_day.text(),
                            most.source.display()),
                {}, "the national authority may extend it: certificate.extend_suspension");
  }
  return c.until.value_or(most.last_day);
}

/// E9: whether this suspension ends validity, by the law of the day of its decision; recorded only
/// where it does, so that a later law changes nothing about it.
std::optional<bool> ends_validity(const Certificate& certificate, const Context& context) {
  if (certificate.scheme != Scheme::kEucc) return std::nullopt;
  const auto law = context.rules.flag("eucc.suspension.ends_validity", context.effective_on);
  return law && law->on ? std::optional(true) : std::nullopt;
}

/// E10: only whom the law names may extend a suspension; outside EUCC the national authority.
Result<void> require_extender(const World& world, const Certificate& certificate,
                              const Context& context) {
  if (certificate.scheme == Scheme::kEucc) {
    LW_TRY(const auto by,
           context.rules.choice("eucc.suspension.extension_by", context.effective_on));
    const bool issuer = by.choice.allows("issuing_certification_body") &&
                        require_issuer(world, certificate, context).has_value();
    if (issuer) return {};
    if (!by.choice.allows("ncca")) {
      return fail(ErrorCode::kForbidden, fmt::format("{} may not extend the suspension of {} ({})",
                                                     context.authority.text(),
                                                     certificate.id.text(), by.source.display()));
    }
  }
  return require_ncca(world, certificate.territory, context);  // Art. 30(6)
}

/// Closes what a withdrawal makes moot: an open review ends as "withdraw" (E4).
void add_review_end(const Certificate& certificate, const std::string& reason,
                    const Context& context, Events& events) {
  if (open_review(certificate) == nullptr) return;
  events.push_back(ReviewConcluded{certificate.id,
                                   ReviewOutcome::kWithdraw,
                                   {},
                                   {},
                                   reason,
                                   context.authority,
                                   context.effective_on});
}

bool withdrawn_alike(const Certificate& certificate, WithdrawalGround ground, WithdrawalPath path,
                     const Context& context) {
  return certificate.withdrawal ==
         Withdrawal{context.effective_on, path, ground, context.authority};
}

Result<void> require_withdrawal_ground(const Certificate& certificate, WithdrawalGround ground,
                                       const Context& context) {
  const Date on = context.effective_on;
  if (ground == WithdrawalGround::kHolderRequest) {  // E13
    LW_CHECK(require_flag(certificate, context.rules, "eucc.withdrawal.holder_may_request",
                          "the holder may not ask for withdrawal", on));
  } else if (ground == WithdrawalGround::kNoAppropriateRemedy) {  // E8
    LW_CHECK(
        require_listed(certificate, context.rules, "eucc.remedy_missing.outcomes", "withdraw", on));
  } else if (ground == WithdrawalGround::kRepeatedInfringement) {
    LW_CHECK(require_listed(certificate, context.rules, "eucc.noncompliance.repeated.outcomes",
                            "withdraw", on));
  }
  if (ground == WithdrawalGround::kReviewOutcome ||
      ground == WithdrawalGround::kBodyNoncompliance) {
    return fail(
        ErrorCode::kRefused, "this ground follows from another decision", {},
        "use certificate.conclude_review (Art. 13(2)) or certificate.decide_affected (Art. 31(2))");
  }
  const auto waits = [&](const auto& entry) { return unremedied(entry.second, on); };
  const auto repeated = [&](const auto& entry) {
    return entry.second.repeated && !entry.second.closed_on;
  };
  const bool no_remedy = ground == WithdrawalGround::kNoAppropriateRemedy &&
                         std::ranges::none_of(certificate.matters, waits);
  const bool not_repeated = ground == WithdrawalGround::kRepeatedInfringement &&
                            std::ranges::none_of(certificate.matters, repeated);
  if (no_remedy || not_repeated) {
    return fail(ErrorCode::kRefused,
                fmt::format("nothing on record for {} supports this ground", certificate.id.text()),
                {}, "record the non-conformity or non-compliance first (Art. 28, 29)");
  }
  if (ground == WithdrawalGround::kSuspensionEndedUncured && running(certificate) == nullptr) {
    return fail(ErrorCode::kRefused, fmt::format("{} is not suspended", certificate.id.text()));
  }
  return {};
}

}  // namespace

Result<Events> on(const World& world, const SuspendCertificate& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_issuer(world, *known, context));
  LW_CHECK(require_text(c.reason, "reason"));
  const Date today = context.effective_on;
  LW_CHECK(require_alive(*known, today));
  LW_TRY(const Date until, suspended_until(*known, c, context));
  if (const Suspension* suspension = running(*known)) {
    const bool same = suspension->decided_on == today && suspension->ground == c.ground &&
                      suspension->until == until;
    if (same) return Events{};
    return fail(
        ErrorCode::kRefused,
        fmt::format("{} is suspended until {}", c.certificate.text(), suspension->until.text()), {},
        "lift it, withdraw the certificate, or let the national authority extend it (Art. 30(6))");
  }
  LW_CHECK(require_ground(*known, c.ground, context));
  LW_CHECK(require_assessment(*known, c.assessment, Answer::kSuspended, today));
  if (known->suspensions.size() >= kEntriesMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("{} was suspended more than {} times", known->id.text(), kEntriesMax));
  }
  // EUCC Art. 30(1): from the day after the decision
  Events events{CertificateSuspended{c.certificate, c.ground, until, c.reason, context.authority,
                                     today, today.plus_days(1), c.assessment,
                                     ends_validity(*known, context)}};
  add_notices(world, *known, NoticeAbout::kSuspension, context, events);
  return events;
}

Result<Events> on(const World& world, const ExtendSuspension& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_extender(world, *known, context));
  LW_CHECK(require_text(c.reason, "reason"));
  LW_CHECK(require_alive(*known, context.effective_on));
  const Suspension* suspension = running(*known);
  if (suspension == nullptr) {
    return fail(ErrorCode::kRefused, fmt::format("{} is not suspended", c.certificate.text()));
  }
  if (c.until == suspension->until) return Events{};
  if (c.until < suspension->until) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("the suspension runs to {} already", suspension->until.text()));
  }
  if (known->scheme == Scheme::kEucc) {
    LW_TRY(const Until most, last_day(context.rules, "eucc.suspension.total_max",
                                      suspension->decided_on, context.effective_on));
    if (c.until > most.last_day) {
      return fail(ErrorCode::kRefused,
                  fmt::format("the suspension would pass {} in total ({})", most.last_day.text(),
                              most.source.display()),
                  {}, "lift it or withdraw the certificate by then");
    }
  }
  if (suspension->extended_on.size() >= kEntriesMax)
    return fail(ErrorCode::kTooLarge, "extended too often");
  return Events{SuspensionExtended{c.certificate, c.until, c.reason, context.authority,
                                   context.effective_on}};
}

Result<Events> on(const World& world, const LiftSuspension& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_issuer(world, *known, context));
  LW_CHECK(require_text(c.reason, "reason"));
  LW_CHECK(require_alive(*known, context.effective_on));
  if (running(*known) == nullptr) {
    const bool lifted =
        !known->suspensions.empty() && known->history.back().decided_on == context.effective_on;
    if (lifted) return Events{};
    return fail(ErrorCode::kRefused, fmt::format("{} is not suspended", c.certificate.text()));
  }
  return Events{SuspensionLifted{c.certificate, c.reason, context.authority, context.effective_on}};
}

Result<Events> on(const World& world, const WithdrawCertificate& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_issuer(world, *known, context));  // EUCC Art. 14(1)
  LW_CHECK(require_text(c.reason, "reason"));
  if (withdrawn_alike(*known, c.ground, WithdrawalPath::kIssuingBody, context)) return Events{};
  LW_CHECK(require_alive(*known, context.effective_on));
  LW_CHECK(require_listed(*known, context.rules, "eucc.withdrawal.decided_by",
                          "issuing_certification_body", context.effective_on));  // E13
  LW_CHECK(require_withdrawal_ground(*known, c.ground, context));
  LW_CHECK(require_assessment(*known, c.assessment, Answer::kWithdrawn, context.effective_on));
  Events events{CertificateWithdrawn{c.certificate, c.ground, c.reason,
                                     WithdrawalPath::kIssuingBody, context.authority,
                                     context.effective_on, c.assessment}};
  add_review_end(*known, c.reason, context, events);
  add_notices(world, *known, NoticeAbout::kWithdrawal, context, events);
  return events;
}

Result<Events> on(const World& world, const WithdrawByAuthority& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_ncca(world, known->territory, context));
  LW_CHECK(require_text(c.reason, "reason"));
  if (withdrawn_alike(*known, c.ground, WithdrawalPath::kNcca, context)) return Events{};
  const Date today = context.effective_on;
  LW_CHECK(require_alive(*known, today));
  // CSA Art. 58(8)(e): certificates it issued itself, and those under Art. 56(6), which is level
  // high
  LW_TRY(const auto power, context.rules.choice("csa.ncca.may_withdraw", today));
  const bool own = known->issuer == context.authority && power.choice.allows("issued_by_ncca");
  bool high = false;
  if (known->scheme == Scheme::kEucc && power.choice.allows("issued_under_art_56_6")) {
    LW_TRY(const auto van, context.rules.number("eucc.level.high.van_min", today));
    high = ava_van(*known) >= van.value;
  }
  if (!own && !high) {
    return fail(
        ErrorCode::kRefused,
        fmt::format("{} was neither issued by the authority nor at level high",
                    c.certificate.text()),
        {},
        "the issuing certification body withdraws it (EUCC Art. 14(1)); " + power.source.display());
  }
  LW_CHECK(require_listed(*known, context.rules, "eucc.withdrawal.decided_by", "ncca", today));
  LW_CHECK(require_withdrawal_ground(*known, c.ground, context));
  LW_CHECK(require_assessment(*known, c.assessment, Answer::kWithdrawn, today));
  Events events{CertificateWithdrawn{c.certificate, c.ground, c.reason, WithdrawalPath::kNcca,
                                     context.authority, today, c.assessment}};
  add_review_end(*known, c.reason, context, events);
  add_notices(world, *known, NoticeAbout::kWithdrawal, context, events);
  return events;
}

}  // namespace lw::certificate::detail
