#include "report/sections.hpp"
#include "report/table.hpp"

namespace lw::report {

namespace {

void write_ratings(Markup& out, const std::vector<Rating>& ratings) {
  if (ratings.empty()) return;
  out.leaf("h3", "What an attack takes");
  out.leaf("p",
           "Points an attacker needs, recomputed from the factors; fewer points mean an easier "
           "attack. The margin is what is left above the points that the certificate claims.");
  Table table(out, "Attack potential, by day and table",
              {{"As of", ColumnKind::kShort},
               {"Attack path"},
               {"Known to attackers"},
               {"Points", ColumnKind::kNumber},
               {"Claimed", ColumnKind::kNumber},
               {"Margin", ColumnKind::kNumber},
               {"Resists"},
               {"Factors"},
               {"Table"},
               {"Backing"}});
  for (const Rating& rating : ratings) {
    table.row().date(rating.as_of).cell([&](Markup& cell) {
      cell.text(rating.path + " ");
      if (!rating.id.empty()) cell.leaf("code", rating.id);
    });
    table.text(rating.known).number(rating.points).number(rating.points_claimed);
    table.number(std::int64_t{rating.points} - rating.points_claimed)
        .text(rating.resists)
        .text(rating.factors);
    table.text(rating.table).badge(look(rating.backing));
  }
  table.end();
}

void write_input(Markup& out, std::string_view name, const std::string& input,
                 const std::string& id) {
  out.leaf("dt", name)
      .open("dd")
      .text(input.empty() ? "missing: without it there is no score" : input);
  if (!id.empty()) out.text(" ").leaf("code", id);
  out.close();
}

void write_risks(Markup& out, const std::vector<RiskStatement>& risks) {
  out.leaf("h3", "Risk, use by use");
  if (risks.empty()) {
    out.leaf("p", "No risk has been evaluated.");
    return;
  }
  out.leaf("p",
           "A risk has two inputs: how far the chip still resists, and what the document is used "
           "for. Where one is missing there is no score.");
  for (const RiskStatement& risk : risks) {
    out.open("article", {{"class", "risk"}}).open("h4").text(risk.use + " ");
    write_badge(out, look(risk.level));
    write_backing(out, risk.backing);
    if (!risk.id.empty()) out.text(" ").leaf("code", risk.id);
    out.close().leaf("p", risk.statement).open("dl", {{"class", "pairs"}});
    write_input(out, "Resistance", risk.resistance_input, risk.resistance_id);
    write_input(out, "Use", risk.use_input, risk.use_id);
    if (risk.as_of) out.leaf("dt", "As of").open("dd").time(*risk.as_of).close();
    out.close().close().line();
  }
}

void write_options(Markup& out, const std::vector<Option>& options) {
  out.leaf("h3", "Options compared");
  if (options.empty()) {
    out.leaf("p", "No options have been compared.");
    return;
  }
  Table table(out, "Options, with what each covers and leaves",
              {{"Option"},
               {"Verdict"},
               {"Why"},
               {"Covers", ColumnKind::kNumber},
               {"Leaves exposed", ColumnKind::kNumber},
               {"Works from", ColumnKind::kShort},
               {"Cost, euro", ColumnKind::kNumber},
               {"For the holder"},
               {"Risk that stays"}});
  for (const Option& option : options) {
    table.row().text(option.name);
    table.cell([&](Markup& cell) {
      write_badge(cell, look(option.verdict));
      write_backing(cell, option.backing);
    });
    table.text(option.reason)
        .number(option.units_covered)
        .number(option.units_left)
        .date(option.effective_from);
    table.number(option.cost_eur).text(option.holder_effort).text(option.residual_risk);
  }
  table.end();
}

void write_exercises(Markup& out, const Plan& plan) {
  out.leaf("h3", "Exercises of the plan");
  if (plan.exercises.empty()) {
    out.leaf("p", "The plan was never exercised. That is a finding.");
    return;
  }
  for (const ExerciseLine& exercise : plan.exercises) {
    out.open("h4")
        .text("Held on ")
        .time(exercise.held_on)
        .text(", level " + exercise.level)
        .close();
    out.leaf("p", exercise.scenario);
    if (!exercise.who.empty()) out.leaf("p", "Taking part: " + exercise.who + ".");
    if (!exercise.findings.empty()) {
      out.leaf("p", "What was found:").open("ul");
      for (const std::string& line : exercise.findings) out.leaf("li", line).line();
      out.close();
    }
    if (exercise.steps.empty()) continue;
    Table table(out, "Steps of the plan in the exercise",
                {{"Measure"}, {"Step"}, {"How it went", ColumnKind::kShort}, {"Note"}});
    for (const ExerciseStep& step : exercise.steps)
      table.row().text(step.measure).text(step.step).text(step.outcome).text(step.note);
    table.end();
  }
}

void write_plan(Markup& out, const Plan& plan) {
  out.leaf("h3", "The contingency plan, and what it would have done earlier");
  if (plan.name.empty()) {
    out.leaf("p", "This programme has no contingency plan. That is a finding.");
    return;
  }
  out.open("p").leaf("strong", plan.name).text(", " + plan.status);
  if (plan.approved_on) out.text(" on ").time(*plan.approved_on);
  std::string by;
  for (const std::string& name : plan.approved_by) by += (by.empty() ? " by " : " and ") + name;
  out.text(by + ". " + plan.caption).close();
  Table table(out, "Measures: when the plan would have had them work, and when they did",
              {{"Level"},
               {"Trigger"},
               {"Measure"},
               {"State"},
               {"By the plan, from", ColumnKind::kShort},
               {"Because"},
               {"Really from", ColumnKind::kShort},
               {"What was done"},
               {"Days earlier", ColumnKind::kNumber}});
  for (const PlanTrigger& trigger : plan.triggers) {
    std::optional<std::int64_t> earlier;
    if (trigger.reached_on && trigger.happened_on)
      earlier = days_between(*trigger.reached_on, *trigger.happened_on);
    table.row().text(trigger.level).cell([&](Markup& cell) {
      cell.text(trigger.condition + " ");
      if (!trigger.id.empty()) cell.leaf("code", trigger.id);
    });
    table.text(trigger.measure)
        .badge(look(trigger.state))
        .date(trigger.reached_on)
        .text(trigger.reached_because);
    table.date(trigger.happened_on).text(trigger.happened).number(earlier);
  }
  table.end();
  write_exercises(out, plan);
}

void write_decisions(Markup& out, const std::vector<Decision>& decisions) {
  out.leaf("h3", "Decisions");
  if (decisions.empty()) {
    out.leaf("p", "No decision stands in the history.");
    return;
  }
  Table table(out, "Decisions: who, when, why",
              {{"What"},
               {"Decided", ColumnKind::kShort},
               {"In effect", ColumnKind::kShort},
               {"Who"},
               {"On whose authority"},
               {"Why"},
               {"Signature"},
               {"Log entry", ColumnKind::kNumber}});
  for (const Decision& decision : decisions) {
    table.row()
        .text(decision.what)
        .date(decision.decided_on)
        .date(decision.effective_from)
        .text(decision.who);
    table.text(decision.authority).text(decision.why);
    table.cell([&](Markup& cell) {
      write_badge(cell, look(decision.signature));
      write_backing(cell, decision.backing);
      if (!decision.key_id.empty()) cell.text(" ").leaf("code", decision.key_id);
    });
    table.number(decision.log_index < 0 ? std::nullopt : std::optional(decision.log_index));
  }
  table.end();
}

void write_open(Markup& out, const Report& report) {
  out.leaf("h3", "Clocks that still run");
  if (report.open_clocks.empty()) {
    out.leaf("p", "None on the day of this report.");
  } else {
    Table table(out, "Clocks that still run",
                {{"What"},
                 {"Rule"},
                 {"Last day", ColumnKind::kShort},
                 {"Days left", ColumnKind::kNumber},
                 {"Who must act"}});
    for (const OpenClock& clock : report.open_clocks)
      table.row()
          .text(clock.what)
          .text(clock.rule)
          .date(clock.due)
          .number(days_between(report.as_of, clock.due))
          .text(clock.who);
    table.end();
  }
  out.leaf("h3", "Findings that nobody has closed");
  if (report.findings.empty()) {
    out.leaf("p", "None.");
    return;
  }
  Table table(out, "Open findings", {{"What"}, {"About"}, {"Rule"}, {"Since", ColumnKind::kShort}});
  for (const FindingLine& finding : report.findings)
    table.row().text(finding.what).text(finding.about).text(finding.rule).date(finding.since);
  table.end();
}

bool is_web_address(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

void write_sources(Markup& out, const Report& report) {
  out.leaf("h3", "Sources, and how far each was read");
  out.open("p").text("Marks: ");
  for (const Backing backing : codec::enum_values<Backing>()) {
    write_badge(out, look(backing));
    out.text(" ");
  }
  out.text("\xE2\x80\x94 UNVERIFIED means that nobody has read it in the primary text.").close();
  if (report.sources.empty()) {
    out.leaf("p", "No sources are listed.");
    return;
  }
  Table table(out, "Sources",
              {{"Id", ColumnKind::kShort}, {"Title"}, {"Where"}, {"Read"}, {"Mark"}});
  for (const SourceLine& source : report.sources) {
    table.row().text(source.id).text(source.title).cell([&](Markup& cell) {
      // Only a web address becomes a link, so that no scheme can run anything.
      if (is_web_address(source.where))
        cell.leaf("a", source.where,
                  {{"href", source.where}, {"rel", "noreferrer"}, {"class", "address"}});
      else cell.leaf("span", source.where, {{"class", "address"}});
    });
    table.text(source.read).badge(look(source.backing));
  }
  table.end();
}

}  // namespace

void write_assessment(Markup& out, const Report& report) {
  open_section(out, "assessment", "7. Risk, options, plan, decisions");
  write_ratings(out, report.ratings);
  write_risks(out, report.risks);
  write_options(out, report.options);
  write_plan(out, report.plan);
  write_decisions(out, report.decisions);
  write_open(out, report);
  write_sources(out, report);
  out.close();
}

}  // namespace lw::report
