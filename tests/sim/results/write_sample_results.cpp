// SPDX-License-Identifier: Apache-2.0
// Writes a small result file whose every number the reader of the other side can work out:
//   write_sample_results PATH [rows of the jobs table] [abandon|finish|compress|stop]
// `stop` ends the process at once, as a kill would.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include <unistd.h>

#include "sim/engine/calendar.h"
#include "sim/results/result_file.h"

namespace gigawatt {
namespace {

enum class JobEnd : std::uint8_t { completed, killed };

/// Two sites, a day of hours and a last half hour; power = 100 · (site + 1) + hour.
void write_series(ResultFile& file, TimeNs start_ns) {
  const unsigned everything = static_cast<unsigned>(Keep::mean) | static_cast<unsigned>(Keep::min) |
                              static_cast<unsigned>(Keep::max) |
                              static_cast<unsigned>(Keep::integral);
  const std::array channels{
      Channel{"facility_power_w", "W", "facility power", everything, "facility_energy_j", "J"},
      Channel{"outdoor_k", "K", "outdoor dry bulb", static_cast<unsigned>(Keep::mean), "", ""}};
  const std::array<std::string, 2> sites{"memphis", "desert"};
  file.define_series(channels, sites);

  std::array recorders{Recorder(0, 2, start_ns, kNsPerHour), Recorder(1, 2, start_ns, kNsPerHour)};
  for (int half_hour = 0; half_hour < 49; ++half_hour) {
    const TimeNs from_ns = start_ns + half_hour * kNsPerHour / 2;
    const TimeNs to_ns = from_ns + kNsPerHour / 2;
    for (std::size_t site = 0; site < 2; ++site) {
      const double power_w =
          100.0 * static_cast<double>(site + 1) + half_hour / 2 + (half_hour % 2 == 0 ? -5.0 : 5.0);
      recorders[site].add(from_ns, to_ns, std::array{power_w, 300.0});
      if (to_ns == recorders[site].interval_end_ns() || half_hour == 48) {
        recorders[site].close(to_ns, &file);
      }
    }
  }
}

void write_jobs(ResultFile& file, TimeNs start_ns, std::int64_t rows) {
  Table& jobs =
      file.table("jobs",
                 {{"job", ElementType::int64, "", "job number", {}},
                  {"submit_time", ElementType::int64, kTimeUnits, "submitted", {}},
                  {"start_time", ElementType::int64, kTimeUnits, "started", {}},
                  {"end_time", ElementType::int64, kTimeUnits, "ended", {}},
                  {"nodes", ElementType::int32, "1", "nodes held", {}},
                  {"attempts", ElementType::int32, "1", "starts", {}},
                  {"end", ElementType::uint8, "", "how it ended", {"completed", "killed"}},
                  {"energy_j", ElementType::float64, "J", "energy of its nodes", {}},
                  {"productive_s", ElementType::float64, "s", "GPU-seconds kept", {}}},
                 "jobs in the order of their ends");
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t job = row ^ 1;  // pairs end in the other order
    const TimeNs submit_ns = start_ns + row * kNsPerSecond;
    jobs.append(job, submit_ns, submit_ns + kNsPerMinute, submit_ns + kNsPerHour,
                static_cast<std::int32_t>(1 + row % 512), 1,
                row % 10 == 0 ? JobEnd::killed : JobEnd::completed,
                1.5e6 * static_cast<double>(row), 0.25 * static_cast<double>(row));
  }
}

int write(const std::string& path, std::int64_t rows, const std::string& ending) {
  const TimeNs start_ns = utc_midnight(2025, 1, 1);
  ResultFile file = ResultFile::create(path, {.overwrite = true, .compress = ending == "compress"});
  file.set_provenance({.name = "sample",
                       .scenario_path = "sample.yaml",
                       .scenario_text = "name: sample\n" + std::string(100'000, '#'),
                       .version = "0.1.0",
                       .git_commit = "0000000",
                       .command_line = "write_sample_results",
                       .created = "2025-01-01T00:00:00Z",
                       .seed = 7});
  write_series(file, start_ns);
  const std::clock_t before = std::clock();
  write_jobs(file, start_ns, rows);
  if (ending == "abandon") {
    file.abandon();
    return 0;
  }
  if (ending == "stop") ::_exit(1);
  ResultHash hash = file.hash();
  hash.add("jobs.submitted", rows);
  file.set_attribute("result_hash", hash.hex());
  file.finish();
  const double cpu_s = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  std::printf("%s %.4f\n", hash.hex().c_str(), cpu_s);
  return 0;
}

}  // namespace
}  // namespace gigawatt

int main(int count, char** words) {
  if (count < 2) return 2;
  return gigawatt::write(words[1], count > 2 ? std::atoll(words[2]) : 100,
                         count > 3 ? words[3] : "finish");
}
