/*
 * checks.h - libcheck as these tests use it: what holds costs nothing.
 *
 * Check writes the place of each assertion that holds into a file, and reads them all when the test ends, to
 * name the last of them should the test crash. Some tests assert a million times: that file took longer than
 * they. Of a crash the sanitizers say the place.
 */
#ifndef TESTS_CHECKS_H
#define TESTS_CHECKS_H

#include <check.h>

#define _mark_point(file, line) ((void)0)

/* Is every access instrumented? That takes its time: fewer rounds. Clang says it otherwise than gcc. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#define SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define SANITIZED 0
#endif

#endif
