#include "codec/certificate_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/bytes.hpp"
#include "codec/encoding.hpp"

namespace lw::codec {
namespace {

/// Reads Python text literals without evaluating anything.
class PythonTexts {
 public:
  PythonTexts(std::string_view text, const GraphLimits& limits) : text_(text), limits_(limits) {}

  Result<std::vector<std::string>> read() {
    skip_space();
    std::vector<std::string> out;
    if (done() || text_.substr(at_) == "set()" || text_.substr(at_) == "nan") return out;
    const char open = text_[at_];
    if (open == '\'' || open == '"') {
      LW_TRY(auto one, literal());
      out.push_back(std::move(one));
    } else {
      LW_CHECK(members(open, out));
    }
    skip_space();
    if (!done()) return error("text after the literal");
    return out;
  }

 private:
  Result<void> members(char open, std::vector<std::string>& out) {
    const char close = open == '{' ? '}' : open == '[' ? ']' : open == '(' ? ')' : '\0';
    if (close == '\0') return error("expected a set, list or tuple of texts");
    ++at_;
    skip_space();
    while (!done() && text_[at_] != close) {
      if (out.size() >= limits_.items_max) {
        return fail(ErrorCode::kTooLarge, fmt::format("more than {} members", limits_.items_max));
      }
      LW_TRY(auto one, literal());
      out.push_back(std::move(one));
      skip_space();
      if (!done() && text_[at_] == ',') {
        ++at_;
        skip_space();
      } else if (done() || text_[at_] != close) {
        return error("expected a comma or the closing bracket");
      }
    }
    if (done()) return error("the closing bracket is missing");
    ++at_;
    return {};
  }

  Result<std::string> literal() {
    if (done() || (text_[at_] != '\'' && text_[at_] != '"'))
      return error("expected a text in quotes");
    const char quote = text_[at_++];
    std::string out;
    while (!done() && text_[at_] != quote) {
      char c = text_[at_++];
      if (c == '\\') {
        if (done()) break;
        const char escaped = text_[at_++];
        switch (escaped) {
          case '\\':
          case '\'':
          case '"': c = escaped; break;
          case 'n': c = '\n'; break;
          case 't': c = '\t'; break;
          case 'r': c = '\r'; break;
          case 'x': {
            // Python writes \xNN for a Latin-1 character without glyph (a soft hyphen, a no-break
            // space).
            const auto byte = from_hex(text_.substr(at_, 2));
            if (!byte || byte->size() != 1) return error("an escape that is not understood");
            at_ += 2;
            out += decode_entities(fmt::format("&#{};", (*byte)[0]));
            continue;
          }
          default: return error("an escape that is not understood");
        }
      }
      out += c;
      if (out.size() > limits_.item_bytes_max) {
        return fail(ErrorCode::kTooLarge,
                    fmt::format("a member of more than {} bytes", limits_.item_bytes_max));
      }
    }
    if (done()) return error("the closing quote is missing");
    ++at_;
    return out;
  }

  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  void skip_space() {
    while (!done() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  [[nodiscard]] std::unexpected<Error> error(std::string what) const {
    return fail(ErrorCode::kInvalidInput, "Python literal: " + std::move(what),
                fmt::format("byte {}", at_));
  }

  std::string_view text_;
  GraphLimits limits_;
  std::size_t at_ = 0;
};

/// The bracketed attributes of a DOT statement: "[label="x"] [shape=box]" -> pairs. False when they
/// are not that.
bool read_attributes(std::string_view text, std::map<std::string, std::string>& out) {
  text = trim(text);
  while (!text.empty()) {
    if (text.front() != '[') return false;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string name(trim(text.substr(1, equals - 1)));
    text = trim(text.substr(equals + 1));
    std::string value;
    if (text.starts_with('"')) {
      const auto end = text.find('"', 1);
      if (end == std::string_view::npos) return false;
      value = text.substr(1, end - 1);
      text = trim(text.substr(end + 1));
    } else {
      const auto end = text.find(']');
      if (end == std::string_view::npos) return false;
      value = trim(text.substr(0, end));
      text = text.substr(end);
    }
    if (!text.starts_with(']') || !out.emplace(name, value).second) return false;
    text = trim(text.substr(1));
  }
  return true;
}

/// Text before a # that stands outside quotes, and the remark behind it.
std::pair<std::string_view, std::string_view> split_remark(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (line[i] == '#' && !quoted) return {trim(line.substr(0, i)), trim(line.substr(i + 1))};
  }
  return {trim(line), {}};
}

bool is_node_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
}

/// Reads one drawing, line by line.
class DrawingReader {
 public:
  Result<void> line(std::string_view text, std::size_t number) {
    const auto [statement, remark] = split_remark(text);
    if (statement.empty() || statement == "digraph {" || statement == "}") return {};
    if (statement.find("->") != std::string_view::npos) return edge(statement, remark, number);
    return node(statement, number);
  }

  Result<PropagationDrawing> finish() {
    if (out_.root.empty())
      return fail(ErrorCode::kInvalidInput, "no node of the drawing has [shape=box]");
    for (const auto& [from, to, reference] : edges_) {
      for (const auto& name : {from, to}) {
        if (!labels_.contains(name)) {
          return at(reference.line, fmt::format("node {} has no label", name));
        }
      }
      out_.references.push_back(reference);
      out_.references.back().from = labels_.at(from);
      out_.references.back().to = labels_.at(to);
    }
    return std::move(out_);
  }

 private:
  struct Edge {
    std::string from;
    std::string to;
    DrawnReference reference;
  };

  static std::unexpected<Error> at(std::size_t line, std::string what) {
    return fail(ErrorCode::kInvalidInput, std::move(what), fmt::format("line {}", line));
  }

  Result<void> node(std::string_view statement, std::size_t number) {
    const auto bracket = statement.find('[');
    const std::string name(trim(statement.substr(0, bracket)));
    std::map<std::string, std::string> attributes;
    if (bracket == std::string_view::npos || !is_node_name(name) ||
        !read_attributes(statement.substr(bracket), attributes) || !attributes.contains("label")) {
      return at(number, "expected a node with a label, or an edge");
    }
    const std::string& label = attributes.at("label");
    const auto [it, is_new] = labels_.emplace(name, label);
    if (!is_new && it->second != label)
      return at(number, fmt::format("node {} has two labels", name));
    if (is_new) out_.certificates.push_back(label);
    if (attributes.contains("shape")) {
      if (!out_.root.empty() && out_.root != label) return at(number, "a second root");
      out_.root = label;
    }
    return {};
  }

  Result<void> edge(std::string_view statement, std::string_view remark, std::size_t number) {
    const auto arrow = statement.find("->");
    const auto bracket = statement.find('[', arrow);
    std::map<std::string, std::string> attributes;
    if (bracket != std::string_view::npos &&
        !read_attributes(statement.substr(bracket), attributes)) {
      return at(number, "attributes that are not understood");
    }
    Edge edge{std::string(trim(statement.substr(0, arrow))),
              std::string(trim(statement.substr(arrow + 2, bracket == std::string_view::npos
                                                               ? std::string_view::npos
                                                               : bracket - arrow - 2))),
              {}};
    if (!is_node_name(edge.from) || !is_node_name(edge.to))
      return at(number, "expected \"a -> b\"");
    edge.reference.line = number;
    edge.reference.remark = remark;
    if (attributes.contains("color")) {
      const std::string& color = attributes.at("color");
      if (color == "red") edge.reference.propagation = Propagation::kInherits;
      else if (color == "green") edge.reference.propagation = Propagation::kNotInherits;
      else if (color != "blue") return at(number, "a colour other than red, green, blue");
    }
    edges_.push_back(std::move(edge));
    return {};
  }

  PropagationDrawing out_;
  std::map<std::string, std::string> labels_;
  std::vector<Edge> edges_;
};

}  // namespace

Result<std::vector<std::string>> parse_python_texts(std::string_view text,
                                                    const GraphLimits& limits) {
  return PythonTexts(text, limits).read();
}

Result<PropagationDrawing> parse_propagation(std::string_view text, const GraphLimits& limits) {
  DrawingReader reader;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (++number > limits.items_max || line.size() > limits.item_bytes_max) {
      return fail(ErrorCode::kTooLarge, "a drawing beyond the limits",
                  fmt::format("line {}", number));
    }
    LW_CHECK(reader.line(line, number));
  }
  return reader.finish();
}

}  // namespace lw::codec
