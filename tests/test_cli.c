/* test_cli.c - the built program as a user meets it: words, streams, exit codes. */
#include "base/file.h"
#include "base/json.h"
#include "base/vec.h"
#include "tests/harness.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>

#define PROGRAM BUILD_DIR "/vpccheck"
#define BROKEN  TESTDATA "/lab/broken.json"
#define HEALTHY TESTDATA "/lab/healthy.json"

struct run {
	int code;
	struct buf out, err;
};

static char *folder; /* scratch; files named in commands lie there */

static void enter_folder(void)
{
	folder = harness_folder();
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert_int_eq(setenv("TERM", "xterm", 1), 0);
	static const char *const unset[] = {"NO_COLOR",         "FORCE_COLOR",
					    "COLUMNS",          "GITHUB_STEP_SUMMARY",
					    "GITHUB_WORKSPACE", "CI_PROJECT_DIR"};
	for (size_t i = 0; i < COUNT_OF(unset); i++)
		unsetenv(unset[i]);
}

static void leave_folder(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	harness_remove(folder);
}

static void read_into(const char *path, struct buf *b)
{
	struct vck_error err;

	ck_assert_msg(file_read(path, 1u << 28, b, &err) == VCK_OK, "%s", err.text);
}

/* `words` as the shell reads them, after the program's name. */
static struct run run(const char *words)
{
	struct run r = {0};
	struct buf command = BUF_INIT;

	buf_printf(&command, "%s %s >out 2>err", PROGRAM, words);
	/* The words are the test's own. */
	int status = system(buf_str(&command)); /* NOLINT(cert-env33-c) */
	buf_free(&command);
	r.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	read_into("out", &r.out);
	read_into("err", &r.err);
	return r;
}

static void run_free(struct run *r)
{
	buf_free(&r->out);
	buf_free(&r->err);
}

/* Expect a code, and a text on each stream; "" = that the stream is empty, NULL = anything. */
static void expect(const char *words, int code, const char *out, const char *err)
{
	struct run r = run(words);

	ck_assert_msg(r.code == code, "%s: exit %d, not %d\n%s%s", words, r.code, code,
		      buf_str(&r.out), buf_str(&r.err));
	if (out)
		ck_assert_msg(*out ? strstr(buf_str(&r.out), out) != NULL : !r.out.len,
			      "%s: stdout should have \"%s\":\n%s", words, out, buf_str(&r.out));
	if (err)
		ck_assert_msg(*err ? strstr(buf_str(&r.err), err) != NULL : !r.err.len,
			      "%s: stderr should have \"%s\":\n%s", words, err, buf_str(&r.err));
	run_free(&r);
}

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
	/* that nobody was looked for is not that there is nobody */
	harness_write(folder, "alone.json", "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}]}");
	expect("alone.json", 0, "note: who is in vpc-1 is not known", "");
	expect("matrix alone.json", 4, NULL, "who is in vpc-1 is not known");
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

START_TEST(many_flows)
{
	harness_write(folder, "flows.csv",
		      "protocol,note,id,destination,source\r\n"
		      "icmp,\"a, \"\"b\"\"\nc\",first,name=instance-2,name=instance-1\r\n"
		      "tcp/5432,,\"second, one\",name=instance-2,name=instance-1\r\n");
	harness_write(folder, "flows.jsonl",
		      "{\"id\":\"z\",\"source\":\"name=instance-1\",\"destination\":"
		      "\"name=instance-2\"}\n\n"
		      "{\"id\":\"a\",\"source\":\"name=instance-2\",\"destination\":"
		      "\"name=instance-1\",\"protocol\":\"icmp\"}\n");
	struct run r = run("path " HEALTHY " --flows flows.csv --format json");
	struct arena arena = ARENA_INIT;
	struct vck_error err;
	cJSON *root;
	ck_assert_int_eq(r.code, 1);
	ck_assert_int_eq(json_parse(&arena, "out", buf_str(&r.out), r.out.len, &root, &err),
			 VCK_OK);
	const cJSON *flows = json_get(root, "flows");
	ck_assert_int_eq(cJSON_GetArraySize(flows), 2);
	ck_assert_str_eq(json_string(cJSON_GetArrayItem(flows, 0), "id"), "first");
	ck_assert_str_eq(json_string(cJSON_GetArrayItem(flows, 0), "verdict"), "reachable");
	ck_assert_str_eq(json_string(cJSON_GetArrayItem(flows, 1), "id"), "second, one");
	ck_assert_str_eq(json_string(cJSON_GetArrayItem(flows, 1), "verdict"), "blocked");
	arena_free(&arena);
	run_free(&r);
	r = run("path " HEALTHY " --flows - --format jsonl <flows.jsonl");
	ck_assert_int_eq(r.code, 0);
	const char *second = strchr(buf_str(&r.out), '\n');
	ck_assert_msg(str_starts(buf_str(&r.out), "{\"id\": \"z\""), "%s", buf_str(&r.out));
	ck_assert_msg(second && str_starts(second + 1, "{\"id\": \"a\""), "%s", buf_str(&r.out));
	run_free(&r);
}
END_TEST

START_TEST(bad_flows)
{
	static const char *const cases[][2] = {
		{"", "holds no flow"},
		{"id,source,destination\n", "holds no flow"},
		{"id,source\n1,2\n", "flows:1: the first line names no column \"destination\""},
		{"id,source,destination\n1,i-1,\n", "flows:2: this flow has no destination"},
		{"source,destination\n\"i-1,2\n", "flows:2: a quote is not closed"},
		{"source,destination\n\"i-1\"x,2\n", "flows:2: there is text after"},
		{"{\"source\": \"a\"}\n", "flows:1: this flow has no destination"},
		{"{\"source\": 7, \"destination\": \"b\"}\n", "flows:1: \"source\" is no string"},
		{"{\"source\": \"a\", \"destination\": \"b\"}\n{\n", "flows:2"},
		{"{\"source\": \"name=instance-1\", \"destination\": \"i-none\"}\n", "flows:1"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		harness_write(folder, "flows", cases[i][0]);
		expect("path " HEALTHY " --flows flows", 2, "", cases[i][1]);
	}
}
END_TEST

START_TEST(formats_go_to_their_places)
{
	struct buf file = BUF_INIT;

	expect("check " BROKEN " --format sarif=a.sarif --format json=b.json --format text", 1,
	       "error[public-ip-missing]", "");
	read_into("a.sarif", &file);
	ck_assert_ptr_nonnull(strstr(buf_str(&file), "\"version\": \"2.1.0\""));
	buf_clear(&file);
	read_into("b.json", &file);
	ck_assert_ptr_nonnull(strstr(buf_str(&file), "\"public-ip-missing\""));
	expect("check " BROKEN " -o c.txt", 1, "", "");
	buf_free(&file);
}
END_TEST

/* What lies in no file lies where --report-path says. */
START_TEST(a_report_path_names_what_has_no_file)
{
	expect("- --format github <" BROKEN, 1, "::error file=snapshot.json,line=", "");
	expect("- --report-path net/x.json --format github <" BROKEN, 1,
	       "::error file=net/x.json,line=", "");
	expect("- --report-path net/x.json --format sarif <" BROKEN, 1, "\"uri\": \"net/x.json\"",
	       "");
	expect("- --report-path net/x.json --format gitlab <" BROKEN, 1,
	       "{\"path\": \"net/x.json\"", "");
	expect("- --report-path net/x.json --format json <" BROKEN, 1,
	       "\"location\": {\"file\": \"net/x.json\", \"line\": ", "");
	expect("- --report-path net/x.json <" BROKEN, 1, "[net/x.json:", "");
	expect("- <" BROKEN, 1, "input>:", "");
	harness_write(folder, "named.json",
		      "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}], \"Reservations\": []}");
	expect("named.json --report-path net/x.json --format json", 0, NULL, NULL);
}
END_TEST

START_TEST(long_summaries_are_cut_between_sections)
{
	enum { COUNT = 6000 };
	struct buf json = BUF_INIT, summary = BUF_INIT;

	buf_puts(&json, "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}], \"Reservations\": [], "
			"\"Addresses\": [");
	for (int i = 0; i < COUNT; i++)
		buf_printf(&json,
			   "%s{\"AllocationId\": \"eipalloc-%08d\", \"PublicIp\": "
			   "\"198.51.%d.%d\", \"Domain\": \"vpc\"}",
			   i ? ", " : "", i, i / 250, i % 250);
	buf_puts(&json, "]}");
	harness_write(folder, "many.json", buf_str(&json));
	setenv("GITHUB_STEP_SUMMARY", "summary", 1);
	expect("many.json --format github", 0, "::notice file=many.json", NULL);
	read_into("summary", &summary);
	ck_assert_uint_le(summary.len, 1u << 20);
	ck_assert_uint_gt(summary.len, 1000000);
	ck_assert(str_starts(buf_str(&summary), "# vpccheck\n"));
	ck_assert_ptr_nonnull(strstr(buf_str(&summary) + summary.len - 80,
				     "```\n\nThe report is longer than a summary may be.\n"));
	buf_free(&json);
	buf_free(&summary);
}
END_TEST

START_TEST(step_summary)
{
	struct buf file = BUF_INIT;

	harness_write(folder, "summary", "before\n");
	setenv("GITHUB_STEP_SUMMARY", "summary", 1);
	expect("check " BROKEN " --format github", 1, "::error file=", "");
	read_into("summary", &file);
	ck_assert(str_starts(buf_str(&file), "before\n# vpccheck\n"));
	ck_assert_ptr_nonnull(strstr(buf_str(&file), "```mermaid"));
	buf_free(&file);
}
END_TEST

START_TEST(baselines)
{
	expect("check " BROKEN " --baseline base.json", 2, "", "base.json");
	expect("check " BROKEN " --baseline base.json --update-baseline", 0, "error[", "");
	expect("check " BROKEN " --baseline base.json", 0, "holds them already", "");
	expect("check " HEALTHY " --baseline base.json", 0, "gone: sg-ingress-denied on sg-", "");
	expect("check " TESTDATA "/lab/no-egress/bad.json --baseline base.json", 1,
	       "error[sg-egress-denied]", "");
	/* An expectation that fails already may hide nothing that comes to fail of it. */
	harness_write(folder, "c.yaml",
		      "expect: [{name: sealed, from: name=instance-1, to: name=instance-2, "
		      "deny: [icmp, tcp/22]}]");
	expect("check " BROKEN " -c c.yaml --baseline c.json --update-baseline", 0, "error[", "");
	expect("check " BROKEN " -c c.yaml --baseline c.json", 0, "holds it already", "");
	expect("check " HEALTHY " -c c.yaml --baseline c.json", 1, "this is new: icmp/8/0\n", "");
	/* What was worth less is new where it is worth more. */
	harness_write(folder, "w.yaml", "severity: {public-ip-missing: info}");
	expect("check " BROKEN " -c w.yaml --baseline w.json --update-baseline", 0, "info[public",
	       "");
	expect("check " BROKEN " --baseline w.json", 1, "error[public-ip-missing]", "");
	harness_write(folder, "other.json", "{\"Vpcs\": []}");
	expect("check " BROKEN " --baseline other.json", 2, "", "is no report of vpccheck");
	harness_write(folder, "broken.json", "{");
	expect("check " BROKEN " --baseline broken.json", 2, "", "broken.json:1");
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

START_TEST(interrupted)
{
	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		int fd = open("pipe", O_RDWR); /* both ends: reading from it never ends */
		dup2(fd, STDIN_FILENO);
		execl(PROGRAM, PROGRAM, "-", (char *)NULL);
		_exit(99);
	}
	usleep(300000);
	ck_assert_int_eq(kill(pid, SIGINT), 0);
	int status;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 130);
}
END_TEST

START_TEST(same_bytes_every_time)
{
	static const char *const formats[] = {"text", "json",     "sarif", "junit",   "github",
					      "csv",  "markdown", "dot",   "mermaid", "html"};
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		char words[512];
		snprintf(words, sizeof words, "check %s --jobs=%d --format %s", BROKEN, 1,
			 formats[i]);
		struct run one = run(words);
		snprintf(words, sizeof words, "check %s --jobs=%d --format %s", BROKEN, 4,
			 formats[i]);
		struct run four = run(words);
		ck_assert_str_eq(buf_str(&one.out), buf_str(&four.out));
		run_free(&one);
		run_free(&four);
	}
}
END_TEST

static void add_case(Suite *suite, const char *name, const TTest *const *tests, size_t count)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, enter_folder, leave_folder);
	for (size_t i = 0; i < count; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
}

int main(void)
{
	Suite *suite = suite_create("cli");
	const TTest *const words[] = {help_and_version,
				      who_can_allow_a_call,
				      usage_errors,
				      bad_input,
				      colour,
				      a_terminal_gets_colour_unless_told_otherwise,
				      text_is_as_wide_as_the_terminal};
	const TTest *const codes[] = {exit_codes_of_check, exit_codes_of_path, exit_codes_of_diff,
				      interrupted};
	const TTest *const reports[] = {many_flows,
					bad_flows,
					formats_go_to_their_places,
					step_summary,
					baselines,
					same_bytes_every_time,
					a_report_path_names_what_has_no_file,
					long_summaries_are_cut_between_sections};

	add_case(suite, "words", words, COUNT_OF(words));
	add_case(suite, "codes", codes, COUNT_OF(codes));
	add_case(suite, "reports", reports, COUNT_OF(reports));
	return harness_run(suite);
}
