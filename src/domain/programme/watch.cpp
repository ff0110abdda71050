#include "domain/programme/watch.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/programme/checks.hpp"
#include "domain/programme/flaws.hpp"
#include "domain/programme/lifetime.hpp"
#include "domain/programme/stock.hpp"
#include "domain/programme/worlds.hpp"

namespace lw::programme {
namespace {

constexpr const char* kAuthority = "issuing authority";

bool is_surveilled(catalog::Layer layer) {
  return layer == catalog::Layer::kIc || layer == catalog::Layer::kPlatform ||
         layer == catalog::Layer::kApplet;
}

/// Counts the documents in the field, and those that still have one of the uses.
FieldFlaw counted(const Programme& programme, const Introduction& introduction,
                  const std::set<catalog::Use>& touched, Date on) {
  FieldFlaw out;
  out.programme = programme.id;
  out.software = introduction.component;
  const UsesLeft uses(programme, introduction.component, on);
  for (const auto& cohort : introduction.cohorts) {
    each_in_field(cohort, on, [&](const IssuedMonth& month) {
      out.documents += month.left;
      const bool open = std::ranges::any_of(
          touched, [&](catalog::Use use) { return uses.allows(use, month.issued); });
      out.unmitigated += open ? month.left : 0;
    });
  }
  return out;
}

void add_flaws(const std::vector<OpenCase>& cases, const Programme& programme, Date on,
               std::vector<FieldFlaw>& out) {
  for (const auto& [id, introduction] : programme.introductions) {
    for (const auto& item : cases) {
      if (!item.affected.components.contains(id)) continue;
      FieldFlaw flaw = counted(programme, introduction, item.affected.uses, on);
      if (flaw.documents == 0) break;
      flaw.case_id = item.id;
      flaw.standing = item.standing;
      flaw.measure_available = item.measure_available;
      out.push_back(std::move(flaw));
    }
  }
}

bool maintained(const Programme& programme, Date on) {
  return policy(programme, on).field_security == FieldSecurity::kMaintained;
}

/// What the findings of one programme are gathered with.
struct Watcher {
  const World& world;
  const std::vector<OpenCase>& cases;
  const Programme& programme;
  Date on;
  const rules::RuleBook& rules;
  std::vector<Finding>& out;

  void say(const char* rule, Severity severity, const std::string& subject, std::string says,
           Date since) const {
    out.push_back({rule, severity, subject, std::move(says), since});
  }

  /// R45: late by the programme's own interval.
  void surveillance() const {
    for (const auto& late : surveillance_lateness(world, programme.id, on)) {
      if (late.days_late == 0) continue;
      say("programme.surveillance_late", Severity::kWarning, programme.id.text(),
          fmt::format("{} of {} was due for assessment on {}, {} days ago", late.component.text(),
                      late.software.text(), late.due_on.text(), late.days_late),
          late.due_on.plus_days(1));
    }
  }

  /// R29, R31: with the switch on, a flaw in the field that nothing mitigates breaches policy; one
  /// whose uses are withdrawn is still to be corrected.
  void field_security() const {
    if (!maintained(programme, on)) return;
    std::vector<FieldFlaw> tasks;
    add_flaws(cases, programme, on, tasks);
    for (const auto& task : tasks) {
      const bool breached = task.unmitigated > 0;
      say(breached ? "programme.field_security_breached" : "programme.field_correction_owed",
          breached ? Severity::kBreach : Severity::kNotice, task.case_id.text(),
          fmt::format(
              "{} documents of {} with {} carry a {} flaw{}{}",
              breached ? task.unmitigated : task.documents, programme.id.text(),
              task.software.text(),
              task.standing == vulnerability::Standing::kConfirmed ? "confirmed" : "potential",
              breached ? " that is to be corrected in the field"
                       : "; no use that it touches is left to them, and the correction is "
                         "still owed",
              task.measure_available ? "; a measure is available" : ""),
          on);
    }
  }

  /// R66: with the switch on, the certificate is to be valid for the whole lifetime.
  void certificate_gaps(const Introduction& i) const {
    if (policy(programme, on).field_security != FieldSecurity::kMaintained) return;
    const auto dates = milestones(world, programme.id, i.component, on, rules);
    if (!dates) return;
    for (const auto& gap : certificate::validity_gaps(
             world.certificate, i.component, dates->certification.on, dates->last_removal.on)) {
      say("programme.certificate_gap", gap.from <= on ? Severity::kBreach : Severity::kWarning,
          programme.id.text(),
          fmt::format("no certificate of {} is valid from {} to {}, within its lifetime",
                      i.component.text(), gap.from.text(), gap.to.text()),
          gap.from);
    }
    for (const auto& span : certificate::unknown_validity(
             world.certificate, i.component, dates->certification.on, dates->last_removal.on)) {
      say("programme.certificate_validity_unknown", Severity::kWarning, programme.id.text(),
          fmt::format("whether a certificate of {} is valid from {} to {}, within its lifetime, is "
                      "not known",
                      i.component.text(), span.from.text(), span.to.text()),
          span.from);
    }
  }

  /// R32: the gate is open on the authority's word alone.
  void gate_unproven(const Introduction& i) const {
    if (!in_production(i, on)) return;
    const auto certified = certification(world, i, policy(programme, on).certification_floor, on);
    if (!certified.by || !certified.unknown_validity) return;
    say("programme.gate_on_unknown_validity", Severity::kWarning, programme.id.text(),
        fmt::format("documents with {} are made under {}, which its introduction names and whose "
                    "legal validity is not known",
                    i.component.text(), certified.by->text()),
        i.introduced_on);
  }

  /// I.3u: support should last as long as the documents do.
  void support(const Introduction& i) const {
    if (!i.support_until) return;
    const auto dates = milestones(world, programme.id, i.component, on, rules);
    if (!dates || *i.support_until >= dates->last_removal.on) return;
    say("programme.support_ends_early", Severity::kWarning, programme.id.text(),
        fmt::format("support of {} ends on {}, the last document leaves the field on {}",
                    i.component.text(), i.support_until->text(), dates->last_removal.on.text()),
        i.introduced_on);
  }

  /// R32: what was issued while no certificate was valid.
  void issued_uncertified(const Introduction& i) const {
    std::int64_t unproven = 0;
    std::optional<Date> since;
    for (const auto& cohort : i.cohorts) {
      const auto issued = cohort.reached.find(UnitState::kIssued);
      if (issued == cohort.reached.end()) continue;
      for (const auto& [month, count] : issued->second) {
        const Date last = month.plus_months(1).plus_days(-1);
        if (month > on) continue;
        if (certificate::validity_gaps(world.certificate, i.component, month, last).empty()) {
          if (certificate::unknown_validity(world.certificate, i.component, month, last).empty())
            continue;
          unproven += count;
          since = std::min(since.value_or(month), month);
          continue;
        }
        say("programme.issued_without_certificate", Severity::kBreach, programme.id.text(),
            fmt::format("{} documents with {} were issued in {:04}-{:02}, in which no certificate "
                        "was valid throughout",
                        count, i.component.text(), month.year(), month.month()),
            month);
      }
    }
    if (!since) return;
    say("programme.issued_on_unknown_validity", Severity::kNotice, programme.id.text(),
        fmt::format(
            "{} documents with {} were issued under certificates of which nobody knows that "
            "they were valid",
            unproven, i.component.text()),
        *since);
  }

  /// R59: the calendar, and the interval since the last introduction.
  void introductions() const {
    for (const auto& entry : introduction_calendar(programme, on)) {
      if (!entry.overdue) continue;
      say("programme.introduction_overdue", Severity::kWarning, programme.id.text(),
          fmt::format("{} was due on {}", entry.what, entry.due_on.text()),
          entry.due_on.plus_days(1));
    }
  }

  /// R60: independence is counted by family, not by supplier.
  void independence() const {
    const auto s = sources(world, programme.id, on);
    const auto wanted = policy(programme, on).independent_sources_min;
    if (s.named_sources == 0 || s.independent >= wanted) return;
    std::string why =
        fmt::format("{} supplier{}", s.named_sources, s.named_sources == 1 ? "" : "s");
    if (!s.shared.empty()) why += fmt::format(", all on the family {}", s.shared.begin()->text());
    else if (!s.shared_components.empty())
      why += fmt::format(", all on {}", s.shared_components.begin()->text());
    say("programme.sources_not_independent", Severity::kWarning, programme.id.text(),
        fmt::format("{} independent source{} of embedded software, {} wanted: {}", s.independent,
                    s.independent == 1 ? "" : "s", wanted, why),
        on);
  }

  /// I.3m: validity in use against the law.
  void validity() const {
    const auto known = world.programme.classes.find(programme.document_class);
    if (known == world.programme.classes.end() || known->second.validity_rule.empty()) return;
    const auto bounds = validity_bounds(known->second, on, rules);
    const auto months = validity_months(world.programme, programme, "", on);
    if (!bounds || (bounds->min_months <= months && months <= bounds->max_months)) return;
    say("programme.validity_outside_law", Severity::kBreach, programme.id.text(),
        fmt::format("documents are valid for {} months; {}", months, bounds->source), on);
  }
};

Date latest_introduction(const Programme& programme, Date on) {
  Date out;
  bool any = false;
  for (const auto& [id, introduction] : programme.introductions) {
    if (introduction.introduced_on > on) continue;
    out = any ? std::max(out, introduction.introduced_on) : introduction.introduced_on;
    any = true;
  }
  return any ? out : programme.policies.begin()->first;
}

}  // namespace

std::vector<Lateness> surveillance_lateness(const World& world, const ProgrammeId& programme,
                                            Date on) {
  std::vector<Lateness> out;
  const Programme* found = find(world.programme, programme);
  if (found == nullptr) return out;
  const std::int32_t interval = policy(*found, on).surveillance_interval_months;
  for (const auto& [id, introduction] : found->introductions) {
    if (!active(introduction, on)) continue;
    for (const auto& part : catalog::contains(world.catalog, id)) {
      const auto* component = catalog::find(world.catalog, part);
      if (component == nullptr || !is_surveilled(component->layer)) continue;
      const auto passed = surveillance::last_passed(world.surveillance, part, on);
      Lateness late{id,
                    part,
                    component->layer,
                    passed.value_or(introduction.introduced_on),
                    passed.has_value(),
                    {},
                    0};
      late.due_on = late.last_on.plus_months(interval);
      late.days_late = std::max(0, days_between(late.due_on, on));
      out.push_back(late);
    }
  }
  return out;
}

std::vector<FieldFlaw> flaws_in_field(const World& world, Date on) {
  std::vector<FieldFlaw> out;
  const auto cases = open_cases(world, on);
  for (const auto& [id, programme] : world.programme.programmes)
    add_flaws(cases, programme, on, out);
  return out;
}

std::vector<FieldFlaw> correction_tasks(const World& world, const ProgrammeId& programme, Date on) {
  std::vector<FieldFlaw> out;
  const Programme* found = find(world.programme, programme);
  if (found != nullptr && maintained(*found, on)) add_flaws(open_cases(world, on), *found, on, out);
  return out;
}

std::vector<CalendarEntry> introduction_calendar(const Programme& programme, Date on) {
  std::vector<const Introduction*> open;
  for (const auto& [id, introduction] : programme.introductions) {
    if (introduction.introduced_on <= on) open.push_back(&introduction);
  }
  std::ranges::sort(open, {},
                    [](const Introduction* i) { return std::tie(i->introduced_on, i->component); });
  std::vector<CalendarEntry> out;
  for (const auto& planned : programme.calendar) {
    if (planned.planned_on > on) continue;
    CalendarEntry entry{planned.what, planned.due_on, {}, false};
    const auto fits = [&](const Introduction* i) {
      return planned.component ? i->component == *planned.component
                               : i->introduced_on >= planned.planned_on;
    };
    if (const auto it = std::ranges::find_if(open, fits); it != open.end()) {
      entry.fulfilled_by = (*it)->component;
      open.erase(it);
    }
    entry.overdue = !entry.fulfilled_by && planned.due_on < on;
    out.push_back(std::move(entry));
  }
  if (!programme.policies.empty()) {
    const Date next = latest_introduction(programme, on)
                          .plus_months(policy(programme, on).introduction_interval_months);
    out.push_back({"newer embedded software by the programme's interval", next, {}, next < on});
  }
  return out;
}

std::vector<Finding> findings(const World& world, Date on, const rules::RuleBook& rules) {
  std::vector<Finding> out;
  const auto cases = open_cases(world, on);
  for (const auto& [id, programme] : world.programme.programmes) {
    if (programme.policies.empty() || programme.policies.begin()->first > on) continue;
    const Watcher watcher{world, cases, programme, on, rules, out};
    watcher.surveillance();
    watcher.field_security();
    watcher.introductions();
    watcher.independence();
    watcher.validity();
    for (const auto& [component, introduction] : programme.introductions) {
      if (introduction.introduced_on > on) continue;
      watcher.issued_uncertified(introduction);
      watcher.gate_unproven(introduction);
      if (!active(introduction, on)) continue;
      watcher.certificate_gaps(introduction);
      watcher.support(introduction);
    }
  }
  return out;
}

void clocks(const World& world, Instant now, const rules::RuleBook&, std::vector<Clock>& out) {
  const Date on = now.date();
  for (const auto& [id, programme] : world.programme.programmes) {
    for (const auto& late : surveillance_lateness(world, id, on)) {
      out.push_back({"policy",
                     "programme policy: surveillance interval",
                     late.component.text(),
                     fmt::format("assess {} of {} anew for {}", late.component.text(),
                                 late.software.text(), id.text()),
                     programme.authority.text(),
                     late.last_on,
                     late.due_on,
                     {},
                     clock_state(now, late.due_on)});
    }
    for (const auto& entry : introduction_calendar(programme, on)) {
      if (entry.fulfilled_by) continue;
      out.push_back({"policy",
                     "programme policy: introduction calendar",
                     id.text(),
                     "introduce " + entry.what,
                     kAuthority,
                     on,
                     entry.due_on,
                     {},
                     clock_state(now, entry.due_on)});
    }
  }
}

}  // namespace lw::programme
