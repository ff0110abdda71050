#include "codec/tlog.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace lw::codec {
namespace {

// C2SP tlog-tiles, "Merkle Tree": index 1234067 is x001/x234/067.
TEST(TilePath, SpecificationExample) {
  EXPECT_EQ(tile_path({0, 1234067, 256}), "tile/0/x001/x234/067");
  EXPECT_EQ(tile_path({4, 1234067, 1}), "tile/4/x001/x234/067.p/1");
  // The same index in the entries space, from the documentation example of Tessera's api/layout.
  EXPECT_EQ(bundle_path(1234067, 8), "tile/entries/x001/x234/067.p/8");
  EXPECT_EQ(bundle_path(0, 256), "tile/entries/000");
}

TEST(TilePath, RefusesOtherSpellings) {
  for (const auto* bad : {"",
                          "tile",
                          "tile/0",
                          "tile/0/",
                          "tile/00/000",
                          "tile/64/000",
                          "tile/0/0",
                          "tile/0/x000/001",
                          "tile/0/000.p/0",
                          "tile/0/000.p/256",
                          "tile/0/000.p/01",
                          "tile/0/000/",
                          "tile/0/001/000",
                          "tile/0/x001",
                          "tile/-1/000",
                          "tile/entries/x001/",
                          "tile/0/000.p/",
                          "/tile/0/000",
                          "tile/0/../0",
                          "tile/0/x999/x999/x999/x999/x999/999",
                          "tile/0/0a0"}) {
    EXPECT_FALSE(parse_tile_path(bad)) << bad;
  }
}

RC_GTEST_PROP(TilePath, RoundTrips, ()) {
  const Tile tile{*rc::gen::inRange(0U, 64U), *rc::gen::inRange<std::uint64_t>(0, kTileIndexMax),
                  *rc::gen::inRange(1U, 257U)};
  RC_ASSERT(parse_tile_path(tile_path(tile)).value() == (TilePath{tile, false}));
  RC_ASSERT(parse_tile_path(bundle_path(tile.index, tile.width)).value() ==
            (TilePath{{0, tile.index, tile.width}, true}));
}

// C2SP tlog-tiles, "Partial Tiles": the two worked examples.
TEST(NewTiles, SpecificationExamples) {
  const auto tiles = new_tiles(0, 70000);
  EXPECT_EQ(std::ranges::count_if(tiles, [](const Tile& t) { return t.level == 0 && t.full(); }),
            273);
  EXPECT_TRUE(std::ranges::count(tiles, Tile{0, 273, 112}) == 1);
  EXPECT_TRUE(std::ranges::count(tiles, Tile{1, 0, 256}) == 1);
  EXPECT_TRUE(std::ranges::count(tiles, Tile{1, 1, 17}) == 1);
  EXPECT_TRUE(std::ranges::count(tiles, Tile{2, 0, 1}) == 1);
  EXPECT_EQ(tiles.size(), 277U);
  EXPECT_EQ(new_tiles(0, 256), (std::vector<Tile>{{0, 0, 256}, {1, 0, 1}}));
  EXPECT_TRUE(new_tiles(0, 0).empty());
}

RC_GTEST_PROP(NewTiles, AreExactlyTheTilesWhoseWidthChanged, ()) {
  const auto from = *rc::gen::inRange<std::uint64_t>(0, 140000);
  const auto to = *rc::gen::inRange<std::uint64_t>(from, 140001);
  std::vector<Tile> expected;
  for (unsigned level = 0; level < 4; ++level) {
    for (std::uint64_t index = 0; tile_width(level, index, to) > 0; ++index) {
      if (tile_width(level, index, to) != tile_width(level, index, from)) {
        expected.push_back({level, index, tile_width(level, index, to)});
      }
    }
  }
  RC_ASSERT(new_tiles(from, to) == expected);
}

TEST(Bundle, HasTwoByteLengthsBigEndian) {
  Bytes bundle;
  append_to_bundle(bundle, as_bytes("ab"));
  append_to_bundle(bundle, Bytes(300, 7));
  EXPECT_EQ(to_hex(ByteView(bundle).first(6)), "00026162012c");
  const auto entries = parse_bundle(bundle, 2);
  ASSERT_TRUE(entries);
  EXPECT_EQ(as_text((*entries)[0]), "ab");
  EXPECT_EQ((*entries)[1].size(), 300U);
}

TEST(Bundle, RefusesCutShortLeftOverAndWrongCount) {
  Bytes bundle;
  append_to_bundle(bundle, as_bytes("abc"));
  append_to_bundle(bundle, as_bytes("de"));
  EXPECT_FALSE(parse_bundle(bundle, 1));
  EXPECT_FALSE(parse_bundle(bundle, 3));
  const auto cut = parse_bundle(ByteView(bundle).first(bundle.size() - 1), 2);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().where, "entry 1 of 2");
  bundle.push_back(0);
  EXPECT_FALSE(parse_bundle(bundle, 2));
}

}  // namespace
}  // namespace lw::codec
