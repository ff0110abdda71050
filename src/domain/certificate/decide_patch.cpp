#include <fmt/format.h>

#include <algorithm>

#include "domain/certificate/decide_on.hpp"

/// Patches under the certified procedure (EUCC Annex IV.4; E21).
namespace lw::certificate::detail {
namespace {

/// The calendar for a territory's working days; that of the Union where none is on record.
constexpr const char* kUnionCalendar = "EU";

Result<void> require_holder_or_issuer(const World& world, const Certificate& certificate,
                                      const Context& context) {
  const bool by_holder = !context.authority.empty() && context.authority == certificate.holder;
  return by_holder ? Result<void>{} : require_issuer(world, certificate, context);
}

/// R68: the procedure exists only where a patch mechanism was certified.
Result<void> require_mechanism(const World& world, const Certificate& certificate) {
  for (const auto& top : certificate.covers) {
    for (const auto& id : catalog::contains(world.catalog, top)) {
      if (catalog::find(world.catalog, id)->patch_mechanism) return {};
    }
  }
  return fail(
      ErrorCode::kRefused,
      fmt::format("nothing that {} covers has a certified patch mechanism", certificate.id.text()),
      {},
      "EUCC Annex IV.4 is for patches under one (catalog.record_upgradability); otherwise "
      "open a review: certificate.open_review ground=changed");
}

Result<Date> step_due(const Certificate& certificate, const Context& context) {
  LW_TRY(const auto step, context.rules.duration("eucc.patch.step.max", context.effective_on));
  const auto own = context.rules.calendar(certificate.territory);
  if (own) return rules::deadline(context.effective_on, step, (*own)->days);
  LW_TRY(const auto* of_union, context.rules.calendar(kUnionCalendar));
  return rules::deadline(context.effective_on, step, of_union->days);
}

}  // namespace

Result<Events> on(const World& world, const RecordPatch& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_holder_or_issuer(world, *known, context));
  LW_CHECK(require_text(c.what, "content of the patch"));
  if (!is_identifier(c.patch)) {
    return fail(ErrorCode::kInvalidInput, "the patch has no id", {},
                "give it one, unique for the certificate");
  }
  const Date today = context.effective_on;
  if (const auto it = known->patches.find(c.patch); it != known->patches.end()) {
    const bool same = it->second.patch_case == c.patch_case && it->second.what == c.what;
    if (same) return Events{};
    return fail(ErrorCode::kConflict,
                fmt::format("patch {} exists for {}", c.patch, known->id.text()));
  }
  if (known->scheme != Scheme::kEucc) {
    return fail(ErrorCode::kRefused,
                fmt::format("{} is no EUCC certificate: only the EUCC has this procedure",
                            known->id.text()));
  }
  LW_CHECK(require_alive(*known, today));
  LW_TRY(const auto cases, context.rules.choice("eucc.patch.cases", today));
  const bool listed = cases.choice.allows(codec::enum_name(c.patch_case));
  if (!listed || c.patch_case == PatchCase::kMajorNotCritical) {
    return fail(ErrorCode::kRefused,
                fmt::format("a patch of case {} has no fast way ({})",
                            codec::enum_name(c.patch_case), cases.source.display()),
                {}, "EUCC Annex IV.4(3), Art. 13: certificate.open_review ground=changed");
  }
  LW_CHECK(require_mechanism(world, *known));
  if (known->patches.size() >= kEntriesMax) return fail(ErrorCode::kTooLarge, "patched too often");
  LW_TRY(const Date due, step_due(*known, context));
  return Events{PatchRecorded{c.certificate, c.patch, c.patch_case, c.what, c.case_id, due, today}};
}

Result<Events> on(const World& world, const SubmitPatch& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_holder_or_issuer(world, *known, context));
  const auto it = known->patches.find(c.patch);
  if (it == known->patches.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("{} has no patch {}", known->id.text(), c.patch),
                {}, "record it first: certificate.record_patch");
  }
  const Patch& patch = it->second;
  if (patch.submitted_on) {
    if (patch.submitted_to == c.to && patch.evidence == c.evidence) return Events{};
    return fail(ErrorCode::kConflict,
                fmt::format("patch {} was submitted on {}", c.patch, patch.submitted_on->text()));
  }
  if (c.evidence.empty()) return fail(ErrorCode::kIncomplete, "what was submitted is not named");
  if (context.effective_on < patch.applied_on)
    return fail(ErrorCode::kRefused, "a submission cannot precede the patch");
  // Annex IV.4(6): outside the TOE to the certification body, otherwise to the laboratory
  const bool outside = patch.patch_case == PatchCase::kOutsideToe;
  const bool right =
      outside ? c.to == known->issuer : access::is_kind(world.access, c.to, access::Role::kItsef);
  if (!right) {
    return fail(
        ErrorCode::kRefused,
        fmt::format("a patch of case {} goes to {}, not to {}", codec::enum_name(patch.patch_case),
                    outside ? known->issuer.text() : "the laboratory", c.to.text()),
        {}, "EUCC Annex IV.4(6)");
  }
  return Events{PatchSubmitted{c.certificate, c.patch, c.to, c.evidence, context.effective_on}};
}

}  // namespace lw::certificate::detail
