#pragma once

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <sstream>
#include <vector>

// How the properties of this slice and of those above it are tried.
namespace lw::programme::testing {

/// Returns a number from 0 to n - 1, at its usual size: inRange by itself keeps to the low end in
/// the first cases, so that most kinds of command would come late or never.
inline int below(int n) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, n)); }

/// Returns one of the values, each as likely as any other.
template <class T>
T one_of(const std::vector<T>& from) {
  return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
}

/// Runs a property on so many random cases, always the same ones: what they reach can then be asked
/// for. Fails the test with the smallest case that breaks it.
template <class Property>
void hold(int cases, Property&& property) {
  rc::detail::TestParams params;
  params.seed = 20171016;
  params.maxSuccess = cases;
  rc::detail::TestMetadata metadata;
  metadata.id = "cases";
  const auto result = rc::detail::checkTestable(property, metadata, params);
  rc::detail::SuccessResult success;
  if (result.match(success)) {
    EXPECT_EQ(success.numSuccess, cases);
    return;
  }
  std::ostringstream why;
  rc::detail::printResultMessage(result, why);
  FAIL() << why.str();
}

}  // namespace lw::programme::testing
