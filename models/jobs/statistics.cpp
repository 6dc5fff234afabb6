// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/statistics.h"

#include <cassert>

#include "models/jobs/philly_run_times.h"

namespace gigawatt::jobs {

TraceStatistics published(Statistics which) {
  assert(which != Statistics::none);
  // Hu et al., Characterization of Large Language Model Development in the Datacenter (NSDI 2024):
  // cluster summary and utilisation data of the AcmeTrace repository, CC-BY 4.0.
  switch (which) {
    case Statistics::acme_seren:
      return {"acme-seren",
              1,
              5.68,
              1024,
              122,
              1414.335,
              1'209'604,
              {},
              {0.497, 0.075, 0.429},
              {0.212, 0.664, 0.124},
              {0,    0,    0,    0,    0,    0, 0, 0.83, 0.97, 0.98, 0.99,
               0.99, 0.99, 0.99, 0.99, 0.99, 1, 1, 1,    1,    1}};
    case Statistics::acme_kalos:
      return {"acme-kalos",
              1,
              26.77,
              1024,
              124,
              1259.689,
              625'740,
              {},
              {0.541, 0.062, 0.397},
              {0.313, 0.607, 0.080},
              {0, 0, 0, 0, 0, 0, 0, 0.16, 0.82, 0.95, 0.97, 0.98, 0.99, 0.99, 1, 1, 1, 1, 1, 1, 1}};
    case Statistics::philly:
      return {"philly",
              1,
              1.928,
              128,
              874,
              18'006.055,
              4'240'676,
              kPhillyRunTimes,
              {0.604, 0.090, 0.305},
              {0.321, 0.294, 0.386},
              {0,     0,     0,     0,     0,     0,     0,     0.062, 0.222, 0.372, 0.483,
               0.583, 0.692, 0.793, 0.872, 0.920, 0.964, 0.983, 0.993, 1,     1}};
    // Hu et al., Characterization and Prediction of Deep Learning Workloads in Large-Scale GPU
    // Datacenters (SC 2021): cluster summary of the HeliosArtifact repository, MIT. Accelerator
    // time in GPU-seconds. The largest job of one cluster is not published: the largest power of
    // two that it holds.
    case Statistics::helios:
      return {"helios",
              1,
              3.716,
              2048,
              206,
              6651.681,
              4'320'009,
              {},
              {0.624, 0.221, 0.155},
              {0.513, 0.394, 0.093},
              {}};
    case Statistics::helios_venus:
      return {"helios-venus",
              1,
              6.736,
              512,
              204,
              13'040.598,
              4'320'009,
              {},
              {0.526, 0.272, 0.202},
              {6'373'315'670, 4'920'266'598, 1'052'030'340},
              {}};
    case Statistics::helios_earth:
      return {"helios-earth",
              1,
              2.101,
              512,
              234,
              5130.609,
              4'320'009,
              {},
              {0.735, 0.136, 0.129},
              {5'713'038'873, 4'793'853'520, 932'310'362},
              {}};
    case Statistics::helios_saturn:
      return {"helios-saturn",
              1,
              4.01,
              2048,
              124,
              5252.927,
              4'320'009,
              {},
              {0.582, 0.272, 0.145},
              {14'375'709'962, 10'733'792'235, 2'542'859'066},
              {}};
    case Statistics::helios_uranus:
      return {"helios-uranus",
              1,
              4.038,
              2048,
              280,
              9163.725,
              4'320'009,
              {},
              {0.607, 0.201, 0.192},
              {13'532'231'815, 10'267'196'772, 2'761'134'934},
              {}};
    default:  // Alibaba PAI: no fates published; half of the jobs share an accelerator.
      return {"pai", 0.5, 0.683, 8, 480.667, 4787.109, 626'371, {}, {}, {}, {}};
  }
}

}  // namespace gigawatt::jobs
