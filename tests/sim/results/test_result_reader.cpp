// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include "sim/engine/errors.h"
#include "sim/results/result_reader.h"
#include "tests/sim/results/sample.h"

namespace gigawatt {
namespace {

namespace fs = std::filesystem;
using sample::TemporaryFolder;

void write_sample(const fs::path& path, std::int64_t rows) {
  ResultFile file = ResultFile::create(path);
  sample::define_power(file);
  sample::write_hours(file, 0, 30);
  sample::append_jobs(sample::add_jobs(file), 0, rows);
  Provenance provenance;
  provenance.scenario_text = "seed: 7\n";
  provenance.seed = 7;
  file.set_provenance(provenance);
  file.set_attribute("wall_s", 0.5);
  file.finish();
}

std::string error_of(const fs::path& path) {
  try {
    const ResultReader reader(path);
    for (const TableInfo& table : reader.tables()) {
      for (const Column& column : table.columns)
        reader.numbers(table.name, column.name, 0, table.rows);
    }
    for (const VariableInfo& variable : reader.variables())
      reader.series(variable.name, 0);
  } catch (const RunError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("result reader: what is in a file is listed with units and shapes") {
  const TemporaryFolder folder;
  write_sample(folder / "run.h5", 10);
  const ResultReader reader(folder / "run.h5");

  REQUIRE(reader.variables().size() == 2);
  CHECK(reader.variables()[0].name == "power_w");
  CHECK(reader.variables()[0].unit == "W");
  CHECK(reader.variables()[0].cell_methods == "time: mean");
  CHECK(reader.variables()[0].shape == std::vector<std::int64_t>{30, 1});
  CHECK(reader.variables()[1].name == "energy_j");
  CHECK(reader.site_names() == std::vector<std::string>{"memphis"});
  CHECK(reader.interval_starts_ns()[29] == 29 * kNsPerHour);
  CHECK(reader.last_interval_end_ns() == 30 * kNsPerHour);

  REQUIRE(reader.tables().size() == 1);
  const TableInfo jobs = reader.tables()[0];
  CHECK(jobs.name == "jobs");
  CHECK(jobs.rows == 10);
  REQUIRE(jobs.columns.size() == 4);
  CHECK(jobs.columns[1].type == ElementType::int32);
  CHECK(jobs.columns[2].meanings == std::vector<std::string>{"completed", "killed"});
  CHECK(jobs.columns[3].unit == "J");
}

TEST_CASE("result reader: attributes come back by type") {
  const TemporaryFolder folder;
  write_sample(folder / "run.h5", 1);
  const ResultReader reader(folder / "run.h5");

  CHECK(reader.text_attribute("scenario") == "seed: 7\n");
  CHECK(reader.integer_attribute("seed") == 7);
  CHECK(reader.number_attribute("wall_s") == 0.5);
  CHECK_FALSE(reader.text_attribute("seed"));
  CHECK_FALSE(reader.integer_attribute("scenario"));
  CHECK_FALSE(reader.number_attribute("nothing"));
}

TEST_CASE("result reader: a job is found by its number in a table ordered by end") {
  const TemporaryFolder folder;
  write_sample(folder / "run.h5", 200'000);
  const ResultReader reader(folder / "run.h5");

  const auto row = reader.find_row("jobs", "job", 1'000'000 - 150'001);

  REQUIRE(row == 150'001);
  const std::vector<TableValue> values = reader.row("jobs", *row);
  REQUIRE(values.size() == 4);
  CHECK(std::get<std::int64_t>(values[1]) == 150'001 % 512);
  CHECK(std::get<std::int64_t>(values[2]) == 1);
  CHECK(std::get<double>(values[3]) == 75'000.5);
  CHECK_FALSE(reader.find_row("jobs", "job", 17));
}

TEST_CASE("result reader: what is not there is named") {
  const TemporaryFolder folder;
  write_sample(folder / "run.h5", 10);
  const ResultReader reader(folder / "run.h5");

  CHECK_THROWS_WITH_AS(reader.table("job"), doctest::Contains("no table 'job'; it has: jobs"),
                       RunError);
  CHECK_THROWS_WITH_AS(reader.row("jobs", 10),
                       doctest::Contains("table 'jobs' has 10 rows; row 10 was asked for"),
                       RunError);
  CHECK_THROWS_WITH_AS(reader.series("pwoer_w", 0),
                       doctest::Contains("no variable or column 'pwoer_w'"), RunError);
}

TEST_CASE("result reader: missing, empty, random and foreign files are one clear line each") {
  const TemporaryFolder folder;
  std::ofstream(folder / "empty.h5");
  std::ofstream(folder / "random.h5") << std::string(5'000, '\x89') << "HDF";

  CHECK(error_of(folder / "no.h5").find("no.h5: cannot be opened: No such file") !=
        std::string::npos);
  CHECK(error_of(folder / "empty.h5").find("not a gigawatt result file") != std::string::npos);
  CHECK(error_of(folder / "random.h5").find("not a gigawatt result file") != std::string::npos);
  CHECK(error_of(fs::temp_directory_path()).find("it is a folder") != std::string::npos);
}

TEST_CASE("result reader: a file cut short or with broken bytes never ends in anything else") {
  const TemporaryFolder folder;
  write_sample(folder / "run.h5", 10);
  std::ifstream stream(folder / "run.h5", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(stream), {}};

  for (const double part : {0.001, 0.1, 0.5, 0.9, 0.999}) {
    CAPTURE(part);
    const auto length = static_cast<std::streamsize>(part * static_cast<double>(whole.size()));
    std::ofstream(folder / "cut.h5", std::ios::binary).write(whole.data(), length);
    const std::string message = error_of(folder / "cut.h5");
    CHECK(message.find("cut.h5: ") != std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
  }
}

}  // namespace
}  // namespace gigawatt
