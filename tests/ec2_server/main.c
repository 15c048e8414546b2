/*
 * ec2_server FOLDER [PORT] [PAGE-SIZE] [OPERATION=MISBEHAVIOUR]... - the test server by itself, for
 * the aws command and for the curious. Prints its port, answers until standard input ends, then
 * prints what it had to complain about. Keys: AKIDSERVER / the-servers-secret; a session token is
 * wanted when EC2_SERVER_TOKEN is set. DescribeSubnets=denied refuses each of these requests,
 * DescribeSubnets=cut:2 breaks off the first two; "*" is all operations.
 */
#include "tests/ec2_server/ec2_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_RULES 64

static struct mis_rule rules[MOST_RULES];

static const struct {
	const char *name;
	enum misbehaviour kind;
} kinds[] = {
	{"none", MIS_NONE},         {"throttle", MIS_THROTTLE}, {"500", MIS_500},
	{"html", MIS_502_HTML},     {"denied", MIS_DENIED},     {"auth-failure", MIS_AUTH_FAILURE},
	{"opt-in", MIS_OPT_IN},     {"expired", MIS_EXPIRED},   {"unsupported", MIS_UNSUPPORTED},
	{"slow", MIS_SLOW},         {"cut", MIS_CUT},           {"truncated", MIS_TRUNCATED},
	{"entities", MIS_ENTITIES}, {"redirect", MIS_REDIRECT},
};

/* "DescribeVpcs=denied", "DescribeVpcs=cut:2" */
static int read_rule(char *word, struct mis_rule *rule)
{
	char *equals = strchr(word, '='), *colon = equals ? strchr(equals, ':') : NULL;
	unsigned last = colon ? (unsigned)strtoul(colon + 1, NULL, 10) : ~0u;
	if (!equals)
		return 0;
	*equals = '\0';
	if (colon)
		*colon = '\0';
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, equals + 1) == 0) {
			*rule = (struct mis_rule){word, 1, last, kinds[i].kind};
			return 1;
		}
	return 0;
}

int main(int argc, char **argv)
{
	struct ec2_server_options options = {.access_key = "AKIDSERVER",
					     .secret_key = "the-servers-secret",
					     .token = getenv("EC2_SERVER_TOKEN"),
					     .rules = rules};
	if (argc < 2) {
		fprintf(stderr, "usage: ec2_server FOLDER [PORT] [PAGE-SIZE] "
				"[OPERATION=MISBEHAVIOUR]...\n");
		return 2;
	}
	options.folder = argv[1];
	options.port = (unsigned short)(argc > 2 ? strtoul(argv[2], NULL, 10) : 0);
	options.page_size = (unsigned)(argc > 3 ? strtoul(argv[3], NULL, 10) : 0);
	for (int i = 4; i < argc; i++)
		if (options.rule_count == MOST_RULES ||
		    !read_rule(argv[i], &rules[options.rule_count++])) {
			fprintf(stderr, "ec2_server: %s is no misbehaviour\n", argv[i]);
			return 2;
		}
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
