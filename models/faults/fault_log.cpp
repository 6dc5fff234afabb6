// SPDX-License-Identifier: Apache-2.0
#include "models/faults/fault_log.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "sim/engine/time.h"
#include "sim/scenario/csv_table.h"
#include "sim/scenario/problem.h"
#include "sim/scenario/tree.h"

namespace gigawatt::faults {
namespace {

constexpr double kMaxDays = 1e5;  // The clock holds 106,751 days.
constexpr std::uint32_t kMaxServers = 1'000'000;

struct Row {
  std::uint32_t server = 0;
  Outage outage;
};

/// A cell as a number between 0 and `max`; a problem otherwise.
std::optional<double> cell(const Tree& row, std::string_view column, double max,
                           std::vector<Problem>& problems) {
  const Tree* found = row.find(column);
  if (!found) {
    problems.push_back(problem_at(row.mark, "", fmt::format("no {} in this row", column),
                                  "columns node, start_day, end_day and, if known, class"));
    return std::nullopt;
  }
  double value = 0.0;
  const std::string& text = found->scalar;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size() && value >= 0.0 &&
      value <= max)
    return value;
  problems.push_back(problem_at(found->mark, "", fmt::format("{} is '{}'", column, text),
                                fmt::format("a plain number from 0 to {}", max)));
  return std::nullopt;
}

/// Outages that overlap become one that ends with the last; returns how many went in.
std::uint32_t merge(std::vector<Outage>& outages) {
  std::stable_sort(outages.begin(), outages.end(),
                   [](const Outage& a, const Outage& b) { return a.start_ns < b.start_ns; });
  std::vector<Outage> merged;
  for (const Outage& outage : outages) {
    if (merged.empty() || outage.start_ns >= merged.back().start_ns + merged.back().length_ns) {
      merged.push_back(outage);
      continue;
    }
    Outage& first = merged.back();
    first.length_ns =
        std::max(first.length_ns, outage.start_ns + outage.length_ns - first.start_ns);
  }
  const auto gone = static_cast<std::uint32_t>(outages.size() - merged.size());
  outages = std::move(merged);
  return gone;
}

}  // namespace

std::size_t FaultLog::outage_count() const {
  std::size_t count = 0;
  for (const auto& outages : servers)
    count += outages.size();
  return count;
}

FaultLog read_fault_log(const std::string& path, const std::string& name, std::uint32_t servers,
                        std::int64_t span_ns) {
  const Tree table = parse_csv_table(
      read_text_file(path, {std::make_shared<const std::string>(name), 0, 0}), name);
  FaultLog log;
  std::vector<Problem> problems;
  std::map<std::string, std::uint32_t, std::less<>> causes;
  std::vector<Row> rows;
  std::uint32_t seen = 0;
  std::int64_t last_ns = 0;
  for (const Tree& row : table.items) {
    const auto node = cell(row, "node", kMaxServers - 1, problems);
    const auto start_day = cell(row, "start_day", kMaxDays, problems);
    const auto end_day = cell(row, "end_day", kMaxDays, problems);
    if (!node || !start_day || !end_day) continue;
    if (*end_day < *start_day) {
      problems.push_back(problem_at(row.mark, "", "the outage ends before it starts",
                                    "expected start_day <= end_day"));
      continue;
    }
    const Tree* cause = row.find("class");
    const std::string cause_name = cause ? cause->scalar : "unknown";
    const auto [at, fresh] =
        causes.try_emplace(cause_name, static_cast<std::uint32_t>(log.causes.size()));
    if (fresh) log.causes.push_back(cause_name);
    const std::int64_t start_ns = from_seconds(*start_day * kDayS);
    const std::int64_t end_ns = from_seconds(*end_day * kDayS);
    rows.push_back({static_cast<std::uint32_t>(*node), {start_ns, end_ns - start_ns, at->second}});
    seen = std::max(seen, static_cast<std::uint32_t>(*node) + 1);
    last_ns = std::max(last_ns, end_ns);
  }
  if (servers > 0 && seen > servers)
    problems.push_back(
        {name, 0, 0, "",
         fmt::format("the log has a server {} but only {} servers were watched", seen - 1, servers),
         "raise the number of servers", ""});
  if (span_ns > 0 && last_ns > span_ns)
    problems.push_back(
        {name, 0, 0, "", "an outage ends after the span of the log", "lengthen the span", ""});
  if (!problems.empty()) throw ScenarioError(problems);

  log.span_ns = std::max<std::int64_t>({span_ns, last_ns, 1});
  log.servers.resize(std::max(servers, seen));
  for (const Row& row : rows)
    log.servers[row.server].push_back(row.outage);
  for (auto& outages : log.servers)
    log.merged += merge(outages);
  return log;
}

}  // namespace gigawatt::faults
