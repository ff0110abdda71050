#pragma once

#include "cmd/longwatch/ask.hpp"

// What the verbs about programmes share.
namespace lw::cmd {

/// Returns the programme of that id; kNotFound otherwise.
[[nodiscard]] Result<const programme::Programme*> find_programme(const Asked& ask,
                                                                 const std::string& text);

/// Returns the embedded software that --software names, or the only one there is. kInvalidInput
/// with the known ones as a hint where there are several, kNotFound for another.
[[nodiscard]] Result<ComponentId> software_of(const programme::Programme& programme,
                                              const Arguments& arguments);

/// Returns "5 years", or "5 years 3 months".
std::string months_text(std::int32_t months);

/// Returns a value as people say it: "digital identity", "insufficient data".
std::string words_of(std::string_view enum_name);

/// The verbs of two further files; programme_verbs puts them together with its own.
std::vector<Verb> exposure_verbs();
std::vector<Verb> validity_verbs();

}  // namespace lw::cmd
