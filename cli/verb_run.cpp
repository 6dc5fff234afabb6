// SPDX-License-Identifier: Apache-2.0

// `gigawatt run`: one scenario from start to end, a result file and a summary.

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/next_step.h"
#include "cli/plan_review.h"
#include "cli/scenario_options.h"
#include "cli/verbs.h"
#include "models/replications.h"
#include "models/run.h"
#include "sim/engine/errors.h"
#include "sim/results/progress.h"

namespace gigawatt::cli {
namespace {

namespace fs = std::filesystem;

struct RunArguments {
  ScenarioOptions scenario;
  std::string output;
  bool no_output = false;
  bool json = false;
  bool force = false;
  bool compress = false;
  std::string log;
  std::string log_kinds;
  std::optional<std::size_t> replications;
};

/// Set by a signal; a handler can reach nothing that is not static.
std::atomic<bool> stop_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free);

/// Ctrl-C and `kill` ask the run to stop while this lives; a second one stops it at once.
class StopOnSignal {
 public:
  StopOnSignal() {
    struct sigaction request{};
    request.sa_handler = [](int) { stop_requested = true; };
    request.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(SIGINT, &request, &before_int_);
    ::sigaction(SIGTERM, &request, &before_term_);
  }
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  ~StopOnSignal() {
    ::sigaction(SIGINT, &before_int_, nullptr);
    ::sigaction(SIGTERM, &before_term_, nullptr);
  }

 private:
  struct sigaction before_int_{}, before_term_{};
};

std::string default_output(const std::string& scenario_file) {
  return fs::path(scenario_file).stem().string() + ".h5";
}

/// Throws UsageError unless a file can be made at `path`. Leaves nothing behind.
void require_writable(const std::string& path, bool force) {
  std::error_code error;
  if (fs::is_directory(path, error)) throw UsageError(fmt::format("'{}' is a folder", path));
  // A result replaces what has its name: never a device such as /dev/null.
  if (fs::exists(path, error) && !fs::is_regular_file(path, error))
    throw UsageError(fmt::format("'{}' is no regular file", path));
  if (fs::exists(path, error) && !force)
    throw UsageError(fmt::format("'{}' exists; --force replaces it", path));
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty() && !fs::exists(folder, error))
    throw UsageError(fmt::format("'{}' cannot be written: there is no folder '{}'; make it first",
                                 path, folder.string()));
  std::string probe = ((folder.empty() ? fs::path(".") : folder) / ".gigawatt-XXXXXX").string();
  const int descriptor = ::mkstemp(probe.data());
  if (descriptor < 0)
    throw UsageError(fmt::format("'{}' cannot be written: {}", path, std::strerror(errno)));
  ::close(descriptor);
  ::unlink(probe.c_str());
}

/// Everything that can be refused before any work is done.
RunOptions checked_options(const RunArguments& arguments, const Invocation& invocation) {
  RunOptions options;
  options.overwrite = arguments.force;
  options.compress = arguments.compress;
  options.command_line = invocation.command_line;
  options.log = arguments.log;
  if (arguments.no_output && !arguments.output.empty())
    throw UsageError("-o and --no-output contradict each other");
  if (arguments.log.empty() && !arguments.log_kinds.empty())
    throw UsageError("--log-kinds says what goes into a trace; name its file with --log");
  if (!arguments.no_output)
    options.output =
        arguments.output.empty() ? default_output(arguments.scenario.file) : arguments.output;
  for (const std::string& path : {options.output, options.log}) {
    std::error_code error;
    if (path.empty()) continue;
    if (fs::equivalent(path, arguments.scenario.file, error)) {
      throw UsageError(
          fmt::format("'{}' is the scenario itself; if it is a result, see: gigawatt "
                      "info {}",
                      path, shell_word(path)));
    }
    require_writable(path, arguments.force);
  }
  if (!options.log.empty() && options.log == options.output)
    throw UsageError("-o and --log name the same file");
  if (!arguments.log_kinds.empty()) {
    try {
      options.log_kinds = parse_event_kinds(arguments.log_kinds);
    } catch (const RunError& error) {
      throw UsageError(fmt::format("--log-kinds: {}", error.what()));
    }
  }
  return options;
}

/// Whether the progress bar fits: one that wraps leaves a trail of lines.
bool terminal_is_wide() {
  constexpr int kBarColumns = 70;  // with a label, percent and seconds
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return !known || size.ws_col >= kBarColumns;
}

/// Prints the summary of one run, or of several, as it was asked for.
void run_watched(const RunArguments& arguments, const Scenario& scenario, RunOptions options,
                 bool may_draw) {
  constexpr TimeNs kWhole = 1'000'000;  // of the bar; the run counts in shares
  const std::string label =
      arguments.replications ? fmt::format("{} runs", *arguments.replications) : "run";
  std::optional<Progress> bar(std::in_place, label, 0, kWhole, may_draw && terminal_is_wide());
  if (bar->shown())
    options.progress = [&bar](double share) { bar->update(static_cast<TimeNs>(share * kWhole)); };
  options.inspect = [&scenario](const std::vector<Site>& sites) {
    const std::vector<SiteReview> reviews = review_sites(scenario, sites);
    print_warnings(reviews);
    if (auto errors = errors_of(reviews); !errors.empty()) throw ScenarioError(std::move(errors));
  };
  const StopOnSignal watch;
  options.stop = &stop_requested;
  const auto print = [&](const auto& summary) {
    bar.reset();  // clears its line
    fmt::print("{}", arguments.json ? to_json(summary) + "\n" : to_table(summary));
  };
  if (arguments.replications) {
    print(run_replications(scenario, options, *arguments.replications));
  } else {
    print(run(scenario, options));
  }
  std::fflush(stdout);
}

int act(const RunArguments& arguments, const Invocation& invocation) {
  const RunOptions options = checked_options(arguments, invocation);
  const Scenario scenario = arguments.scenario.load();
  try {
    run_watched(arguments, scenario, options, invocation.may_draw);
  } catch (const Interrupted& stopped) {
    if (stopped.partial_file().empty()) {
      fmt::print(stderr, "interrupted; no result file was asked for, so nothing was kept\n");
    } else {
      fmt::print(stderr, "interrupted; what was recorded until then is kept\n");
      fmt::print(stderr, "next: gigawatt info {}\n", shell_word(stopped.partial_file()));
    }
    return kInterrupted;
  }
  if (!options.log.empty())
    fmt::print(stderr, "events are in {}; open it at https://ui.perfetto.dev\n", options.log);
  if (arguments.replications && !options.output.empty()) {
    fmt::print(stderr, "{} is of seed {}; --seed makes any other run's\n", options.output,
               scenario.seed);
  }
  if (options.output.empty()) {
    fmt::print(stderr, "next: leave out --no-output to keep the hourly results\n");
  } else {
    fmt::print(stderr, "next: gigawatt info {}\n", shell_word(options.output));
  }
  return kOk;
}

}  // namespace

Verb add_run(CLI::App& root) {
  CLI::App* command = root.add_subcommand("run", "Run a scenario and write its results");
  auto arguments = std::make_shared<RunArguments>();
  command->footer(
      "Examples:\n"
      "  gigawatt run plant.yaml -o run.h5 --seed 1 --set sites.memphis.cooling.air.supply=\"27 "
      "degC\"\n"
      "  gigawatt run plant.yaml --no-output --json | jq .pue.mean");
  add_scenario_options(*command, arguments->scenario);
  command
      ->add_option("-o,--output", arguments->output, "Result file; default: FILE's name with .h5")
      ->type_name("OUT.h5");
  command
      ->add_option("--replications", arguments->replications,
                   "Runs with N seeds; means with 95 % intervals")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{2}, std::size_t{100'000}));
  command->add_flag("--no-output", arguments->no_output, "Write no result file");
  command->add_flag("--json", arguments->json, "Print the summary as JSON");
  command->add_flag("--force", arguments->force, "Replace files that exist");
  command->add_flag("--compress", arguments->compress, "A third of the size, slower");
  command->add_option("--log", arguments->log, "Write the events as a trace for Perfetto")
      ->type_name("TRACE.json");
  command->add_option("--log-kinds", arguments->log_kinds, "Kinds of events in it; default: all")
      ->type_name("A,B");
  return {command,
          [arguments](const Invocation& invocation) { return act(*arguments, invocation); }};
}

}  // namespace gigawatt::cli
