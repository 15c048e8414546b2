/* main.c - the way in. */
#include "base/mem.h"
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/banned.h"

static void out_of_memory(size_t wanted)
{
	fprintf(stderr, "vpccheck: error: out of memory (%zu bytes more were needed)\n", wanted);
	_Exit(EXIT_USAGE);
}

int main(int argc, char **argv)
{
	mem_set_oom_handler(out_of_memory);
	terminal_catch_signals();
	return cli_run(argc, argv);
}
