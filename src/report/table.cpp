#include "report/table.hpp"

#include <utility>

#include "base/assert.hpp"

namespace lw::report {

namespace {

std::string column_class(ColumnKind kind) {
  return kind == ColumnKind::kNumber ? "number" : kind == ColumnKind::kShort ? "short" : "";
}

}  // namespace

Table::Table(Markup& out, std::string_view caption, std::vector<Column> columns)
    : out_(out), columns_(std::move(columns)) {
  out_.open("div", {{"class", "scroll"},
                    {"role", "region"},
                    {"tabindex", "0"},
                    {"aria-label", std::string(caption)}});
  out_.open("table").leaf("caption", caption).open("thead").open("tr");
  for (const Column& column : columns_)
    out_.leaf("th", column.title, {{"scope", "col"}, {"class", column_class(column.kind)}});
  out_.close().close().open("tbody").line();
}

Table& Table::row() {
  if (in_row_) {
    LW_ASSERT(next_ == columns_.size());
    out_.close().line();
  }
  out_.open("tr");
  in_row_ = true;
  next_ = 0;
  return *this;
}

Table& Table::cell(const std::function<void(Markup&)>& write) {
  LW_ASSERT(in_row_ && next_ < columns_.size());
  const std::string kind = column_class(columns_[next_].kind);
  if (next_ == 0) out_.open("th", {{"scope", "row"}, {"class", kind}});
  else out_.open("td", {{"class", kind}});
  write(out_);
  out_.close();
  ++next_;
  return *this;
}

namespace {

void write_absent(Markup& out) {
  out.leaf("span", "\xE2\x80\x94", {{"aria-hidden", "true"}, {"class", "absent"}});
  out.leaf("span", "not known", {{"class", "for-readers"}});
}

}  // namespace

Table& Table::text(std::string_view text) {
  return cell(
      [&](Markup& out) { text.empty() ? write_absent(out) : static_cast<void>(out.text(text)); });
}

Table& Table::number(std::optional<std::int64_t> value) {
  return cell(
      [&](Markup& out) { value ? static_cast<void>(out.number(*value)) : write_absent(out); });
}

Table& Table::date(std::optional<Date> date) {
  return cell([&](Markup& out) { date ? static_cast<void>(out.time(*date)) : write_absent(out); });
}

Table& Table::badge(const Look& look) {
  return cell([&](Markup& out) { write_badge(out, look); });
}

void Table::end() {
  if (in_row_) {
    LW_ASSERT(next_ == columns_.size());
    out_.close();
  }
  out_.close().close().close().line();
}

void write_badge(Markup& out, const Look& look) {
  out.leaf("span", look.word, {{"class", "badge " + std::string(tone_class(look.tone))}});
}

void write_backing(Markup& out, Backing backing) {
  if (backing == Backing::kSourced || backing == Backing::kComputed) return;
  out.text(" ");
  write_badge(out, look(backing));
}

void write_figure(Markup& out, const std::string& picture, std::string_view caption,
                  std::string_view table_name, const std::function<void(Markup&)>& table) {
  out.open("figure").leaf("figcaption", caption).line();
  out.open("div", {{"class", "picture scroll"},
                   {"role", "region"},
                   {"tabindex", "0"},
                   {"aria-label", "Picture: " + std::string(table_name)}});
  out.own(picture).close().line();
  out.open("details").leaf("summary", "The same as a table: " + std::string(table_name)).line();
  table(out);
  out.close().close().line();
}

void open_section(Markup& out, std::string_view id, std::string_view heading) {
  const std::string name(id);
  out.open("section", {{"id", name}, {"aria-labelledby", name + "-h"}})
      .leaf("h2", heading, {{"id", name + "-h"}})
      .line();
}

}  // namespace lw::report
