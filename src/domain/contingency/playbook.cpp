#include "domain/contingency/playbook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "domain/contingency/checks.hpp"

namespace lw::contingency {
namespace {

// CACAO 8: names of extension properties have three characters at least. These structs are the
// extension's schema.

/// The plan, beside its steps.
struct PlanExtension {
  std::string plan;
  std::string programme;
  std::int32_t version = 1;
  std::int32_t revision = 1;
  std::string status;
  std::vector<std::string> measure_order;
  std::vector<std::string> standing;
  std::map<ErosionLevel, Response> responses;
  std::vector<std::string> approved_by;
  std::vector<std::string> approved_on;
};
LW_DESCRIBE(PlanExtension, plan, programme, version, revision, status, measure_order, standing,
            responses, approved_by, approved_on)

/// A measure, beside its steps.
struct MeasureExtension {
  std::string measure_id;
  MeasureKind kind = MeasureKind::kOther;
  std::string title;
  Owner owner;
  programme::HolderEffort effort;
  Throughput throughput;
  std::string calendar;
  std::int32_t effect_in_days = 0;
  std::vector<std::string> infrastructure;
  std::optional<std::int64_t> cost;
  std::string currency;
  std::string residual_risk;
  bool operator==(const MeasureExtension&) const = default;
};
LW_DESCRIBE(MeasureExtension, measure_id, kind, title, owner, effort, throughput, calendar,
            effect_in_days, infrastructure, cost, currency, residual_risk)

/// One step of a measure.
struct StepExtension {
  MeasureExtension measure;
  std::string step_id;
  Owner owner;
  std::int32_t due_in_days = 0;
  std::optional<MachineAction> action;
};
LW_DESCRIBE(StepExtension, measure, step_id, owner, due_in_days, action)

constexpr const char* kLevelVariable = "__erosion_level__";
constexpr const char* kLevelValue = "__erosion_level__:value";
constexpr std::int64_t kMillisecondsPerDay = 86'400'000;

const std::string& plan_extension() {
  static const std::string id =
      codec::cacao_object_id("extension-definition", "longwatch contingency plan");
  return id;
}

const std::string& step_extension() {
  static const std::string id =
      codec::cacao_object_id("extension-definition", "longwatch contingency step");
  return id;
}

std::string identity(const OrganisationId& organisation) {
  return codec::cacao_object_id("identity", organisation.text());
}

std::string agent_id(const Owner& owner) {
  return codec::cacao_object_id("organization", fmt::format("{}\n{}", owner.organisation.text(),
                                                            codec::enum_name(owner.role)));
}

/// The word of playbook-activity-type-ov that comes nearest.
const char* activity(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::kNewerSoftware: return "configure-systems";
    case MeasureKind::kSeveralSources: return "prepare-engagement";
    case MeasureKind::kLimitUses: return "restrict-access";
    case MeasureKind::kReplaceSoftware: return "eliminate-risk";
    case MeasureKind::kReplaceDocuments: return "restore-capabilities";
    case MeasureKind::kOther: break;
  }
  return "execute-operation";
}

boost::json::object data(const auto& extension) { return codec::to_json(extension).get_object(); }

MeasureExtension describe(const Measure& m) {
  return {m.id,       m.kind,           m.title,          m.owner, m.effort,   m.throughput,
          m.calendar, m.effect_in_days, m.infrastructure, m.cost,  m.currency, m.residual_risk};
}

/// Writes one plan.
struct Writer {
  const World& world;
  const Plan& plan;
  const Version& version;
  codec::CacaoPlaybook& out;

  [[nodiscard]] std::string id(std::string_view type, std::string_view part) const {
    return codec::cacao_object_id(type, fmt::format("{}\n{}", plan.id.text(), part));
  }

  void agent(const Owner& owner) const {
    const auto* known = access::find_organisation(world.access, owner.organisation);
    out.agents[agent_id(owner)] = {
        "organization",
        known == nullptr || known->name.empty() ? owner.organisation.text() : known->name,
        fmt::format("{} as {}", owner.organisation.text(), codec::enum_name(owner.role))};
  }

  std::string end(std::string_view part, const char* name) const {
    codec::CacaoStep step;
    step.id = id("end", part);
    step.type = codec::CacaoStepType::kEnd;
    step.name = name;
    out.workflow[step.id] = step;
    return step.id;
  }

  /// Writes the steps of some measures, last first, and returns the id of the first, or `next`
  /// where there is none.
  std::string chain(std::string_view branch, const std::vector<std::string>& ids,
                    std::string next) const {
    for (auto measure_id = ids.rbegin(); measure_id != ids.rend(); ++measure_id) {
      const Measure* m = find_measure(version.content, *measure_id);
      if (m == nullptr) continue;
      for (auto s = m->steps.rbegin(); s != m->steps.rend(); ++s) {
        agent(s->owner);
        codec::CacaoStep step;
        step.id = id("action", fmt::format("{}\n{}\n{}", branch, m->id, s->id));
        step.name = s->title;
        step.description = m->title;
        step.owner = identity(s->owner.organisation);
        step.next = std::move(next);
        // In working days a time-out in milliseconds would come too early: the extension says the
        // deadline.
        if (m->calendar.empty()) step.timeout_ms = s->due_in_days * kMillisecondsPerDay;
        step.commands = {{s->instruction, activity(m->kind)}};
        step.agent = agent_id(s->owner);
        step.extensions[step_extension()] =
            data(StepExtension{describe(*m), s->id, s->owner, s->due_in_days, s->action});
        next = step.id;
        out.workflow[step.id] = std::move(step);
      }
    }
    return next;
  }

  void workflow() const {
    codec::CacaoStep choice;
    choice.id = id("switch-condition", "level");
    choice.type = codec::CacaoStepType::kSwitch;
    choice.name = "Which level of erosion is reached?";
    choice.switch_on = kLevelValue;
    choice.next = end("all", "End");
    // CACAO 4.10: every branch has its own end.
    for (const ErosionLevel level : codec::enum_values<ErosionLevel>()) {
      const std::string word(codec::enum_name(level));
      const auto row = version.content.responses.find(level);
      const std::string last = end(word, "End of the level");
      choice.cases[word] =
          row == version.content.responses.end() ? last : chain(word, row->second.measures, last);
    }
    codec::CacaoStep start;
    start.id = id("start", "start");
    start.type = codec::CacaoStepType::kStart;
    start.name = "Start";
    start.next = chain("standing", version.content.standing, choice.id);
    out.workflow_start = start.id;
    out.workflow[start.id] = start;
    out.workflow[choice.id] = choice;
  }

  void plan_data() const {
    PlanExtension e{plan.id.text(),
                    plan.programme.text(),
                    version.number,
                    version.revision,
                    {},
                    {},
                    version.content.standing,
                    version.content.responses,
                    {},
                    {}};
    e.status = version.retired          ? "retired"
               : version.in_force_until ? "superseded"
               : version.in_force_from  ? "in_force"
               : version.submitted_on   ? "submitted"
                                        : "draft";
    for (const auto& m : version.content.measures) e.measure_order.push_back(m.id);
    for (const auto& approval : version.approvals) {
      e.approved_by.push_back(approval.by.text());
      e.approved_on.push_back(approval.on.text());
    }
    out.extensions[plan_extension()] = data(e);
    out.extension_definitions[plan_extension()] = {
        "longwatch-contingency-plan",
        "Programme, version, approvals by two people and the trigger table of a contingency plan",
        "Properties: plan, programme, version, revision, status, measure_order, standing, "
        "responses, approved_by, approved_on",
        "1.0.0"};
    out.extension_definitions[step_extension()] = {
        "longwatch-contingency-step",
        "The measure that a step belongs to, with owner, holder effort, quota and capacity a day, "
        "calendar, days to effect, "
        "infrastructure and cost; the step's deadline; and the change of the programme that it "
        "asks for",
        "Properties: measure, step_id, owner, due_in_days, action", "1.0.0"};
  }
};

Instant moment(Date day) { return Instant::start_of(day); }

std::string path_of(const std::string& step) { return "workflow." + step; }

std::unexpected<Error> bad(const std::string& path, std::string what) {
  return fail(ErrorCode::kInvalidInput, std::move(what), path);
}

template <class T>
Result<T> extension_of(const codec::CacaoExtensions& from, const std::string& id,
                       const std::string& path) {
  const auto it = from.find(id);
  if (it == from.end()) return bad(path, "the extension of a contingency plan is missing");
  return codec::from_json<T>(boost::json::value(it->second), path + "." + id);
}

/// Reads one plan of our profile.
struct Reader {
  using Walked = std::vector<std::pair<std::string, std::string>>;  // measure and step, in the
                                                                    // order of a branch

  const codec::CacaoPlaybook& playbook;
  std::map<std::string, Measure> measures;
  std::vector<std::pair<std::string, Walked>> branches;  // first step, what came

  /// Takes one action; repeated in another branch it must say the same.
  Result<std::pair<std::string, std::string>> take(const codec::CacaoStep& step) {
    LW_TRY(const auto e, extension_of<StepExtension>(step.extensions, step_extension(),
                                                     path_of(step.id) + ".step_extensions"));
    if (step.commands.size() != 1) return bad(path_of(step.id), "a step of a plan has one command");
    const auto& x = e.measure;
    Measure m{x.measure_id, x.kind,       x.title,        x.owner,          {},
              x.effort,     x.throughput, x.calendar,     x.effect_in_days, x.infrastructure,
              x.cost,       x.currency,   x.residual_risk};
    const auto known = measures.try_emplace(x.measure_id, m).first;
    if (!(describe(known->second) == x))
      return bad(path_of(step.id),
                 fmt::format("measure {} is described in two ways", x.measure_id));
    Step s{e.step_id, step.name, step.commands.front().text, e.owner, e.due_in_days, e.action};
    if (const Step* before = find_step(known->second, s.id)) {
      if (!(*before == s))
        return bad(path_of(step.id),
                   fmt::format("step {} of {} is described in two ways", s.id, m.id));
    } else {
      known->second.steps.push_back(std::move(s));
    }
    return std::pair(x.measure_id, e.step_id);
  }

  /// Follows a branch to `stop` or to its end and returns the measures on it, in order.
  Result<std::vector<std::string>> branch(std::string at, const std::string& stop) {
    std::vector<std::string> out;
    branches.emplace_back(at, Walked{});
    while (at != stop) {
      const codec::CacaoStep& step = playbook.workflow.at(at);
      if (step.type == codec::CacaoStepType::kEnd) break;
      if (step.type != codec::CacaoStepType::kAction)
        return bad(path_of(at), "a branch of a plan has actions only");
      LW_TRY(const auto taken, take(step));
      if (out.empty() || out.back() != taken.first) out.push_back(taken.first);
      branches.back().second.push_back(taken);
      at = step.next;
    }
    return out;
  }

  /// Every branch must walk all the steps of its measures, in one order: otherwise the playbook
  /// says more than a plan can.
  [[nodiscard]] Result<void> check_whole() const {
    for (const auto& [first, walked] : branches) {
      for (std::size_t i = 0; i < walked.size();) {
        for (const auto& step : measures.at(walked[i].first).steps) {
          if (i >= walked.size() || walked[i].second != step.id) {
            return bad(path_of(first),
                       fmt::format("this branch leaves out or turns round step {}", step.id));
          }
          ++i;
        }
      }
    }
    return {};
  }
};

Result<ImportedPlan> read_plan(const codec::CacaoPlaybook& playbook) {
  const std::string where = "playbook_extensions";
  LW_TRY(const auto e, extension_of<PlanExtension>(playbook.extensions, plan_extension(), where));
  LW_TRY(PlanId plan, PlanId::parse(e.plan));
  LW_TRY(ProgrammeId programme, ProgrammeId::parse(e.programme));
  ImportedPlan out{
      std::move(plan), std::move(programme), {playbook.name, {}, e.standing, e.responses}};
  const codec::CacaoStep* choice = nullptr;
  for (const auto& [id, step] : playbook.workflow) {
    if (step.type != codec::CacaoStepType::kSwitch) continue;
    if (choice != nullptr) return bad(path_of(id), "a plan has one switch");
    choice = &step;
  }
  if (choice == nullptr || choice->switch_on != kLevelValue)
    return bad("workflow", "a plan has a switch on the erosion level");
  Reader reader{playbook, {}, {}};
  LW_TRY(const auto standing,
         reader.branch(playbook.workflow.at(playbook.workflow_start).next, choice->id));
  if (standing != e.standing) return bad(where + ".standing", "is not what the workflow does");
  for (const auto& [word, first] : choice->cases) {
    LW_TRY(const ErosionLevel level, codec::enum_from_name<ErosionLevel>(word));
    LW_TRY(const auto steps, reader.branch(first, choice->id));
    const auto row = e.responses.find(level);
    const auto& said = row == e.responses.end() ? std::vector<std::string>() : row->second.measures;
    if (steps != said)
      return bad(fmt::format("{}.responses.{}", where, word), "is not what the workflow does");
  }
  LW_CHECK(reader.check_whole());
  for (const auto& [level, response] : e.responses) {
    if (!choice->cases.contains(std::string(codec::enum_name(level)))) {
      return bad(fmt::format("{}.responses.{}", where, codec::enum_name(level)),
                 "is no case of the switch");
    }
  }
  for (const auto& id : e.measure_order) {
    const auto it = reader.measures.find(id);
    if (it == reader.measures.end())
      return bad(where + ".measure_order",
                 fmt::format("{} is not in the workflow", id.substr(0, 80)));
    out.content.measures.push_back(std::move(it->second));
    reader.measures.erase(it);
  }
  if (!reader.measures.empty())
    return bad(where + ".measure_order",
               fmt::format("{} is missing", reader.measures.begin()->first));
  return out;
}

/// One measure from a manual playbook that knows nothing of plans.
Result<ImportedPlan> read_plain(const codec::CacaoPlaybook& playbook, const PlainPlaybook& plain) {
  Measure m;
  m.id = "playbook";
  m.title = playbook.name;
  m.owner = plain.owner;
  std::string at = playbook.workflow.at(playbook.workflow_start).next;
  while (playbook.workflow.at(at).type != codec::CacaoStepType::kEnd) {
    const codec::CacaoStep& step = playbook.workflow.at(at);
    if (step.type != codec::CacaoStepType::kAction) {
      return fail(ErrorCode::kUnsupported, "a playbook that chooses is not a plain one",
                  path_of(at), "only plans of this software may have a switch");
    }
    std::string text;
    for (const auto& command : step.commands) text += (text.empty() ? "" : "\n") + command.text;
    Step s{fmt::format("step-{}", m.steps.size() + 1),
           step.name.empty() ? "step" : step.name,
           std::move(text),
           plain.owner,
           0,
           {}};
    const std::int64_t days = (step.timeout_ms + kMillisecondsPerDay - 1) / kMillisecondsPerDay;
    s.due_in_days = static_cast<std::int32_t>(std::min<std::int64_t>(days, kDaysMax));
    m.steps.push_back(std::move(s));
    at = step.next;
  }
  ImportedPlan out{std::nullopt, std::nullopt, {playbook.name, {m}, {}, {}}};
  const std::string scenario = playbook.description.empty() ? playbook.name : playbook.description;
  for (const ErosionLevel level : plain.levels) {
    if (level != ErosionLevel::kNone) out.content.responses[level] = {scenario, {m.id}};
  }
  return out;
}

}  // namespace

codec::CacaoPlaybook to_playbook(const World& world, const Plan& plan, const Version& version,
                                 const PlaybookOptions& options) {
  codec::CacaoPlaybook out;
  out.id = codec::cacao_playbook_id(plan.id.text());
  out.name = version.content.title;
  out.description =
      fmt::format("Contingency plan {} of programme {}, version {}. Carried out by people only.",
                  plan.id.text(), plan.programme.text(), version.number);
  out.types = {"prevention", "mitigation", "remediation"};
  out.sectors = {"national-government"};
  const auto* programme = programme::find(world.programme, plan.programme);
  out.created_by =
      identity(programme == nullptr ? OrganisationId(plan.programme.text()) : programme->authority);
  out.created = moment(plan.created_on);
  Date changed = std::max(version.drafted_on, version.submitted_on.value_or(version.drafted_on));
  for (const auto& approval : version.approvals) changed = std::max(changed, approval.on);
  if (version.retired) changed = std::max(changed, version.in_force_until->plus_days(1));
  out.modified = moment(changed);
  out.revoked = version.retired;
  if (version.in_force_from) out.valid_from = moment(*version.in_force_from);
  // CACAO 3.1: the end lies after the beginning; a version replaced on its first day was never
  // valid.
  if (version.in_force_until)
    out.valid_until =
        moment(std::max(version.in_force_until->plus_days(1), version.in_force_from->plus_days(1)));
  out.tlp = options.tlp;
  out.variables[kLevelVariable] = {
      "string", "the erosion level that the programme has reached: none, watch, weakened or broken",
      "none", true};
  const Writer writer{world, plan, version, out};
  writer.plan_data();
  writer.workflow();
  return out;
}

Result<ImportedPlan> from_playbook(const codec::CacaoPlaybook& playbook,
                                   const PlainPlaybook& plain) {
  if (playbook.revoked)
    return fail(ErrorCode::kRefused, fmt::format("playbook {} is revoked", playbook.id), "revoked");
  return playbook.extensions.contains(plan_extension()) ? read_plan(playbook)
                                                        : read_plain(playbook, plain);
}

}  // namespace lw::contingency
