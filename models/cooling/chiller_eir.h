// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace gigawatt::cooling {

/// A share of Carnot's efficiency between evaporator and condenser; bounded at any temperatures.
/// docs/models/cooling/chiller_carnot.md.
struct CarnotCurve {
  double efficiency = 0.0;             ///< Of Carnot's, 0..1 exclusive.
  double evaporator_approach_k = 0.0;  ///< Evaporation below leaving chilled water [K].
  double condenser_approach_k = 0.0;   ///< Condensation above what enters the condenser [K].
  double least_lift_k = 0.0;           ///< Smaller lifts count as this [K].

  /// COP at full load from leaving chilled water and entering condenser water or air [degC].
  double cop(double leaving_c, double condenser_c) const;
};

/// One measured chiller: EnergyPlus `Chiller:Electric:EIR` curves, temperatures in degC as
/// published.
struct ChillerRecord {
  std::string_view name;
  double capacity_w;  ///< Reference evaporator heat [W].
  double cop;         ///< Reference COP, compressor only.
  double leaving_ref_c, condenser_ref_c;
  double leaving_min_c, leaving_max_c;      ///< Leaving chilled water the curves hold for.
  double condenser_min_c, condenser_max_c;  ///< Entering condenser water, or outdoor dry bulb.
  double plr_min, plr_max;  ///< Part load ratio; below the first the machine cycles.
  bool air_cooled;
  std::array<double, 6> capacity;   ///< CapFT: 1, x, x², y, y², xy; x leaving, y condenser.
  std::array<double, 6> eir;        ///< EIRFT, same order.
  std::array<double, 3> part_load;  ///< EIRFPLR: 1, p, p².
  std::string_view source;
  std::optional<CarnotCurve> carnot{};  ///< In place of the first two curves; not a record then.
};

/// All records in the order of chiller_record_names() from its second entry on.
std::span<const ChillerRecord> chiller_records();
/// "standard", then the record names.
std::span<const std::string_view> chiller_record_names();
/// The machine `standard` means.
const ChillerRecord& standard_chiller(bool air_cooled);

/// Warm-water chillers: `cop` at the reference temperatures fixes the share of Carnot; capacity is
/// the same at all temperatures; part load as carrier-19xr-1407, a machine with variable speed.
/// Throws DomainError if the share is not below one.
ChillerRecord carnot_chiller(bool air_cooled, double cop, double leaving_ref_c,
                             double condenser_ref_c, const CarnotCurve& curve);

/// c0 + c1 x + c2 x² + c3 y + c4 y² + c5 x y.
double biquadratic(const std::array<double, 6>& c, double x, double y);

/// Operating point of a bank of equal chillers.
struct ChillerPoint {
  double power_w = 0.0;     ///< Compressors.
  double load_w = 0.0;      ///< Evaporator heat carried: the load, or the capacity if smaller.
  double capacity_w = 0.0;  ///< Largest evaporator heat at these conditions, all machines.
  double cop = 0.0;         ///< load / power; 0 at no load.
  double running = 0.0;     ///< Machines; a fraction if the last runs for part of the time.
  bool clamped = false;     ///< Condenser temperature held at the edge of the record.
};

/// How many machines of a bank run.
enum class ChillerStaging { least_power, all_on, fewest };

/// A bank of equal machines scaled from one record; immutable. Machines that run share the load
/// equally. Under each staging the power rises with the load: as many run as draw the least power;
/// all; or as few as carry the load at full load, the last for part of the time.
/// Equations and limits: docs/models/cooling/chiller_eir.md.
class ChillerBank {
 public:
  /// `unit_w`: evaporator heat of one machine at the record's reference. Throws DomainError if the
  /// leaving set point is outside the record.
  ChillerBank(const ChillerRecord& record, double unit_w, std::int64_t units, double leaving_k,
              ChillerStaging staging = ChillerStaging::least_power);

  ChillerPoint evaluate(double load_w, double condenser_k) const;

  const ChillerRecord& record() const { return record_; }
  double rated_w() const { return unit_w_ * static_cast<double>(units_); }

 private:
  double machine_input_frac(double plr) const;
  double least_power_count(double machines_of_load) const;
  double full_load_eir(double condenser_c) const;

  ChillerRecord record_;
  double unit_w_;
  std::int64_t units_;
  ChillerStaging staging_;
  double leaving_c_;
  double best_plr_;                            // least power per heat
  std::array<double, 3> capacity_at_leaving_;  // CapFT as a quadratic in y
  std::array<double, 3> eir_at_leaving_;
};

}  // namespace gigawatt::cooling
