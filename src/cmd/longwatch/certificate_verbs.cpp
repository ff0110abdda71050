#include <fmt/format.h>

#include <algorithm>

#include "cmd/longwatch/ask.hpp"

namespace lw::cmd {
namespace {

using certificate::Certificate;

Result<Output> list(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  Table table{{"certificate", "scheme", "status", "valid", "until", "product", "holder"}, {}};
  boost::json::array json;
  for (const auto& [id, certificate] : ask.state.certificate.certificates) {
    const auto status = std::string(codec::enum_name(certificate::status(certificate, ask.on)));
    const bool valid = certificate::legally_valid(certificate, ask.on);
    if (arguments.has("--status") && arguments.text("--status") != status) continue;
    const std::string words = id.text() + " " + certificate.name + " " + certificate.holder.text();
    if (arguments.has("--find") && words.find(arguments.text("--find")) == std::string::npos)
      continue;
    table.rows.push_back({id.text(), std::string(codec::enum_name(certificate.scheme)), status,
                          valid ? "yes" : "no", text_of(certificate.valid_until),
                          shorten(certificate.name, 48), certificate.holder.text()});
    json.push_back(
        boost::json::object{{"id", id.text()},
                            {"scheme", std::string(codec::enum_name(certificate.scheme))},
                            {"status", status},
                            {"legally_valid", valid},
                            {"valid_until", text_of(certificate.valid_until)},
                            {"name", certificate.name},
                            {"holder", certificate.holder.text()}});
  }
  return Output{
      as_of(session) + to_text(table) + fmt::format("\n{} certificates", table.rows.size()), json};
}

std::string history_of(const Certificate& certificate) {
  Table table{{"since", "what"}, {}};
  if (certificate.valid_from) table.rows.push_back({certificate.valid_from->text(), "valid"});
  for (const auto& suspension : certificate.suspensions) {
    table.rows.push_back(
        {suspension.from.text(), fmt::format("suspended until {} ({})", suspension.until.text(),
                                             codec::enum_name(suspension.ground))});
    if (suspension.ended_on)
      table.rows.push_back({suspension.ended_on->text(), "suspension ended"});
  }
  for (const auto& review : certificate.reviews) {
    table.rows.push_back(
        {review.opened_on.text(), fmt::format("review opened: {}", review.reason)});
    if (review.closed_on && review.outcome) {
      table.rows.push_back(
          {review.closed_on->text(),
           fmt::format("review concluded: {}", codec::enum_name(*review.outcome))});
    }
  }
  for (const auto& maintenance : certificate.maintenance) {
    table.rows.push_back({maintenance.on.text(), "maintenance: " + maintenance.change});
  }
  if (certificate.withdrawal) {
    table.rows.push_back({certificate.withdrawal->on.text(),
                          fmt::format("withdrawn by {} ({})", certificate.withdrawal->by.text(),
                                      codec::enum_name(certificate.withdrawal->ground))});
  }
  std::ranges::stable_sort(table.rows, {}, [](const auto& row) { return row[0]; });
  return to_text(table);
}

Result<Output> show(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateId id, find_certificate(ask.state, arguments.text("certificate")));
  LW_TRY(const certificate::Meaning meaning,
         certificate::meaning(ask.state.certificate, id, ask.on));
  const Certificate& certificate = *certificate::find(ask.state.certificate, id);
  Output out;
  out.text =
      as_of(session) + meaning.says + "\n\n" +
      fmt::format(
          "  product      {}\n  scheme       {} ({})\n  assurance    {}\n  status       {}\n  "
          "legally valid {}\n"
          "  covers       {}\n  rests on     {}\n\n{}",
          printable(certificate.name), codec::enum_name(certificate.scheme), certificate.territory,
          joined(certificate.assurance), codec::enum_name(meaning.status),
          meaning.legally_valid ? "yes" : "no", joined(texts_of(certificate.covers)),
          joined(texts_of(certificate.rests_on)), history_of(certificate));
  out.json = boost::json::object{{"meaning", codec::to_json(meaning)},
                                 {"certificate", codec::to_json(certificate)}};
  return out;
}

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

Result<Output> reach(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CertificateId root, find_certificate(ask.state, arguments.text("certificate")));
  const certificate::Reach reach =
      certificate::reach(ask.state.catalog, ask.state.certificate, root);
  const auto confirmed = judged(ask, reach.all, vulnerability::Impact::kAffected);
  const auto clear = judged(ask, reach.all, vulnerability::Impact::kNotAffected);
  Table table{{"certificate", "rests on it", "judged", "product"}, {}};
  for (const auto& id : reach.all) {
    const Certificate* certificate = certificate::find(ask.state.certificate, id);
    table.rows.push_back({id.text(), reach.direct.contains(id) ? "directly" : "indirectly",
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
                 "judged: {}.\n\n{}",
                 root.text(), reach.direct.size(), reach.all.size(), confirmed.size(), clear.size(),
                 reach.all.size() - confirmed.size() - clear.size(), to_text(table));
  out.json = boost::json::object{{"root", root.text()},
                                 {"direct", json_of(texts_of(reach.direct))},
                                 {"all", json_of(texts_of(reach.all))},
                                 {"confirmed", json_of(texts_of(confirmed))}};
  return out;
}

}  // namespace

std::vector<Verb> certificate_verbs() {
  using Kind = Parameter::Kind;
  const Parameter certificate{"certificate", "certificate id in any spelling", Kind::kValue, true};
  return {{"certificate",
           "list",
           "list certificates with both axes: status and legal validity",
           {{"--status", "in_force, suspended, withdrawn or expired"},
            {"--find", "text in id, product or holder"}},
           list},
          {"certificate",
           "show",
           "what a certificate means on a day, and what was decided about it",
           {certificate},
           show},
          {"reach",
           "",
           "which certificates rest on this one, and which of them are confirmed affected",
           {certificate},
           reach}};
}

}  // namespace lw::cmd
