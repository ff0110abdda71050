#include "cmd/longwatch/weaknesses.hpp"

#include "cmd/longwatch/local_store.hpp"

namespace lw::cmd {

Result<codec::CweCatalogue> load_weaknesses() {
  LW_TRY(const auto folder, data_folder());
  const auto file = folder / "cwe" / "weaknesses.tsv";
  LW_TRY(const std::string text, read_file(file, 4U << 20));
  auto out = codec::CweCatalogue::parse(text);
  if (!out) out.error().where = file.string() + ": " + out.error().where;
  return out;
}

}  // namespace lw::cmd
