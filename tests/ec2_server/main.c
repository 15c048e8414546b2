/*
 * ec2_server FOLDER [PORT] [PAGE-SIZE] - the test server by itself, for the aws command and for the
 * curious. Prints its port, answers until standard input ends, then prints what it had to complain
 * about. Keys: AKIDSERVER / the-servers-secret.
 */
#include "tests/ec2_server/ec2_server.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	struct ec2_server_options options = {.access_key = "AKIDSERVER",
					     .secret_key = "the-servers-secret"};
	if (argc < 2) {
		fprintf(stderr, "usage: ec2_server FOLDER [PORT] [PAGE-SIZE]\n");
		return 2;
	}
	options.folder = argv[1];
	options.port = (unsigned short)(argc > 2 ? strtoul(argv[2], NULL, 10) : 0);
	options.page_size = (unsigned)(argc > 3 ? strtoul(argv[3], NULL, 10) : 0);
	struct ec2_server *s = ec2_server_start(&options);
	if (!s) {
		fprintf(stderr, "ec2_server: can't listen\n");
		return 1;
	}
	printf("%u\n", ec2_server_port(s));
	fflush(stdout);
	while (getchar() != EOF)
		;
	fputs(ec2_server_complaints(s), stdout);
	bool clean = !*ec2_server_complaints(s);
	ec2_server_stop(s);
	return clean ? 0 : 1;
}
