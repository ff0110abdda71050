#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "codec/tlog.hpp"
#include "verify/findings.hpp"

namespace lw::verify {

/// Reads the files of a log folder and says what is wrong with their form.
class Folder {
 public:
  Folder(std::filesystem::path path, Findings findings)
      : path_(std::move(path)), findings_(findings) {}

  /// Returns a file's bytes; nothing when it is not there, cannot be read, or is beyond `size_max`.
  [[nodiscard]] std::optional<Bytes> read(const std::string& name, std::uint64_t size_max) const;

  /// Returns the hashes of a tile; nothing, and a finding, when it is missing or has another size.
  [[nodiscard]] std::optional<std::vector<Digest>> tile(const codec::Tile& tile);

  /// The entries of one bundle as far as they can be read.
  struct Bundle {
    std::string name;
    Bytes bytes;
    std::vector<ByteView> entries;  ///< into `bytes`
    bool whole = false;             ///< exactly as many as there should be
    bool cut_short = false;         ///< the bytes end inside an entry (said already)
  };
  /// Returns the first `width` entries of bundle `index`; nothing, and a finding, when it is
  /// missing.
  [[nodiscard]] std::optional<Bundle> bundle(std::uint64_t index, std::uint32_t width);

 private:
  std::filesystem::path path_;
  Findings findings_;
};

}  // namespace lw::verify
