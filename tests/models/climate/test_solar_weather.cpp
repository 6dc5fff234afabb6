// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "models/climate/solar_weather.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using namespace gigawatt::climate;
using doctest::Approx;

namespace {

const std::string kWeatherFolder = GIGAWATT_SOURCE_DIR "/scenarios/data/weather/";
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Sums over a year of five-minute midpoints [kWh/m²].
struct YearSums {
  double ghi = 0.0, dni = 0.0, dhi = 0.0;
};
YearSums year_sums(const SolarWeather& weather, TimeNs start_ns) {
  YearSums sums;
  constexpr std::int64_t kStepNs = 5 * kNsPerMinute;
  for (std::int64_t at_ns = kStepNs / 2; at_ns < 365 * kNsPerDay; at_ns += kStepNs) {
    const Sky sky = weather.at(start_ns + at_ns).sky;
    sums.ghi += sky.ghi_w_per_m2 / 12e3;
    sums.dni += sky.dni_w_per_m2 / 12e3;
    sums.dhi += sky.dhi_w_per_m2 / 12e3;
  }
  return sums;
}

YearSums file_sums(const WeatherFile& file) {
  YearSums sums;
  for (const WeatherRow& row : file.rows) {
    sums.ghi += row.ghi_w_per_m2 / 1e3;
    sums.dni += row.dni_w_per_m2 / 1e3;
    sums.dhi += row.dhi_w_per_m2 / 1e3;
  }
  return sums;
}

/// A year in which every row is alike, on the equator at Greenwich.
WeatherFile even_year(const WeatherRow& row) {
  WeatherFile file;
  file.path = "even.epw";
  file.rows.assign(8760, row);
  return file;
}
constexpr WeatherRow kEven{.dry_bulb_k = 300.0,
                           .dew_point_k = 290.0,
                           .relative_humidity = 0.5,
                           .pressure_pa = 101325.0,
                           .wind_m_per_s = 3.0,
                           .ghi_w_per_m2 = 500.0,
                           .dni_w_per_m2 = 600.0,
                           .dhi_w_per_m2 = 100.0};

}  // namespace

TEST_CASE("solar weather: a year's direct and diffuse light is the file's, in EPW and SAM files") {
  for (const char* name : {"USA_AZ_Phoenix_TMY2_SAM.csv", "USA_TN_Memphis.Intl.AP.723340_TMY3.epw",
                           "phoenix_az_33.450495_-111.983688_psmv3_60_tmy.csv"}) {
    CAPTURE(name);
    const WeatherFile file = read_weather(kWeatherFolder + name);
    const SolarWeather weather(file);
    const std::int64_t offset_ns = from_seconds(file.utc_offset_h * 3600.0);
    const YearSums expected = file_sums(file);
    const YearSums sums = year_sums(weather, utc_midnight(2026, 1, 1) - offset_ns);

    CHECK(weather.notes().empty());
    CHECK(sums.dhi == Approx(expected.dhi).epsilon(1e-12));
    CHECK(sums.dni == Approx(expected.dni).epsilon(2e-3));  // Rows with the sun all hour down.
    // Files close global, direct and diffuse by other suns than ours.
    CHECK(sums.ghi == Approx(expected.ghi).epsilon(0.01));
  }
}

TEST_CASE("solar weather: every calendar year is alike, and 29 February is the 28th again") {
  const SolarWeather weather(read_weather(kWeatherFolder + "USA_AZ_Phoenix_TMY2_SAM.csv"));
  const auto ghi = [&](const char* time) {
    return weather.at(*parse_iso8601(time)).sky.ghi_w_per_m2;
  };

  CHECK(ghi("2026-07-04T11:30-07:00") == ghi("2028-07-04T11:30-07:00"));
  CHECK(ghi("2028-02-29T11:30-07:00") == ghi("2027-02-28T11:30-07:00"));
  CHECK(ghi("2028-03-01T11:30-07:00") == ghi("2027-03-01T11:30-07:00"));
  CHECK(ghi("2028-12-31T11:30-07:00") == ghi("2027-12-31T11:30-07:00"));
}

TEST_CASE("solar weather: Phoenix at noon on New Year is the file's row of that hour") {
  const SolarWeather weather(read_weather(kWeatherFolder + "USA_AZ_Phoenix_TMY2_SAM.csv"));
  const SolarState noon = weather.at(*parse_iso8601("2026-01-01T12:30-07:00"));

  // Row 12 of the file: GHI 608, DNI 958, DHI 79, wind 3.6.
  CHECK(noon.sky.dni_w_per_m2 == 958.0);
  CHECK(noon.sky.dhi_w_per_m2 == 79.0);
  CHECK(noon.wind_m_per_s == 3.6);
  CHECK(noon.sky.ghi_w_per_m2 == Approx(608.0).epsilon(0.02));
}

TEST_CASE("solar weather: the beam of an hour is spread over its lit part and gone at night") {
  // At Greenwich on the equator the sun of 20 March rises at 6:04 (equation of time 7.5 min less
  // refraction's 3.5 min): 11 of 12 midpoints of the hour from 6 to 7 are lit.
  const SolarWeather weather(even_year(kEven));
  const auto dni = [&](const char* time) {
    return weather.at(*parse_iso8601(time)).sky.dni_w_per_m2;
  };

  CHECK(dni("2025-03-20T06:02:30Z") == 0.0);
  CHECK(dni("2025-03-20T06:07:30Z") == Approx(600.0 * 12.0 / 11.0).epsilon(1e-12));
  CHECK(dni("2025-03-20T12:00:00Z") == 600.0);
  CHECK(dni("2025-03-20T23:00:00Z") == 0.0);
}

TEST_CASE("solar weather: what a file lacks is derived and noted") {
  WeatherRow only_global = kEven;
  only_global.dni_w_per_m2 = only_global.dhi_w_per_m2 = only_global.wind_m_per_s = kMissing;
  const SolarWeather derived(even_year(only_global));
  REQUIRE(derived.notes().size() == 2);
  CHECK(derived.notes()[0] == "no direct or diffuse irradiance; derived from the global (Erbs)");
  const SolarState noon = derived.at(*parse_iso8601("2025-03-20T12:07Z"));
  CHECK(noon.sky.ghi_w_per_m2 == Approx(500.0).epsilon(0.01));
  CHECK(noon.sky.dhi_w_per_m2 > 200.0);  // Clearness 0.37: mostly diffuse.
  CHECK(noon.wind_m_per_s == 1.0);

  WeatherRow no_diffuse = kEven;
  no_diffuse.dni_w_per_m2 = 300.0;
  no_diffuse.dhi_w_per_m2 = kMissing;
  const SolarWeather rest(even_year(no_diffuse));
  CHECK(rest.notes()[0] == "no diffuse irradiance; what the other columns leave");
  // 500 - 300 cos(zenith), the mean of the hour's cosine: 0.99 at noon of the equinox.
  CHECK(rest.at(*parse_iso8601("2025-03-20T12:30Z")).sky.dhi_w_per_m2 ==
        Approx(500.0 - 300.0 * 0.99).epsilon(0.01));
}

TEST_CASE("solar weather: a file without irradiance is refused by name") {
  WeatherRow dark = kEven;
  dark.ghi_w_per_m2 = dark.dni_w_per_m2 = kMissing;

  CHECK_THROWS_WITH_AS(SolarWeather(even_year(dark)),
                       doctest::Contains("even.epw: no irradiance for photovoltaics"), DomainError);
}

TEST_CASE("solar weather: the beam never exceeds what arrives outside the atmosphere") {
  WeatherRow bright = kEven;
  bright.dni_w_per_m2 = 1545.0;  // As in a widely used file.
  const SolarWeather weather(even_year(bright));

  const Sky noon = weather.at(*parse_iso8601("2025-06-20T12:00Z")).sky;
  CHECK(noon.dni_w_per_m2 == Approx(noon.extraterrestrial_w_per_m2).epsilon(1e-5));
}

TEST_CASE("solar weather: a row holds for half an hour to either side of its minute") {
  WeatherFile file = even_year(kEven);
  for (std::size_t row = 0; row < file.rows.size(); ++row)
    file.rows[row].dhi_w_per_m2 = static_cast<double>(row % 24);
  const auto dhi = [](const SolarWeather& weather, const char* time) {
    return weather.at(*parse_iso8601(time)).sky.dhi_w_per_m2;
  };

  const SolarWeather mid_hour(file);
  CHECK(dhi(mid_hour, "2025-05-01T12:00Z") == 12.0);
  CHECK(dhi(mid_hour, "2025-05-01T12:59Z") == 12.0);

  file.irradiance_middle_h = 0.0;
  const SolarWeather full_hour(file);
  CHECK(dhi(full_hour, "2025-05-01T12:29Z") == 12.0);
  CHECK(dhi(full_hour, "2025-05-01T12:30Z") == 13.0);
  CHECK(dhi(full_hour, "2025-12-31T23:45Z") == 0.0);  // The first row of the year closes it.
}
