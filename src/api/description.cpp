#include "api/description.hpp"

#include <fmt/format.h>

#include <array>

#include "codec/json.hpp"

namespace lw::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kDocumentSizeMax = 1 << 20;
constexpr std::array kMethods{
    std::pair{"get", http::Method::kGet}, std::pair{"post", http::Method::kPost},
    std::pair{"put", http::Method::kPut}, std::pair{"patch", http::Method::kPatch},
    std::pair{"delete", http::Method::kDelete}};

Result<std::string> text_at(const json::object& object, std::string_view key,
                            const std::string& where) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_string())
    return fail(ErrorCode::kInvalidInput, fmt::format("{} is missing or no text", key), where);
  return std::string(value->get_string());
}

/// Takes the parameters of one operation over into its route.
Result<void> read_parameters(const json::object& operation, http::Route& route,
                             std::set<std::string>& in_path) {
  const auto* list = operation.if_contains("parameters");
  if (list == nullptr) return {};
  if (!list->is_array())
    return fail(ErrorCode::kInvalidInput, "parameters is no array", route.name);
  for (const auto& one : list->get_array()) {
    if (!one.is_object())
      return fail(ErrorCode::kInvalidInput, "a parameter is no object", route.name);
    LW_TRY(const std::string name, text_at(one.get_object(), "name", route.name));
    LW_TRY(const std::string in, text_at(one.get_object(), "in", route.name));
    if (in == "query") route.parameters.insert(name);
    else if (in == "path") in_path.insert(name);
    else if (in != "header")
      return fail(ErrorCode::kInvalidInput, fmt::format("{} is in \"{}\"", name, in), route.name);
  }
  return {};
}

/// Every {name} of the path is declared, and the reverse.
Result<void> check_path(const std::string& path, std::set<std::string> declared) {
  for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1)) {
    const std::string name = path.substr(at + 1, path.find('}', at) - at - 1);
    if (declared.erase(name) == 0)
      return fail(ErrorCode::kInvalidInput, fmt::format("{{{}}} is not declared", name), path);
  }
  if (declared.empty()) return {};
  return fail(ErrorCode::kInvalidInput,
              fmt::format("{} is declared and not in the path", *declared.begin()), path);
}

Result<http::Route> read_operation(const std::string& path, http::Method method,
                                   const json::value& value) {
  if (!value.is_object()) return fail(ErrorCode::kInvalidInput, "an operation is no object", path);
  const json::object& operation = value.get_object();
  http::Route out;
  out.method = method;
  out.pattern = path;
  LW_TRY(out.name, text_at(operation, "operationId", path));
  std::set<std::string> in_path;
  LW_CHECK(read_parameters(operation, out, in_path));
  LW_CHECK(check_path(path, in_path));
  if (operation.contains("x-longwatch-rest")) {
    LW_TRY(const std::string rest, text_at(operation, "x-longwatch-rest", path));
    const std::string name = "{" + rest + "}";
    if (!path.ends_with(name))
      return fail(ErrorCode::kInvalidInput, "x-longwatch-rest is not the last segment", path);
    out.pattern.replace(path.size() - name.size(), name.size(), "{" + rest + "...}");
  }
  return out;
}

}  // namespace

Result<Description> read_description(std::string_view text) {
  LW_TRY(const auto document, codec::parse_json(text, {kDocumentSizeMax, 64}));
  const auto* paths = document.is_object() ? document.get_object().if_contains("paths") : nullptr;
  if (paths == nullptr || !paths->is_object())
    return fail(ErrorCode::kInvalidInput, "paths is missing or no object", "openapi");
  Description out{std::string(text), {}};
  for (const auto& [path, item] : paths->get_object()) {
    if (!item.is_object())
      return fail(ErrorCode::kInvalidInput, "a path item is no object", std::string(path));
    for (const auto& [word, method] : kMethods) {
      const auto* operation = item.get_object().if_contains(word);
      if (operation == nullptr) continue;
      LW_TRY(http::Route route, read_operation(std::string(path), method, *operation));
      out.routes.push_back(std::move(route));
    }
  }
  return out;
}

Result<http::Router> make_router(const Description& description, Handlers handlers) {
  http::Router out;
  for (http::Route route : description.routes) {
    const auto it = handlers.find(route.name);
    if (it == handlers.end())
      return fail(ErrorCode::kIncomplete, "the document has an operation that nothing carries out",
                  route.name);
    route.run = std::move(it->second);
    handlers.erase(it);
    LW_CHECK(out.add(std::move(route)));
  }
  if (handlers.empty()) return out;
  return fail(ErrorCode::kIncomplete, "there is an operation that the document does not have",
              handlers.begin()->first);
}

}  // namespace lw::api
