// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <csignal>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <sys/resource.h>

#include "sim/engine/errors.h"
#include "sim/results/result_file.h"
#include "sim/results/result_reader.h"
#include "tests/sim/results/sample.h"

namespace gigawatt {
namespace {

namespace fs = std::filesystem;
using sample::TemporaryFolder;

/// What a RunError of `action` says; empty if there is none.
template <class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const RunError& error) {
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Hash of `hours` of series and `rows` of jobs written to `file`.
std::string hash_of(ResultFile file, int hours = 100, std::int64_t rows = 20'000) {
  sample::define_power(file);
  Table& jobs = sample::add_jobs(file);
  sample::write_hours(file, 0, hours);
  sample::append_jobs(jobs, 0, rows);
  return file.hash().hex();
}

TEST_CASE("result file: it has its name only when it is complete") {
  const TemporaryFolder folder;
  ResultFile file = ResultFile::create(folder / "run.h5");
  sample::define_power(file);
  sample::write_hours(file, 0, 3);

  CHECK(fs::exists(folder / "run.partial.h5"));
  CHECK_FALSE(fs::exists(folder / "run.h5"));

  file.finish();

  CHECK_FALSE(fs::exists(folder / "run.partial.h5"));
  CHECK(ResultReader(folder / "run.h5").complete());
}

TEST_CASE("result file: a run that is dropped leaves a readable partial file") {
  const TemporaryFolder folder;
  {
    ResultFile file = ResultFile::create(folder / "run.h5");
    sample::define_power(file);
    sample::append_jobs(sample::add_jobs(file), 0, 10);
    sample::write_hours(file, 0, 3);
  }

  const ResultReader reader(folder / "run.partial.h5");
  CHECK_FALSE(reader.complete());
  CHECK(reader.series("power_w", 0) == std::vector<double>{0.0, 10.0, 20.0});
  CHECK(reader.table("jobs").rows == 10);
}

TEST_CASE("result file: an existing file is refused before anything is written") {
  const TemporaryFolder folder;
  std::ofstream(folder / "run.h5") << "precious";

  const std::string message = message_of([&] { ResultFile::create(folder / "run.h5"); });

  CHECK(contains(message, "run.h5: exists already; use --force"));
  CHECK(fs::file_size(folder / "run.h5") == 8);
  CHECK_FALSE(fs::exists(folder / "run.partial.h5"));
}

TEST_CASE("result file: with overwrite the old file stays until the new one is complete") {
  const TemporaryFolder folder;
  std::ofstream(folder / "run.h5") << "precious";

  ResultFile file = ResultFile::create(folder / "run.h5", {.overwrite = true});
  CHECK(fs::file_size(folder / "run.h5") == 8);
  file.finish();

  CHECK(ResultReader(folder / "run.h5").complete());
}

TEST_CASE("result file: a file that appears during the run is not replaced") {
  const TemporaryFolder folder;
  ResultFile file = ResultFile::create(folder / "run.h5");
  std::ofstream(folder / "run.h5") << "precious";

  CHECK(contains(message_of([&] { file.finish(); }), "it exists by now"));
  CHECK(fs::file_size(folder / "run.h5") == 8);
  CHECK(ResultReader(folder / "run.partial.h5").complete());
}

TEST_CASE("result file: a missing folder, a folder as name and a busy file are clear errors") {
  const TemporaryFolder folder;

  CHECK(contains(message_of([&] { ResultFile::create(folder / "no/run.h5"); }),
                 "/no does not exist"));
  fs::create_directory(folder / "dir.h5");
  CHECK(contains(message_of([&] { ResultFile::create(folder / "dir.h5"); }), "is a folder"));
  const ResultFile first = ResultFile::create(folder / "run.h5");
  CHECK(contains(message_of([&] { ResultFile::create(folder / "run.h5"); }),
                 "another run is writing it"));
}

TEST_CASE("result file: a full disk is an error and never a file of the final name") {
  const TemporaryFolder folder;
  // A limit on file size stands in for the full disk: the write fails in the same place.
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &old_limit) == 0);
  const rlimit small{1'000'000, old_limit.rlim_max};
  std::string message;
  {
    ResultFile file = ResultFile::create(folder / "run.h5");
    Table& jobs = sample::add_jobs(file);
    REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
    message = message_of([&] {
      sample::append_jobs(jobs, 0, 500'000);
      file.finish();
    });
  }
  setrlimit(RLIMIT_FSIZE, &old_limit);
  std::signal(SIGXFSZ, old_handler);

  CHECK(contains(message, "run.partial.h5: cannot write jobs/"));
  CHECK(contains(message, "File too large"));
  CHECK_FALSE(fs::exists(folder / "run.h5"));
}

TEST_CASE("result file: the hash needs no file and sees every part of the results") {
  const TemporaryFolder folder;
  const std::string hash = hash_of(ResultFile::hash_only());

  CHECK(hash.size() == 32);
  CHECK(hash == hash_of(ResultFile::create(folder / "a.h5")));
  CHECK(hash == hash_of(ResultFile::create(folder / "b.h5", {.compress = true})));
  CHECK(hash != hash_of(ResultFile::hash_only(), 101));
  CHECK(hash != hash_of(ResultFile::hash_only(), 100, 19'999));
}

TEST_CASE("result file: one changed bit of one row changes the hash") {
  const auto hash_with = [](double shift) {
    ResultFile file = ResultFile::hash_only();
    sample::define_power(file);
    sample::write_hours(file, 0, 10, shift);
    return file.hash().hex();
  };

  CHECK(hash_with(1.0) == hash_with(1.0));
  CHECK(hash_with(1.0) != hash_with(1.0 + 1e-13));
}

TEST_CASE("result file: the summary counts in the hash by name and value") {
  const auto hash_with = [](const char* name, double value) {
    ResultHash hash;
    hash.add(name, value);
    return hash.hex();
  };

  CHECK(hash_with("pue", 1.2) == hash_with("pue", 1.2));
  CHECK(hash_with("pue", 1.2) != hash_with("pue", 1.3));
  CHECK(hash_with("pue", 1.2) != hash_with("wue", 1.2));
}

TEST_CASE("result file: a run restored from a snapshot gives the file of the straight run") {
  const TemporaryFolder folder;
  // Both positions lie inside a chunk, the detour crosses several.
  for (const bool with_file : {true, false}) {
    CAPTURE(with_file);
    ResultFile file = with_file ? ResultFile::create(folder / "run.h5") : ResultFile::hash_only();
    sample::define_power(file);
    Table& jobs = sample::add_jobs(file);
    sample::write_hours(file, 0, 60);
    sample::append_jobs(jobs, 0, 9'000);
    const FilePosition position = file.position();
    sample::write_hours(file, 60, 2'000, 7.0);
    sample::append_jobs(jobs, 500, 60'000);
    file.table("detour", {{"x", ElementType::float64, "", "", {}}}, "made after the snapshot")
        .append(1.0);

    file.rewind(position);
    sample::write_hours(file, 60, 100);
    sample::append_jobs(jobs, 9'000, 20'000);

    ResultFile straight = ResultFile::hash_only();
    sample::define_power(straight);
    sample::write_hours(straight, 0, 100);
    sample::append_jobs(sample::add_jobs(straight), 0, 20'000);
    straight.table("detour", {{"x", ElementType::float64, "", "", {}}}, "");
    CHECK(file.hash().hex() == straight.hash().hex());
    file.finish();
  }

  const ResultReader reader(folder / "run.h5");
  const std::vector<double> power_w = reader.series("power_w", 0);
  REQUIRE(power_w.size() == 100);
  CHECK(power_w[59] == 590.0);
  CHECK(power_w[60] == 600.0);
  CHECK(power_w[99] == 990.0);
  REQUIRE(reader.table("jobs").rows == 20'000);
  const auto job = reader.integers("jobs", "job", 0, 20'000);
  for (std::int64_t row = 0; row < 20'000; ++row) {
    REQUIRE(job[static_cast<std::size_t>(row)] == 1'000'000 - row);
  }
}

TEST_CASE("result file: a site that has no row for an interval is missing there") {
  const TemporaryFolder folder;
  ResultFile file = ResultFile::create(folder / "run.h5");
  const std::array channels{
      Channel{"power_w", "W", "power", static_cast<unsigned>(Keep::mean), "", ""}};
  const std::array<std::string, 2> sites{"early", "late"};
  file.define_series(channels, sites);
  const std::array value{5.0};
  const auto write = [&](std::size_t site, int hour) {
    file.write_row(site, hour * kNsPerHour, (hour + 1) * kNsPerHour, value, value, value, value);
  };

  write(0, 0);
  write(1, 1);
  write(0, 1);
  CHECK_THROWS_AS(write(0, 1), std::logic_error);  // the same hour twice is no new interval
  file.finish();

  const ResultReader reader(folder / "run.h5");
  const std::vector<double> late_w = reader.series("power_w", 1);
  CHECK(reader.series("power_w", 0) == std::vector<double>{5.0, 5.0});
  REQUIRE(late_w.size() == 2);
  CHECK(std::isnan(late_w[0]));
  CHECK(late_w[1] == 5.0);
}

TEST_CASE("result file: a row that does not fit its table is refused") {
  ResultFile file = ResultFile::hash_only();
  Table& jobs = sample::add_jobs(file);

  CHECK_THROWS_AS(jobs.append(std::int64_t{1}, 2, true), std::logic_error);
  CHECK_THROWS_AS(jobs.append(1, 2, true, 3.0), std::logic_error);  // int32 for int64
  CHECK(jobs.rows() == 0);
}

TEST_CASE("result file: eight runs at once in one process write the same") {
  const TemporaryFolder folder;
  std::array<std::string, 8> hashes;
  std::vector<std::thread> runs;
  for (std::size_t run = 0; run < hashes.size(); ++run) {
    runs.emplace_back([&, run] {
      ResultFile file = ResultFile::create(folder / (std::to_string(run) + ".h5"));
      sample::define_power(file);
      sample::append_jobs(sample::add_jobs(file), 0, 30'000);
      sample::write_hours(file, 0, 1'000);
      hashes[run] = file.hash().hex();
      file.finish();
    });
  }
  for (std::thread& run : runs)
    run.join();

  for (std::size_t run = 0; run < hashes.size(); ++run) {
    CHECK(hashes[run] == hashes[0]);
    CHECK(ResultReader(folder / (std::to_string(run) + ".h5")).table("jobs").rows == 30'000);
  }
}

}  // namespace
}  // namespace gigawatt
