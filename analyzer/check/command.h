/*
 * command.h - is a command what it looks like?
 *
 * Commands are there to be copied into a shell, and hold ids of a snapshot that anybody may have
 * written: `sg-1; curl …` is no security group. One that is not of this shape is not shown:
 *
 *	aws SERVICE VERB (--OPTION VALUE…)…
 *
 * with options that the proposals use, each once, and values of plain words, or of AWS's shorthand
 * in quotes. A snapshot of AWS never meets this.
 */
#ifndef CHECK_COMMAND_H
#define CHECK_COMMAND_H

#include <stdbool.h>

bool command_is_plain(const char *command);

#endif
