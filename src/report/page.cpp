#include <array>

#include "report/check.hpp"
#include "report/report.hpp"
#include "report/sections.hpp"
#include "report/style_sheet.hpp"

namespace lw::report {

namespace {

/// A chapter as the list of contents shows it; the order is that of the page.
struct Chapter {
  std::string_view id;
  std::string_view name;
  void (*write)(Markup&, const Report&);
};

constexpr std::array<Chapter, 8> kChapters = {{
    {"summary", "1. On one page", write_summary},
    {"reach", "2. Reach", write_graph},
    {"lifetime", "3. Certificates and documents", write_lifetime},
    {"stock", "4. Stock by year", write_stock},
    {"exposure", "5. Exposure by use", write_exposure},
    {"case", "6. The case in time", write_timeline},
    {"assessment", "7. Risk, options, plan, decisions", write_assessment},
    {"history", "8. History", write_history},
}};

void write_head(Markup& out, const Report& report) {
  out.open("head").line();
  out.empty("meta", {{"charset", "utf-8"}}).line();
  out.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}})
      .line();
  // The page holds no script and fetches nothing; this makes a browser refuse it too.
  out.empty(
         "meta",
         {{"http-equiv", "Content-Security-Policy"},
          {"content",
           "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"}})
      .line();
  out.empty("meta", {{"name", "referrer"}, {"content", "no-referrer"}}).line();
  out.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}}).line();
  out.leaf("title", report.title).line();
  out.open("style").own(style_sheet()).close().line();
  out.close().line();
}

void write_fact(Markup& out, std::string_view name, const std::string& value) {
  if (!value.empty()) out.open("div").leaf("dt", name).leaf("dd", value).close().line();
}

void write_header(Markup& out, const Report& report) {
  out.open("header");
  if (!report.classification.empty()) out.leaf("p", report.classification, {{"class", "mark"}});
  out.leaf("h1", report.title).open("dl", {{"class", "facts"}}).line();
  write_fact(out, "Programme", report.programme);
  write_fact(out, "Case", report.case_id);
  out.open("div").leaf("dt", "Answers for").open("dd").time(report.as_of).close().close().line();
  out.open("div").leaf("dt", "As recorded by").open("dd").moment(report.known_at).close().close();
  out.close().close().line();
  out.open("nav", {{"aria-label", "Contents"}}).open("ol");
  for (const Chapter& chapter : kChapters)
    out.open("li")
        .leaf("a", chapter.name, {{"href", "#" + std::string(chapter.id)}})
        .close()
        .line();
  out.close().close().line();
}

}  // namespace

Result<std::string> render_html(const Report& report) {
  LW_CHECK(check_report(report));
  Markup out;
  out.own("<!doctype html>\n").open("html", {{"lang", "en"}}).line();
  write_head(out, report);
  out.open("body")
      .leaf("a", "Skip to the content", {{"class", "skip"}, {"href", "#content"}})
      .line();
  out.open("div", {{"class", "page"}}).line();
  write_header(out, report);
  out.open("main", {{"id", "content"}, {"tabindex", "-1"}}).line();
  for (const Chapter& chapter : kChapters) chapter.write(out, report);
  out.close().line();
  out.open("footer");
  if (!report.data_note.empty()) out.leaf("p", report.data_note);
  out.leaf("p", report.made_by).close().line();
  if (!report.classification.empty())
    out.leaf("div", report.classification, {{"class", "print-mark"}, {"aria-hidden", "true"}});
  out.close().close().close().line();
  return out.take();
}

}  // namespace lw::report
