#include "report/bars.hpp"
#include "report/sections.hpp"
#include "report/table.hpp"

namespace lw::report {

void write_stock(Markup& out, const Report& report) {
  const StockByYear& stock = report.stock;
  open_section(out, "stock", "4. Documents in the field, year by year");
  if (stock.series.empty()) {
    out.leaf("p", "No stock is recorded for this programme.").close();
    return;
  }
  out.open("p")
      .text("The end of life is the most doubtful part: how many documents remain then. Counted " +
            stock.counted_on + ".")
      .close();
  write_figure(
      out, year_bars("stock", "Documents in the field by year", stock.caption, stock.series),
      stock.caption, "documents by year", [&](Markup& inner) {
        write_year_table(inner, "Documents in the field " + stock.counted_on, stock.series);
      });
  for (const StockSeries& series : stock.series) {
    if (series.note.empty()) continue;
    out.open("p", {{"class", "note"}}).leaf("strong", series.label).text(": " + series.note);
    write_backing(out, series.backing);
    out.close();
  }
  out.close();
}

}  // namespace lw::report
