#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/bytes.hpp"

namespace lw::feeds::testing {

/// What a test says that does not run because the folder is not there; tools/not_run.py counts it
/// by this name.
inline constexpr const char* kAbsent = "public data folder absent (LW_PUBLIC_DATA)";

/// Returns the folder of the public data; empty where the environment names none or it does not
/// exist.
inline std::filesystem::path public_data() {
  const char* folder = std::getenv("LW_PUBLIC_DATA");
  if (folder == nullptr || !std::filesystem::is_directory(folder)) return {};
  return folder;
}

/// True where the absence of the folder is a failure.
inline bool is_ci() {
  const char* ci = std::getenv("CI");
  return ci != nullptr && std::string(ci) == "true";
}

/// Returns the bytes of one file of the public data; the test fails when it cannot be read.
inline Bytes public_file(const std::string& name) {
  std::ifstream file(public_data() / name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace lw::feeds::testing

/// Ends a test that needs the public data where they are not: not run, in CI failed.
#define LW_NEEDS_PUBLIC_DATA()                                                \
  do {                                                                        \
    if (lw::feeds::testing::public_data().empty()) {                          \
      if (lw::feeds::testing::is_ci()) FAIL() << lw::feeds::testing::kAbsent; \
      GTEST_SKIP() << lw::feeds::testing::kAbsent;                            \
    }                                                                         \
  } while (false)
