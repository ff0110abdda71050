#include "cmd/longwatch/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lw::cmd {
namespace {

const Verb* find_verb(const std::vector<std::string>& words, std::size_t& used) {
  for (const Verb& verb : all_verbs()) {
    if (words.empty() || verb.noun != words[0]) continue;
    if (verb.verb.empty()) {
      used = 1;
      return &verb;
    }
    if (words.size() > 1 && verb.verb == words[1]) {
      used = 2;
      return &verb;
    }
  }
  return nullptr;
}

}  // namespace

Result<Line> read_words(const std::vector<std::string>& words) {
  std::size_t at = 0;
  Line out;
  out.verb = find_verb(words, at);
  if (out.verb == nullptr)
    return fail(ErrorCode::kInvalidInput,
                fmt::format("no such verb: {}", words.empty() ? "" : words[0]));
  std::map<std::string, std::vector<std::string>> given;
  const auto& parameters = out.verb->parameters;
  auto positional = std::ranges::find_if(
      parameters, [](const Parameter& p) { return !p.name.starts_with("--"); });
  for (; at < words.size(); ++at) {
    const Parameter* parameter = nullptr;
    if (words[at].starts_with("--")) {
      const auto option = std::ranges::find(parameters, words[at], &Parameter::name);
      if (option == parameters.end())
        return fail(ErrorCode::kInvalidInput, fmt::format("no option {}", words[at]));
      parameter = &*option;
      if (parameter->kind == Parameter::Kind::kFlag) {
        given[parameter->name] = {""};
        continue;
      }
      if (++at == words.size())
        return fail(ErrorCode::kInvalidInput, fmt::format("{} needs a value", parameter->name));
    } else {
      if (positional == parameters.end())
        return fail(ErrorCode::kInvalidInput, fmt::format("unexpected word {}", words[at]));
      parameter = &*positional;
      if (parameter->kind != Parameter::Kind::kMany) {
        positional = std::find_if(positional + 1, parameters.end(),
                                  [](const Parameter& p) { return !p.name.starts_with("--"); });
      }
    }
    given[parameter->name].push_back(words[at]);
  }
  for (const Parameter& parameter : parameters) {
    if (parameter.required && !given.contains(parameter.name)) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{} is missing", parameter.name));
    }
  }
  for (auto& [name, values] : given) out.arguments.set(name, std::move(values));
  return out;
}

}  // namespace lw::cmd
