/* Whole fetches against a server that checks and misbehaves, over real sockets. */
#include "fetch/run.h"
#include "fetch/calls.h"
#include "fetch/request.h"
#include "fetch/xml_json.h"
#include "tests/ec2_server/ec2_server.h"
#include "tests/fetch/fake.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED 0
#endif

#define KEY    "AKIDSERVER"
#define SECRET "the-servers-secret"

struct stage {
	struct fake fake; /* its environment and home; clock and network are real */
	struct ec2_server_options server_options;
	struct ec2_server *server;
	struct vck_fetch_options options;
	struct vck_fetch_summary summary;
	struct vck_error err;
	char url[64];
	const char *file; /* the dump */
	cJSON *dump;
};

static int64_t real_now(void *ctx)
{
	struct timespec t;
	(void)ctx;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void nowhere(struct fake *f, const struct exchange *x, struct exchange *out)
{
	(void)f, (void)x, (void)out;
	ck_abort_msg("the fake network was asked");
}

static void stage_open(struct stage *s, const char *folder)
{
	memset(s, 0, sizeof *s);
	fake_open(&s->fake, nowhere);
	fake_env(&s->fake, "AWS_ACCESS_KEY_ID", KEY);
	fake_env(&s->fake, "AWS_SECRET_ACCESS_KEY", SECRET);
	fake_env(&s->fake, "AWS_REGION", "eu-west-1");
	s->fake.random = 0; /* no waiting */
	s->server_options = (struct ec2_server_options){
		.folder = arena_printf(&s->fake.arena, TESTDATA "/ec2-server/%s", folder),
		.access_key = KEY,
		.secret_key = SECRET,
		.region = "eu-west-1",
	};
	s->options.world = s->fake.options.world;
	s->options.world.now_ms = real_now;
	s->options.world.transport = NULL;
	s->options.read_timeout_ms = 1000;
	s->file = arena_printf(&s->fake.arena, "%s/dump.json", s->fake.home);
}

static void stage_serve(struct stage *s)
{
	s->server = ec2_server_start(&s->server_options);
	ck_assert_ptr_nonnull(s->server);
	snprintf(s->url, sizeof s->url, "%s://127.0.0.1:%u",
		 s->server_options.certificate ? "https" : "http", ec2_server_port(s->server));
	s->options.endpoint_url = s->url;
}

static enum vck_status stage_fetch(struct stage *s)
{
	if (!s->server)
		stage_serve(s);
	enum vck_status st = vck_fetch_to_file(&s->options, s->file, &s->summary, &s->err);
	if (access(s->file, F_OK) == 0) {
		char *text = text_of(&s->fake.arena, s->file);
		ck_assert(!json_parse(&s->fake.arena, s->file, text, strlen(text), &s->dump, NULL));
	}
	return st;
}

static void stage_fetch_ok(struct stage *s)
{
	ck_assert_msg(stage_fetch(s) == VCK_OK, "%s\n%s", s->err.text, buf_str(&s->fake.said));
	ck_assert_str_eq(ec2_server_complaints(s->server), "");
}

static void stage_close(struct stage *s)
{
	if (s->server)
		ec2_server_stop(s->server);
	fake_close(&s->fake);
}

static const cJSON *snapshot(const struct stage *s, int i)
{
	return cJSON_GetArrayItem(json_get(s->dump, "Snapshots"), i);
}

static const cJSON *call_row(const struct stage *s, const char *operation)
{
	const cJSON *row;
	cJSON_ArrayForEach(
		row, json_get(snapshot(s, 0), "Calls")) if (str_eq(json_string(row, "Operation"),
								   operation)) return row;
	return NULL;
}

static void check_row(const struct stage *s, const char *operation, const char *status,
		      const char *code)
{
	const cJSON *row = call_row(s, operation);
	ck_assert_msg(row != NULL, "%s has no row", operation);
	ck_assert_msg(str_eq(json_string(row, "Status"), status), "%s: %s, %s", operation,
		      json_string(row, "Status"), json_string(row, "Message"));
	if (code)
		ck_assert_str_eq(json_string(row, "Code"), code);
}

static int count_of(const struct stage *s, const char *list)
{
	const cJSON *l = json_get(snapshot(s, 0), list);
	return l ? cJSON_GetArraySize(l) : -1;
}

static void check_holds(const char *name, const cJSON *got, const cJSON *element)
{
	const cJSON *other;
	bool found =
		cJSON_IsObject(got) && cJSON_Compare(json_get(got, element->string), element, 1);
	if (cJSON_IsArray(got))
		cJSON_ArrayForEach(other, got) found = found || cJSON_Compare(element, other, 1);
	ck_assert_msg(found, "%s lacks %s", name,
		      element->child && element->child->valuestring ? element->child->valuestring
								    : "?");
}

/* What the dump holds is what the snapshot said that the server was made of. */
static void compare_lists(const struct stage *s, const cJSON *want)
{
	const cJSON *list, *element;
	cJSON_ArrayForEach(list, want)
	{
		const cJSON *got = json_get(snapshot(s, 0), list->string);
		if (str_eq(list->string, "VpnConnections") || str_eq(list->string, "PrefixLists") ||
		    str_eq(list->string, "Reservations"))
			continue; /* redacted; two calls in one; richer than the API's own shape */
		ck_assert_msg(got != NULL, "%s is missing", list->string);
		ck_assert_msg(cJSON_GetArraySize(got) == cJSON_GetArraySize(list), "%s",
			      list->string);
		if (cJSON_IsObject(list)) {
			ck_assert(cJSON_Compare(got, list, 1));
			continue;
		}
		cJSON_ArrayForEach(element, list) check_holds(list->string, got, element);
	}
}

/* ---- when all is well ---- */

static void check_rich(struct stage *s)
{
	stage_fetch_ok(s);
	ck_assert(!s->summary.incomplete);
	ck_assert_uint_eq(s->summary.accounts, 1);
	ck_assert_str_eq(json_string(snapshot(s, 0), "AccountId"), "123456789012");
	ck_assert_str_eq(json_string(snapshot(s, 0), "Region"), "eu-west-1");
	compare_lists(s, testdata_json(&s->fake.arena, "ec2-server/rich.json"));
	ck_assert_int_eq(count_of(s, "PrefixLists"), 3);
	ck_assert_int_eq(count_of(s, "Vpcs"), 11);
}

START_TEST(one_of_everything)
{
	struct stage s;
	struct stat st;
	stage_open(&s, "rich");
	check_rich(&s);
	ck_assert(stat(s.file, &st) == 0 && (st.st_mode & 0777) == 0600);
	for (size_t i = 0; i < call_count; i++)
		check_row(&s, calls[i].operation, "ok", NULL);
	/* the account and the Region come first */
	ck_assert_ptr_nonnull(
		strstr(buf_str(&s.fake.said),
		       "1 account 123456789012 as arn:aws:iam::123456789012:user/lab in "
		       "eu-west-1\n"));
	stage_close(&s);
}
END_TEST

/* Each call, each member that AWS's models know (tests/ec2_server/make_full.py), page by page. */
START_TEST(everything)
{
	static const unsigned page_sizes[] = {0, 1};
	for (size_t i = 0; i < COUNT_OF(page_sizes); i++) {
		struct stage s;
		const cJSON *want, *list, *element;
		unsigned elements = 0;
		stage_open(&s, "full");
		s.server_options.page_size = page_sizes[i];
		stage_fetch_ok(&s);
		ck_assert(!s.summary.incomplete);
		want = testdata_json(&s.fake.arena, "ec2-server/full.json");
		ck_assert_int_ge(cJSON_GetArraySize(want),
				 (int)call_count - 1); /* two fill one list */
		cJSON_ArrayForEach(list, want)
		{
			const cJSON *got = json_get(snapshot(&s, 0), list->string);
			ck_assert_msg(cJSON_GetArraySize(got) == cJSON_GetArraySize(list), "%s",
				      list->string);
			cJSON_ArrayForEach(element, list) check_holds(list->string, got, element);
			elements += (unsigned)cJSON_GetArraySize(list);
		}
		ck_assert_uint_ge(elements, 90);
		stage_close(&s);
	}
}
END_TEST

START_TEST(sorted_and_reproducible)
{
	struct stage s;
	stage_open(&s, "rich");
	stage_fetch_ok(&s);
	char *first = text_of(&s.fake.arena, s.file);
	s.options.overwrite = true;
	ec2_server_stop(s.server);
	s.server_options.page_size = 2;
	stage_serve(&s);
	stage_fetch_ok(&s);
	char *again = text_of(&s.fake.arena, s.file);
	/* pages differ in number, and in nothing else */
	ck_assert_ptr_nonnull(strstr(again, "\"Pages\": 6"));
	ck_assert(strcmp(strstr(first, "\"AvailabilityZones\": ["),
			 strstr(again, "\"AvailabilityZones\": [")) == 0);
	const cJSON *vpc;
	const char *last = "";
	cJSON_ArrayForEach(vpc, json_get(snapshot(&s, 0), "Vpcs"))
	{
		ck_assert_str_gt(json_string(vpc, "VpcId"), last);
		last = json_string(vpc, "VpcId");
	}
	stage_close(&s);
}
END_TEST

START_TEST(pages)
{
	struct stage s;
	stage_open(&s, "rich");
	s.server_options.page_size = 1;
	check_rich(&s);
	ck_assert_uint_eq(ec2_server_requests(s.server, "DescribeVpcs"), 11);
	ck_assert_uint_eq(ec2_server_requests(s.server, "GetManagedPrefixListEntries"), 4);
	stage_close(&s);
}
END_TEST

/* Peak memory, in KB, of a process that fetches so many pages of so many subnets. */
static long peak_of(unsigned many_pages, unsigned many_items)
{
	struct stage s;
	struct rusage used;
	int status;
	stage_open(&s, "healthy");
	s.server_options.many_pages = many_pages;
	s.server_options.many_items = many_items;
	stage_serve(&s);
	pid_t child = fork();
	if (child == 0) {
		enum vck_status st = vck_fetch_to_file(&s.options, s.file, &s.summary, &s.err);
		_exit(st || s.summary.incomplete || s.summary.elements < many_pages * many_items);
	}
	ck_assert(wait4(child, &status, 0, &used) == child);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	ck_assert_uint_eq(ec2_server_requests(s.server, "DescribeSubnets"), many_pages);
	stage_close(&s);
	return used.ru_maxrss;
}

/* Memory is that of the data: the same subnets in ten pages or in thousands take the same. */
START_TEST(pages_do_not_pile_up)
{
	long little = peak_of(1, 5), few = peak_of(10, 1000), many = peak_of(2000, 5);
	printf("peak memory: %ld KB; 10000 subnets in 10 pages %ld KB, in 2000 pages %ld KB\n",
	       little, few, many);
	if (SANITIZED)
		return; /* freed memory is kept there, to catch its use */
	ck_assert_int_le(many, few + 2048);
	ck_assert_int_le(many - little,
			 10000 * 2); /* a subnet has 700 bytes of JSON; it waits to be sorted */
}
END_TEST

START_TEST(session_token_travels_signed)
{
	struct stage s;
	stage_open(&s, "healthy");
	fake_env(&s.fake, "AWS_SESSION_TOKEN", "FwoG/+=token");
	s.server_options.token = "FwoG/+=token";
	stage_fetch_ok(&s);
	ck_assert_ptr_null(strstr(text_of(&s.fake.arena, s.file), "FwoG"));
	ck_assert_ptr_null(strstr(buf_str(&s.fake.said), "FwoG"));
	ck_assert_ptr_null(strstr(buf_str(&s.fake.said), SECRET));
	stage_close(&s);
}
END_TEST

/* From a file with Windows line ends, say: no such header is sent, and the token is not told. */
START_TEST(token_with_a_line_break)
{
	struct stage s;
	stage_open(&s, "healthy");
	fake_env(&s.fake, "AWS_SESSION_TOKEN", "FwoG\r\nX-Evil: 1");
	stage_serve(&s);
	ck_assert_int_eq(stage_fetch(&s), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(s.err.text, "X-Amz-Security-Token would have a line break"));
	ck_assert_ptr_null(strstr(s.err.text, "FwoG"));
	ck_assert_uint_eq(ec2_server_requests(s.server, NULL), 0);
	stage_close(&s);
}
END_TEST

#ifdef __linux__
/* Is the key, which stands there byte by byte xor 0x5a, anywhere in these bytes? */
static bool holds(const unsigned char *at, size_t len, const unsigned char *key, size_t key_len)
{
	for (size_t i = 0; i + key_len <= len; i++) {
		size_t n = 0;
		while (n < key_len && (unsigned char)(at[i + n] ^ 0x5a) == key[n])
			n++;
		if (n == key_len)
			return true;
	}
	return false;
}

/*
 * Is it between these addresses? They are read as a file, for what a thread that ends (the server's)
 * unmaps meanwhile is then a short read and no fault.
 */
static bool range_holds(int mem, unsigned long from, unsigned long to, const unsigned char *key,
			size_t key_len)
{
	static unsigned char part[1 << 16];
	bool found = false;
	for (unsigned long at = from; !found && at < to; at += sizeof part - key_len) {
		size_t want = to - at < sizeof part ? to - at : sizeof part;
		ssize_t got = pread(mem, part, want, (off_t)at);
		if (got <= 0)
			break;
		found = holds(part, (size_t)got, key, key_len);
	}
	return found;
}

/* Is it anywhere in the memory that this process can write? */
static bool memory_holds(const unsigned char *key, size_t key_len)
{
	char line[512];
	bool found = false;
	FILE *maps = fopen("/proc/self/maps", "r");
	int mem = open("/proc/self/mem", O_RDONLY);
	ck_assert_ptr_nonnull(maps);
	ck_assert(mem >= 0);
	while (!found && fgets(line, sizeof line, maps)) {
		unsigned long from, to;
		char rights[5];
		if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) == 3 &&
		    strncmp(rights, "rw", 2) == 0)
			found = range_holds(mem, from, to, key, key_len);
	}
	close(mem);
	fclose(maps);
	return found;
}

/* A key of 40 letters that no line of this program holds; written into the file unbuffered. */
static void write_key(const char *path, unsigned char key[40])
{
	static const char head[] = "[default]\naws_access_key_id=AKIDSERVER\n"
				   "aws_secret_access_key=";
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert(fd >= 0);
	ck_assert(write(fd, head, strlen(head)) == (ssize_t)strlen(head));
	for (int i = 0; i < 40; i++) {
		volatile char c = (char)('a' + (i * 7 + 3) % 26);
		char one = c;
		key[i] = (unsigned char)(one ^ 0x5a);
		ck_assert(write(fd, &one, 1) == 1);
	}
	close(fd);
}

/* Nor in memory: what is freed may turn up in a core file, or where else pages go. */
START_TEST(keys_are_overwritten)
{
	struct stage s;
	unsigned char key[40];
	if (SANITIZED)
		return; /* shadow memory is too much to search */
	stage_open(&s, "healthy");
	for (unsigned i = 0; i < s.fake.env_count; i++) /* the file's keys, not the environment's */
		if (str_ends(s.fake.env[i][0], "_KEY") || str_ends(s.fake.env[i][0], "_KEY_ID"))
			s.fake.env[i][1] = "";
	s.server_options.any_signature = true;
	fake_file(&s.fake, ".aws/credentials", "");
	write_key(arena_printf(&s.fake.arena, "%s/.aws/credentials", s.fake.home), key);
	stage_fetch_ok(&s);
	ck_assert_ptr_nonnull(strstr(buf_str(&s.fake.said), "credentials from profile default"));
	ck_assert(!memory_holds(key, sizeof key));
	char *text = text_of(&s.fake.arena,
			     arena_printf(&s.fake.arena, "%s/.aws/credentials", s.fake.home));
	ck_assert_ptr_nonnull(text);
	ck_assert(memory_holds(key, sizeof key)); /* the search would have found it */
	stage_close(&s);
}
END_TEST
#endif

START_TEST(secrets_stay_out)
{
	struct stage s;
	stage_open(&s, "rich");
	stage_fetch_ok(&s);
	char *text = text_of(&s.fake.arena, s.file);
	ck_assert_ptr_null(strstr(text, "hunter"));
	ck_assert_ptr_nonnull(strstr(text, "\"PreSharedKey\": \"REDACTED\""));
	ck_assert_ptr_null(strstr(text, SECRET));
	ck_assert_ptr_null(strstr(text, KEY));
	ck_assert_ptr_null(strstr(buf_str(&s.fake.said), SECRET));
	stage_close(&s);
}
END_TEST

static const char *const lab_lists[] = {
	"Vpcs",           "Subnets",           "RouteTables",      "NetworkAcls",
	"SecurityGroups", "NetworkInterfaces", "InternetGateways", "VpcPeeringConnections",
	"Addresses",      "PrefixListEntries"};

START_TEST(the_lab)
{
	static const char *const names[] = {"healthy", "broken"};
	for (size_t i = 0; i < 2; i++) {
		struct stage s;
		stage_open(&s, names[i]);
		stage_fetch_ok(&s);
		cJSON *lab = testdata_json(&s.fake.arena,
					   arena_printf(&s.fake.arena, "lab/%s.json", names[i]));
		for (size_t l = 0; l < COUNT_OF(lab_lists); l++) {
			const cJSON *want = json_get(lab, lab_lists[l]);
			ck_assert_int_eq(count_of(&s, lab_lists[l]), cJSON_GetArraySize(want));
		}
		stage_close(&s);
	}
}
END_TEST

/* ---- when it is not ---- */

static void with_rule(struct stage *s, const char *folder, const struct mis_rule *rule)
{
	stage_open(s, folder);
	s->server_options.rules = rule;
	s->server_options.rule_count = 1;
}

/* A bad moment: asked again, and nothing is lost. */
static void recovers(enum misbehaviour kind, unsigned times, const char *said)
{
	struct stage s;
	struct mis_rule rule = {"DescribeVpcs", 1, times, kind};
	with_rule(&s, "rich", &rule);
	check_rich(&s);
	check_row(&s, "DescribeVpcs", "ok", NULL);
	ck_assert_uint_eq(ec2_server_requests(s.server, "DescribeVpcs"), times + 1);
	ck_assert_msg(strstr(buf_str(&s.fake.said), said) != NULL, "\"%s\" in\n%s", said,
		      buf_str(&s.fake.said));
	stage_close(&s);
}

START_TEST(bad_moments)
{
	recovers(MIS_THROTTLE, 7,
		 "DescribeVpcs: RequestLimitExceeded: Request limit exceeded., asking again");
	recovers(MIS_THROTTLE_EC2, 2, "EC2ThrottledException");
	recovers(MIS_500, 2, "DescribeVpcs: HTTP500: the host answered with status 500");
	recovers(MIS_502_HTML, 1,
		 "HTTP502: the host answered with status 502 and a web page: is a proxy");
	recovers(MIS_CUT, 2, "ConnectionCut");
	recovers(MIS_SLOW, 1, "Timeout: nothing came for 1 s");
	recovers(MIS_TRUNCATED, 2, "MalformedAnswer: the answer is cut off or malformed");
	recovers(MIS_HTML, 1, "MalformedAnswer: this is no answer of AWS: the document is <html>");
	recovers(MIS_EMPTY, 1, "MalformedAnswer");
}
END_TEST

/* A no: recorded with its reason, the list is absent, everything else is there. */
static void refused(enum misbehaviour kind, const char *status, const char *code,
		    const char *message, bool incomplete)
{
	struct stage s;
	struct mis_rule rule = {"DescribeVpcs", 1, 1000, kind};
	with_rule(&s, "rich", &rule);
	stage_fetch_ok(&s);
	check_row(&s, "DescribeVpcs", status, code);
	const char *said = json_string(call_row(&s, "DescribeVpcs"), "Message");
	ck_assert_msg(said && strstr(said, message), "%s", said);
	ck_assert_str_eq(json_string(call_row(&s, "DescribeVpcs"), "Action"), "ec2:DescribeVpcs");
	ck_assert_int_eq(count_of(&s, "Vpcs"), -1);
	ck_assert_int_eq(count_of(&s, "Subnets"), 1);
	ck_assert_int_eq(count_of(&s, "PrefixListEntries"), 2);
	ck_assert(s.summary.incomplete == incomplete);
	ck_assert_ptr_null(strstr(text_of(&s.fake.arena, s.file), "bLoB"));
	stage_close(&s);
}

START_TEST(refusals)
{
	refused(MIS_DENIED, "denied", "UnauthorizedOperation", "You are not authorized", true);
	refused(MIS_UNSUPPORTED, "unsupported", "InvalidAction", "not valid", false);
	refused(MIS_THROTTLE, "throttled", "RequestLimitExceeded", "Request limit exceeded", true);
	refused(MIS_500, "error", "HTTP500", "status 500", true);
	refused(MIS_CUT, "error", "ConnectionCut", "", true);
	refused(MIS_TRUNCATED, "error", "MalformedAnswer", "cut off or malformed", true);
	refused(MIS_ENTITIES, "error", "HostileAnswer", "a document type is refused", true);
	refused(MIS_EXTERNAL, "error", "HostileAnswer", "a document type is refused", true);
	refused(MIS_DEEP, "error", "HostileAnswer", "nest deeper", true);
	refused(MIS_HUGE, "error", "TooLarge", "more than", true);
	refused(MIS_REDIRECT, "error", "HTTP302", "a redirect to http://127.0.0.1:1/elsewhere",
		true);
	refused(MIS_EXPIRED, "denied", "RequestExpired", "expired", true);
}
END_TEST

START_TEST(repeated_token)
{
	struct stage s;
	struct mis_rule rule = {"DescribeVpcs", 1, 1000, MIS_REPEATED_TOKEN};
	with_rule(&s, "rich", &rule);
	stage_fetch_ok(&s);
	check_row(&s, "DescribeVpcs", "error", "RepeatedPageToken");
	ck_assert_int_eq(count_of(&s, "Vpcs"), -1);
	ck_assert_uint_eq(ec2_server_requests(s.server, "DescribeVpcs"), 2);
	stage_close(&s);
}
END_TEST

START_TEST(token_that_has_expired_begins_anew)
{
	struct stage s;
	struct mis_rule rule = {"DescribeVpcs", 1, 4, MIS_BAD_TOKEN};
	with_rule(&s, "rich", &rule);
	s.server_options.page_size = 4;
	check_rich(&s); /* all of them, and each once */
	ck_assert_uint_eq(ec2_server_requests(s.server, "DescribeVpcs"), 7);
	stage_close(&s);
}
END_TEST

START_TEST(empty_pages)
{
	struct stage s;
	struct mis_rule rule = {"DescribeVpcs", 1, 1000, MIS_EMPTY_PAGES};
	with_rule(&s, "rich", &rule);
	s.server_options.page_size = 4;
	check_rich(&s);
	stage_close(&s);
}
END_TEST

START_TEST(parent_refused)
{
	struct stage s;
	struct mis_rule rule = {"DescribeManagedPrefixLists", 1, 1000, MIS_DENIED};
	with_rule(&s, "rich", &rule);
	stage_fetch_ok(&s);
	check_row(&s, "DescribeManagedPrefixLists", "denied", NULL);
	check_row(&s, "GetManagedPrefixListEntries", "skipped", NULL);
	ck_assert_int_eq(count_of(&s, "PrefixListEntries"), -1);
	ck_assert_int_eq(count_of(&s, "PrefixLists"), 1); /* DescribePrefixLists shows AWS's */
	stage_close(&s);
}
END_TEST

START_TEST(one_resource_refused)
{
	struct stage s;
	struct mis_rule rule = {"GetManagedPrefixListEntries", 1, 1, MIS_DENIED};
	with_rule(&s, "rich", &rule);
	stage_fetch_ok(&s);
	ck_assert_int_eq(count_of(&s, "PrefixListEntries"), 1);
	const cJSON *row;
	unsigned rows = 0;
	cJSON_ArrayForEach(
		row, json_get(snapshot(&s, 0), "Calls")) if (str_eq(json_string(row, "Operation"),
								    "GetManagedPrefixListEntries"))
	{
		bool ok = str_eq(json_string(row, "Status"), "ok");
		ck_assert(ok == !json_string(row, "Resource"));
		rows++;
	}
	ck_assert_uint_eq(rows, 2);
	stage_close(&s);
}
END_TEST

/* ---- nothing can be asked ---- */

static void fails(struct stage *s, enum vck_status status, const char *why)
{
	enum vck_status st = stage_fetch(s);
	ck_assert_msg(st == status, "%d: %s", st, s->err.text);
	ck_assert_msg(strstr(s->err.text, why) != NULL, "\"%s\" in: %s", why, s->err.text);
	ck_assert_msg(access(s->file, F_OK) != 0, "a dump was written");
	ck_assert_ptr_null(strstr(s->err.text, SECRET));
	stage_close(s);
}

START_TEST(wrong_secret)
{
	struct stage s;
	stage_open(&s, "rich");
	s.server_options.secret_key = "another";
	fails(&s, VCK_E_AWS, "AWS does not take the credentials from environment: AuthFailure");
}
END_TEST

START_TEST(unknown_key)
{
	struct stage s;
	stage_open(&s, "rich");
	s.server_options.access_key = "AKIDOTHER";
	fails(&s, VCK_E_AWS, "unknown access key");
}
END_TEST

START_TEST(nobody_listens)
{
	struct stage s;
	stage_open(&s, "rich");
	stage_serve(&s);
	ec2_server_stop(s.server);
	s.server = NULL;
	enum vck_status st = vck_fetch_to_file(&s.options, s.file, &s.summary, &s.err);
	ck_assert_int_eq(st, VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(s.err.text, "NoConnection"));
	ck_assert_ptr_nonnull(strstr(s.err.text, "127.0.0.1"));
	stage_close(&s);
}
END_TEST

START_TEST(region_not_enabled)
{
	struct stage s;
	struct mis_rule rules[] = {{"GetCallerIdentity", 1, 1, MIS_NONE},
				   {"*", 1, 1000, MIS_OPT_IN}};
	stage_open(&s, "rich");
	s.server_options.rules = rules;
	s.server_options.rule_count = 2;
	stage_serve(&s);
	fails(&s, VCK_E_AWS, "OptInRequired: You are not subscribed");
}
END_TEST

START_TEST(other_account_than_expected)
{
	struct stage s;
	stage_open(&s, "rich");
	s.options.expect_account = "999999999999";
	fails(&s, VCK_E_AWS, "belong to account 123456789012, not to 999999999999");
}
END_TEST

START_TEST(no_region)
{
	struct stage s;
	stage_open(&s, "rich");
	s.fake.env[s.fake.env_count - 1][1] = "";
	fake_env(&s.fake, "AWS_EC2_METADATA_DISABLED", "true");
	fails(&s, VCK_E_CONFIG, "You must specify a region");
}
END_TEST

START_TEST(region_that_is_none)
{
	struct stage s;
	stage_open(&s, "rich");
	s.options.regions = "eu-west-1,evil.example/";
	s.server_options.region = NULL;
	fails(&s, VCK_E_USAGE, "\"evil.example/\" is no Region");
}
END_TEST

/* ---- clocks, certificates, interruption ---- */

START_TEST(skewed_clock)
{
	static const int64_t skews[] = {3600, -3600};
	for (size_t i = 0; i < 2; i++) {
		struct stage s;
		stage_open(&s, "rich");
		s.server_options.clock_ahead_s = skews[i];
		check_rich(&s);
		stage_close(&s);
	}
}
END_TEST

/* A certificate for `name`, signed by itself. */
static void make_certificate(struct stage *s, const char *name, const char *cert_path,
			     const char *key_path)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = X509_new();
	X509V3_CTX ctx;
	FILE *f;
	(void)s;
	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	X509_gmtime_adj(X509_getm_notBefore(x), -86400);
	X509_gmtime_adj(X509_getm_notAfter(x), 86400);
	X509_set_pubkey(x, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
				   (const unsigned char *)"test", -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(x));
	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, x, x, NULL, NULL, 0);
	X509_EXTENSION *san = X509V3_EXT_conf_nid(NULL, &ctx, NID_subject_alt_name, name);
	X509_EXTENSION *ca =
		X509V3_EXT_conf_nid(NULL, &ctx, NID_basic_constraints, "critical,CA:TRUE");
	ck_assert(san && ca && X509_add_ext(x, san, -1) && X509_add_ext(x, ca, -1));
	ck_assert_int_gt(X509_sign(x, key, EVP_sha256()), 0);
	f = fopen(cert_path, "w");
	ck_assert(f && PEM_write_X509(f, x));
	fclose(f);
	f = fopen(key_path, "w");
	ck_assert(f && PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL));
	fclose(f);
	X509_EXTENSION_free(san);
	X509_EXTENSION_free(ca);
	X509_free(x);
	EVP_PKEY_free(key);
}

static void stage_tls(struct stage *s, const char *name)
{
	const char *cert = arena_printf(&s->fake.arena, "%s/cert.pem", s->fake.home);
	const char *key = arena_printf(&s->fake.arena, "%s/key.pem", s->fake.home);
	make_certificate(s, name, cert, key);
	s->server_options.certificate = cert;
	s->server_options.private_key = key;
}

START_TEST(tls)
{
	struct stage s;
	stage_open(&s, "healthy");
	stage_tls(&s, "IP:127.0.0.1");
	s.options.ca_bundle = s.server_options.certificate;
	stage_fetch_ok(&s);
	stage_close(&s);
}
END_TEST

START_TEST(certificate_of_somebody_else)
{
	struct stage s;
	stage_open(&s, "healthy");
	stage_tls(&s, "DNS:ec2.example.com");
	s.options.ca_bundle = s.server_options.certificate;
	stage_serve(&s);
	ck_assert_int_eq(stage_fetch(&s), VCK_E_AWS);
	ck_assert_uint_eq(ec2_server_requests(s.server, NULL), 0);
	ck_assert_ptr_nonnull(strstr(s.err.text, "CertificateRefused"));
	stage_close(&s);
	stage_open(&s, "healthy"); /* the right name, but signed by nobody we know */
	stage_tls(&s, "IP:127.0.0.1");
	fails(&s, VCK_E_AWS, "CertificateRefused");
}
END_TEST

START_TEST(ca_bundle_that_is_not_there)
{
	struct stage s;
	stage_open(&s, "healthy");
	s.options.ca_bundle = "/no/such/bundle.pem";
	fails(&s, VCK_E_CONFIG, "the CA bundle can't be read");
}
END_TEST

static volatile int interrupted;

static void stop_after_ten(void *ctx, const struct vck_fetch_progress *p)
{
	(void)ctx;
	if (p->calls_done >= 10)
		interrupted = 1;
}

START_TEST(interruption)
{
	struct stage s;
	struct mis_rule rule = {"DescribeSubnets", 1, 1000, MIS_SLOW};
	with_rule(&s, "rich", &rule);
	interrupted = 0;
	s.options.world.interrupted = &interrupted;
	s.options.world.progress = stop_after_ten;
	s.options.read_timeout_ms = 60000;
	time_t began = time(NULL);
	ck_assert_int_eq(stage_fetch(&s), VCK_E_INTERRUPTED);
	ck_assert_int_le(time(NULL) - began, 5); /* at once, whatever is in the air */
	ck_assert_ptr_nonnull(strstr(s.err.text, "calls were not asked"));
	check_row(&s, "DescribeSubnets", "skipped", NULL);
	ck_assert_int_eq(count_of(&s, "Subnets"), -1);
	ck_assert_uint_ge(s.summary.ok, 10);
	stage_close(&s);
}
END_TEST

START_TEST(interruption_before_anything)
{
	struct stage s;
	stage_open(&s, "rich");
	interrupted = 1;
	s.options.world.interrupted = &interrupted;
	fails(&s, VCK_E_INTERRUPTED, "interrupted");
}
END_TEST

/* ---- where it is written ---- */

START_TEST(existing_files)
{
	struct stage s;
	stage_open(&s, "healthy");
	s.file = fake_file(&s.fake, "dump.json", "{\"mine\": 1}");
	ck_assert_int_eq(stage_fetch(&s), VCK_E_IO);
	ck_assert_ptr_nonnull(strstr(s.err.text, "it exists; --force replaces it"));
	ck_assert_str_eq(text_of(&s.fake.arena, s.file), "{\"mine\": 1}");
	ck_assert_uint_eq(ec2_server_requests(s.server, NULL), 0); /* said before AWS is asked */
	s.options.overwrite = true;
	stage_fetch_ok(&s);
	ck_assert_int_eq(count_of(&s, "Vpcs"), 2);
	const char *link = arena_printf(&s.fake.arena, "%s/link.json", s.fake.home);
	ck_assert(symlink(s.file, link) == 0);
	ck_assert_int_eq(vck_fetch_to_file(&s.options, link, &s.summary, &s.err), VCK_E_IO);
	ck_assert_ptr_nonnull(strstr(s.err.text, "symbolic link"));
	stage_close(&s);
}
END_TEST

START_TEST(another_fetch_writes_there)
{
	struct stage s;
	stage_open(&s, "healthy");
	stage_serve(&s);
	const char *dir = arena_printf(&s.fake.arena, "%s/out", s.fake.home);
	ck_assert(mkdir(dir, 0700) == 0);
	int other = open(dir, O_RDONLY | O_DIRECTORY);
	ck_assert(other >= 0 && flock(other, LOCK_EX) == 0);
	ck_assert_int_eq(vck_fetch_to_folder(&s.options, dir, &s.summary, &s.err), VCK_E_IO);
	ck_assert_ptr_nonnull(strstr(s.err.text, "another fetch is writing there"));
	ck_assert_uint_eq(ec2_server_requests(s.server, NULL), 0);
	close(other);
	stage_close(&s);
}
END_TEST

/* The proxy is our server: it gets the whole URL, and the host that was meant. */
START_TEST(proxies)
{
	struct stage s;
	stage_open(&s, "healthy");
	stage_serve(&s);
	fake_env(&s.fake, "HTTP_PROXY", arena_strdup(&s.fake.arena, s.url));
	s.options.endpoint_url = "http://ec2.example.invalid";
	s.options.allow_plain_http = true;
	stage_fetch_ok(&s);
	ck_assert_int_eq(count_of(&s, "Vpcs"), 2);
	/* what is on this machine's own link is asked without it */
	struct transport *t = transport_curl_new(&(struct transport_curl_options){
		.user_agent = "test", .http_proxy = "http://127.0.0.1:9"});
	struct exchange x = {.method = "GET", .url = s.url, .connect_ms = 2000, .direct = true};
	t->start(t->ctx, &x);
	while (!x.done)
		t->drive(t->ctx, 100);
	ck_assert_int_eq(x.failure, TRANSPORT_OK);
	exchange_reset(&x);
	x.direct = false;
	t->start(t->ctx, &x);
	while (!x.done)
		t->drive(t->ctx, 100);
	ck_assert_int_eq(x.failure, TRANSPORT_CONNECT);
	exchange_reset(&x);
	transport_free(t);
	stage_close(&s);
}
END_TEST

/* Many at once, though not more than AWS likes: ten in all, three of one call. */
START_TEST(crowd)
{
	struct stage s;
	unsigned all, of_one;
	stage_open(&s, "full");
	s.server_options.delay_ms = 20;
	stage_fetch_ok(&s);
	ec2_server_crowd(s.server, &all, &of_one);
	ck_assert_uint_gt(all, 5);
	ck_assert_uint_le(all, RUN_FLYING);
	ck_assert_uint_le(of_one, RUN_PER_CALL);
	stage_close(&s);
}
END_TEST

START_TEST(folder)
{
	struct stage s;
	struct stat st;
	struct mis_rule rule = {"DescribeSubnets", 1, 1000, MIS_DENIED};
	with_rule(&s, "rich", &rule);
	stage_serve(&s);
	const char *dir = arena_printf(&s.fake.arena, "%s/out/", s.fake.home);
	ck_assert_msg(!vck_fetch_to_folder(&s.options, dir, &s.summary, &s.err), "%s", s.err.text);
#define INSIDE(name) arena_printf(&s.fake.arena, "%saccounts/123456789012/eu-west-1/" name, dir)
	ck_assert(stat(INSIDE("describe-vpcs.json"), &st) == 0 && (st.st_mode & 0777) == 0600);
	ck_assert(stat(dir, &st) == 0 && (st.st_mode & 0777) == 0700);
	ck_assert(access(INSIDE("describe-subnets.json"), F_OK) != 0);
	ck_assert(access(INSIDE("get-managed-prefix-list-entries.json"), F_OK) == 0);
	char *manifest =
		text_of(&s.fake.arena, arena_printf(&s.fake.arena, "%smanifest.json", dir));
	cJSON *json;
	ck_assert(!json_parse(&s.fake.arena, "manifest", manifest, strlen(manifest), &json, NULL));
	ck_assert_ptr_nonnull(strstr(
		manifest, "\"Path\": \"accounts/123456789012/eu-west-1/describe-vpcs.json\""));
	ck_assert_ptr_nonnull(strstr(manifest, "\"Action\": \"ec2:DescribeSubnets\""));
	ck_assert_str_eq(json_string(cJSON_GetArrayItem(json_get(json, "Calls"), 0), "AccountId"),
			 "123456789012");
	/* a second time: not without --force, and then nothing old is left */
	ck_assert_int_eq(vck_fetch_to_folder(&s.options, dir, &s.summary, &s.err), VCK_E_IO);
	struct mis_rule other = {"DescribeVpcs", 1, 1000, MIS_DENIED};
	ec2_server_stop(s.server);
	s.server_options.rules = &other;
	stage_serve(&s);
	s.options.overwrite = true;
	ck_assert(!vck_fetch_to_folder(&s.options, dir, &s.summary, &s.err));
	ck_assert(access(INSIDE("describe-vpcs.json"), F_OK) != 0);
	ck_assert(access(INSIDE("describe-subnets.json"), F_OK) == 0);
#undef INSIDE
	stage_close(&s);
}
END_TEST

/* ---- as it arrives ---- */

struct heard {
	unsigned scopes, elements, vpcs, done;
	bool late; /* an element after its call was done */
	unsigned vpcs_done;
};

static enum vck_status hear_scope(void *ctx, const char *account, const char *region,
				  struct vck_error *err)
{
	struct heard *h = ctx;
	(void)err;
	ck_assert_str_eq(account, "123456789012");
	ck_assert_str_eq(region, "eu-west-1");
	h->scopes++;
	return VCK_OK;
}

static enum vck_status hear_element(void *ctx, const char *account, const char *region,
				    const char *list, const cJSON *element, struct vck_error *err)
{
	struct heard *h = ctx;
	(void)account, (void)region, (void)err;
	ck_assert(cJSON_IsObject(element));
	h->elements++;
	if (str_eq(list, "Vpcs")) {
		h->vpcs++;
		h->late = h->late || h->vpcs_done;
	}
	return VCK_OK;
}

static enum vck_status hear_done(void *ctx, const struct vck_fetch_call *call,
				 struct vck_error *err)
{
	struct heard *h = ctx;
	(void)err;
	h->done++;
	if (str_eq(call->list_key, "Vpcs")) {
		h->vpcs_done++;
		ck_assert_int_eq(call->outcome, VCK_FETCH_OK);
		ck_assert_uint_eq(call->items, 11);
	}
	return VCK_OK;
}

static enum vck_status refuse_element(void *ctx, const char *account, const char *region,
				      const char *list, const cJSON *element, struct vck_error *err)
{
	(void)ctx, (void)account, (void)region, (void)list, (void)element;
	return vck_fail(err, VCK_E_INPUT, NULL, "the loader has had enough");
}

START_TEST(sink)
{
	struct stage s;
	struct heard h = {0};
	struct vck_fetch_sink heard = {&h, hear_scope, hear_element, hear_done};
	stage_open(&s, "rich");
	stage_serve(&s);
	ck_assert_msg(!vck_fetch(&s.options, &heard, &s.summary, &s.err), "%s", s.err.text);
	ck_assert_uint_eq(h.scopes, 1);
	ck_assert_uint_eq(h.vpcs, 11);
	ck_assert_uint_eq(h.vpcs_done, 1);
	ck_assert(!h.late);
	ck_assert_uint_eq(h.elements, s.summary.elements);
	ck_assert_uint_eq(h.done, s.summary.calls);
	heard.element = refuse_element;
	ck_assert_int_eq(vck_fetch(&s.options, &heard, &s.summary, &s.err), VCK_E_INPUT);
	ck_assert_str_eq(s.err.text, "the loader has had enough");
	stage_close(&s);
}
END_TEST

/* ---- the table itself ---- */

START_TEST(calls_only_read_and_have_shapes)
{
	for (size_t i = 0; i < call_count; i++) {
		const struct xml_shape *shape =
			xml_shape_of(call_service_name(&calls[i]), calls[i].operation);
		bool key = false, parent = !calls[i].parent;
		ck_assert_msg(request_is_allowed(calls[i].operation), "%s", calls[i].operation);
		ck_assert_msg(!str_starts(calls[i].operation, "AssumeRole"), "%s",
			      calls[i].operation);
		ck_assert_msg(shape != NULL, "%s has no shape", calls[i].operation);
		for (unsigned m = 0; m < shape->count; m++)
			key = key || str_eq(shape->members[m].key, calls[i].answer_key);
		ck_assert_msg(key, "%s has no %s", calls[i].operation, calls[i].answer_key);
		for (size_t p = 0; p < call_count; p++)
			parent = parent || str_eq(calls[p].operation, calls[i].parent);
		ck_assert_msg(parent, "%s has a parent that is no call", calls[i].operation);
	}
}
END_TEST

static void gather(void *ctx, const char *text)
{
	buf_puts(ctx, text);
}

START_TEST(policy)
{
	struct arena a = ARENA_INIT;
	struct buf text = BUF_INIT;
	const char *roles[] = {"arn:aws:iam::1:role/x"};
	struct vck_fetch_options o = {.role_arns = roles, .role_count = 1};
	cJSON *json;
	vck_fetch_policy(&o, gather, &text);
	ck_assert(!json_parse(&a, "policy", buf_str(&text), text.len, &json, NULL));
	const cJSON *statement = cJSON_GetArrayItem(json_get(json, "Statement"), 0);
	ck_assert_int_eq(cJSON_GetArraySize(json_get(statement, "Action")), (int)call_count + 1);
	ck_assert_ptr_nonnull(
		strstr(buf_str(&text), "\"elasticloadbalancing:DescribeTargetHealth\""));
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "\"arn:aws:iam::1:role/x\""));
	ck_assert_ptr_null(strstr(buf_str(&text), "*\","));
	buf_clear(&text);
	o.org_role = "Audit";
	vck_fetch_policy(&o, gather, &text);
	ck_assert(!json_parse(&a, "policy", buf_str(&text), text.len, &json, NULL));
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "organizations:ListAccounts"));
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "role/Audit"));
	buf_free(&text);
	arena_free(&a);
}
END_TEST

START_TEST(commands)
{
	struct buf text = BUF_INIT;
	struct vck_fetch_options o = {.regions = "eu-west-1"};
	vck_fetch_commands(&o, gather, &text);
	ck_assert_ptr_nonnull(strstr(buf_str(&text),
				     "aws ec2 describe-vpcs --region 'eu-west-1' --output json > "
				     "describe-vpcs.json\n"));
	ck_assert_ptr_nonnull(strstr(buf_str(&text),
				     "aws elbv2 describe-target-health --region 'eu-west-1' "
				     "--target-group-arn \"$id\""));
	buf_free(&text);
}
END_TEST

TCase *run_tests(void)
{
	TCase *t = tcase_create("fetching");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, one_of_everything);
	tcase_add_test(t, everything);
	tcase_add_test(t, sorted_and_reproducible);
	tcase_add_test(t, pages);
	tcase_add_test(t, pages_do_not_pile_up);
	tcase_add_test(t, session_token_travels_signed);
	tcase_add_test(t, token_with_a_line_break);
#ifdef __linux__
	tcase_add_test(t, keys_are_overwritten);
#endif
	tcase_add_test(t, secrets_stay_out);
	tcase_add_test(t, the_lab);
	tcase_add_test(t, bad_moments);
	tcase_add_test(t, refusals);
	tcase_add_test(t, repeated_token);
	tcase_add_test(t, token_that_has_expired_begins_anew);
	tcase_add_test(t, empty_pages);
	tcase_add_test(t, parent_refused);
	tcase_add_test(t, one_resource_refused);
	tcase_add_test(t, wrong_secret);
	tcase_add_test(t, unknown_key);
	tcase_add_test(t, nobody_listens);
	tcase_add_test(t, region_not_enabled);
	tcase_add_test(t, other_account_than_expected);
	tcase_add_test(t, no_region);
	tcase_add_test(t, region_that_is_none);
	tcase_add_test(t, skewed_clock);
	tcase_add_test(t, tls);
	tcase_add_test(t, certificate_of_somebody_else);
	tcase_add_test(t, ca_bundle_that_is_not_there);
	tcase_add_test(t, interruption);
	tcase_add_test(t, interruption_before_anything);
	tcase_add_test(t, existing_files);
	tcase_add_test(t, another_fetch_writes_there);
	tcase_add_test(t, proxies);
	tcase_add_test(t, crowd);
	tcase_add_test(t, folder);
	tcase_add_test(t, sink);
	tcase_add_test(t, calls_only_read_and_have_shapes);
	tcase_add_test(t, policy);
	tcase_add_test(t, commands);
	return t;
}
