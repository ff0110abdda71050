#include <fmt/format.h>

#include <algorithm>

#include "app/status_note.hpp"
#include "cmd/longwatch/sight.hpp"
#include "domain/certificate/mark.hpp"

namespace lw::cmd {
namespace {

using certificate::Certificate;
using certificate::Sight;

constexpr std::size_t kKeySizeMax = 64 << 10;

/// The other axis in words for people.
std::string_view validity_words(certificate::Validity validity) {
  switch (validity) {
    case certificate::Validity::kNotYetValid: return "not yet";
    case certificate::Validity::kValid: return "yes";
    case certificate::Validity::kEnded: return "no";
    case certificate::Validity::kUnknown: return "unknown";
  }
  return "?";
}

/// The status as published; a certificate has none before its first day.
std::string status_words(const std::optional<certificate::Status>& status) {
  return status ? std::string(codec::enum_name(*status)) : "not yet issued";
}

/// Whether the holder may promote the product as certified; where nobody knows the end of validity,
/// neither yes nor no would be true.
std::string_view promotion_words(bool allowed, certificate::Validity validity) {
  if (allowed) return "as certified";
  return validity == certificate::Validity::kUnknown
             ? "not to be relied on: whether the certificate is valid is not known"
             : "not as certified on this day";
}

boost::json::value status_json(const std::optional<certificate::Status>& status) {
  return status ? codec::to_json(*status) : boost::json::value(nullptr);
}

Result<Output> list(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  if (arguments.has("--status"))
    LW_CHECK(codec::enum_from_name<certificate::Status>(arguments.text("--status")));
  Table table{{"certificate", "scheme", "status", "valid", "until", "product", "holder"}, {}};
  boost::json::array json;
  for (const auto& [id, certificate] : ask.state.certificate.certificates) {
    if (!sight.shows(&certificate)) continue;
    const auto status = certificate::published_status(certificate, ask.on);
    const auto valid = certificate::validity(certificate, ask.on);
    if (arguments.has("--status") && arguments.text("--status") != status_words(status)) continue;
    const std::string words = id.text() + " " + certificate.name + " " + certificate.holder.text();
    if (arguments.has("--find") && words.find(arguments.text("--find")) == std::string::npos)
      continue;
    table.rows.push_back({id.text(), std::string(codec::enum_name(certificate.scheme)),
                          status_words(status), std::string(validity_words(valid)),
                          text_of(certificate.valid_until), shorten(certificate.name, 48),
                          certificate.holder.text()});
    json.push_back(
        boost::json::object{{"id", id.text()},
                            {"scheme", std::string(codec::enum_name(certificate.scheme))},
                            {"status", status_json(status)},
                            {"validity", std::string(codec::enum_name(valid))},
                            {"valid_until", text_of(certificate.valid_until)},
                            {"name", certificate.name},
                            {"holder", certificate.holder.text()}});
  }
  return Output{as_of(session) + to_text(table) +
                    fmt::format("\n{} certificates", table.rows.size()) + sight.left_out(),
                json};
}

/// The certificate without what is only in the file (R13).
Certificate as_published(Certificate certificate) {
  certificate.reviews.clear();
  certificate.matters.clear();
  certificate.assessments.clear();
  certificate.body_noncompliances.clear();
  certificate.patches.clear();
  return certificate;
}

/// What happened to the certificate by `on`, oldest first.
class History {
 public:
  explicit History(Date on) : on_(on) {}

  void add(const std::optional<Date>& since, std::string what) {
    if (since && *since <= on_) table_.rows.push_back({since->text(), std::move(what)});
  }

  [[nodiscard]] std::string text() {
    std::ranges::stable_sort(table_.rows, {}, [](const auto& row) { return row[0]; });
    return to_text(table_);
  }

 private:
  Date on_;
  Table table_{{"since", "what"}, {}};
};

void add_file(const Certificate& c, History& out) {
  for (const auto& review : c.reviews) {
    out.add(review.opened_on, fmt::format("review opened: {}", printable(review.reason)));
    if (review.outcome)
      out.add(review.closed_on,
              fmt::format("review concluded: {}", codec::enum_name(*review.outcome)));
  }
  for (const auto& note : c.assessments) {
    out.add(note.on,
            fmt::format("assessment {}: {}", note.event.text(), codec::enum_name(note.outcome)));
    if (note.answer) {
      out.add(note.answer_on, fmt::format("assessment {} answered: {}", note.event.text(),
                                          codec::enum_name(*note.answer)));
    }
  }
  for (const auto& [id, matter] : c.matters) {
    out.add(matter.on,
            fmt::format("{} {}: {}", codec::enum_name(matter.kind), id, printable(matter.finding)));
    out.add(matter.remedy_on, fmt::format("remedy for {}", id));
    out.add(matter.closed_on, fmt::format("{} closed", id));
  }
  for (const auto& [id, patch] : c.patches) {
    out.add(patch.applied_on, fmt::format("patch {} ({}), due {}", id,
                                          codec::enum_name(patch.patch_case), patch.due_on.text()));
    out.add(patch.submitted_on, fmt::format("patch {} submitted", id));
  }
}

std::string history_of(const Certificate& c, Date on) {
  History out(on);
  out.add(c.valid_from, "valid");
  for (const auto& suspension : c.suspensions) {
    out.add(suspension.decided_on, fmt::format("suspension decided ({}): from {} until {}",
                                               codec::enum_name(suspension.ground),
                                               suspension.from.text(), suspension.until.text()));
    out.add(suspension.ended_on, "suspension ended");
  }
  for (const auto& maintenance : c.maintenance)
    out.add(maintenance.on, "maintenance: " + printable(maintenance.change));
  if (c.withdrawal) {
    out.add(c.withdrawal->on, fmt::format("withdrawn by {} ({})", c.withdrawal->by.text(),
                                          codec::enum_name(c.withdrawal->ground)));
  }
  if (c.valid_until) out.add(c.valid_until->plus_days(1), "validity over");
  add_file(c, out);
  return out.text();
}

std::string keeping_of(const Asked& ask, const Certificate& c) {
  std::string out;
  for (const auto& keeping : certificate::record_keeping(ask.state.certificate, c, ask.rules)) {
    out += fmt::format("\n  {}: {} until {} ({})", keeping.who, keeping.what, keeping.until.text(),
                       keeping.article);
  }
  return out.empty() ? out : "\n\nRecords are kept:" + out;
}

Result<Output> show(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  LW_TRY(const Certificate* known, shown_certificate(ask, sight, arguments.text("certificate")));
  LW_TRY(const certificate::Meaning meaning,
         certificate::meaning(ask.state.certificate, known->id, ask.on));
  const Sight seen = sight.of(*known);
  const bool file = seen == Sight::kFile;
  const Certificate certificate = file ? *known : as_published(*known);
  const auto level = certificate::level_of(certificate, ask.on, ask.rules);
  Output out;
  out.text =
      as_of(session) + meaning.says + "\n\n" +
      fmt::format(
          "  product       {}\n  scheme        {} ({})\n  issuer        {}\n  holder        {}\n  "
          "assurance     {}{}\n  status        {}\n  legally valid {}\n  promotion     {}\n"
          "  covers        {}\n  rests on      {}\n\n{}",
          printable(certificate.name), codec::enum_name(certificate.scheme), certificate.territory,
          certificate.issuer.text(), certificate.holder.text(), joined(certificate.assurance),
          level ? fmt::format(" (level {})", codec::enum_name(*level)) : "",
          status_words(meaning.status), validity_words(meaning.validity),
          promotion_words(certificate::promotion_allowed(certificate, ask.on, ask.rules),
                          meaning.validity),
          joined(texts_of(certificate.covers)), joined(texts_of(certificate.rests_on)),
          history_of(certificate, ask.on));
  out.text += file ? keeping_of(ask, certificate)
                   : "\n\nReviews, matters and assessments are in the file of the certificate, "
                     "which is not open to you.";
  const auto told = certificate::law_told(certificate, ask.on, ask.rules);
  if (!told.empty()) out.text += "\n\nThe law says:\n  " + joined(told, "\n  ");
  out.json = boost::json::object{{"meaning", codec::to_json(meaning)},
                                 {"law", json_of(told)},
                                 {"certificate", codec::to_json(certificate)},
                                 {"seen", std::string(codec::enum_name(seen))}};
  return out;
}

/// The answer as a note under the log's key, so that it can be shown to others (R89).
Result<std::string> signed_answer(Session& session, const certificate::PublicStatus& status) {
  LW_TRY(LocalStore * store, session.store());
  const auto file = store->folder() / "keys" / "log.pem";
  LW_TRY(const std::string pem, read_file(file, kKeySizeMax));
  LW_TRY(const crypto::PrivateKey key, crypto::PrivateKey::from_pem(pem, {}));
  return app::signed_status(status, store->settings().origin, key);
}

/// What anyone may know of any certificate: published by law (EUCC Art. 11(4), 42(1)), so no
/// territory limits it.
Result<Output> status(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  const CertificateId id =
      certificate::resolve(ask.state.certificate, arguments.text("certificate"));
  LW_TRY(const certificate::PublicStatus answer,
         certificate::public_status(core::certificate_world(ask.state), id, ask.on, ask.rules));
  Output out;
  out.json = codec::to_json(answer);
  if (arguments.has("--signed")) {
    LW_TRY(out.text, signed_answer(session, answer));
    out.json.as_object()["signed"] = out.text;
    out.is_document = true;
    return out;
  }
  std::vector<std::string> versions;
  for (const auto& v : answer.versions) versions.push_back(v.name + " " + v.version);
  out.text =
      as_of(session) +
      fmt::format(
          "{}\n\n  status        {}\n  since         {}\n  legally valid {}, until {}\n"
          "  scope         {}\n  version       {}\n  assurance     {}\n  promotion     {}",
          printable(answer.says), status_words(answer.status), text_of(answer.since),
          validity_words(answer.validity),
          answer.valid_until ? answer.valid_until->text() : "not known", printable(answer.scope),
          versions.empty() ? "as the scope says" : printable(joined(versions)),
          joined(answer.assurance), promotion_words(answer.promotion_allowed, answer.validity));
  return out;
}

Result<Output> mark(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  LW_TRY(const Certificate* known, shown_certificate(ask, sight, arguments.text("certificate")));
  LW_TRY(const auto mark,
         certificate::mark(core::certificate_world(ask.state), known->id, ask.on, ask.rules));
  return Output{
      as_of(session) +
          fmt::format("The mark of {} {}.\n  level          {} (AVA_VAN.{})\n  identification {}: "
                      "{}, accreditation {} ({}), {}-{:02}, number {}\n  QR code to     {}\n"
                      "  height         at least {} mm\n  by             {}",
                      mark.certificate.text(),
                      mark.may_be_shown ? "may be shown" : "may not be shown on this day",
                      codec::enum_name(mark.level), mark.ava_van, mark.certificate.text(),
                      mark.id.scheme, mark.id.accreditation, printable(mark.body), mark.id.year,
                      mark.id.month, mark.id.number, joined(mark.leads_to), mark.height_min_mm,
                      joined(mark.articles, "; ")),
      codec::to_json(mark)};
}

// ---- reach
// ---------------------------------------------------------------------------------------------------------

/// Certificates of `all` that some case the viewer may know of judges in this way.
std::set<CertificateId> judged(const Asked& ask, const std::set<CertificateId>& all,
                               vulnerability::Impact impact) {
  std::set<CertificateId> out;
  for (const auto* item :
       vulnerability::list_visible(core::vulnerability_world(ask.state), ask.viewer)) {
    if (vulnerability::standing(*item, ask.on) != vulnerability::Standing::kConfirmed) continue;
    for (const auto& id : all) {
      if (vulnerability::verdict(*item, id, ask.on) == impact) out.insert(id);
    }
  }
  return out;
}

/// What is reached, as the one who asks may see it.
struct Reached {
  std::string root;
  std::string how;  ///< what "directly" means
  std::set<CertificateId> direct;
  std::set<CertificateId> all;
  std::set<ComponentId> components;
};

Output reached_output(const Session& session, const Asked& ask, const CertificateSight& sight,
                      const Reached& reach) {
  const auto confirmed = judged(ask, reach.all, vulnerability::Impact::kAffected);
  const auto clear = judged(ask, reach.all, vulnerability::Impact::kNotAffected);
  Table table{{"certificate", reach.how, "valid", "judged", "product"}, {}};
  boost::json::object validity;
  for (const auto& id : reach.all) {
    const Certificate* certificate = certificate::find(ask.state.certificate, id);
    const auto valid = certificate == nullptr ? certificate::Validity::kUnknown
                                              : certificate::validity(*certificate, ask.on);
    validity[id.text()] = std::string(codec::enum_name(valid));
    table.rows.push_back({id.text(), reach.direct.contains(id) ? "directly" : "indirectly",
                          std::string(validity_words(valid)),
                          confirmed.contains(id) ? "affected"
                          : clear.contains(id)   ? "not affected"
                                                 : "not judged",
                          certificate != nullptr ? shorten(certificate->name, 60) : ""});
  }
  Output out;
  out.text = as_of(session) +
             fmt::format(
                 "Reach of {}: {} direct, {} in all.\n"
                 "Reached is not affected. Confirmed affected: {}; judged not affected: {}; not "
                 "judged: {}.\n{}\n{}{}",
                 reach.root, reach.direct.size(), reach.all.size(), confirmed.size(), clear.size(),
                 reach.all.size() - confirmed.size() - clear.size(),
                 reach.components.empty()
                     ? std::string()
                     : fmt::format("Components reached: {}.\n", joined(texts_of(reach.components))),
                 to_text(table), sight.left_out());
  out.json = boost::json::object{{"root", reach.root},
                                 {"direct", json_of(texts_of(reach.direct))},
                                 {"all", json_of(texts_of(reach.all))},
                                 {"confirmed", json_of(texts_of(confirmed))},
                                 {"components", json_of(texts_of(reach.components))},
                                 {"validity", std::move(validity)}};
  return out;
}

/// A past day is asked about as it was: a certificate that was issued later was not reached, though
/// it is known now.
template <class Id>
auto reach_asked(const Session& session, const Asked& ask, const Id& root) {
  const auto& state = ask.state;
  return session.options().at
             ? certificate::reach_on(state.catalog, state.certificate, root, ask.on)
             : certificate::reach(state.catalog, state.certificate, root);
}

Result<Output> reach(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateSight sight, sight_of(session, ask));
  const std::string root = arguments.text("root");
  const auto found = shown_certificate(ask, sight, root);
  if (!found) {
    const auto component = ComponentId::parse(root);
    if (!component || catalog::find(ask.state.catalog, *component) == nullptr) {
      Error error = found.error();
      error.what = fmt::format("no certificate and no component {} is known", root);
      return std::unexpected<Error>(std::move(error));
    }
    const auto reach = reach_asked(session, ask, *component);
    return reached_output(
        session, ask, sight,
        {component->text(), "covers what is built on it", shown(ask, sight, reach.direct),
         shown(ask, sight, reach.all), reach.components});
  }
  const auto reach = reach_asked(session, ask, (*found)->id);
  return reached_output(session, ask, sight,
                        {(*found)->id.text(), "rests on it", shown(ask, sight, reach.direct),
                         shown(ask, sight, reach.all), reach.components});
}

}  // namespace

std::vector<Verb> certificate_verbs() {
  using Kind = Parameter::Kind;
  const Parameter certificate{"certificate", "certificate id in any spelling", Kind::kValue, true};
  return {{"certificate",
           "list",
           "list certificates with both axes: status and legal validity; an authority sees its own "
           "territory",
           {{"--status", "in_force, suspended, withdrawn or expired"},
            {"--find", "text in id, product or holder"}},
           list},
          {"certificate",
           "show",
           "what a certificate means on a day, and what was decided about it",
           {certificate},
           show},
          {"certificate",
           "status",
           "the public answer: status, since when, scope, version",
           {certificate, {"--signed", "as a note under the log's key", Kind::kFlag}},
           status},
          {"certificate",
           "mark",
           "what mark and label of a EUCC certificate must show",
           {certificate},
           mark},
          {"reach",
           "",
           "what rests on a certificate or a component, and what of it is confirmed affected",
           {{"root", "certificate id in any spelling, or component id", Kind::kValue, true}},
           reach}};
}

}  // namespace lw::cmd
