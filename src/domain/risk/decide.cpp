#include <fmt/format.h>

#include <algorithm>

#include "domain/risk/decide_on.hpp"

namespace lw::risk {
namespace {

/// R22: a risk that a restricted case opened would answer for it. Who may not know of the case gets
/// the answer for one that does not exist, before anything of the state is looked at.
Result<void> may_name_case(const World& world, const OpenRisk& c, const Context& context) {
  if (context.actor == access::system_actor()) return {};
  const vulnerability::World known{world.access,       world.catalog,    world.certificate,
                                   world.surveillance, world.resistance, world.vulnerability};
  const vulnerability::Viewer viewer{context.actor, context.now};
  if (c.case_id) LW_CHECK(vulnerability::visible(known, *c.case_id, viewer));
  if (c.cause == Cause::kFlaw) LW_CHECK(vulnerability::visible(known, CaseId(c.cause_ref), viewer));
  return {};
}

Result<Events> on(const World& world, const OpenRisk& c, const Context& context) {
  LW_CHECK(check_text(c.reason, "reason"));
  LW_CHECK(may_name_case(world, c, context));
  const auto* p = programme::find(world.programme, c.programme);
  if (p == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("programme {} is not known", c.programme.text()));
  if (!p->introductions.contains(c.component)) {
    return fail(ErrorCode::kNotFound,
                fmt::format("{} is not introduced in {}", c.component.text(), c.programme.text()));
  }
  for (const auto& [id, risk] : world.risk.risks) {
    const bool same = risk.programme == c.programme && risk.component == c.component &&
                      risk.cause == c.cause && risk.cause_ref == c.cause_ref && !risk.closed_on;
    if (same) return Events{};
  }
  if (world.risk.risks.contains(c.risk)) {
    return fail(ErrorCode::kConflict, fmt::format("risk {} exists", c.risk.text()), {},
                "choose another id");
  }
  return Events{RiskOpened{c.risk, c.programme, c.component, c.cause, c.cause_ref, c.case_id,
                           context.effective_on, c.reason}};
}

Result<Events> on(const World& world, const StateRisk& c, const Context& context) {
  LW_TRY(const Risk* risk, own(world, c.risk, c.reason, context));
  LW_CHECK(check_text(c.text, "statement"));
  LW_CHECK(check_room(risk->statements.size()));
  if (c.evidence.empty()) {
    return fail(ErrorCode::kInvalidInput, "the statement names no evidence", {},
                "link what it rests on");
  }
  if (c.evidence.size() > kEntriesMax)
    return fail(ErrorCode::kTooLarge, "too many pieces of evidence");
  const auto readable = readability(c.text);
  if (readable.longest_sentence_words > kSentenceWordsMax) {
    return fail(
        ErrorCode::kRefused,
        fmt::format("a sentence has {} words: \"{}\"", readable.longest_sentence_words,
                    readable.longest_sentence.substr(0, 200)),
        {},
        fmt::format("write for people who are not risk managers: at most {} words a sentence",
                    kSentenceWordsMax));
  }
  if (!risk->statements.empty() && risk->statements.back().text == c.text &&
      risk->statements.back().evidence == c.evidence) {
    return Events{};
  }
  return Events{RiskStated{c.risk, c.text, c.evidence, context.effective_on, c.reason}};
}

Result<Events> on(const World& world, const AcceptRisk& c, const Context& context) {
  LW_TRY(const Risk* risk, own(world, c.risk, c.reason, context));
  LW_CHECK(check_signer(world, context));
  LW_CHECK(check_revision(*risk, c.revision, context.effective_on));
  LW_CHECK(check_room(risk->acceptances.size()));
  const auto evaluation = evaluate(world, *risk, context.effective_on);
  if (evaluation.completeness == Completeness::kIncomplete) {
    return fail(
        ErrorCode::kIncomplete,
        fmt::format("the risk cannot be judged: {} missing", fmt::join(evaluation.missing, "; ")),
        {}, "nobody can accept what is not known");
  }
  if (c.until && *c.until < context.effective_on)
    return fail(ErrorCode::kInvalidInput, "the acceptance ends before it begins");
  if (acceptance(*risk, context.effective_on) == Binding::kCurrent &&
      risk->acceptances.back().until == c.until)
    return Events{};
  return Events{
      RiskAccepted{c.risk, c.revision, c.until, context.actor, context.effective_on, c.reason}};
}

Result<Events> on(const World& world, const CloseRisk& c, const Context& context) {
  const Risk* known = find(world.risk, c.risk);
  if (known != nullptr && known->closed_on) return Events{};
  LW_TRY(const Risk* risk, own(world, c.risk, c.reason, context));
  const Date day = context.effective_on;
  if (decision(*risk, day) != Binding::kCurrent && acceptance(*risk, day) != Binding::kCurrent) {
    return fail(ErrorCode::kRefused,
                fmt::format("risk {} is neither decided nor accepted as it stands", c.risk.text()),
                {}, "decide (risk.decide_risk) or accept (risk.accept_risk) it first");
  }
  return Events{RiskClosed{c.risk, day, c.reason}};
}

Result<void> check_matrix(const Matrix& m) {
  const auto on_scale = [](std::int32_t value) { return value >= 1 && value <= kScaleMax; };
  const auto size = static_cast<std::size_t>(kScaleMax);
  const bool square =
      m.levels.size() == size &&
      std::ranges::all_of(m.levels, [&](const auto& row) { return row.size() == size; });
  if (!square)
    return fail(ErrorCode::kInvalidInput, fmt::format("the matrix is not {0} by {0}", kScaleMax));
  if (m.impact_from_ppm.size() != size || m.impact_from_ppm.front() != 0 ||
      !std::ranges::is_sorted(m.impact_from_ppm)) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("impact needs {} rising shares from 0", kScaleMax));
  }
  if (m.likelihood.empty() || m.likelihood.size() > kEntriesMax ||
      m.likelihood.front().margin_from != 0 ||
      !std::ranges::is_sorted(m.likelihood, {}, &LikelihoodStep::margin_from)) {
    return fail(ErrorCode::kInvalidInput, "likelihood needs rising margins from 0");
  }
  const bool scaled = std::ranges::all_of(m.likelihood, on_scale, &LikelihoodStep::likelihood) &&
                      on_scale(m.below_claim) && on_scale(m.confirmed_below_claim) &&
                      on_scale(m.confirmed_at_least);
  if (!scaled)
    return fail(ErrorCode::kInvalidInput,
                fmt::format("a likelihood is not between 1 and {}", kScaleMax));
  return {};
}

Result<Events> on(const World& world, const SetMatrix& c, const Context& context) {
  const auto* p = programme::find(world.programme, c.programme);
  if (p == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("programme {} is not known", c.programme.text()));
  if (p->authority != context.authority) {
    return fail(ErrorCode::kForbidden,
                fmt::format("programme {} belongs to {}", c.programme.text(), p->authority.text()));
  }
  LW_CHECK(check_text(c.reason, "reason"));
  LW_CHECK(check_matrix(c.matrix));
  if (matrix(world.risk, c.programme, context.effective_on) == c.matrix) return Events{};
  return Events{MatrixSet{c.programme, c.matrix, context.effective_on, c.reason}};
}

}  // namespace

Result<void> check_text(const std::string& text, const char* what) {
  if (text.empty()) return fail(ErrorCode::kInvalidInput, fmt::format("the {} is empty", what));
  if (text.size() > kTextMaxBytes) {
    return fail(ErrorCode::kTooLarge, fmt::format("a {} of {} bytes", what, text.size()), {},
                fmt::format("at most {} bytes", kTextMaxBytes));
  }
  return {};
}

Result<const Risk*> own(const World& world, const RiskId& id, const std::string& reason,
                        const Context& context) {
  const Risk* risk = find(world.risk, id);
  if (risk == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("risk {} is not known", id.text()));
  const auto* p = programme::find(world.programme, risk->programme);
  if (p == nullptr || p->authority != context.authority) {
    return fail(ErrorCode::kForbidden,
                fmt::format("risk {} belongs to another issuing authority", id.text()), {},
                "the issuing authority of the programme owns and manages the risk");
  }
  LW_CHECK(check_text(reason, "reason"));
  if (risk->closed_on)
    return fail(ErrorCode::kRefused, fmt::format("risk {} is closed", id.text()), {},
                "open a new one");
  return risk;
}

Result<void> check_signer(const World& world, const Context& context) {
  if (access::has_role(world.access, context.actor, access::Role::kIssuingAuthority,
                       context.authority, context.effective_on)) {
    return {};
  }
  return fail(ErrorCode::kForbidden,
              fmt::format("{} does not act as issuing authority for {}", context.actor.text(),
                          context.authority.text()),
              {}, "a risk is decided and accepted by the issuing authority of its programme");
}

Result<void> check_room(std::size_t entries) {
  if (entries < kEntriesMax) return {};
  return fail(ErrorCode::kTooLarge, fmt::format("the risk has {} entries of that kind", entries));
}

Result<void> check_revision(const Risk& risk, std::int64_t judged, Date on) {
  const auto now = revision(risk, on);
  if (judged == now && now > 0) return {};
  return fail(ErrorCode::kConflict,
              fmt::format("revision {} was judged, the risk is at {}", judged, now), {},
              "read the risk again, and judge it as it is");
}

RiskId id_for(const ProgrammeId& programme, const ComponentId& component,
              std::string_view cause_ref) {
  // FNV-1a keeps ids short whatever the parts are; the parts are told apart by a byte that no id
  // holds.
  std::uint64_t hash = 14695981039346656037ULL;
  for (const std::string_view part :
       {std::string_view(programme.text()), std::string_view(component.text()), cause_ref}) {
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    hash = (hash ^ 0xFFU) * 1099511628211ULL;
  }
  return RiskId(fmt::format("risk-{}-{:016x}", programme.text().substr(0, 64), hash));
}

Result<std::vector<Event>> decide(const World& world, const Command& command,
                                  const Context& context) {
  return std::visit([&](const auto& c) { return on(world, c, context); }, command);
}

}  // namespace lw::risk
