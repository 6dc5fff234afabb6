// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "sim/engine/hash.h"

using gigawatt::Hasher;

TEST_CASE("hash: it is XXH3 of the bytes added") {
  // XXH3_64bits and XXH3_128bits of nothing, from the test vectors of xxHash 0.8.
  CHECK(Hasher().value64() == 0x2d06800538d394c2ULL);
  CHECK(Hasher().hex() == "99aa06d3014798d86001c324468d497f");
}

TEST_CASE("hash: pieces of a byte stream add up") {
  const std::string text = "a stream may be fed in pieces of any size";
  const auto bytes = std::as_bytes(std::span(text.data(), text.size()));

  const std::string whole = Hasher().add_bytes(bytes).hex();

  CHECK(Hasher().add_bytes(bytes.first(7)).add_bytes(bytes.subspan(7)).hex() == whole);
}

TEST_CASE("hash: equal values are equal whatever their type") {
  CHECK(Hasher().add(7).hex() == Hasher().add(std::uint64_t{7}).hex());
  CHECK(Hasher().add(-1).hex() == Hasher().add(std::int64_t{-1}).hex());
  CHECK(Hasher().add(0.0).hex() == Hasher().add(-0.0).hex());
  CHECK(Hasher().add(std::nan("1")).hex() == Hasher().add(-std::nan("2")).hex());
  CHECK(Hasher().add("abc").hex() == Hasher().add(std::string("abc")).hex());
  CHECK(Hasher().add(std::vector{1.0, 2.0}).hex() == Hasher().add(std::array{1.0, 2.0}).hex());
}

TEST_CASE("hash: order, bounds and single bits matter") {
  CHECK(Hasher().add(1).add(2).hex() != Hasher().add(2).add(1).hex());
  CHECK(Hasher().add("ab").add("c").hex() != Hasher().add("a").add("bc").hex());
  CHECK(Hasher().add(1.0).hex() != Hasher().add(std::nextafter(1.0, 2.0)).hex());
  CHECK(Hasher().add(std::vector<double>{}).hex() != Hasher().hex());
}

TEST_CASE("hash: a copy goes its own way") {
  Hasher first;
  first.add("common");
  Hasher second = first;
  CHECK(first.hex() == second.hex());

  second.add("more");

  CHECK(first.hex() == Hasher().add("common").hex());
  CHECK(first.hex() != second.hex());
}
