/*
 * fuzz.h - one input for a fuzz target, and what makes others of it.
 *
 * The targets are linked with libFuzzer (./dev fuzz), which looks for inputs that reach further; and,
 * as tests, with replay.c, which runs the same inputs whatever the code is like.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The name of a snapshot: bare lists belong to what it names. */
#define FUZZ_SNAPSHOT                                                                              \
	"pl-1.tgw-rtb-1.arn_aws_elasticloadbalancing_eu-west-1_111122223333_targetgroup_t_2.json"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Makes data[size], which has room for `max`, something else; its new size. Targets that read JSON
 * have the first (mutate.c); libFuzzer has the second, and replay.c one of its own. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

#endif
