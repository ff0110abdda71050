#include <fmt/format.h>

#include <algorithm>

#include "domain/certificate/canonical.hpp"
#include "domain/certificate/decide_on.hpp"
#include "domain/certificate/mark.hpp"

namespace lw::certificate::detail {
namespace {

Result<void> require_components_listed(const RegisterCertificate& c, const Context& context) {
  if (c.assurance.empty())
    return fail(ErrorCode::kInvalidInput, "no assurance component is listed");
  if (c.assurance.size() > kAssuranceMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("more than {} assurance components", kAssuranceMax));
  }
  const auto bad = [](const std::string& text) {
    return text.contains('+') || !is_identifier(text);
  };
  const auto found = std::ranges::find_if(c.assurance, bad);
  if (found != c.assurance.end()) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("\"{}\" is no assurance component", found->substr(0, 40)), {},
                "list each component, without a plus sign (EUCC Annex VIII(1))");
  }
  if (c.scheme != Scheme::kEucc || !c.shown_level.contains('+')) return {};
  LW_TRY(const auto plus, context.rules.flag("eucc.augmentation.plus_sign", c.valid_from));  // E27
  if (plus.on) return {};
  return fail(ErrorCode::kInvalidInput, fmt::format("level \"{}\" has a plus sign", c.shown_level),
              {}, "list each component: " + plus.source.display());
}

/// The flag of the law in force on the day, in words; nothing when it is on or there is none.
std::optional<std::string> forbidden_by(const Context& context, std::string_view rule, Date on) {
  const auto flag = context.rules.flag(rule, on);
  if (!flag || flag->on) return std::nullopt;
  return flag->source.display();
}

/// E27: what the law of the day wants on a certificate. A field that there is no place for here is
/// refused rather than left out.
Result<void> require_fields(const RegisterCertificate& c, const Context& context) {
  LW_TRY(const auto fields, context.rules.choice("eucc.certificate.fields", c.valid_from));
  for (const auto& field : fields.choice.options) {
    if (field == "identifier" || field == "product_and_holder") continue;  // asked of every one
    if (field == "evaluation_and_certification") {
      Certificate draft;  // only to ask what its components amount to
      draft.assurance = c.assurance;
      if (c.subject == Subject::kProtectionProfile || ava_van(draft) >= 1) continue;
      return fail(ErrorCode::kRefused, fmt::format("{} states no AVA_VAN", c.certificate.text()),
                  {}, "EUCC Art. 4: level substantial is AVA_VAN.1-2, level high AVA_VAN.3-5");
    }
    if (field == "mark_and_label") {  // E26: an id that the mark can bear
      if (context.rules.find("eucc.mark.id_parts", c.valid_from) != nullptr)
        LW_CHECK(id_parts(c.certificate));
      continue;
    }
    return fail(ErrorCode::kUnsupported,
                fmt::format("the law asks for \"{}\", which no certificate here can state ({})",
                            field, fields.source.display()));
  }
  return {};
}

/// E30: an edition of the standards that the law of the day does not take.
Result<void> require_edition(const RegisterCertificate& c, const Context& context) {
  if (c.standard != StandardEdition::kCc31r5) return {};
  const auto named = context.rules.flag("eucc.standards.edition_named", c.valid_from);
  if (named && !named->on) return {};  // as first published: any edition
  const auto law = forbidden_by(context, "eucc.standards.cc31r5_accepted", c.valid_from);
  if (!law) return {};
  return fail(ErrorCode::kRefused,
              fmt::format("on {} no certificate is issued by Common Criteria 3.1 R5 ({})",
                          c.valid_from.text(), *law));
}

/// What only the EUCC asks: an id that the mark can bear (E26), a level (E1), a product series and
/// a standard that the law of the day knows (E29, E30).
Result<void> require_eucc_form(const RegisterCertificate& c, const Context& context) {
  if (c.scheme != Scheme::kEucc) {
    if (!c.series) return {};
    return fail(ErrorCode::kRefused, "only the EUCC knows a certificate for a product series");
  }
  LW_CHECK(require_fields(c, context));
  if (c.series && c.series->empty())
    return fail(ErrorCode::kInvalidInput, "the product series has no name");
  if (c.series) {
    LW_CHECK(require_text(*c.series, "name of the product series"));
    if (const auto law = forbidden_by(context, "eucc.product_series.allowed", c.valid_from)) {
      return fail(ErrorCode::kRefused,
                  fmt::format("on {} no certificate may cover a product series ({})",
                              c.valid_from.text(), *law),
                  {}, "issue one certificate for each product");
    }
  }
  return require_edition(c, context);
}

/// How long the certificate may be valid: EUCC Art. 12(2)-(3), 18(2); eIDAS Art. 30(3a).
Result<void> require_validity(const World& world, const RegisterCertificate& c,
                              const Context& context) {
  if (!c.valid_until) {
    return fail(ErrorCode::kRefused, fmt::format("{} has no end date", c.certificate.text()), {},
                "R18, CSA Art. 54(1)(r): a certificate names the last day of its validity");
  }
  if (*c.valid_until < c.valid_from) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} would end before it begins", c.certificate.text()));
  }
  if (c.qscd) {
    LW_TRY(const Until most,
           last_day(context.rules, "eidas.qscd.validity.max", c.valid_from, c.valid_from));
    if (*c.valid_until > most.last_day) {
      return fail(ErrorCode::kRefused,
                  fmt::format("a signature device's certificate ends by {} ({})",
                              most.last_day.text(), most.source.display()));
    }
  }
  if (c.scheme != Scheme::kEucc) return {};
  const auto lifetime = context.rules.flag("eucc.validity.pp_lifetime", c.valid_from);  // E3
  if (c.subject == Subject::kProtectionProfile && lifetime && lifetime->on) {
    if (c.pp_lifetime_until && *c.valid_until <= *c.pp_lifetime_until) return {};
    return fail(ErrorCode::kRefused,
                "a profile's certificate ends with the profile's own lifetime at the latest", {},
                "give pp_lifetime_until: " + lifetime->source.display());
  }
  LW_TRY(const Until most,
         last_day(context.rules, "eucc.validity.max", c.valid_from, c.valid_from));
  if (*c.valid_until <= most.last_day) return {};
  LW_TRY(const auto longer,
         context.rules.flag("eucc.validity.longer_with_approval", c.valid_from));  // E2
  if (!longer.on) {
    return fail(ErrorCode::kRefused,
                fmt::format("{} would be valid beyond {} ({}), and no approval lengthens that ({})",
                            c.certificate.text(), most.last_day.text(), most.source.display(),
                            longer.source.display()));
  }
  const auto approval = world.certificate.approvals.find(c.certificate);
  const bool approved =
      approval != world.certificate.approvals.end() && approval->second.until >= *c.valid_until;
  const auto* by =
      approved ? access::find_organisation(world.access, approval->second.authority) : nullptr;
  if (by != nullptr && by->territory == c.territory) return {};
  return fail(
      ErrorCode::kRefused,
      fmt::format("{} would be valid beyond {} ({}) without the national authority's approval",
                  c.certificate.text(), most.last_day.text(), most.source.display()),
      {}, "EUCC Art. 12(3): certificate.approve_longer_validity comes first");
}

/// A successor is issued while the certificate it replaces is under review, or decided upon for its
/// body's fault.
Result<void> require_replaced(const World& world, const RegisterCertificate& c) {
  if (!c.replaces) return {};
  LW_TRY(const Certificate* old, require(world, *c.replaces));
  if (old->id == c.certificate)
    return fail(ErrorCode::kInvalidInput, "a certificate cannot replace itself");
  if (old->withdrawal) {
    return fail(ErrorCode::kRefused, fmt::format("{} was withdrawn already", old->id.text()));
  }
  const bool undecided =
      std::ranges::any_of(old->body_noncompliances, [](const auto& e) { return !e.outcome; });
  if (open_review(*old) == nullptr && !undecided) {
    return fail(ErrorCode::kRefused, fmt::format("{} is not under review", old->id.text()), {},
                "EUCC Art. 13(2)(c)-(d): open the review first");
  }
  return {};
}

bool same(const Certificate& known, const RegisterCertificate& c) {
  return known.registered && known.scheme == c.scheme && known.subject == c.subject &&
         known.issuer == c.issuer && known.holder == c.holder && known.territory == c.territory &&
         known.name == c.name && known.assurance == c.assurance &&
         known.valid_from == c.valid_from && known.valid_until == c.valid_until &&
         known.replaces == c.replaces && known.qscd == c.qscd && known.series == c.series &&
         known.standard == c.standard && std::ranges::includes(known.covers, c.covers) &&
         std::ranges::includes(known.rests_on, c.rests_on);
}

Result<void> require_new(const World& world, const RegisterCertificate& c) {
  const CertificateId meant = resolve(world.certificate, c.certificate.text());
  if (meant.text() != c.certificate.text()) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("the canonical form of {} is {}", c.certificate.text(), meant.text()),
                {}, "register a certificate under its canonical id");
  }
  const Certificate* known = find(world.certificate, c.certificate);
  if (known != nullptr && (known->registered || !known->history.empty())) {
    return fail(ErrorCode::kConflict,
                fmt::format("certificate {} exists and says something else", c.certificate.text()),
                {}, "a changed certificate is issued under a new id");
  }
  return {};
}

}  // namespace

Result<Events> on(const World& world, const RegisterCertificate& c, const Context& context) {
  if (const Certificate* known = find(world.certificate, c.certificate);
      known != nullptr && same(*known, c)) {
    return Events{};
  }
  LW_CHECK(require_new(world, c));
  LW_CHECK(require_text(c.reason, "reason"));
  LW_CHECK(require_text(c.name, "name"));
  Certificate draft;  // only to ask who issues it
  draft.id = c.certificate;
  draft.issuer = c.issuer;
  LW_CHECK(require_issuer(world, draft, context));
  if (access::find_organisation(world.access, c.holder) == nullptr) {
    return fail(ErrorCode::kNotFound, fmt::format("holder {} is not registered", c.holder.text()),
                {}, "register it first: access.register_organisation");
  }
  if (c.territory.size() != 2)
    return fail(ErrorCode::kInvalidInput, "a territory is two letters (ISO 3166-1)");
  LW_CHECK(require_components_listed(c, context));
  LW_CHECK(require_eucc_form(c, context));
  LW_CHECK(require_validity(world, c, context));
  LW_CHECK(require_replaced(world, c));
  if (c.scheme == Scheme::kSogis) {  // E30
    const auto in_effect = context.rules.flag("eucc.national_schemes.in_effect", c.valid_from);
    const auto ended = context.rules.flag("eucc.national_schemes.may_finish", c.valid_from);
    if (!(in_effect && in_effect->on) && ended && !ended->on) {
      return fail(ErrorCode::kRefused,
                  fmt::format("no certificate is issued under SOG-IS on {} ({})",
                              c.valid_from.text(), ended->source.display()));
    }
  }
  LW_CHECK(require_components(world, c.covers, 0));
  LW_CHECK(require_references(world, c.certificate, c.rests_on, 0));
  return Events{
      CertificateRegistered{c.certificate, c.scheme,     c.subject,     c.issuer,
                            c.holder,      c.territory,  c.name,        c.assurance,
                            c.shown_level, c.valid_from, c.valid_until, c.covers,
                            c.rests_on,    c.laboratory, c.etr_on,      c.pp_lifetime_until,
                            c.replaces,    c.qscd,       c.reason,      context.effective_on,
                            c.series,      c.standard}};
}

Result<Events> on(const World& world, const ApproveLongerValidity& c, const Context& context) {
  if (c.certificate.empty())
    return fail(ErrorCode::kInvalidInput, "the approval names no certificate");
  LW_CHECK(require_text(c.reason, "reason"));
  const auto* by = access::find_organisation(world.access, context.authority);
  LW_CHECK(require_ncca(world, by == nullptr ? std::string_view{} : std::string_view(by->territory),
                        context));
  if (const Certificate* known = find(world.certificate, c.certificate);
      known != nullptr && known->registered) {
    return fail(ErrorCode::kRefused, fmt::format("{} is issued already", c.certificate.text()), {},
                "EUCC Art. 12(3): the approval comes before issue");
  }
  const auto it = world.certificate.approvals.find(c.certificate);
  if (it != world.certificate.approvals.end() && it->second.until == c.until &&
      it->second.authority == by->id) {
    return Events{};
  }
  return Events{LongerValidityApproved{c.certificate, c.until, c.reason, context.authority,
                                       context.effective_on}};
}

}  // namespace lw::certificate::detail
