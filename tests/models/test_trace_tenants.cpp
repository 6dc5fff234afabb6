// SPDX-License-Identifier: Apache-2.0

// Tenants that a trace names, as tenants of the scheduler: quotas and fair share.

#include <doctest/doctest.h>

#include "tests/models/support/two_queues.h"

namespace gigawatt::test {

namespace {

TwoQueues four_nodes(const std::string& scheduler, const std::string& trace) {
  TwoQueues lab;
  lab.header = "submit,run,nodes,limit,tenant";
  lab.fleet = "[{node: host-100-200, nodes: 4}]";
  lab.scheduler = scheduler;
  lab.first_trace = trace;
  return lab;
}

double start_s(const Finished& run, std::uint64_t job) {
  return static_cast<double>(run.out.job(job).start_ns - run.simulation.start_ns()) / 1e9;
}

constexpr const char* kRedAndBlue = "0,100,2,100,red\n0,100,2,100,red\n0,100,2,100,blue\n";

// After 1,000 s of a alone, one job of each waits; that of a came first.
constexpr const char* kHeavyAndNew = "0,1000,4,1000,a\n900,100,4,100,a\n950,100,4,100,b\n";

}  // namespace

TEST_CASE("trace tenants: a cap of the scheduler holds for the tenant that the trace names") {
  const Finished run(
      four_nodes("policy: easy-backfill, tenants: [{name: red, cap: 2}]", kRedAndBlue).scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(start_s(run, 0) == 0.0);
  CHECK(start_s(run, 1) == 100.0);  // red holds its two nodes
  CHECK(start_s(run, 2) == 0.0);
}

TEST_CASE("trace tenants: without tenants of the scheduler nobody is held back") {
  const Finished run(four_nodes("policy: easy-backfill", kRedAndBlue).scenario());

  CHECK(start_s(run, 1) == 0.0);
  CHECK(start_s(run, 2) == 100.0);
}

TEST_CASE("trace tenants: fair share goes by what each of them used") {
  const TwoQueues lab = four_nodes("policy: priority", kHeavyAndNew);
  const Finished run(lab.scenario());

  CHECK(start_s(run, 2) == 1000.0);
  CHECK(start_s(run, 1) == 1100.0);

  TwoQueues one_tenant = lab;  // the workload is one tenant's, whatever its trace names
  one_tenant.scheduler += ", tenants: [{name: lab}]";
  one_tenant.first_keys = "tenant: lab";
  const Finished together(one_tenant.scenario());
  CHECK(start_s(together, 1) == 1000.0);
  CHECK(start_s(together, 2) == 1100.0);
}

TEST_CASE("trace tenants: who is not listed has no quota, who names nobody is the first's") {
  const Finished run(four_nodes("policy: easy-backfill, tenants: [{name: red, cap: 2}]",
                                "0,100,2,100,red\n0,100,2,100,\n0,100,2,100,green\n")
                         .scenario());

  CHECK(start_s(run, 1) == 100.0);  // counts as red
  CHECK(start_s(run, 2) == 0.0);
}

TEST_CASE("trace tenants: a job beyond its tenant's cap is refused, another tenant's is not") {
  const std::string scheduler = "policy: easy-backfill, tenants: [{name: red, cap: 2}]";

  CHECK(refusal_of(four_nodes(scheduler, "0,100,3,100,red\n0,1,1,1,blue\n"))
            .find("first asks for 3 nodes, but tenant red may hold 2") != std::string::npos);
  CHECK(refusal_of(four_nodes(scheduler, "0,100,1,100,red\n0,1,3,1,blue\n")).empty());
}

TEST_CASE("trace tenants: each row of the jobs table tells its tenant") {
  const Finished run(four_nodes("policy: easy-backfill", kRedAndBlue).scenario());

  const auto& tenants = run.simulation.sites().front().state().job_statistics.tenants();
  REQUIRE(tenants.size() == 3);  // "(none)" first
  CHECK(tenants[run.out.job(0).tenant].name == "red");
  CHECK(tenants[run.out.job(2).tenant].name == "blue");
}

}  // namespace gigawatt::test
