// Writes a published log for a judge in another language: FOLDER/log, FOLDER/vkey,
// FOLDER/checkpoint-N (earlier checkpoints), FOLDER/proofs, one a line: "inclusion INDEX SIZE
// HASH…" or "consistency OLD NEW HASH…", and FOLDER/*.tlog-proof, whole proof files.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "codec/tlog_proof.hpp"
#include "crypto/merkle.hpp"
#include "crypto/note.hpp"
#include "store/memory/history.hpp"
#include "store/tiles/publisher.hpp"
#include "store/tiles/reader.hpp"

namespace lw {
namespace {

constexpr const char* kOrigin = "sample.example/log";
constexpr std::uint64_t kSizes[] = {1, 2, 255, 256, 257, 700, 1280, 66'000};

void grow(store::MemoryHistory& history, std::uint64_t size) {
  std::vector<Bytes> group;
  const std::uint64_t from = history.size().value();
  for (std::uint64_t seq = from; seq < size; ++seq)
    group.emplace_back(1 + seq % 300, static_cast<std::uint8_t>(seq));
  history.append(from, group).value();
}

std::string line(std::string_view kind, std::uint64_t first, std::uint64_t size,
                 const std::vector<Digest>& proof) {
  std::string out = fmt::format("{} {} {}", kind, first, size);
  for (const auto& hash : proof) out += " " + to_base64(hash.bytes);
  return out + "\n";
}

void write_sample(const std::filesystem::path& folder) {
  std::filesystem::remove_all(folder);
  const auto key = crypto::PrivateKey::generate().value();
  store::MemoryHistory history(kOrigin);
  auto publisher = store::TilePublisher::open(history, key, {folder / "log"}).value();
  std::ofstream(folder / "vkey") << codec::format_verifier_key(
      crypto::make_verifier_key(kOrigin, key.public_key()));
  std::ofstream proofs(folder / "proofs");
  store::TileReader reader(folder / "log");
  for (const std::uint64_t size : kSizes) {
    grow(history, size);
    publisher->publish().value();
    std::filesystem::copy_file(folder / "log" / "checkpoint",
                               folder / fmt::format("checkpoint-{}", size));
    for (const std::uint64_t index : {std::uint64_t{0}, size / 3, size / 2, size - 1}) {
      const auto proof = crypto::inclusion_proof({index, size}, reader.nodes(size)).value();
      proofs << line("inclusion", index, size, proof);
      std::ofstream(folder / fmt::format("{}-{}.tlog-proof", index, size))
          << codec::format_tlog_proof({{}, index, proof, reader.checkpoint_note().value()});
    }
    for (const std::uint64_t old_size : kSizes) {
      if (old_size > size) break;
      proofs << line("consistency", old_size, size,
                     crypto::consistency_proof({old_size, size}, reader.nodes(size)).value());
    }
  }
}

}  // namespace
}  // namespace lw

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  lw::write_sample(argv[1]);
  return 0;
}
