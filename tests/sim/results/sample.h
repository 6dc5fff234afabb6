// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <string>

#include <unistd.h>

#include "sim/results/result_file.h"

namespace gigawatt::sample {

/// A folder that is gone with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gigawatt-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// One site, one channel with mean and integral.
inline void define_power(ResultFile& file) {
  const std::array channels{Channel{
      "power_w", "W", "power",
      static_cast<unsigned>(Keep::mean) | static_cast<unsigned>(Keep::integral), "energy_j", "J"}};
  const std::array<std::string, 1> sites{"memphis"};
  file.define_series(channels, sites);
}

/// Hours [first, last) with a mean of 10 · hour + `shift`.
inline void write_hours(ResultFile& file, int first, int last, double shift = 0.0) {
  for (int hour = first; hour < last; ++hour) {
    const std::array mean{10.0 * hour + shift};
    const std::array integral{mean[0] * 3600.0};
    file.write_row(0, hour * kNsPerHour, (hour + 1) * kNsPerHour, mean, mean, mean, integral);
  }
}

inline Table& add_jobs(ResultFile& file) {
  return file.table("jobs",
                    {{"job", ElementType::int64, "", "number", {}},
                     {"nodes", ElementType::int32, "1", "nodes held", {}},
                     {"killed", ElementType::uint8, "", "how it ended", {"completed", "killed"}},
                     {"energy_j", ElementType::float64, "J", "energy", {}}},
                    "jobs in the order of their ends");
}

/// Rows [first, last); job numbers count down from a million, so they are not sorted upwards.
inline void append_jobs(Table& jobs, std::int64_t first, std::int64_t last) {
  for (std::int64_t row = first; row < last; ++row) {
    jobs.append(std::int64_t{1'000'000} - row, static_cast<std::int32_t>(row % 512), row % 2 == 1,
                0.5 * static_cast<double>(row));
  }
}

}  // namespace gigawatt::sample
