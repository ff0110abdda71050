#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cmd/longwatch/output.hpp"

namespace lw::cmd {

class Session;

/// One word that a verb takes. A name that starts with "--" is an option, any other is positional.
struct Parameter {
  enum class Kind { kValue, kFlag, kMany };
  std::string name;
  std::string help;
  Kind kind = Kind::kValue;
  bool required = false;
};

/// What was given on the command line, by parameter name.
class Arguments {
 public:
  /// Sets the values of a parameter; a flag that was given has one empty value.
  void set(std::string name, std::vector<std::string> values) {
    values_[std::move(name)] = std::move(values);
  }
  [[nodiscard]] bool has(const std::string& name) const { return values_.contains(name); }
  /// Returns the value, or `otherwise` when it was not given.
  [[nodiscard]] std::string text(const std::string& name, std::string otherwise = {}) const;
  /// Returns all values of a parameter that may be repeated.
  [[nodiscard]] std::vector<std::string> many(const std::string& name) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

/// One thing that `longwatch` does: `longwatch <noun> <verb>`, or `longwatch <noun>` where the verb
/// is empty.
struct Verb {
  std::string noun;
  std::string verb;
  std::string help;
  std::vector<Parameter> parameters;
  std::function<Result<Output>(Session& session, const Arguments& arguments)> run;
};

/// Returns every verb, by noun.
const std::vector<Verb>& all_verbs();

/// The verbs of one file each; all_verbs puts them together.
std::vector<Verb> store_verbs();
std::vector<Verb> command_verbs();
std::vector<Verb> history_verbs();
std::vector<Verb> catalog_verbs();
std::vector<Verb> surveillance_verbs();
std::vector<Verb> certificate_verbs();
std::vector<Verb> case_verbs();
std::vector<Verb> exploited_verbs();
std::vector<Verb> programme_verbs();
std::vector<Verb> risk_verbs();
std::vector<Verb> plan_verbs();
std::vector<Verb> exchange_verbs();
std::vector<Verb> watch_verbs();
std::vector<Verb> import_verbs();
std::vector<Verb> demo_verbs();

}  // namespace lw::cmd
