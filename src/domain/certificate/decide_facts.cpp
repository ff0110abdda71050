#include <fmt/format.h>

#include <algorithm>

#include "domain/certificate/canonical.hpp"
#include "domain/certificate/decide_on.hpp"

namespace lw::certificate::detail {
namespace {

/// EUCC Annex VIII(1): an augmentation is listed component by component (E27); the "+" of old
/// certificates is only shown (I.3 j).
Result<void> require_assurance(const std::vector<std::string>& assurance) {
  if (assurance.size() > kAssuranceMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("more than {} assurance components", kAssuranceMax));
  }
  for (const auto& component : assurance) {
    if (component.contains('+')) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("assurance component \"{}\" has a plus sign", component), {},
                  "list each component (EUCC Annex VIII(1)); keep what an old certificate prints "
                  "in shown_level");
    }
    if (!is_identifier(component)) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("\"{}\" is no assurance component", component.substr(0, 40)));
    }
  }
  return {};
}

/// True when the listing says nothing that is not known.
bool same_listing(const Listing& known, const ListCertificate& c) {
  return known.name == c.name && known.holder_name == c.holder_name &&
         known.assurance == c.assurance && known.shown_level == c.shown_level &&
         known.valid_from == c.valid_from && known.valid_until == c.valid_until &&
         !known.vanished_on;
}

/// True when a later snapshot has told more: an older one that is taken in late says nothing about
/// today.
bool is_overtaken(const Listing& known, Date snapshot) {
  return snapshot < known.first_snapshot || (known.vanished_on && snapshot < *known.vanished_on);
}

const Listing* find_listing(const Certificate& certificate, const std::string& source,
                            const std::string& id) {
  const auto it = certificate.listings.find(source + ":" + id);
  return it == certificate.listings.end() ? nullptr : &it->second;
}

/// The certificate a public fact speaks of: the id as given, or what it is an alias of.
Result<const Certificate*> meant(const World& world, const CertificateId& id) {
  return require(world, resolve(world.certificate, id.text()));
}

}  // namespace

Result<Events> on(const World& world, const ListCertificate& c, const Context&) {
  if (c.certificate.empty()) return fail(ErrorCode::kInvalidInput, "the row names no certificate");
  LW_CHECK(require_text(c.source, "source"));
  LW_CHECK(require_assurance(c.assurance));
  if (c.name.size() > kTextSizeMax || c.holder_name.size() > kTextSizeMax ||
      c.register_id.size() > kTextSizeMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("a text of the row is longer than {} bytes", kTextSizeMax));
  }
  if (c.valid_from && c.valid_until && *c.valid_until < *c.valid_from) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} would end on {}, before it begins on {}", c.certificate.text(),
                            c.valid_until->text(), c.valid_from->text()));
  }
  const CertificateId id = resolve(world.certificate, c.certificate.text());
  if (const Certificate* known = find(world.certificate, id)) {
    const Listing* listing = find_listing(*known, c.source, c.register_id);
    if (listing != nullptr && (same_listing(*listing, c) || is_overtaken(*listing, c.snapshot)))
      return Events{};
    if (listing == nullptr && known->listings.size() >= kEntriesMax) {
      return fail(ErrorCode::kTooLarge,
                  fmt::format("{} is listed more than {} times", id.text(), kEntriesMax));
    }
  }
  return Events{CertificateListed{id, c.scheme, c.source, c.register_id, c.name, c.holder_name,
                                  c.issuer, c.holder, c.territory, c.assurance, c.shown_level,
                                  c.valid_from, c.valid_until, c.snapshot}};
}

Result<Events> on(const World& world, const RecordVanished& c, const Context&) {
  LW_TRY(const Certificate* known, meant(world, c.certificate));
  const Listing* listing = find_listing(*known, c.source, c.register_id);
  if (listing == nullptr) {
    return fail(ErrorCode::kNotFound,
                fmt::format("{} has no row {} in {}", known->id.text(), c.register_id, c.source));
  }
  if (listing->vanished_on || is_overtaken(*listing, c.snapshot)) return Events{};
  if (c.snapshot == listing->first_snapshot) {
    return fail(ErrorCode::kRefused,
                fmt::format("the row was seen on {}, not before {}", listing->first_snapshot.text(),
                            c.snapshot.text()));
  }
  return Events{ListingVanished{known->id, c.source, c.register_id, c.snapshot}};
}

Result<Events> on(const World& world, const RecordAlias& c, const Context&) {
  LW_TRY(const Certificate* known, meant(world, c.certificate));
  if (c.alias.empty() || c.alias.size() > kSpellingSizeMax) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("an alias has 1 to {} bytes", kSpellingSizeMax));
  }
  const CertificateId names = resolve(world.certificate, c.alias);
  if (names == known->id) return Events{};
  if (find(world.certificate, names) != nullptr) {
    return fail(ErrorCode::kConflict, fmt::format("\"{}\" names {} already", c.alias, names.text()),
                {}, "two certificates cannot share a name");
  }
  return Events{AliasRecorded{known->id, c.alias, c.source}};
}

Result<Events> on(const World& world, const RecordReference& c, const Context&) {
  LW_TRY(const Certificate* known, meant(world, c.certificate));
  ReferenceRecorded event{known->id, {}, c.source};
  for (const auto& id : c.rests_on) {
    const CertificateId below = resolve(world.certificate, id.text());
    if (!known->rests_on.contains(below)) event.rests_on.insert(below);
  }
  if (event.rests_on.empty()) return Events{};
  LW_CHECK(require_references(world, known->id, event.rests_on, known->rests_on.size()));
  return Events{event};
}

Result<Events> on(const World& world, const RecordCoverage& c, const Context&) {
  LW_TRY(const Certificate* known, meant(world, c.certificate));
  CoverageRecorded event{known->id, {}, c.source};
  std::ranges::set_difference(c.covers, known->covers,
                              std::inserter(event.covers, event.covers.end()));
  if (event.covers.empty()) return Events{};
  LW_CHECK(require_components(world, event.covers, known->covers.size()));
  return Events{event};
}

Result<Events> on(const World& world, const RecordMonitoringPractice& c, const Context&) {
  LW_TRY(const Certificate* known, meant(world, c.certificate));
  if (known->monitoring == c.practice) return Events{};
  return Events{MonitoringPracticeRecorded{known->id, c.practice, c.source}};
}

Result<Events> on(const World& world, const ShareCertificate& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  LW_CHECK(require_ncca(world, known->territory, context));
  LW_CHECK(require_text(c.reason, "reason"));
  if (c.with_territory.size() != 2)
    return fail(ErrorCode::kInvalidInput, "a territory is two letters (ISO 3166-1)");
  if (visible_in(*known, c.with_territory)) return Events{};
  return Events{CertificateShared{c.certificate, c.with_territory, c.reason}};
}

Result<Events> on(const World& world, const NoteAssessment& c, const Context& context) {
  LW_TRY(const Certificate* known, require(world, c.certificate));
  const bool noted = std::ranges::any_of(known->assessments, [&](const AssessmentNote& note) {
    return note.event == c.event && note.outcome == c.outcome && note.report == c.report;
  });
  if (noted) return Events{};
  if (known->assessments.size() >= kEntriesMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("{} has more than {} assessments", known->id.text(), kEntriesMax));
  }
  const Date today = context.effective_on;
  Events events{AssessmentNoted{c.certificate, c.event, c.outcome, c.report, today}};
  // R12: the case opens by itself; an open review already is that case
  const bool opens = c.outcome == AssessmentOutcome::kFailed && open_review(*known) == nullptr &&
                     require_alive(*known, today).has_value();
  if (opens) {
    events.push_back(ReviewOpened{c.certificate, ReviewGround::kFailedAssessment,
                                  fmt::format("assessment {} failed", c.event.text()), today});
  }
  return events;
}

}  // namespace lw::certificate::detail
