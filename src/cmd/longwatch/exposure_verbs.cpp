#include <fmt/format.h>

#include "cmd/longwatch/programme_verbs.hpp"
#include "codec/json.hpp"
#include "domain/programme/closure.hpp"
#include "domain/programme/uses.hpp"

namespace lw::cmd {
namespace {

using programme::Programme;

/// What an exposure is asked about: components that somebody named, or what a case reaches.
struct Subject {
  std::set<ComponentId> components;
  std::optional<vulnerability::Affected> affected;  ///< of the case, where one was named
};

Result<Subject> subject_of(const Asked& ask, const Arguments& arguments) {
  Subject out;
  if (arguments.has("--case") == arguments.has("--component")) {
    return fail(ErrorCode::kInvalidInput, "exposure to what?", {},
                "name a case (--case), or components (--component)");
  }
  if (arguments.has("--case")) {
    const auto world = core::vulnerability_world(ask.state);
    LW_TRY(const CaseId id, CaseId::parse(arguments.text("--case")));
    LW_CHECK(vulnerability::visible(world, id, ask.viewer));
    out.affected = vulnerability::affected(world, id, ask.known_on);
    out.components = out.affected->components;
    return out;
  }
  for (const auto& text : arguments.many("--component")) {
    LW_TRY(const ComponentId id, ComponentId::parse(text));
    if (catalog::find(ask.state.catalog, id) == nullptr) {
      return fail(ErrorCode::kNotFound, fmt::format("no component {}", text), "--component",
                  "`longwatch product list` shows those that are known");
    }
    out.components.insert(id);
  }
  return out;
}

/// Uses that the case's flaw touches (R9); nullptr without a case, and while nobody has said which.
const std::set<catalog::Use>* touched_by(const Subject& subject) {
  return subject.affected && subject.affected->uses_known ? &subject.affected->uses : nullptr;
}

Table uses_table(const programme::Exposure& exposure, const std::set<catalog::Use>* touched) {
  Table out{{"use", "documents", "touched by the flaw"}, {}};
  for (const auto& [use, count] : exposure.by_use) {
    out.rows.push_back({std::string(codec::enum_name(use)), grouped(count),
                        touched == nullptr       ? "not known"
                        : touched->contains(use) ? "yes"
                                                 : "no"});
  }
  return out;
}

Table batch_table(const std::vector<programme::BatchStanding>& batches) {
  Table out{{"batch", "programme", "software", "documents", "state", "since"}, {}};
  for (const auto& b : batches) {
    out.rows.push_back({b.batch.text(), b.programme.text(), b.component.text(), grouped(b.count),
                        std::string(codec::enum_name(b.state)), b.since.text()});
  }
  return out;
}

Result<Output> in_programme(Session& session, const Asked& ask, const Subject& subject,
                            const std::string& name) {
  LW_TRY(const Programme* programme, find_programme(ask, name));
  const auto world = core::programme_world(ask.state);
  // A case names what it reaches without the versions that cure it; a component means all of it.
  std::set<ComponentId> counted = subject.components;
  if (subject.affected) {
    std::erase_if(counted, [&](const auto& id) { return !programme->introductions.contains(id); });
  }
  const auto exposure = programme::exposure(world, programme->id, counted, ask.on);
  auto batches = programme::batches_with(world, counted, ask.on);
  std::erase_if(batches, [&](const auto& b) { return b.programme != programme->id; });
  const auto* touched = touched_by(subject);
  Table years{{"expires in", "documents"}, {}};
  for (const auto& [year, count] : exposure.by_expiry_year)
    years.rows.push_back({std::to_string(year), grouped(count)});
  Output out;
  out.text =
      as_of(session) +
      fmt::format(
          "{} documents in the field carry an affected component.\n"
          "By use that they still serve (one document serves several):\n\n{}\n\n{}",
          grouped(exposure.documents), to_text(uses_table(exposure, touched)), to_text(years));
  if (!batches.empty()) out.text += "\n\n" + to_text(batch_table(batches));
  out.json = codec::to_json(exposure);
  if (touched != nullptr) out.json.as_object()["touched_uses"] = codec::to_json(*touched);
  out.json.as_object()["batches"] = codec::to_json(batches);
  return out;
}

/// R27: everything that is built on them, whoever issues it.
Output everywhere(Session& session, const Asked& ask, const Subject& subject) {
  const auto world = core::programme_world(ask.state);
  programme::Closure all;
  if (subject.affected) {
    all.components = subject.affected->components;
    all.certificates = subject.affected->reached;
    all.programmes = programme::reach_in_programmes(world, all.components, ask.on);
    for (const auto& reached : all.programmes) all.documents += reached.exposure.documents;
  } else {
    all = programme::closure(world, subject.components, ask.on);
  }
  Table programmes{{"programme", "software", "batches", "documents in the field"}, {}};
  std::vector<programme::BatchStanding> batches;
  for (const auto& reached : all.programmes) {
    programmes.rows.push_back({reached.programme.text(), joined(texts_of(reached.software)),
                               std::to_string(reached.batches.size()),
                               grouped(reached.exposure.documents)});
    batches.insert(batches.end(), reached.batches.begin(), reached.batches.end());
  }
  Table certificates{{"certificate", "status", "valid", "product"}, {}};
  for (const auto& id : all.certificates) {
    const auto* item = certificate::find(ask.state.certificate, id);
    if (item == nullptr) continue;
    const auto status = certificate::published_status(*item, ask.on);
    certificates.rows.push_back(
        {id.text(), status ? std::string(codec::enum_name(*status)) : "not yet issued",
         std::string(codec::enum_name(certificate::validity(*item, ask.on))),
         shorten(item->name, 60)});
  }
  Table components{{"component", "layer", "name"}, {}};
  for (const auto& id : all.components) {
    const auto* item = catalog::find(ask.state.catalog, id);
    if (item == nullptr) continue;
    components.rows.push_back({id.text(), std::string(codec::enum_name(item->layer)),
                               shorten(item->name + " " + item->version, 60)});
  }
  std::string text = fmt::format(
      "Built on it: {} components, {} certificates, {} programmes, {} batches, {} documents in the "
      "field.\nReached is not affected.\n\n{}\n\n{}\n\n{}",
      all.components.size(), all.certificates.size(), all.programmes.size(), batches.size(),
      grouped(all.documents), to_text(components), to_text(certificates), to_text(programmes));
  if (!batches.empty()) text += "\n\n" + to_text(batch_table(batches));
  return {as_of(session) + text, codec::to_json(all)};
}

Result<Output> exposure(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const Subject subject, subject_of(ask, arguments));
  if (arguments.has("programme"))
    return in_programme(session, ask, subject, arguments.text("programme"));
  return everywhere(session, ask, subject);
}

Result<programme::AllowedUses> allowed(const Asked& ask, const Arguments& arguments) {
  if (arguments.has("--batch") == arguments.has("--issued")) {
    return fail(ErrorCode::kInvalidInput, "the uses of which documents?", {},
                "name a batch (--batch), or the day of issue (--issued), with --software and "
                "--holder-group where the programme has several");
  }
  LW_TRY(const Programme* programme, find_programme(ask, arguments.text("programme")));
  if (arguments.has("--batch")) {
    LW_TRY(const BatchId id, BatchId::parse(arguments.text("--batch")));
    LW_TRY(auto uses, programme::uses_of(ask.state.programme, id, ask.on));
    if (uses.programme == programme->id) return uses;
    return fail(ErrorCode::kNotFound,
                fmt::format("{} has no batch {}", programme->id.text(), id.text()), "--batch");
  }
  programme::DocumentSet documents;
  LW_TRY(documents.issued, Date::parse(arguments.text("--issued")));
  LW_TRY(documents.software, software_of(*programme, arguments));
  documents.holder_group = arguments.text("--holder-group");
  return programme::uses_of(ask.state.programme, programme->id, documents, ask.on);
}

/// For those who check documents (R61): what a document may be used for, and why not.
Result<Output> uses(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const auto answer, allowed(ask, arguments));
  const Programme& programme = *programme::find(ask.state.programme, answer.programme);
  Table table{{"use", "allowed", "since", "why"}, {}};
  for (const auto use : programme::policy(programme, ask.on).uses) {
    std::string since;
    std::string why = answer.says;
    for (const auto& withdrawn : answer.withdrawn) {
      if (withdrawn.use != use) continue;
      since = withdrawn.since.text();
      why = fmt::format("{}: {}", withdrawn.limit, printable(withdrawn.reason));
    }
    const bool open = answer.allowed.contains(use);
    table.rows.push_back({std::string(codec::enum_name(use)), open ? "yes" : "no", since,
                          open ? std::string() : why});
  }
  std::string head = fmt::format("{}, documents with {}", programme.name, answer.software.text());
  if (answer.batch) head += fmt::format(", batch {}", answer.batch->text());
  if (answer.issued) {
    head += fmt::format(", issued in {:04}-{:02}", answer.issued->year(), answer.issued->month());
  }
  head += fmt::format(", on {}", ask.on.text());
  return Output{as_of(session) + head + "\n\n" + to_text(table), codec::to_json(answer)};
}

}  // namespace

std::vector<Verb> exposure_verbs() {
  using Kind = Parameter::Kind;
  return {{"exposure",
           "",
           "documents in the field that carry an affected component, by use and by expiry year; "
           "without a programme, everything that is built on it",
           {{"programme", "programme id; all of them when absent"},
            {"--case", "a case"},
            {"--component", "a component; may be repeated", Kind::kMany}},
           exposure},
          {"programme",
           "uses",
           "for those who check documents: what documents may be used for on a day, and why not",
           {{"programme", "programme id", Kind::kValue, true},
            {"--batch", "a production batch"},
            {"--issued", "day of issue"},
            {"--software", "embedded software, where there is more than one"},
            {"--holder-group", "holder group; everybody when absent"}},
           uses}};
}

}  // namespace lw::cmd
