#include "app/role_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "app/rule_loader_toml.hpp"
#include "codec/reflect.hpp"
#include "domain/core/names.hpp"

namespace lw::app {
namespace {

Result<void> complete(const access::RoleMatrix& matrix, std::string_view file) {
  const auto names = core::command_names();
  for (const auto name : names) {
    if (!matrix.commands.contains(std::string(name))) {
      return fail(ErrorCode::kInvalidInput, fmt::format("command {} has no line", name),
                  std::string(file), "say which roles may give it; an empty list is nobody");
    }
  }
  for (const auto& [name, roles] : matrix.commands) {
    if (std::ranges::find(names, name) == names.end()) {
      return fail(ErrorCode::kInvalidInput, fmt::format("there is no command {}", name),
                  std::string(file), "remove the line");
    }
  }
  return {};
}

}  // namespace

Result<access::RoleMatrix> read_role_matrix(std::string_view text, std::string_view file) {
  LW_TRY(const toml::table root, parse_toml(text, file));
  const toml::table* commands = root["commands"].as_table();
  if (commands == nullptr || root.size() != 1) {
    return fail(ErrorCode::kInvalidInput, "the role matrix is one table, [commands]",
                std::string(file));
  }
  access::RoleMatrix out;
  for (const auto& [key, value] : *commands) {
    const toml::array* roles = value.as_array();
    if (roles == nullptr)
      return fail_at(ErrorCode::kInvalidInput, "expected a list of roles", file, value.source());
    std::set<access::Role>& set = out.commands[std::string(key.str())];
    for (const auto& item : *roles) {
      const auto* name = item.as_string();
      if (name == nullptr)
        return fail_at(ErrorCode::kInvalidInput, "expected the name of a role", file,
                       item.source());
      auto role = codec::enum_from_name<access::Role>(name->get());
      if (!role) return located(std::move(role).error(), file, item.source());
      set.insert(*role);
    }
  }
  LW_CHECK(complete(out, file));
  return out;
}

Result<access::RoleMatrix> load_role_matrix(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, "the role matrix cannot be read", file.string());
  std::ostringstream text;
  text << in.rdbuf();
  return read_role_matrix(text.str(), file.string());
}

}  // namespace lw::app
