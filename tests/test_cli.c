/* test_cli.c - the built program as a user meets it: words, exit codes, the terminal, Ctrl-C. */
#include "tests/cli_util.h"

#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>

START_TEST(help_and_version)
{
	expect("--help", 0, "usage: vpccheck", "");
	expect("", 0, "usage: vpccheck", "");
	expect("--version", 0, "vpccheck " VPCCHECK_VERSION "\n", "");
	expect("check --help", 0, "--baseline FILE", "");
	expect("path -h", 0, "--destination END", "");
	expect("rules --help", 0, "[CODE]", "");
	expect("matrix --help", 0, "  csv  ", "");
	struct run r = run("matrix --help"); /* of the formats, those that it has */
	ck_assert_ptr_null(strstr(buf_str(&r.out), "sarif"));
	run_free(&r);
}
END_TEST

START_TEST(usage_errors)
{
	static const char *const cases[][2] = {
		{"check", "which snapshot?"},
		{"chekc", "did you mean the command \"check\"?"},
		{"check --formt=json x", "there is no option --formt; did you mean --format?"},
		{"check --format jsno x", "did you mean \"json\"?"},
		{"check --format json --format text x", "only one format"},
		{"check --format sarif= x", "wants a file"},
		{"check --fail-on eror x", "did you mean \"error\"?"},
		{"check --color=sometimes x", "but one of: auto always never"},
		{"check --format", "--format wants a value"},
		{"check --verbose=1 x", "takes no value"},
		{"check -Z x", "there is no option -Z"},
		{"check --jobs=0 " BROKEN, "--jobs can't be"},
		{"check --update-baseline " BROKEN, "--baseline FILE"},
		{"check --probe=pong " BROKEN, "pong"},
		{"check - - </dev/null", "only once"},
		{"check ''", "name is empty"},
		{"path " BROKEN, "--source"},
		{"path " BROKEN " --source i-1", "--destination"},
		{"path " BROKEN " --source i-1 --flows x", "one of them"},
		{"path - --flows - </dev/null", "only once"},
		{"rules no-such", "there is no finding code"},
		{"rules sg-ingres-denied", "did you mean \"sg-ingress-denied\"?"},
		{"completion tcsh", "bash, zsh and fish"},
		{"completion bsh", "did you mean \"bash\"?"},
		{"matrix --by vcp " BROKEN, "did you mean \"vpc\"?"},
		{"matrix --format sarif " BROKEN, "sarif cannot show a matrix; use text"},
		{"matrix --source name=nobody " BROKEN, "nobody"},
		/* before anything is read */
		{"matrix --format sarif nowhere", "sarif cannot show a matrix"},
		{"matrix --format csv= nowhere", "--format csv= wants a file"},
		{"matrix --protocol tpc/22 nowhere", "tpc/22"},
		{"matrix --by colour nowhere", "--by can't be"},
		{"path nowhere -s i-1 -d i-2 -p tpc/22", "tpc/22"},
		/* a tag that nobody has groups nothing */
		{"matrix --by tag:name " BROKEN, "has the tag \"name\"; did you mean \"Name\"?"},
		{"completion", "takes one shell"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		expect(cases[i][0], 2, "", cases[i][1]);
}
END_TEST

START_TEST(bad_input)
{
	harness_write(folder, "empty.json", "");
	harness_write(folder, "cut.json", "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"");
	harness_write(folder, "binary.json",
		      "\x7f"
		      "ELF\x02\x01");
	harness_write(folder, "packed.json.gz", "\x1f\x8b\x08");
	harness_write(folder, "type.json", "{\"Vpcs\": [\n{\"VpcId\": 7}]}");
	expect("no-such-file.json", 2, "", "no-such-file.json");
	expect("empty.json", 2, "", "no VPC was read");
	expect("cut.json", 2, "", "cut.json:1");
	expect("binary.json", 2, "", "binary.json");
	expect("type.json", 2, "", "type.json:/Vpcs/0/VpcId:2");
	expect("- </dev/null", 2, "", "standard input");
	expect("packed.json.gz", 2, "", "this is compressed: unpack it first");
	ck_assert_int_eq(mkdir("packed", 0700), 0);
	harness_write(folder, "packed/vpcs.json.gz", "\x1f\x8b\x08");
	expect("packed", 2, "", "packed/vpcs.json.gz is compressed, and not read");
	expect("packed", 2, "", "the files that end in .json are read");
	expect("--region eu-west-1 " HEALTHY, 0, NULL, "--region picks nothing from a snapshot");
	expect("--expect-account 1 " HEALTHY, 0, NULL, "checks nothing without --from-aws");
	/* that nobody was looked for is not that there is nobody */
	harness_write(folder, "alone.json", "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}]}");
	expect("alone.json", 0, "note: who is in vpc-1 is not known", "");
	expect("matrix alone.json", 4, NULL, "who is in vpc-1 is not known");
	harness_write(
		folder, "hostless.json",
		"{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}], \"NetworkInterfaces\": [{\"VpcId\": "
		"\"vpc-1\", \"NetworkInterfaceId\": \"eni-1\"}], \"RouteTables\": [{\"VpcId\": "
		"\"vpc-1\", \"RouteTableId\": \"rtb-1\", \"Routes\": [{\"DestinationCidrBlock\": "
		"\"10.2.0.0/16\", \"VpcPeeringConnectionId\": \"pcx-1\"}]}]}");
	expect("hostless.json", 0, "note: which instances run is not known", "");
	expect("hostless.json", 0, "describe-vpc-peering-connections)", "");
	harness_write(folder, "none.json",
		      "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}], \"NetworkInterfaces\": []}");
	expect("none.json", 0, "Nothing found", "");
	expect("matrix none.json", 0, "nothing reaches anything", "");
}
END_TEST

START_TEST(exit_codes_of_check)
{
	expect(HEALTHY, 0, "info", "");
	expect(BROKEN, 1, "error[public-ip-missing]", "");
	expect("check " BROKEN, 1, "error[sg-ingress-denied]", "");
	expect("- <" BROKEN, 1, "error[sg-ingress-denied]", "");
	expect("check --fail-on never " BROKEN, 0, "error[", "");
	expect("check --fail-on info " HEALTHY, 1, "info[", "");
	expect("check --fail-on warning " HEALTHY, 0, "info[", "");
	expect("check -- " HEALTHY, 0, NULL, "");
	expect(HEALTHY " -o /dev/full", 2, "", "No space left");
	expect(HEALTHY " -o no/such/folder/x", 2, "", "no/such/folder");
}
END_TEST

START_TEST(exit_codes_of_path)
{
#define LAB_PATH "path " HEALTHY " --source name=instance-1 --destination "
	expect(LAB_PATH "name=instance-2", 0, "reachable:", "");
	expect("path " BROKEN " --source name=instance-1 --destination name=instance-2", 1, "STOP",
	       "");
	expect(LAB_PATH "name=instance-2 --protocol tcp/5432", 1, "blocked:", "");
	expect(LAB_PATH "name=nobody", 2, "", "nobody");
	expect(LAB_PATH "name=instance-2 --protocol tpc/22", 2, "", "tpc");
}
END_TEST

/* A snapshot whose route tables AWS refused to show. */
static void write_refused(const char *why)
{
	struct buf b = BUF_INIT;

	buf_printf(&b,
		   "{\"vpccheck\": {\"format\": 1}, \"Snapshots\": [{\"AccountId\": "
		   "\"111122223333\", \"Region\": \"eu-west-1\", \"Calls\": [{\"Service\": "
		   "\"ec2\", \"Operation\": \"DescribeRouteTables\", \"Status\": \"denied\", "
		   "\"Code\": \"UnauthorizedOperation\", \"Message\": \"User: arn:aws:iam::"
		   "111122223333:user/me is not authorized to perform: ec2:DescribeRouteTables "
		   "%s\"}], "
		   "\"Vpcs\": [{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.1.0.0/16\"}], "
		   "\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", "
		   "\"CidrBlock\": \"10.1.0.0/24\"}], \"NetworkInterfaces\": "
		   "[{\"NetworkInterfaceId\": \"eni-1\", \"SubnetId\": \"subnet-1\", "
		   "\"VpcId\": \"vpc-1\", \"PrivateIpAddress\": \"10.1.0.10\", \"Status\": "
		   "\"in-use\"}]}]}",
		   why);
	harness_write(folder, "refused.json", buf_str(&b));
	buf_free(&b);
}

/* Who can change that a call is refused is who wrote the policy that decides. */
START_TEST(who_can_allow_a_call)
{
	static const char *const cases[][2] = {
		{"because no identity-based policy allows the ec2:DescribeRouteTables action",
		 "allow ec2:DescribeRouteTables to the credentials"},
		{"with an explicit deny in an identity-based policy",
		 "take away what denies ec2:DescribeRouteTables to the credentials: a policy of "
		 "their user"},
		{"with an explicit deny in a service control policy",
		 "ask whoever administers the organization to let the credentials have "
		 "ec2:DescribeRouteTables: a service control policy denies it explicitly"},
		{"because no service control policy allows the ec2:DescribeRouteTables action",
		 "a service control policy does not allow it"},
		{"because no permissions boundary allows the ec2:DescribeRouteTables action",
		 "ask whoever set the permissions boundary"},
		{"with an explicit deny in a session policy", "ask whoever starts the session"},
		{"with an explicit deny in a resource-based policy",
		 "ask whoever owns that policy"},
		{"with an explicit deny", "take away what denies"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		write_refused(cases[i][0]);
		expect("path refused.json -s eni-1 -d 198.51.100.1 -p tcp/443 -f json", 4,
		       cases[i][1], "");
	}
}
END_TEST

START_TEST(exit_codes_of_diff)
{
	harness_write(folder, "allow.yaml",
		      "expect: [{from: name=instance-1, to: name=instance-2, allow: icmp}]");
	harness_write(
		folder, "deny.yaml",
		"expect: [{name: none of it, from: internet, to: name=instance-1, deny: any}]");
	harness_write(folder, "worth.yaml",
		      "expect: [{from: name=instance-1, to: name=instance-2, deny: icmp}]\n"
		      "severity: {expectation-failed: warning}");
	expect("diff " BROKEN " " HEALTHY, 0, "opened: icmp/8/0", "");
	expect("diff " BROKEN " " HEALTHY, 0, "gone: sg-ingress-denied", "");
	expect("diff " HEALTHY " " BROKEN, 1, "closed: icmp/8/0", "");
	expect("diff " BROKEN " " BROKEN, 0, "No flow is opened or closed", "");
	expect("diff " HEALTHY " " BROKEN " --fail-on never", 0, "error[", "");
	expect("diff " HEALTHY " " BROKEN " -c allow.yaml", 1, "error[expectation-failed]", "");
	expect("diff " BROKEN " " HEALTHY " -c allow.yaml", 0, "gone: expectation-failed", "");
	expect("diff " BROKEN " " BROKEN " -c allow.yaml", 0, "0 of 1 expectation holds", "");
	expect("diff " BROKEN " " HEALTHY " -c deny.yaml", 1, "\"none of it\" does not hold", "");
	expect("diff " BROKEN " " HEALTHY " -c worth.yaml", 0, "warning[expectation-failed]", "");
	expect("diff " BROKEN " " HEALTHY " -c worth.yaml --fail-on warning", 1, NULL, "");
	expect("diff " BROKEN " " HEALTHY " --format json=d.json --format csv", 0, "\"opened\",",
	       "");
	expect("diff - " HEALTHY " <" BROKEN, 0, "opened: icmp/8/0", "");
	expect("diff " BROKEN, 2, "", "two snapshots");
	expect("diff - - </dev/null", 2, "", "only once");
	expect("diff " BROKEN " nowhere.json", 2, "", "nowhere.json");
	expect("diff " BROKEN " " HEALTHY " -c nowhere.yaml", 2, "", "nowhere.yaml");
}
END_TEST

START_TEST(colour)
{
	static const struct {
		const char *environment, *option;
		bool want;
	} cases[] = {
		{NULL, "", false},
		{NULL, "--color=always", true},
		{"NO_COLOR", "--color=always", true},
		{"FORCE_COLOR", "", true},
		{"FORCE_COLOR", "--color=never", false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char words[512];
		if (cases[i].environment)
			setenv(cases[i].environment, "1", 1);
		snprintf(words, sizeof words, "check %s %s", BROKEN, cases[i].option);
		struct run r = run(words);
		ck_assert_msg((strchr(buf_str(&r.out), '\x1b') != NULL) == cases[i].want,
			      "case %zu", i);
		run_free(&r);
		if (cases[i].environment)
			unsetenv(cases[i].environment);
	}
	expect("check " BROKEN " -q", 1, "error[", "");
	expect("check " BROKEN " -v", 1, "reachable: ", "");
}
END_TEST

/* What the program writes to a terminal of `columns`, both streams. The caller frees it. */
static struct buf run_on_terminal(const char *words, unsigned short columns)
{
	const struct winsize size = {.ws_row = 50, .ws_col = columns};
	struct buf command = BUF_INIT, seen = BUF_INIT;
	char bytes[4096];
	ssize_t n;
	int terminal, status;

	buf_printf(&command, "exec %s %s", PROGRAM, words);
	pid_t pid = forkpty(&terminal, NULL, NULL, &size);
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		execl("/bin/sh", "sh", "-c", buf_str(&command), (char *)NULL);
		_exit(99);
	}
	while ((n = read(terminal, bytes, sizeof bytes)) > 0)
		buf_add(&seen, bytes, (size_t)n);
	close(terminal);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 1, "%s: %s", words,
		      buf_str(&seen));
	buf_free(&command);
	return seen;
}

START_TEST(a_terminal_gets_colour_unless_told_otherwise)
{
	static const struct {
		const char *name, *value, *option;
		bool want;
	} cases[] = {
		{"VPCCHECK_NOTHING", "", "", true},
		{"TERM", "dumb", "", false},
		{"TERM", "", "", false},
		{"TERM", "dumb", "--color=always", true},
		{"NO_COLOR", "1", "", false},
		{"NO_COLOR", "", "", true}, /* https://no-color.org: when not empty */
		{"NO_COLOR", "1", "--color=always", true},
		{"FORCE_COLOR", "0", "", false},
		{"FORCE_COLOR", "1", "--color=never", false},
		{"VPCCHECK_NOTHING", "", "-o report.txt", false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char words[512];
		setenv(cases[i].name, cases[i].value, 1);
		snprintf(words, sizeof words, "check %s %s", BROKEN, cases[i].option);
		struct buf seen = run_on_terminal(words, 80);
		ck_assert_msg((strstr(buf_str(&seen), "\x1b[1") != NULL) == cases[i].want,
			      "case %zu: %s", i, buf_str(&seen));
		buf_free(&seen);
		unsetenv(cases[i].name);
		setenv("TERM", "xterm", 1);
	}
}
END_TEST

START_TEST(text_is_as_wide_as_the_terminal)
{
	struct buf narrow = run_on_terminal("check --color=never " BROKEN, 50);
	struct buf wide = run_on_terminal("check --color=never " BROKEN, 200);
	size_t longest = 0;

	for (char *save = NULL, *line = strtok_r(narrow.data, "\r\n", &save); line;
	     line = strtok_r(NULL, "\r\n", &save))
		if (!str_starts(line, "       aws ") && strlen(line) > longest)
			longest = strlen(line);
	ck_assert_uint_gt(longest, 40);
	ck_assert_uint_le(longest, 50 + strlen(BROKEN)); /* a name is not cut */
	ck_assert_ptr_nonnull(strstr(buf_str(&wide), "its interface has no public IPv4 address"));
	buf_free(&narrow);
	buf_free(&wide);
}
END_TEST

/* Waits until the program has read what was written to its standard input: by then it catches signals. */
static bool is_taken(int fd)
{
	enum { SECONDS = 60 };
	int left = 1;

	for (int ms = 0; ms < SECONDS * 1000 && left; ms++) {
		usleep(1000);
		ck_assert_int_eq(ioctl(fd, FIONREAD, &left), 0);
	}
	return !left;
}

START_TEST(interrupted)
{
	int ends[2], status;

	ck_assert_int_eq(pipe(ends), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		dup2(ends[0], STDIN_FILENO);
		execl(PROGRAM, PROGRAM, "-", (char *)NULL);
		_exit(99);
	}
	ck_assert_int_eq(write(ends[1], "{", 1), 1); /* and no more comes */
	bool reads = is_taken(ends[0]);
	ck_assert_int_eq(kill(pid, SIGINT), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(reads, "the program does not read its standard input");
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 130);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cli");
	const TTest *const words[] = {help_and_version, who_can_allow_a_call, usage_errors,
				      bad_input};
	const TTest *const terminal[] = {colour, a_terminal_gets_colour_unless_told_otherwise,
					 text_is_as_wide_as_the_terminal};
	const TTest *const codes[] = {exit_codes_of_check, exit_codes_of_path, exit_codes_of_diff,
				      interrupted};

	add_case(suite, "words", words, COUNT_OF(words));
	add_case(suite, "terminal", terminal, COUNT_OF(terminal));
	add_case(suite, "codes", codes, COUNT_OF(codes));
	return harness_run(suite);
}
