#include "cmd/longwatch/handles.hpp"

#include <fmt/format.h>

#include "cmd/longwatch/ask.hpp"

namespace lw::cmd {
namespace {

using vulnerability::Viewer;

constexpr char kAsTyped = '~';
constexpr std::size_t kRiskDigits = 16;

/// A risk's id without the digits that its cause makes (risk::id_for).
std::string_view handle_of(const RiskId& id) {
  const std::string_view text = id.text();
  const auto dash = text.rfind('-');
  return dash != std::string_view::npos && text.size() - dash - 1 == kRiskDigits
             ? text.substr(0, dash)
             : text;
}

/// The id that is meant among those that may be: the only one, or the text as it was typed.
Result<std::string> only_one(const std::string& typed, std::vector<std::string> meant,
                             const char* kind) {
  if (meant.size() > 1) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("\"{}\" may be any of {}", typed, joined(meant)), kind,
                fmt::format("type the whole id; \"{}{}\" means exactly that", typed, kAsTyped));
  }
  return meant.empty() ? typed : std::move(meant.front());
}

/// Puts what is meant in the place of what was typed, in one field of a command.
template <class Field>
Result<void> resolve(const core::State& state, const Viewer& viewer, Field& field) {
  if constexpr (std::is_same_v<Field, CaseId>) {
    LW_TRY(std::string meant, meant_case(state, viewer, field.text()));
    field = CaseId(std::move(meant));
  } else if constexpr (std::is_same_v<Field, RiskId>) {
    LW_TRY(std::string meant, meant_risk(state, viewer, field.text()));
    field = RiskId(std::move(meant));
  } else if constexpr (codec::detail::kIsOptional<Field>) {
    if (field) return resolve(state, viewer, *field);
  }
  return {};
}

/// True for the field that names what the command itself opens.
template <class C, class Field>
constexpr bool kOpens =
    (std::is_same_v<C, vulnerability::ReportFlaw> && std::is_same_v<Field, CaseId>) ||
    (std::is_same_v<C, risk::OpenRisk> && std::is_same_v<Field, RiskId>);

}  // namespace

Result<std::string> meant_case(const core::State& state, const Viewer& viewer,
                               const std::string& typed) {
  if (typed.ends_with(kAsTyped)) return typed.substr(0, typed.size() - 1);
  std::vector<std::string> meant;
  for (const auto* item : vulnerability::list_visible(core::vulnerability_world(state), viewer)) {
    if (item->id.text() == typed || vulnerability::handle_of(item->id) == typed)
      meant.push_back(item->id.text());
  }
  return only_one(typed, std::move(meant), "case");
}

Result<std::string> meant_risk(const core::State& state, const Viewer& viewer,
                               const std::string& typed) {
  if (typed.ends_with(kAsTyped)) return typed.substr(0, typed.size() - 1);
  const auto world = core::vulnerability_world(state);
  std::vector<std::string> meant;
  for (const auto& [id, item] : state.risk.risks) {
    if (id.text() != typed && handle_of(id) != typed) continue;
    if (!item.case_id || vulnerability::find_visible(world, *item.case_id, viewer) != nullptr)
      meant.push_back(id.text());
  }
  return only_one(typed, std::move(meant), "risk");
}

Result<Arguments> with_meant_ids(Session& session, const Arguments& arguments) {
  Arguments out = arguments;
  const std::pair<const char*, decltype(&meant_case)> parameters[] = {
      {"case", meant_case}, {"--case", meant_case}, {"risk", meant_risk}};
  for (const auto& [name, meant_by] : parameters) {
    if (!arguments.has(name)) continue;
    LW_TRY(const auto viewer, viewer_of(session));
    LW_TRY(const core::State* state, session.state());
    LW_TRY(std::string meant, meant_by(*state, viewer, arguments.text(name)));
    out.set(name, {std::move(meant)});
  }
  return out;
}

Result<core::Command> with_meant_ids(const core::State& state, const Viewer& viewer,
                                     core::Command command) {
  const auto each_field = [&]<class C>(C& one) {
    Result<void> out;
    boost::mp11::mp_for_each<boost::describe::describe_members<C, boost::describe::mod_public>>(
        [&](auto d) {
          using Field = std::remove_cvref_t<decltype(one.*d.pointer)>;
          if constexpr (!kOpens<C, Field>) {
            if (out) out = resolve(state, viewer, one.*d.pointer);
          }
        });
    return out;
  };
  LW_CHECK(std::visit([&](auto& slice) { return std::visit(each_field, slice); }, command));
  return command;
}

}  // namespace lw::cmd
