#pragma once

#include <string>

#include "domain/core/state.hpp"

namespace lw::cmd {

/// Returns a component as people call it: name and version; its id when unknown.
std::string name_of(const core::State& state, const ComponentId& id);

/// Returns the organisation's name; its id when unknown.
std::string name_of(const core::State& state, const OrganisationId& id);

/// Returns a person as people know them: the handle, and the organisation they act for on `on`.
/// No history holds a person's name.
std::string name_of(const core::State& state, const PersonId& id, Date on);

/// Returns `text` with ids of components, organisations, programmes and plans in the place of which
/// their names stand; words that are no id stay.
std::string with_names(const core::State& state, const std::string& text);

/// Returns a use in words: "digital identity and e-services".
std::string use_text(catalog::Use use);

/// Returns a wire name in words: "embedded_software" is "embedded software".
std::string in_words(std::string_view wire_name);

/// Returns a role in words: "laboratory" for an ITSEF.
std::string role_text(access::Role role);

/// Returns a day as people write it: "25 Oct 2017".
std::string day_text(Date date);

/// Returns "1 day", "14 days", "no day".
std::string counted(std::int64_t count, std::string_view one, std::string_view many);

}  // namespace lw::cmd
