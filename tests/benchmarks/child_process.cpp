// SPDX-License-Identifier: Apache-2.0
#include "tests/benchmarks/child_process.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gigawatt::bench {

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

/// Forks, runs `child` there (it must not return) and waits for its end. Figures come from `pipe`.
template <class Child>
ProcessCost fork_and_wait(Child child) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) throw std::runtime_error("no pipe");
  std::fflush(nullptr);
  const auto begin = std::chrono::steady_clock::now();
  const pid_t process = fork();
  if (process < 0) throw std::runtime_error("no child process");
  if (process == 0) {
    close(pipe_ends[0]);
    child(pipe_ends[1]);
    _exit(127);
  }
  close(pipe_ends[1]);
  ProcessCost cost;
  for (double figure = 0.0; read(pipe_ends[0], &figure, sizeof figure) == sizeof figure;) {
    cost.figures.push_back(figure);
  }
  close(pipe_ends[0]);

  int status = 0;
  rusage usage{};
  wait4(process, &status, 0, &usage);
  cost.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("a case failed");
  cost.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  cost.peak_mb = static_cast<double>(usage.ru_maxrss) * 1024e-6;
  return cost;
}

}  // namespace

ProcessCost run_in_child(const std::function<std::vector<double>()>& work) {
  return fork_and_wait([&](int figures_to) {
    try {
      for (const double figure : work()) {
        if (write(figures_to, &figure, sizeof figure) != sizeof figure) _exit(1);
      }
      _exit(0);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      _exit(1);
    }
  });
}

ProcessCost run_program(const std::string& program, const std::vector<std::string>& arguments) {
  return fork_and_wait([&](int) {
    const int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments)
      argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    execv(program.c_str(), argv.data());
  });
}

}  // namespace gigawatt::bench
