#include "cmd/longwatch/completion.hpp"

#include <map>
#include <set>

#include "cmd/longwatch/verb.hpp"
#include "domain/core/names.hpp"

namespace lw::cmd {
namespace {

constexpr std::string_view kEverywhere[] = {"--store", "--as", "--for", "--key",  "--at",
                                            "--known", "--on", "--now", "--json", "--help"};

void add(std::set<std::string>& out, std::string_view word, std::string_view start) {
  if (word.starts_with(start) && !word.empty()) out.emplace(word);
}

/// Offers "field=" for each field of a command, and "field=choice" where there are choices.
void add_fields(std::set<std::string>& out, const std::string& command, std::string_view start) {
  const auto schema = core::command_schema(command);
  if (!schema) return;
  for (const auto& [name, shape] : schema->at("properties").get_object()) {
    const std::string field = std::string(name) + "=";
    const auto* choices = shape.get_object().if_contains("enum");
    if (choices == nullptr || !start.starts_with(field)) {
      add(out, field, start);
      continue;
    }
    for (const auto& choice : choices->get_array())
      add(out, field + std::string(choice.get_string()), start);
  }
}

}  // namespace

std::vector<std::string> completions(const std::vector<std::string>& words) {
  std::vector<std::string> plain;
  for (const auto& word : words) {
    if (!word.starts_with("-")) plain.push_back(word);
  }
  const std::string start = words.empty() ? "" : words.back();
  std::set<std::string> out;
  if (start.starts_with("-")) {
    for (const auto option : kEverywhere) add(out, option, start);
    for (const Verb& verb : all_verbs()) {
      const bool here = !plain.empty() && verb.noun == plain[0] &&
                        (verb.verb.empty() || (plain.size() > 1 && verb.verb == plain[1]));
      if (!here) continue;
      for (const auto& parameter : verb.parameters) {
        if (parameter.name.starts_with("-")) add(out, parameter.name, start);
      }
    }
  } else if (plain.size() <= 1) {
    for (const Verb& verb : all_verbs()) add(out, verb.noun, start);
  } else if (plain.size() == 2) {
    for (const Verb& verb : all_verbs()) {
      if (verb.noun == plain[0]) add(out, verb.verb, start);
    }
    if (plain[0] == "do" || plain[0] == "commands") {
      for (const auto name : core::command_names()) add(out, name, start);
    }
    if (plain[0] == "decide") {
      for (const auto name : core::decision_names()) add(out, name, start);
    }
    if (plain[0] == "completion") {
      for (const auto shell : {"bash", "zsh", "fish"}) add(out, shell, start);
    }
  } else if (plain.size() > 2 && (plain[0] == "do" || plain[0] == "decide")) {
    add_fields(out, plain[1], start);
  }
  return {out.begin(), out.end()};
}

std::string noun_help(std::string_view noun) {
  static const std::map<std::string_view, std::string> kHelp = {
      {"access", "organisations, people, keys, compartments"},
      {"rate", "attack potential: ratings, tables, effective resistance"},
      {"what-if", "what a decision would bring about, before it is made"},
      {"case", "vulnerability cases"},
      {"exercise", "play what might happen, apart from every real history"},
      {"certificate", "certificates: state, history, meaning"},
      {"history", "the append-only history: verify, prove, read"},
      {"import", "take facts from public lists and feeds"},
      {"plan", "contingency plans"},
      {"product", "components and their composition"},
      {"programme", "issuing programmes, stock, cohorts"},
      {"risk", "risk records, options, acceptance"},
      {"surveillance", "surveillance by layer"},
  };
  const auto it = kHelp.find(noun);
  return it == kHelp.end() ? std::string(noun) : it->second;
}

std::string completion_script(std::string_view shell) {
  if (shell == "bash") {
    return "COMP_WORDBREAKS=${COMP_WORDBREAKS//=/}\n"
           "_longwatch() {\n"
           "  COMPREPLY=()\n"
           "  local line\n"
           "  while IFS= read -r line; do COMPREPLY+=(\"$line\"); done < <(longwatch __complete "
           "\"${COMP_WORDS[@]:1:COMP_CWORD}\")\n"
           "}\n"
           "complete -o default -F _longwatch longwatch";
  }
  if (shell == "zsh") {
    return "#compdef longwatch\n"
           "_longwatch() { compadd -- ${(f)\"$(longwatch __complete "
           "\"${(@)words[2,CURRENT]}\")\"}; }\n"
           "compdef _longwatch longwatch";
  }
  if (shell == "fish") {
    return "complete -c longwatch -f -a '(longwatch __complete (commandline -opc)[2..-1] "
           "(commandline -ct))'";
  }
  return {};
}

}  // namespace lw::cmd
