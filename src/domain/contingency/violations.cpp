#include <fmt/format.h>

#include <algorithm>

#include "domain/contingency/checks.hpp"

namespace lw::contingency {
namespace {

using Out = std::vector<std::string>;

template <class Entries, class Person>
bool all_different(const Entries& entries, Person person) {
  std::set<PersonId> seen;
  return std::ranges::all_of(
      entries, [&](const auto& entry) { return seen.insert(std::invoke(person, entry)).second; });
}

/// True when both spans are real and share a day.
bool overlap(const Version& a, const Version& b) {
  if (!a.in_force_from || !b.in_force_from) return false;
  const auto empty = [](const Version& v) {
    return v.in_force_until && *v.in_force_until < *v.in_force_from;
  };
  if (empty(a) || empty(b)) return false;
  return (!a.in_force_until || *b.in_force_from <= *a.in_force_until) &&
         (!b.in_force_until || *a.in_force_from <= *b.in_force_until);
}

void check_version(const Version& v, const std::string& where, Out& out) {
  const auto people = static_cast<std::int64_t>(v.approvals.size());
  if (v.in_force_from && people < kApproversMin)
    out.push_back(where + ": in force without two approvals");
  if (!all_different(v.approvals, &Approval::by))
    out.push_back(where + ": one person approved twice");
  if (!v.submitted_on && !v.approvals.empty())
    out.push_back(where + ": approved and not submitted");
  if (v.submitted_on && *v.submitted_on < v.drafted_on)
    out.push_back(where + ": submitted before it was drafted");
  if (v.in_force_from && v.submitted_on && *v.in_force_from < *v.submitted_on) {
    out.push_back(where + ": in force before it was submitted");
  }
  for (const auto& m : v.content.measures) {
    if (std::ranges::find(v.content.standing, m.id) != v.content.standing.end() &&
        (m.kind == MeasureKind::kLimitUses || m.kind == MeasureKind::kReplaceSoftware ||
         m.kind == MeasureKind::kReplaceDocuments)) {
      out.push_back(fmt::format("{}: {} would run without a level", where, m.id));
    }
  }
}

void check_plans(const World& world, Out& out) {
  std::map<ProgrammeId, PlanId> live;
  for (const auto& [id, plan] : world.contingency.plans) {
    if (programme::find(world.programme, plan.programme) == nullptr)
      out.push_back(id.text() + ": of no programme");
    if (!plan.retired_on && !live.emplace(plan.programme, id).second) {
      out.push_back(
          fmt::format("{}: programme {} has two plans", id.text(), plan.programme.text()));
    }
    for (std::size_t i = 0; i < plan.versions.size(); ++i) {
      const Version& v = plan.versions[i];
      const std::string where = fmt::format("{} version {}", id.text(), v.number);
      if (static_cast<std::size_t>(v.number) != i + 1) out.push_back(where + ": out of order");
      check_version(v, where, out);
      for (std::size_t j = i + 1; j < plan.versions.size(); ++j) {
        if (overlap(v, plan.versions[j]))
          out.push_back(where + ": in force together with a later one");
      }
    }
  }
}

void check_proposals(const World& world, Out& out) {
  std::set<std::pair<ProgrammeId, ErosionLevel>> open;
  for (const auto& [id, p] : world.contingency.proposals) {
    if (!p.closed_on && !open.insert({p.programme, p.level}).second)
      out.push_back(id + ": proposed twice");
    const Version* version = find_version(world.contingency, p.plan, p.version);
    if (version == nullptr || !version->in_force_from || *version->in_force_from > p.raised_on) {
      out.push_back(id + ": rests on a plan that was not in force");
    }
    if (!all_different(p.voices, &Voice::by)) out.push_back(id + ": one person answered twice");
    if (p.settled) {
      std::int64_t agree = 0;
      for (const auto& a : p.voices) {
        agree = std::max(
            agree, static_cast<std::int64_t>(std::ranges::count_if(p.voices, [&](const Voice& v) {
              return v.answer == *p.settled && a.answer == v.answer && a.measures == v.measures;
            })));
      }
      if (agree < kApproversMin) out.push_back(id + ": settled by fewer than two people");
    }
    const bool runs = world.contingency.executions.contains(id);
    if (runs != (p.settled == Answer::kExecute))
      out.push_back(id + ": carried out and decided do not agree");
  }
}

void check_steps(const Execution& x, const std::string& measure, const Measure& known,
                 const RunningMeasure& running, Out& out) {
  for (const auto& [step, changes] : running.steps) {
    const std::string where = fmt::format("{}, {} of {}", x.id, step, measure);
    if (find_step(known, step) == nullptr) out.push_back(where + ": the plan has no such step");
    StepState before = StepState::kPending;
    Date day = x.started_on;
    for (const auto& change : changes) {
      const bool starts = change.state == StepState::kRunning;
      const bool may_start = before == StepState::kPending || before == StepState::kFailed;
      const bool over = before == StepState::kDone || before == StepState::kSkipped;
      const bool needs_run = change.state == StepState::kDone || change.state == StepState::kFailed;
      if (over || (starts && !may_start) || (needs_run && before != StepState::kRunning)) {
        out.push_back(where + ": an impossible change");
      }
      if (change.on < day) out.push_back(where + ": went backwards in time");
      if (x.ended_on && change.on > *x.ended_on) out.push_back(where + ": went on after the end");
      before = change.state;
      day = change.on;
    }
  }
}

void check_executions(const World& world, Out& out) {
  for (const auto& [id, x] : world.contingency.executions) {
    const PlanContent* content = content_of(world.contingency, x);
    if (content == nullptr) {
      out.push_back(id + ": of no plan");
      continue;
    }
    const auto proposal = world.contingency.proposals.find(id);
    if (x.level && (proposal == world.contingency.proposals.end() ||
                    proposal->second.settled != Answer::kExecute)) {
      out.push_back(id + ": nobody decided it");
    }
    for (const auto& [measure, running] : x.measures) {
      const Measure* known = find_measure(*content, measure);
      if (known == nullptr) {
        out.push_back(fmt::format("{}: the plan has no measure {}", id, measure));
        continue;
      }
      check_steps(x, measure, *known, running, out);
      for (std::size_t i = 0; i < running.progress.size(); ++i) {
        const auto& r = running.progress[i];
        if (r.done > r.total || r.done < 0)
          out.push_back(fmt::format("{}, {}: more done than there is", id, measure));
        if (i > 0 &&
            (r.on <= running.progress[i - 1].on || r.done < running.progress[i - 1].done)) {
          out.push_back(fmt::format("{}, {}: progress went backwards", id, measure));
        }
      }
    }
  }
}

}  // namespace

std::vector<std::string> violations(const World& world) {
  Out out;
  check_plans(world, out);
  check_proposals(world, out);
  check_executions(world, out);
  return out;
}

}  // namespace lw::contingency
