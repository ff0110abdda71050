#include "cmd/longwatchd/config.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>

#include "app/rule_loader_toml.hpp"
#include "cmd/longwatch/local_store.hpp"

namespace lw::cmd {
namespace {

constexpr std::size_t kConfigSizeMax = 1 << 20;
constexpr std::string_view kPrefix = "LONGWATCH_";
/// Variables of the command line that mean something else.
const std::set<std::string, std::less<>> kOthers{"LONGWATCH_STORE", "LONGWATCH_DATA",
                                                 "LONGWATCH_PERSON", "LONGWATCH_PASSPHRASE"};

enum class Kind { kText, kNumber, kFlag, kDate, kTexts };

using Values = std::vector<std::string>;

/// One key: the same table drives file, environment, help and `check-config`.
struct Setting {
  const char* table;
  const char* key;
  Kind kind;
  const char* help;
  std::function<Result<void>(Config& config, const Values& values)> set;
  std::function<Values(const Config& config)> get;

  [[nodiscard]] std::string name() const { return fmt::format("{}.{}", table, key); }
  [[nodiscard]] std::string variable() const {
    std::string out = fmt::format("{}{}_{}", kPrefix, table, key);
    std::ranges::transform(out, out.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
  }
};

/// Bounds of a whole number, inclusive.
struct Bounds {
  std::int64_t low;
  std::int64_t high;
};

Result<std::int64_t> number_of(const std::string& text, Bounds bounds) {
  std::int64_t out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (!whole || out < bounds.low || out > bounds.high)
    return fail(ErrorCode::kInvalidInput,
                fmt::format("not a whole number from {} to {}", bounds.low, bounds.high));
  return out;
}

template <class Member>
Setting text(const char* table, const char* key, const char* help, Member member) {
  return {table,
          key,
          Kind::kText,
          help,
          [member](Config& config, const Values& values) -> Result<void> {
            std::invoke(member, config) = values.front();
            return {};
          },
          [member](const Config& config) -> Values {
            const std::string value = std::invoke(member, config);
            return value.empty() ? Values{} : Values{value};
          }};
}

template <class Member>
Setting number(const char* table, const char* key, const char* help, Bounds bounds, Member member) {
  return {table,
          key,
          Kind::kNumber,
          help,
          [member, bounds](Config& config, const Values& values) -> Result<void> {
            LW_TRY(const std::int64_t value, number_of(values.front(), bounds));
            auto& field = std::invoke(member, config);
            field = static_cast<std::remove_reference_t<decltype(field)>>(value);
            return {};
          },
          [member](const Config& config) -> Values {
            return {fmt::format("{}", std::invoke(member, config))};
          }};
}

template <class Member>
Setting flag(const char* table, const char* key, const char* help, Member member) {
  return {table,
          key,
          Kind::kFlag,
          help,
          [member](Config& config, const Values& values) -> Result<void> {
            if (values.front() != "true" && values.front() != "false")
              return fail(ErrorCode::kInvalidInput, "not true or false");
            std::invoke(member, config) = values.front() == "true";
            return {};
          },
          [member](const Config& config) -> Values {
            return {std::invoke(member, config) ? "true" : "false"};
          }};
}

Setting contacts() {
  return {"security",
          "contacts",
          Kind::kTexts,
          "where to report vulnerabilities: mailto:, https: or tel:, best first",
          [](Config& config, const Values& values) -> Result<void> {
            config.security.contacts = values;
            return {};
          },
          [](const Config& config) { return config.security.contacts; }};
}

Setting expires() {
  return {"security",
          "expires",
          Kind::kDate,
          "last day on which security.txt is to be trusted, at most a year from now",
          [](Config& config, const Values& values) -> Result<void> {
            LW_TRY(config.security.expires, Date::parse(values.front()));
            return {};
          },
          [](const Config& config) {
            return config.security.expires ? Values{config.security.expires->text()} : Values{};
          }};
}

const std::vector<Setting>& settings() {
  constexpr Bounds kPort{0, 65'535};
  static const std::vector<Setting> out{
      text("listen", "address", "address of the API, HTTPS",
           [](auto& c) -> auto& { return c.listen.address; }),
      number("listen", "port", "its port; 0: any free one", kPort,
             [](auto& c) -> auto& { return c.listen.port; }),
      text("tls", "certificate", "PEM chain; none: made here, for this machine alone",
           [](auto& c) -> auto& { return c.tls_certificate; }),
      text("tls", "key", "PEM key of the certificate, not encrypted",
           [](auto& c) -> auto& { return c.tls_key; }),
      flag("metrics", "enabled", "whether metrics are served",
           [](auto& c) -> auto& { return c.metrics_enabled; }),
      text("metrics", "address", "address of the metrics, plain HTTP",
           [](auto& c) -> auto& { return c.metrics.address; }),
      number("metrics", "port", "its port; 0: any free one", kPort,
             [](auto& c) -> auto& { return c.metrics.port; }),
      number("limits", "connections", "connections open at once", {1, 1'000'000},
             [](auto& c) -> auto& { return c.connections_max; }),
      number("limits", "idle_seconds", "how long a connection may rest between requests", {1, 3600},
             [](auto& c) -> auto& { return c.idle_seconds; }),
      number("limits", "stop_seconds", "how long requests under way may take at the end", {0, 600},
             [](auto& c) -> auto& { return c.stop_seconds; }),
      flag("log", "requests", "one line for each request",
           [](auto& c) -> auto& { return c.log_requests; }),
      contacts(),
      expires(),
      text("security", "policy", "https: address of the disclosure policy",
           [](auto& c) -> auto& { return c.security.policy; }),
      text("security", "languages", "preferred languages, \"en, de\"",
           [](auto& c) -> auto& { return c.security.languages; }),
      text("security", "canonical", "https: address under which security.txt is published",
           [](auto& c) -> auto& { return c.security.canonical; }),
  };
  return out;
}

/// The values as the file would have them.
std::string written(const Setting& setting, const Values& values) {
  const auto quoted = [](const std::string& value) { return "\"" + value + "\""; };
  if (setting.kind == Kind::kTexts) {
    std::string out;
    for (const auto& value : values) out += (out.empty() ? "" : ", ") + quoted(value);
    return "[" + out + "]";
  }
  if (values.empty()) return "(none)";
  return setting.kind == Kind::kText ? quoted(values.front()) : values.front();
}

Result<Values> read_value(app::TomlReader& reader, const Setting& setting) {
  switch (setting.kind) {
    case Kind::kText: {
      LW_TRY(std::string value, reader.text(setting.key));
      return Values{std::move(value)};
    }
    case Kind::kNumber: {
      LW_TRY(const std::int64_t value, reader.integer(setting.key));
      return Values{fmt::format("{}", value)};
    }
    case Kind::kFlag: {
      LW_TRY(const bool value, reader.boolean(setting.key));
      return Values{value ? "true" : "false"};
    }
    case Kind::kDate: {
      LW_TRY(const Date value, reader.date(setting.key));
      return Values{value.text()};
    }
    case Kind::kTexts: break;
  }
  return reader.texts(setting.key);
}

/// Where the value of each key comes from.
using Sources = std::map<std::string, std::string>;

Result<void> read_table(const toml::table& table, std::string_view name, std::string_view file,
                        Config& config, Sources& sources) {
  app::TomlReader reader(table, file);
  for (const Setting& setting : settings()) {
    if (name != setting.table || !reader.has(setting.key)) continue;
    LW_TRY(const Values values, read_value(reader, setting));
    auto set = setting.set(config, values);
    if (!set) return app::located(std::move(set).error(), file, reader.region(setting.key));
    sources[setting.name()] = fmt::format("{}:{}", file, reader.region(setting.key).begin.line);
  }
  return reader.finish();
}

Result<void> read_file_into(const std::filesystem::path& path, Config& config, Sources& sources) {
  LW_TRY(const std::string content, read_file(path, kConfigSizeMax));
  const std::string file = path.string();
  LW_TRY(const toml::table root, app::parse_toml(content, file));
  for (const auto& [key, node] : root) {
    const bool known = std::ranges::any_of(
        settings(), [&](const Setting& setting) { return key.str() == setting.table; });
    if (!known)
      return app::fail_at(ErrorCode::kInvalidInput, fmt::format("unknown key \"{}\"", key.str()),
                          file, key.source());
    if (!node.is_table())
      return app::fail_at(ErrorCode::kInvalidInput, fmt::format("{} is no table", key.str()), file,
                          node.source());
    LW_CHECK(read_table(*node.as_table(), key.str(), file, config, sources));
  }
  return {};
}

Values split(const std::string& text) {
  Values out;
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t end = std::min(text.find(',', from), text.size());
    out.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

Result<void> read_environment(const Environment& environment, Config& config, Sources& sources) {
  std::set<std::string, std::less<>> known = kOthers;
  for (const Setting& setting : settings()) {
    const std::string variable = setting.variable();
    known.insert(variable);
    const auto it = environment.find(variable);
    if (it == environment.end()) continue;
    auto set =
        setting.set(config, setting.kind == Kind::kTexts ? split(it->second) : Values{it->second});
    if (!set) {
      set.error().where = variable;
      return set;
    }
    sources[setting.name()] = variable;
  }
  for (const auto& [name, value] : environment) {
    if (name.starts_with(kPrefix) && !known.contains(name))
      return fail(ErrorCode::kInvalidInput, "there is no such key", name,
                  "`longwatchd --help` lists them");
  }
  return {};
}

}  // namespace

Environment environment_of_process() {
  Environment out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

Result<LoadedConfig> load_config(const std::filesystem::path& file,
                                 const Environment& environment) {
  LoadedConfig out;
  Sources sources;
  if (!file.empty()) LW_CHECK(read_file_into(file, out.config, sources));
  LW_CHECK(read_environment(environment, out.config, sources));
  if (out.config.tls_certificate.empty() != out.config.tls_key.empty())
    return fail(ErrorCode::kInvalidInput, "tls.certificate and tls.key go together",
                file.empty() ? "tls" : file.string());
  for (const Setting& setting : settings()) {
    const auto it = sources.find(setting.name());
    out.lines.push_back({setting.name(), written(setting, setting.get(out.config)),
                         it == sources.end() ? "default" : it->second});
  }
  return out;
}

std::string config_help() {
  std::string out =
      "Keys of the configuration file, [table] and key; LONGWATCH_<TABLE>_<KEY> in "
      "the environment goes before the file:\n";
  const Config defaults;
  for (const Setting& setting : settings())
    out += fmt::format("  {:<22} {} ({})\n", setting.name(), setting.help,
                       written(setting, setting.get(defaults)));
  return out;
}

}  // namespace lw::cmd
