/*
 * fuzz.h - one input for a fuzz target. The targets are linked with libFuzzer (./dev fuzz) and with
 * replay.c, which runs the committed corpus as a test.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
