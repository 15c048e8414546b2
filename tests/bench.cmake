# What ./dev bench runs (tests/bench/README.md).
add_executable(bench-generate bench/generate.c bench/jsonout.c)
vpccheck_test_target(bench-generate)
