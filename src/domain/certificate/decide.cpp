#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "domain/certificate/decide_on.hpp"

namespace lw::certificate {
namespace detail {

Result<const Certificate*> require(const World& world, const CertificateId& id) {
  const Certificate* found = find(world.certificate, id);
  if (found == nullptr) {
    return fail(ErrorCode::kNotFound, fmt::format("certificate {} is not known", id.text()), {},
                "check the spelling, or take it in first: certificate.register, certificate.list");
  }
  return found;
}

Result<void> require_issuer(const World& world, const Certificate& certificate,
                            const Context& context) {
  const OrganisationId& by = context.authority;
  const bool body = access::is_kind(world.access, by, access::Role::kCertificationBody) ||
                    access::is_kind(world.access, by, access::Role::kNcca);
  if (body && !by.empty() && by == certificate.issuer) return {};
  return fail(ErrorCode::kForbidden,
              fmt::format("only the body that issued {} may decide this ({}), not {}",
                          certificate.id.text(), certificate.issuer.text(),
                          by.empty() ? "the system" : by.text()),
              {}, "EUCC Art. 14(1): act for the issuing certification body");
}

Result<void> require_ncca(const World& world, std::string_view territory, const Context& context) {
  const auto* by = access::find_organisation(world.access, context.authority);
  if (by != nullptr && by->kinds.contains(access::Role::kNcca) && by->territory == territory)
    return {};
  return fail(
      ErrorCode::kForbidden,
      fmt::format("only the national cybersecurity certification authority of {} may decide this",
                  territory.empty() ? "an unknown territory" : territory),
      {}, "CSA Art. 58(7)(a): an authority acts in its own territory");
}

Result<void> require_text(std::string_view text, std::string_view what) {
  if (text.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("no {} is given", what));
  if (text.size() > kTextSizeMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("the {} is longer than {} bytes", what, kTextSizeMax));
  }
  return {};
}

Result<void> require_alive(const Certificate& certificate, Date on) {
  if (certificate.withdrawal) {
    return fail(ErrorCode::kRefused,
                fmt::format("{} was withdrawn on {}; a withdrawal is final", certificate.id.text(),
                            certificate.withdrawal->on.text()),
                {}, "a new certificate is issued under a new id");
  }
  if (!certificate.history.empty() && on < certificate.history.back().decided_on) {
    return fail(ErrorCode::kRefused,
                fmt::format("{} was decided upon on {}, after {}", certificate.id.text(),
                            certificate.history.back().decided_on.text(), on.text()),
                {}, "decisions are taken in the order of their days");
  }
  if (certificate.valid_until && on > *certificate.valid_until) {
    return fail(ErrorCode::kRefused, fmt::format("{} expired after {}", certificate.id.text(),
                                                 certificate.valid_until->text()));
  }
  return {};
}

Result<void> require_components(const World& world, const std::set<ComponentId>& components,
                                std::size_t already) {
  if (components.size() + already > kCoverageMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("a certificate covers at most {} components", kCoverageMax));
  }
  for (const auto& id : components) {
    if (catalog::find(world.catalog, id) == nullptr) {
      return fail(ErrorCode::kNotFound,
                  fmt::format("component {} is not in the catalogue", id.text()), {},
                  "register it first: catalog.register_component");
    }
  }
  return {};
}

Result<void> require_references(const World& world, const CertificateId& from,
                                const std::set<CertificateId>& to, std::size_t already) {
  if (to.size() + already > kReferencesMax) {
    return fail(ErrorCode::kTooLarge, fmt::format("{} would rest on more than {} certificates",
                                                  from.text(), kReferencesMax));
  }
  for (const auto& below : to) {
    if (below == from) {
      return fail(ErrorCode::kRefused,
                  fmt::format("certificate {} cannot rest on itself", from.text()));
    }
    LW_CHECK(require(world, below));
    if (foundations(world.certificate, below).contains(from)) {
      return fail(
          ErrorCode::kRefused,
          fmt::format("certificate {} would rest on itself through {}", from.text(), below.text()),
          {}, "one of the two references is not of the kind \"rests on\"");
    }
  }
  return {};
}

const Suspension* running(const Certificate& certificate) {
  if (certificate.suspensions.empty() || certificate.suspensions.back().ended_on) return nullptr;
  return &certificate.suspensions.back();
}

const Review* open_review(const Certificate& certificate) {
  if (certificate.reviews.empty() || certificate.reviews.back().closed_on) return nullptr;
  return &certificate.reviews.back();
}

bool unremedied(const Matter& matter, Date on) {
  if (matter.on > on || (matter.closed_on && *matter.closed_on <= on)) return false;
  if (matter.verdict == RemedyVerdict::kNotAppropriate && *matter.verdict_on <= on) return true;
  const bool came_in_time = matter.remedy_on && *matter.remedy_on <= matter.remedy_due;
  return on > matter.remedy_due && !came_in_time;
}

Result<void> require_assessment(const Certificate& certificate,
                                const std::optional<SurveillanceEventId>& assessment, Answer answer,
                                Date on) {
  if (!assessment) return {};
  const auto note = std::ranges::find_if(certificate.assessments, [&](const AssessmentNote& n) {
    return n.event == *assessment && n.on <= on;
  });
  if (note == certificate.assessments.end()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("no result of assessment {} is on record for {}", assessment->text(),
                            certificate.id.text()),
                {}, "a result reaches the certificate by itself: surveillance.record_result");
  }
  const bool ends = answer == Answer::kSuspended || answer == Answer::kWithdrawn;
  if (!ends || note->outcome != AssessmentOutcome::kPassed) return {};
  return fail(ErrorCode::kRefused,
              fmt::format("assessment {} passed on {}: it is no ground against {}",
                          assessment->text(), note->on.text(), certificate.id.text()),
              {}, "R51: name the assessment that failed, or leave \"assessment\" out");
}

Result<Until> last_day(const rules::RuleBook& rules, std::string_view rule, Date event, Date on) {
  static const HolidayCalendar none{};  // no rule asked for here counts in working days
  LW_TRY(const auto found, rules.duration(rule, on));
  LW_TRY(const Date day, rules::deadline(event, found, none));
  return Until{day, found.source};
}

Result<void> require_listed(const Certificate& certificate, const rules::RuleBook& rules,
                            std::string_view rule, std::string_view option, Date on) {
  if (certificate.scheme != Scheme::kEucc) return {};
  LW_TRY(const auto law, rules.choice(rule, on));
  if (law.choice.allows(option)) return {};
  return fail(ErrorCode::kRefused,
              fmt::format("on {} the law does not provide \"{}\" for {} ({})", on.text(), option,
                          certificate.id.text(), law.source.display()),
              {}, fmt::format("it provides: {}", fmt::join(law.choice.options, ", ")));
}

Result<void> require_flag(const Certificate& certificate, const rules::RuleBook& rules,
                          std::string_view rule, std::string_view what, Date on) {
  if (certificate.scheme != Scheme::kEucc) return {};
  LW_TRY(const auto law, rules.flag(rule, on));
  if (law.on) return {};
  return fail(ErrorCode::kRefused,
              fmt::format("on {} {} ({})", on.text(), what, law.source.display()));
}

}  // namespace detail

Result<std::vector<Event>> decide(const World& world, const Command& command,
                                  const Context& context) {
  return std::visit([&](const auto& c) { return detail::on(world, c, context); }, command);
}

}  // namespace lw::certificate
