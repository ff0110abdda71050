#include "cmd/longwatch/feed_sink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cmd/longwatch/output.hpp"
#include "crypto/sha256.hpp"
#include "domain/core/names.hpp"

namespace lw::cmd {
namespace {

using feeds::Outcome;
using feeds::Taken;

/// The id of a certificate that a list names by numbers, or by nothing but its own key. A key may
/// hold a product's whole name: what is longer than an id may be is told apart by its hash.
std::string spelling_of(const std::string& source, const std::string& key,
                        const std::vector<std::string>& numbers) {
  constexpr std::size_t kKeyMax = 80;
  constexpr std::size_t kHashDigits = 12;
  if (!numbers.empty()) return numbers.front();
  if (key.size() <= kKeyMax) return source + ":" + key;
  const std::string hash = crypto::sha256(as_bytes(key)).hex().substr(0, kHashDigits);
  return source + ":" + shorten(key, kKeyMax - kHashDigits) + "#" + hash;
}

/// By its number where that says so: the lists of others hold certificates of EUCC too.
certificate::Scheme scheme_of(const feeds::ListedCertificate& fact, const CertificateId& id) {
  const bool is_eucc_number = id.text().starts_with("EUCC-");
  if (is_eucc_number || fact.scheme == "EUCC" || fact.source == "enisa")
    return certificate::Scheme::kEucc;
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

Result<std::unique_ptr<FeedSink>> FeedSink::open(Session& session, std::optional<CaseId> about,
                                                 SinkHooks hooks) {
  LW_TRY(app::Watch * watch, session.watch());
  std::unique_ptr<FeedSink> out(new FeedSink(session, *watch, std::move(about), std::move(hooks)));
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
  if (provenance.document != document_) {
    document_ = provenance.document;
    is_new_document_ =
        std::ranges::none_of(watch_.state().catalog.imports, [&](const catalog::Import& known) {
          return known.document == document_ && known.stopped.empty();
        });
  }
  // What is not about the case is not kept in its compartment: the document's name could tell of
  // it.
  const bool is_for_case = about_ && !std::holds_alternative<feeds::ReachVerdict>(fact);
  source_ = fmt::format("{}sha256:{}", is_for_case ? "" : provenance.document_name + " ",
                        provenance.document.hex().substr(0, 16));
  position_ = provenance.position;
  return std::visit([this](const auto& f) { return on(f); }, fact);
}

Result<void> FeedSink::finish(const feeds::ImportReport& report) {
  if (report.taken + report.merged + report.unchanged > 0) {
    catalog::RecordImport command;
    command.kind = feeds::to_string(report.kind);
    command.document_name = report.document_name.substr(0, catalog::kDocumentNameMax);
    command.document = report.document;
    command.size_bytes = report.raw_bytes;
    command.records = report.records;
    command.taken = report.taken;
    command.merged = report.merged;
    command.unchanged = report.unchanged;
    command.rejected = report.rejected;
    command.resumed_after = report.resumed_from;
    if (report.stopped) command.stopped = report.stopped->message().substr(0, catalog::kStoppedMax);
    command.about = about_;
    LW_CHECK(stage(core::Command(catalog::Command(std::move(command)))));
  }
  LW_CHECK(flush(report.items));
  LW_TRY(LocalStore * store, session_.store());
  return store->publish();
}

Result<app::Outcome> FeedSink::stage(core::Command command) {
  LW_TRY(Bytes id, watch_.new_command_id());
  auto outcome = watch_.stage(
      {std::move(command), actor_, authority_, std::move(id), std::nullopt, std::nullopt}, now_);
  if (outcome && !outcome->events.empty()) ++staged_;
  return outcome;
}

Result<void> FeedSink::flush(std::uint64_t items_done) {
  if (staged_ == 0) return {};
  if (!std::exchange(has_kept_document_, true) && hooks_.before_append)
    LW_CHECK(hooks_.before_append());
  LW_CHECK(watch_.flush(now_));
  staged_ = 0;
  return hooks_.appended ? hooks_.appended(items_done) : Result<void>();
}

Result<Taken> FeedSink::give(core::Command command) {
  const auto outcome = stage(std::move(command));
  // The fact at hand may need another command, so that it is not done yet.
  if (staged_ >= kFactsPerAppend) LW_CHECK(flush(position_ - 1));
  if (!outcome) {
    if (outcome.error().code == ErrorCode::kUnavailable)
      return std::unexpected<Error>(outcome.error());
    if (!first_refusal_) first_refusal_ = outcome.error().code;
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
  command.scheme = scheme_of(fact, id);
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

/// What stays in its document is new when the document is.
Taken FeedSink::document_outcome() const {
  return Taken{is_new_document_ ? Outcome::kTaken : Outcome::kUnchanged, {}};
}

void FeedSink::keep(feeds::Proposal proposal) {
  if (proposals_.size() < kProposalsShownMax &&
      !decided_.contains({proposal.component, proposal.vulnerability}))
    proposals_.push_back(std::move(proposal));
}

Result<Taken> FeedSink::on(const feeds::Advisory& fact) {
  // Advisories stay documents: what they mean for a component is for a person to say. What stands
  // for the whole document is looked through once, however many vulnerabilities it has.
  const auto& document = fact.document;
  codec::CveRecord whole;
  whole.title = document.title;
  for (const auto& product : document.products)
    whole.products.push_back({product.branch("vendor"), product.name, {}, 0, 0});
  const auto for_all = matcher_->propose(whole);
  for (const auto& vulnerability : document.vulnerabilities) {
    if (vulnerability.cve.empty()) continue;
    for (auto proposal : for_all) {
      proposal.vulnerability = vulnerability.cve;
      keep(std::move(proposal));
    }
    std::string words;
    for (const auto& note : vulnerability.notes) words += note.text + "\n";
    codec::CveRecord own;
    own.id = vulnerability.cve;
    own.title = vulnerability.title;
    own.description = words;
    for (auto& proposal : matcher_->propose(own)) keep(std::move(proposal));
  }
  return document_outcome();
}

Result<Taken> FeedSink::on(const feeds::ExternalVulnerability& fact) {
  for (auto& proposal : matcher_->propose(*fact.record, decided_)) keep(std::move(proposal));
  return document_outcome();
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
