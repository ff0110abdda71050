#include "cmd/longwatch/feed_sink.hpp"

#include <fmt/format.h>

#include "domain/core/names.hpp"

namespace lw::cmd {
namespace {

using feeds::Outcome;
using feeds::Taken;

/// The id of a certificate that a list names by numbers, or by nothing but its own key.
std::string spelling_of(const std::string& source, const std::string& key,
                        const std::vector<std::string>& numbers) {
  return numbers.empty() ? source + ":" + key : numbers.front();
}

certificate::Scheme scheme_of(const feeds::ListedCertificate& fact) {
  if (fact.scheme == "EUCC" || fact.source == "enisa") return certificate::Scheme::kEucc;
  return fact.source == "anssi" ? certificate::Scheme::kNational : certificate::Scheme::kCcra;
}

feeds::ComponentSort sort_of(catalog::Layer layer) {
  switch (layer) {
    case catalog::Layer::kIc: return feeds::ComponentSort::kChip;
    case catalog::Layer::kCryptoLibrary: return feeds::ComponentSort::kLibrary;
    case catalog::Layer::kPlatform: return feeds::ComponentSort::kPlatform;
    case catalog::Layer::kApplet:
    case catalog::Layer::kFirmware:
    case catalog::Layer::kEmbeddedSoftware: return feeds::ComponentSort::kOther;
  }
  return feeds::ComponentSort::kOther;
}

feeds::IdentifierKind kind_of(catalog::Layer layer) {
  if (layer == catalog::Layer::kIc) return feeds::IdentifierKind::kChip;
  return layer == catalog::Layer::kCryptoLibrary ? feeds::IdentifierKind::kLibrary
                                                 : feeds::IdentifierKind::kProduct;
}

std::vector<feeds::KnownComponent> known_components(const core::State& state) {
  std::vector<feeds::KnownComponent> out;
  for (const auto& [id, component] : state.catalog.components) {
    feeds::KnownComponent known{id.text(),
                                sort_of(component.layer),
                                component.version,
                                {{kind_of(component.layer), component.name}}};
    for (const auto& text : component.identifiers)
      known.identifiers.push_back({kind_of(component.layer), text});
    for (const auto& certificate : certificate::ever_covering(state.certificate, id)) {
      known.identifiers.push_back({feeds::IdentifierKind::kCertificate, certificate.text()});
    }
    out.push_back(std::move(known));
  }
  return out;
}

}  // namespace

Result<std::unique_ptr<FeedSink>> FeedSink::open(Session& session, std::optional<CaseId> about) {
  LW_TRY(app::Watch * watch, session.watch());
  std::unique_ptr<FeedSink> out(new FeedSink(session, *watch, std::move(about)));
  LW_TRY(out->actor_, PersonId::parse(session.options().as));
  LW_TRY(out->authority_, session.authority(watch->state(), out->actor_));
  LW_TRY(out->now_, session.now());
  const auto components = known_components(watch->state());
  out->matcher_.emplace(components);
  for (const auto& link : watch->state().vulnerability.links) {
    if (link.component) out->decided_.insert({link.component->text(), link.external});
  }
  return out;
}

Result<Taken> FeedSink::take(const feeds::Fact& fact, const feeds::Provenance& provenance) {
  source_ = fmt::format("{} sha256:{}", provenance.document_name,
                        provenance.document.hex().substr(0, 16));
  return std::visit([this](const auto& f) { return on(f); }, fact);
}

Result<void> FeedSink::finish() {
  LW_CHECK(watch_.flush(now_));
  LW_TRY(LocalStore * store, session_.store());
  return store->publish();
}

Result<Taken> FeedSink::give(core::Command command) {
  LW_TRY(Bytes id, watch_.new_command_id());
  const auto outcome = watch_.stage(
      {std::move(command), actor_, authority_, std::move(id), std::nullopt, std::nullopt}, now_);
  if (++staged_ % kFactsPerAppend == 0) LW_CHECK(watch_.flush(now_));
  if (!outcome) {
    if (outcome.error().code == ErrorCode::kUnavailable)
      return std::unexpected<Error>(outcome.error());
    return Taken{Outcome::kRejected, outcome.error().message()};
  }
  return Taken{outcome->events.empty() ? Outcome::kUnchanged : Outcome::kTaken, {}};
}

Result<Taken> FeedSink::on(const feeds::ListedCertificate& fact) {
  const std::string spelling = spelling_of(fact.source, fact.key, fact.numbers);
  const CertificateId id = certificate::resolve(watch_.state().certificate, spelling);
  if (!is_identifier(id.text()))
    return Taken{Outcome::kRejected,
                 "no certificate number, and a key that is no identifier: " + spelling};
  certificate::ListCertificate command;
  command.certificate = id;
  command.scheme = scheme_of(fact);
  command.source = fact.source;
  command.register_id = fact.key;
  const certificate::Certificate* known = certificate::find(watch_.state().certificate, id);
  const std::string otherwise =
      known == nullptr || known->name.empty() ? "not named in the list" : known->name;
  command.name = fact.product_name.empty() ? otherwise : fact.product_name;
  command.holder_name = fact.vendor;
  command.territory = fact.scheme_country;
  for (const auto& part : fact.assurance) {
    if (part.find('+') == std::string::npos) command.assurance.push_back(part);
  }
  command.shown_level = fact.level;
  command.valid_from = fact.certified_on;
  command.valid_until = fact.valid_until;
  command.snapshot = fact.seen_on.value_or(now_.date());
  return give(core::Command(certificate::Command(std::move(command))));
}

Result<Taken> FeedSink::on(const feeds::CertificateAlias& fact) {
  const CertificateId id = certificate::resolve(
      watch_.state().certificate, spelling_of(fact.source, fact.former_key, fact.former_numbers));
  const std::string other = spelling_of(fact.source, fact.key, fact.numbers);
  LW_TRY(Taken taken,
         give(core::Command(certificate::Command(certificate::RecordAlias{id, other, source_}))));
  if (taken.outcome == Outcome::kTaken) taken.outcome = Outcome::kMerged;
  return taken;
}

Result<Taken> FeedSink::on(const feeds::NotInSnapshot& fact) {
  const CertificateId id = certificate::resolve(watch_.state().certificate,
                                                spelling_of(fact.source, fact.key, fact.numbers));
  return give(core::Command(certificate::Command(certificate::RecordVanished{
      id, fact.source, fact.key, fact.missing_on.value_or(now_.date())})));
}

Result<Taken> FeedSink::on(const feeds::CertificateReference& fact) {
  const auto& state = watch_.state().certificate;
  const CertificateId from = certificate::resolve(state, fact.from);
  const CertificateId to = certificate::resolve(state, fact.to);
  // A reference may name a certificate that no list holds: it is listed by its number alone.
  for (const auto& id : {from, to}) {
    if (certificate::find(watch_.state().certificate, id) != nullptr) continue;
    if (!is_identifier(id.text()))
      return Taken{Outcome::kRejected, "not a certificate number: " + id.text()};
    certificate::ListCertificate listed;
    listed.certificate = id;
    listed.scheme = certificate::Scheme::kCcra;
    listed.source = "references";
    listed.register_id = id.text();
    listed.name = "known from references only";
    listed.snapshot = now_.date();
    LW_CHECK(give(core::Command(certificate::Command(std::move(listed)))));
  }
  return give(
      core::Command(certificate::Command(certificate::RecordReference{from, {to}, source_})));
}

Result<Taken> FeedSink::on(const feeds::ReachVerdict& fact) {
  if (!about_) return Taken{Outcome::kRejected, "a verdict is about a case: name it with --case"};
  vulnerability::JudgeCertificate command;
  command.case_id = *about_;
  command.certificate = certificate::resolve(watch_.state().certificate, fact.certificate);
  command.impact = fact.verdict == codec::Propagation::kInherits ? vulnerability::Impact::kAffected
                   : fact.verdict == codec::Propagation::kNotInherits
                       ? vulnerability::Impact::kNotAffected
                       : vulnerability::Impact::kUndecided;
  command.basis = fact.remarks.empty() ? "hand-checked propagation drawing" : fact.remarks.front();
  command.source = source_;
  command.reason = "public research, checked by hand";
  return give(core::Command(vulnerability::Command(std::move(command))));
}

Result<Taken> FeedSink::on(const feeds::Advisory& fact) {
  // Advisories stay documents: what they mean for a component is for a person to say.
  return Taken{fact.findings.empty() ? Outcome::kUnchanged : Outcome::kMerged, {}};
}

Result<Taken> FeedSink::on(const feeds::ExternalVulnerability& fact) {
  auto found = matcher_->propose(fact.record, decided_);
  const bool any = !found.empty();
  for (auto& proposal : found) {
    if (proposals_.size() < kProposalsShownMax) proposals_.push_back(std::move(proposal));
  }
  return Taken{any ? Outcome::kTaken : Outcome::kUnchanged, {}};
}

Result<Taken> FeedSink::on(const feeds::ExploitedVulnerability& fact) {
  vulnerability::MarkExploited command;
  command.external = fact.entry.cve.empty() ? fact.entry.euvd : fact.entry.cve;
  command.catalogue = fact.entry.source == codec::KevSource::kCisa
                          ? vulnerability::Catalogue::kCisaKev
                          : vulnerability::Catalogue::kEuKev;
  command.listed_on = fact.entry.listed_on;
  command.source = source_;
  return give(core::Command(vulnerability::Command(std::move(command))));
}

}  // namespace lw::cmd
