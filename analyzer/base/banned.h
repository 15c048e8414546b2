/* banned.h - functions that overrun, truncate silently or read the locale; including this forbids
 * them. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#if defined(__GNUC__) || defined(__clang__)
#undef alloca
#pragma GCC poison strcpy strcat sprintf vsprintf strncpy strncat strtok gets atoi atol atof alloca
#endif

#endif
