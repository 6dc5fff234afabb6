// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario/units.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/scenario/problem.h"
#include "sim/scenario/unit_table.h"

namespace gigawatt {
namespace {

struct Prefix {
  std::string_view letter;  ///< In NamedUnit::prefixes.
  std::string_view written;
  double scale;
};

constexpr Prefix kPrefixes[] = {
    {"p", "p", 1e-12}, {"n", "n", 1e-9}, {"u", "u", 1e-6}, {"u", "µ", 1e-6}, {"u", "μ", 1e-6},
    {"m", "m", 1e-3},  {"c", "c", 1e-2}, {"h", "h", 1e2},  {"k", "k", 1e3},  {"M", "M", 1e6},
    {"G", "G", 1e9},   {"T", "T", 1e12}, {"P", "P", 1e15}, {"E", "E", 1e18},
};

/// Every name that can stand in a unit expression, prefixes written out.
class UnitNames {
 public:
  UnitNames() {
    // Names without a prefix come first: "min" is a minute, never a milli-inch.
    for (const NamedUnit& named : named_units())
      units_.emplace(std::string(named.name), named.unit);
    for (const NamedUnit& named : named_units()) {
      for (const Prefix& prefix : kPrefixes) {
        if (named.prefixes.find(prefix.letter) == std::string_view::npos) continue;
        Unit unit = named.unit;
        unit.scale *= prefix.scale;
        const std::string name = std::string(prefix.written) + std::string(named.name);
        units_.emplace(name, unit);
        if (prefix.letter == prefix.written) prefixed_.push_back(name);
      }
    }
  }

  const Unit* find(std::string_view name) const {
    const auto found = units_.find(std::string(name));
    return found == units_.end() ? nullptr : &found->second;
  }

  std::vector<std::string> all() const {
    std::vector<std::string> names;
    for (const NamedUnit& named : named_units())
      names.emplace_back(named.name);
    names.insert(names.end(), prefixed_.begin(), prefixed_.end());
    return names;
  }

 private:
  std::unordered_map<std::string, Unit> units_;  ///< Looked up only, never walked.
  std::vector<std::string> prefixed_;
};

const UnitNames& unit_names() {
  static const UnitNames names;
  return names;
}

bool take(std::string_view& text, std::string_view token) {
  if (text.substr(0, token.size()) != token) return false;
  text.remove_prefix(token.size());
  return true;
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
}

/// Takes `kWh`, `%`, `1` or `°C` from the front.
std::string_view take_name(std::string_view& text) {
  std::size_t length = 0;
  if (!text.empty() && (text.front() == '%' || text.front() == '1' || text.front() == '$'))
    length = 1;
  while (length < text.size() && length < 24) {
    const auto c = static_cast<unsigned char>(text[length]);
    const std::string_view rest = text.substr(length);
    const bool ends_word =
        rest.substr(0, 2) == "·" || rest.substr(0, 2) == "²" || rest.substr(0, 2) == "³";
    if (ends_word || !(std::isalpha(c) || c >= 0x80)) break;
    ++length;
  }
  // "H2O" is the one name with a digit inside.
  if (text.substr(0, 5) == "inH2O") length = 5;
  const std::string_view name = text.substr(0, length);
  text.remove_prefix(length);
  return name;
}

/// Takes `3`, `^3` or `³`; 1 if there is none, 0 if it is not a power we know.
int take_power(std::string_view& text) {
  if (take(text, "²")) return 2;
  if (take(text, "³")) return 3;
  const bool caret = take(text, "^");
  if (!text.empty() && text.front() >= '1' && text.front() <= '9') {
    const int power = text.front() - '0';
    text.remove_prefix(1);
    return power;
  }
  return caret ? 0 : 1;
}

bool is_pure(const Dimension& dimension) {
  return dimension == Dimension{};
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    words.emplace_back(text.substr(0, blank));
    text = blank == std::string_view::npos ? std::string_view() : text.substr(blank + 1);
  }
  return words;
}

/// The named quantity a unit measures, or null. The unit as written decides between quantities of
/// one dimension: USD/kW-month is a demand charge, USD/kWh a price of energy.
const NamedQuantity* find_quantity(std::string_view text, const Unit& unit) {
  const NamedQuantity* by_dimension = nullptr;
  for (const NamedQuantity& quantity : named_quantities()) {
    const Unit named = *parse_unit(quantity.unit);
    if (named.dimension != unit.dimension || named.is_difference != unit.is_difference) continue;
    for (const std::string& usual : split_words(quantity.usual)) {
      if (usual == text) return &quantity;
    }
    if (by_dimension == nullptr) by_dimension = &quantity;
  }
  return by_dimension;
}

/// Nobody plans in milliwatts: of the two units that "mw" may mean, the larger.
std::string without_milli(std::string_view written, const std::string& nearest) {
  const std::string mega = "M" + nearest.substr(1);
  const bool both = nearest.front() == 'm' && written.size() == nearest.size() &&
                    unit_names().find(mega) != nullptr;
  return both ? mega : nearest;
}

}  // namespace

std::optional<Unit> parse_unit(std::string_view text) {
  if (text == "dK") {
    Unit unit = *parse_unit("K");
    unit.is_difference = true;
    return unit;
  }
  Unit product;
  if (text.empty()) return product;
  int sign = 1;
  int factors = 0;
  if (take(text, "/")) sign = -1;
  while (true) {
    skip_blanks(text);
    const std::string_view name = take_name(text);
    const Unit* unit = unit_names().find(name);
    const int power = take_power(text);
    if (unit == nullptr || power == 0 || ++factors > 8) return std::nullopt;
    for (int i = 0; i < power; ++i) {
      product.scale = sign > 0 ? product.scale * unit->scale : product.scale / unit->scale;
    }
    for (std::size_t i = 0; i < product.dimension.size(); ++i) {
      product.dimension[i] =
          static_cast<std::int8_t>(product.dimension[i] + sign * power * unit->dimension[i]);
    }
    // Degrees keep their zero only alone: in W/degC they are differences.
    product.offset = factors == 1 && sign > 0 && power == 1 ? unit->offset : 0.0;
    skip_blanks(text);
    if (text.empty()) return product;
    // `-` binds as tightly as a product below the line: USD/GPU-h is USD per (GPU h).
    if (take(text, "/")) {
      sign = -1;
    } else if (!take(text, "-") && !take(text, "·") && !take(text, "*")) {
      return std::nullopt;
    }
    if (sign > 0) product.offset = 0.0;
  }
}

double convert(double value, const Unit& from, const Unit& to) {
  if (from.scale == to.scale && (from.offset == to.offset || to.is_difference)) return value;
  if (to.is_difference) return value * from.scale / to.scale;
  // One rounding where the ratio is whole: 5 MW is exactly 5e6 W.
  const double ratio = from.scale / to.scale;
  return value * ratio + (from.offset - to.offset) / to.scale;
}

std::string describe_dimension(std::string_view unit) {
  const std::optional<Unit> parsed = parse_unit(unit);
  if (!parsed || is_pure(parsed->dimension)) return "a number without unit";
  const NamedQuantity* quantity = find_quantity(unit, *parsed);
  return quantity != nullptr ? std::string(quantity->phrase) : "a value in " + std::string(unit);
}

std::string describe_expected(std::string_view unit) {
  if (unit.empty()) return "a number";
  const std::optional<Unit> parsed = parse_unit(unit);
  const NamedQuantity* quantity = parsed ? find_quantity(unit, *parsed) : nullptr;
  if (quantity != nullptr) {
    return std::string(quantity->phrase) + ", for example '" + std::string(quantity->example) + "'";
  }
  return "a value in " + std::string(unit) + ", for example '1 " + std::string(unit) + "'";
}

std::string nearest_unit(std::string_view text) {
  // Only the part that is not a unit is a slip: "USD/kwh" means "USD/kWh".
  const std::vector<std::string> names = unit_names().all();
  std::string mended;
  while (!text.empty()) {
    const std::string_view before = text;
    const std::string_view name = take_name(text);
    if (name.empty()) {
      mended += text.front();
      text.remove_prefix(1);
    } else if (unit_names().find(name) != nullptr) {
      mended += name;
    } else {
      const std::string nearest = nearest_name(std::string(name), names);
      if (nearest.empty() || before.size() > 60) return "";
      mended += without_milli(name, nearest);
    }
  }
  return parse_unit(mended) ? mended : "";
}

std::vector<std::string> usual_units(std::string_view unit) {
  const std::optional<Unit> parsed = parse_unit(unit);
  if (!parsed || unit.empty()) return {};
  const NamedQuantity* quantity = find_quantity(unit, *parsed);
  return quantity != nullptr ? split_words(quantity->usual)
                             : std::vector<std::string>{std::string(unit)};
}

std::vector<std::string> single_units(std::string_view unit) {
  const std::optional<Unit> parsed = parse_unit(unit);
  std::vector<std::string> names;
  if (!parsed || is_pure(parsed->dimension)) return names;
  for (std::string& name : unit_names().all()) {
    if (unit_names().find(name)->dimension == parsed->dimension) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace gigawatt
