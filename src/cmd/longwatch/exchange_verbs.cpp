#include <fmt/format.h>

#include "cmd/longwatch/ask.hpp"
#include "cmd/longwatch/weaknesses.hpp"
#include "codec/cacao.hpp"
#include "codec/csaf.hpp"
#include "codec/csaf_advise.hpp"
#include "codec/csaf_check.hpp"
#include "codec/json.hpp"
#include "domain/contingency/playbook.hpp"

/// Documents that others read: advisories as CSAF 2.0, contingency plans as CACAO 2.0.
namespace lw::cmd {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPlaybookSizeMax = 4 << 20;

std::string moment_of(Date date) { return Instant::start_of(date).text(); }

/// The product tree: each root component of the case, below its developer.
void add_products(codec::CsafDocument& out, const Asked& ask, const vulnerability::Case& item) {
  std::set<ComponentId> roots;
  for (const auto& scope : item.scope)
    roots.insert(scope.components.begin(), scope.components.end());
  for (const auto& id : roots) {
    const auto* component = catalog::find(ask.state.catalog, id);
    if (component == nullptr) continue;
    codec::CsafProduct product;
    product.id = id.text();
    product.name = component->name + " " + component->version;
    product.path = {{"vendor", component->developer.text()},
                    {"product_name", component->name},
                    {"product_version", component->version}};
    out.products.push_back(std::move(product));
  }
}

codec::CsafVulnerability vulnerability_of(const vulnerability::Case& item,
                                          const vulnerability::Advisory& advisory, const Asked& ask,
                                          const std::vector<codec::CsafProduct>& products) {
  codec::CsafVulnerability out;
  for (const auto& link : ask.state.vulnerability.links) {
    if (link.case_id == item.id && link.external.starts_with("CVE-")) out.cve = link.external;
  }
  if (out.cve.empty()) out.ids.emplace_back("Longwatch", item.id.text());
  out.title = advisory.title;
  out.notes.push_back({"description", "", advisory.summary, "", {}, {}});
  codec::CsafStatement remedy{"mitigation", "", advisory.remedy, "", {}, {}};
  for (const auto& product : products) {
    out.status["known_affected"].push_back(product.id);
    remedy.products.push_back(product.id);
  }
  if (!advisory.remedy.empty()) out.remediations.push_back(std::move(remedy));
  return out;
}

/// Exploit detail is never in the state, so it cannot be in an advisory (R21).
codec::CsafDocument advisory_document(const Asked& ask, const vulnerability::Case& item,
                                      const vulnerability::Advisory& advisory,
                                      const Arguments& arguments) {
  codec::CsafDocument out;
  out.category = "csaf_security_advisory";
  out.title = advisory.title;
  out.lang = "en";
  out.tlp = "WHITE";
  out.publisher_category = "coordinator";
  out.publisher_name = arguments.text("--publisher");
  out.publisher_namespace = arguments.text("--namespace");
  out.id = advisory.id;
  out.status = "final";
  out.version = "1";
  out.initial_release = moment_of(advisory.on);
  out.current_release = out.initial_release;
  out.revisions.push_back({"1", out.initial_release, "first publication"});
  out.notes.push_back({"summary", "", advisory.summary, "", {}, {}});
  for (const auto& url : advisory.references)
    out.references.push_back({"external", "reference", url});
  add_products(out, ask, item);
  out.vulnerabilities.push_back(vulnerability_of(item, advisory, ask, out.products));
  return out;
}

Result<Output> export_advisory(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const CaseId id, CaseId::parse(arguments.text("case")));
  LW_TRY(const vulnerability::Case* item,
         vulnerability::visible(core::vulnerability_world(ask.state), id, ask.viewer));
  const vulnerability::Advisory* last = nullptr;
  for (const auto& advisory : item->advisories) {
    if (advisory.on <= ask.on) last = &advisory;
  }
  if (last == nullptr) {
    return fail(ErrorCode::kNotFound, fmt::format("nothing is published of {}", id.text()), {},
                "publish first: vulnerability.publish_advisory");
  }
  LW_TRY(const auto json, codec::write_csaf(advisory_document(ask, *item, *last, arguments)));
  LW_TRY(const codec::CweCatalogue weaknesses, load_weaknesses());
  const auto findings = codec::check_csaf(json, &weaknesses);
  if (!findings.empty()) {
    return fail(ErrorCode::kInvalidInput,
                "the advisory would not be valid CSAF 2.0: " + findings.front().what,
                findings.front().where, "complete what is missing and export again");
  }
  const std::string text = codec::pretty_json(json);
  if (!arguments.has("--out"))
    return Output{text.substr(0, text.size() - 1), json, std::nullopt, true};
  LW_CHECK(write_file(arguments.text("--out"), text));
  std::string said = "advisory: " + arguments.text("--out");
  for (const auto& advice : codec::advise_csaf(json))
    said += fmt::format("\n  could be better ({}): {}: {}", advice.test, advice.where, advice.what);
  return Output{said, json};
}

Result<Output> export_plan(Session& session, const Arguments& arguments) {
  LW_TRY(const Asked ask, asked(session));
  LW_TRY(const PlanId id, PlanId::parse(arguments.text("plan")));
  const contingency::Plan* known = contingency::find(ask.state.contingency, id);
  const contingency::Plan plan =
      known == nullptr ? contingency::Plan() : contingency::as_of(*known, ask.on);
  if (plan.versions.empty())
    return fail(ErrorCode::kNotFound, fmt::format("no plan {}", id.text()));
  const auto playbook =
      contingency::to_playbook(core::contingency_world(ask.state), plan, plan.versions.back());
  const auto json = codec::write_cacao(playbook);
  const std::string text = codec::pretty_json(json);
  if (arguments.has("--out")) LW_CHECK(write_file(arguments.text("--out"), text));
  if (arguments.has("--out")) return Output{"playbook: " + arguments.text("--out"), json};
  return Output{text.substr(0, text.size() - 1), json, std::nullopt, true};
}

Result<Output> import_plan(Session& session, const Arguments& arguments) {
  LW_TRY(const PlanId id, PlanId::parse(arguments.text("plan")));
  LW_TRY(const ProgrammeId programme, ProgrammeId::parse(arguments.text("programme")));
  LW_TRY(const std::string text, read_file(arguments.text("file"), kPlaybookSizeMax));
  LW_TRY(const auto playbook, codec::parse_cacao(text));
  LW_TRY(const core::State* state, session.state());
  LW_TRY(const OrganisationId owner, session.authority(*state, PersonId(session.options().as)));
  const contingency::PlainPlaybook plain{{owner, access::Role::kIssuingAuthority},
                                         {programme::ErosionLevel::kBroken}};
  LW_TRY(const auto imported, contingency::from_playbook(playbook, plain));
  LW_TRY(const auto outcome,
         session.submit(core::Command(contingency::Command(contingency::DraftPlan{
             id, programme, imported.content, "imported from " + arguments.text("file")}))));
  return Output{outcome.events.empty()
                    ? "nothing to change"
                    : fmt::format("{} is a draft: two people must approve it", id.text()),
                boost::json::object{{"plan", id.text()}}};
}

}  // namespace

std::vector<Verb> exchange_verbs() {
  using Kind = Parameter::Kind;
  return {{"case",
           "advisory",
           "the last advisory published of a case, as CSAF 2.0",
           {{"case", "case id", Kind::kValue, true},
            {"--publisher", "name of the publisher", Kind::kValue, true},
            {"--namespace", "URL of the publisher", Kind::kValue, true},
            {"--out", "file to write"}},
           export_advisory},
          {"plan",
           "export",
           "a plan as CACAO 2.0 playbook",
           {{"plan", "plan id", Kind::kValue, true}, {"--out", "file to write"}},
           export_plan},
          {"plan",
           "import",
           "draft a plan from a CACAO 2.0 playbook",
           {{"plan", "plan id", Kind::kValue, true},
            {"programme", "programme id", Kind::kValue, true},
            {"file", "playbook", Kind::kValue, true}},
           import_plan}};
}

}  // namespace lw::cmd
