// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/training_params.h"

#include <array>

namespace gigawatt::jobs {
namespace {

constexpr std::array<AcceleratorPeaks, 6> kAccelerators{{
    {"h100-sxm", 700.0, 989.5e12, 1979e12},
    {"h200-sxm", 700.0, 989.5e12, 1979e12},
    {"a100-sxm", 400.0, 312e12, {}},
    {"b200-hgx", 1000.0, 2250e12, 4500e12},
    {"b200-gb200", 1200.0, 2500e12, 5000e12},
    {"mi300x", 750.0, 1307.4e12, 2614.9e12},
}};
constexpr std::array<std::string_view, 6> kAcceleratorNames{
    kAccelerators[0].name, kAccelerators[1].name, kAccelerators[2].name,
    kAccelerators[3].name, kAccelerators[4].name, kAccelerators[5].name};
constexpr std::array<std::string_view, 2> kPrecisions{"bf16", "fp8"};

}  // namespace

const AcceleratorPeaks& published(Accelerator accelerator) {
  return kAccelerators[static_cast<std::size_t>(accelerator)];
}

void ParallelLayout::visit(FieldVisitor& v) {
  v.integer({.name = "tensor", .doc = "Tensor parallel ranks.", .min = 1, .max = 1e6}, tensor);
  v.integer({.name = "context", .doc = "Context parallel ranks.", .min = 1, .max = 1e6}, context);
  v.integer({.name = "pipeline", .doc = "Pipeline stages.", .min = 1, .max = 1e6}, pipeline);
  v.integer({.name = "data",
             .doc = "Data parallel ranks; what is left of the accelerators if absent.",
             .min = 1,
             .max = 1e7},
            data);
  v.integer({.name = "virtual_stages",
             .doc = "Pipeline stages interleaved on each accelerator.",
             .min = 1,
             .max = 1e4},
            virtual_stages);
  v.integer({.name = "micro_batch", .doc = "Sequences in one micro-batch.", .min = 1, .max = 1e6},
            micro_batch);
}

void MfuCurve::visit(FieldVisitor& v) {
  v.numbers({.name = "gpus", .doc = "Accelerators of each run, ascending.", .min = 1}, gpus);
  v.numbers({.name = "mfu", .doc = "Measured MFU of each.", .min = 0, .max = 1, .above_min = true},
            mfu);
  v.numbers({.name = "bubble",
             .doc = "Bubble ratio of each; needed where `layout` is given.",
             .min = 0,
             .max = 1000},
            bubble);
}

void HeatLossParams::visit(FieldVisitor& v) {
  v.number({.name = "inlet",
            .unit = "K",
            .doc = "Mean inlet temperature of the run.",
            .min = 200,
            .max = 400,
            .required = true},
           inlet_k);
  v.number({.name = "mild", .unit = "K", .doc = "No loss up to here.", .min = 200, .max = 400},
           mild_k);
  v.number({.name = "hot", .unit = "K", .doc = "The whole loss from here.", .min = 200, .max = 400},
           hot_k);
  v.number({.name = "loss", .doc = "Throughput lost when hot.", .min = 0, .max = 0.9}, loss_frac);
}

void TrainingParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "parameters",
            .doc = "Active parameters of the model.",
            .min = 1,
            .max = 1e18,
            .required = true},
           parameters);
  v.number({.name = "total_parameters",
            .doc = "All parameters, for checkpoints; the active ones if absent.",
            .min = 1,
            .max = 1e18},
           total_parameters);
  v.number({.name = "tokens", .doc = "Tokens trained on.", .min = 1, .max = 1e18, .required = true},
           tokens);
  v.integer({.name = "gpus", .doc = "Accelerators.", .min = 1, .max = 1e7, .required = true}, gpus);
  v.choice({.name = "accelerator", .doc = "Part whose published peak and power are used."},
           kAcceleratorNames, accelerator);
  v.choice({.name = "precision", .doc = "Precision of the matrix products."}, kPrecisions,
           precision);
  v.number({.name = "peak",
            .unit = "FLOPS",
            .doc = "Dense peak of one accelerator; the maker's if absent.",
            .min = 1e9,
            .max = 1e19},
           peak_flops);
  v.integer({.name = "sequence", .doc = "Tokens of a sequence.", .min = 1, .max = 1e9}, sequence);
  v.number(
      {.name = "batch", .doc = "Tokens of a step over all accelerators.", .min = 1, .max = 1e12},
      batch_tokens);
  v.group({.name = "layout", .doc = "Parallel layout; its pipeline bubble lowers MFU."}, layout);
  v.number({.name = "mfu",
            .doc = "Model FLOPs utilisation, all losses of a step in it; else from mfu_by_scale.",
            .min = 0,
            .max = 1,
            .above_min = true},
           mfu);
  v.group({.name = "mfu_by_scale", .doc = "MFU against accelerators; that of Llama 3 if empty."},
          mfu_by_scale);
  v.group({.name = "heat", .doc = "Throughput lost to a warm inlet; none if absent."}, heat);
  v.number({.name = "exposed_communication",
            .doc = "Share of a step that waits for communication, at low power.",
            .min = 0,
            .max = 1},
           exposed_communication);
  v.number({.name = "start_up",
            .unit = "s",
            .doc = "From the start of the job to its first step.",
            .min = 0,
            .max = 1e6},
           start_up_s);
  v.number({.name = "start_up_utilisation",
            .doc = "Utilisation meanwhile, and while a checkpoint is loaded.",
            .min = 0,
            .max = 1},
           start_up_utilisation);
  v.number({.name = "utilisation",
            .doc = "Utilisation in steps, mean over a step: what sets the power of the nodes.",
            .min = 0,
            .max = 1},
           utilisation);
  v.number({.name = "checkpoint_bytes_per_parameter",
            .doc = "Weights and optimizer state.",
            .min = 0,
            .max = 1000},
           checkpoint_bytes_per_parameter);
  v.number({.name = "after",
            .unit = "s",
            .doc = "Submitted so long after the start of the run.",
            .min = 0,
            .max = 4e9},
           after_s);
  v.number({.name = "limit",
            .unit = "s",
            .doc = "Wall time at which it is killed; never if absent.",
            .min = 1,
            .max = 4e9},
           limit_s);
}

}  // namespace gigawatt::jobs
