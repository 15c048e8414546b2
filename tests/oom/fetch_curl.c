/*
 * fetch_curl.c - fetch_curl FOLDER: a fetch over real sockets, in which libcurl's functions fail.
 *
 * Linked with --wrap for what fetch/transport_curl.c calls. A fetch is done once to count the calls
 * of each function (of curl_easy_setopt: of each option); then again, in a process of its own, with
 * the first, the second, the middle and the last of them failing, and once with all that follow the
 * first failing as well. Each fetch must end, and well: an error that says so, a dump that says so,
 * the handler of base/mem.h, or the very dump that is written when nothing fails.
 *
 * That process is this program begun anew, and told by its arguments what fails: a fork of the one
 * in which the server's threads run would keep for ever what one of them has locked.
 */
#include "base/mem.h"
#include "base/str.h"
#include "tests/ec2_server/ec2_server.h"

#include <vpccheck/fetch.h>

#include <curl/curl.h>

#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { IN_HANDLER = 42, WHOLE_DUMP, ANOTHER_DUMP, SAID_SO, SILENT };
enum { MOST_SITES = 100 };

/* ---- what may fail ---- */

struct site {
	const char *function;
	long option; /* of curl_easy_setopt, else 0 */
	unsigned calls;
};

static struct site sites[MOST_SITES];
static size_t site_count;
static struct {
	const char *function; /* NULL: none fails */
	long option;
	unsigned first, last;
} failing;

static bool fails(const char *function, long option)
{
	size_t i = 0;
	while (i < site_count &&
	       (strcmp(sites[i].function, function) != 0 || sites[i].option != option))
		i++;
	if (i == MOST_SITES)
		abort();
	if (i == site_count)
		sites[site_count++] = (struct site){function, option, 0};
	unsigned n = ++sites[i].calls;
	return failing.function && strcmp(failing.function, function) == 0 &&
	       failing.option == option && n >= failing.first && n <= failing.last;
}

CURLcode __real_curl_global_init(long flags);
CURLM *__real_curl_multi_init(void);
CURLMcode __real_curl_multi_setopt(CURLM *multi, CURLMoption option, ...);
CURLMcode __real_curl_multi_add_handle(CURLM *multi, CURL *easy);
CURLMcode __real_curl_multi_perform(CURLM *multi, int *running);
CURLMcode __real_curl_multi_poll(CURLM *multi, struct curl_waitfd *fds, unsigned count, int ms,
				 int *ready);
CURLMcode __real_curl_multi_remove_handle(CURLM *multi, CURL *easy);
CURL *__real_curl_easy_init(void);
CURLcode __real_curl_easy_setopt(CURL *easy, CURLoption option, ...);
CURLcode __real_curl_easy_getinfo(CURL *easy, CURLINFO info, ...);
struct curl_slist *__real_curl_slist_append(struct curl_slist *list, const char *text);

CURLcode __wrap_curl_global_init(long flags);
CURLM *__wrap_curl_multi_init(void);
CURLMcode __wrap_curl_multi_setopt(CURLM *multi, CURLMoption option, ...);
CURLMcode __wrap_curl_multi_add_handle(CURLM *multi, CURL *easy);
CURLMcode __wrap_curl_multi_perform(CURLM *multi, int *running);
CURLMcode __wrap_curl_multi_poll(CURLM *multi, struct curl_waitfd *fds, unsigned count, int ms,
				 int *ready);
CURLMcode __wrap_curl_multi_remove_handle(CURLM *multi, CURL *easy);
CURL *__wrap_curl_easy_init(void);
CURLcode __wrap_curl_easy_setopt(CURL *easy, CURLoption option, ...);
CURLcode __wrap_curl_easy_getinfo(CURL *easy, CURLINFO info, ...);
struct curl_slist *__wrap_curl_slist_append(struct curl_slist *list, const char *text);

CURLcode __wrap_curl_global_init(long flags)
{
	return fails("curl_global_init", 0) ? CURLE_FAILED_INIT : __real_curl_global_init(flags);
}

CURLM *__wrap_curl_multi_init(void)
{
	return fails("curl_multi_init", 0) ? NULL : __real_curl_multi_init();
}

CURLMcode __wrap_curl_multi_setopt(CURLM *multi, CURLMoption option, ...)
{
	va_list ap;
	va_start(ap, option);
	long value = va_arg(ap, long); /* the one that is set is a long */
	va_end(ap);
	return fails("curl_multi_setopt", 0) ? CURLM_UNKNOWN_OPTION
					     : __real_curl_multi_setopt(multi, option, value);
}

CURLMcode __wrap_curl_multi_add_handle(CURLM *multi, CURL *easy)
{
	return fails("curl_multi_add_handle", 0) ? CURLM_INTERNAL_ERROR
						 : __real_curl_multi_add_handle(multi, easy);
}

CURLMcode __wrap_curl_multi_perform(CURLM *multi, int *running)
{
	return fails("curl_multi_perform", 0) ? CURLM_INTERNAL_ERROR
					      : __real_curl_multi_perform(multi, running);
}

CURLMcode __wrap_curl_multi_poll(CURLM *multi, struct curl_waitfd *fds, unsigned count, int ms,
				 int *ready)
{
	return fails("curl_multi_poll", 0) ? CURLM_INTERNAL_ERROR
					   : __real_curl_multi_poll(multi, fds, count, ms, ready);
}

CURLMcode __wrap_curl_multi_remove_handle(CURLM *multi, CURL *easy)
{
	return fails("curl_multi_remove_handle", 0) ? CURLM_INTERNAL_ERROR
						    : __real_curl_multi_remove_handle(multi, easy);
}

CURL *__wrap_curl_easy_init(void)
{
	return fails("curl_easy_init", 0) ? NULL : __real_curl_easy_init();
}

/* Every value is passed in a register of its own, whatever its type is; curl_off_t is as wide as a
 * pointer. */
CURLcode __wrap_curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
	va_list ap;
	va_start(ap, option);
	void *value = va_arg(ap, void *);
	va_end(ap);
	return fails("curl_easy_setopt", (long)option)
		       ? CURLE_UNKNOWN_OPTION
		       : __real_curl_easy_setopt(easy, option, value);
}

CURLcode __wrap_curl_easy_getinfo(CURL *easy, CURLINFO info, ...)
{
	va_list ap;
	va_start(ap, info);
	void *value = va_arg(ap, void *);
	va_end(ap);
	return fails("curl_easy_getinfo", 0) ? CURLE_UNKNOWN_OPTION
					     : __real_curl_easy_getinfo(easy, info, value);
}

struct curl_slist *__wrap_curl_slist_append(struct curl_slist *list, const char *text)
{
	return fails("curl_slist_append", 0) ? NULL : __real_curl_slist_append(list, text);
}

static void handler(size_t wanted)
{
	(void)wanted;
	_exit(IN_HANDLER);
}

/* ---- one fetch ---- */

static const char *env(void *ctx, const char *name)
{
	static const char *const set[][2] = {{"AWS_ACCESS_KEY_ID", "AKIDSERVER"},
					     {"AWS_SECRET_ACCESS_KEY", "the-servers-secret"},
					     {"AWS_REGION", "eu-west-1"},
					     {"AWS_EC2_METADATA_DISABLED", "true"}};
	(void)ctx;
	for (size_t i = 0; i < sizeof set / sizeof *set; i++)
		if (strcmp(set[i][0], name) == 0)
			return set[i][1];
	return NULL;
}

static double no_waiting(void *ctx)
{
	(void)ctx;
	return 0;
}

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;
	if (f && getdelim(&text, &size, '\0', f) < 0) {
		free(text);
		text = NULL;
	}
	if (f)
		fclose(f);
	return text;
}

static int fetch(const char *url, const char *path)
{
	struct vck_fetch_summary summary;
	struct vck_error err = {.status = VCK_OK};
	const struct vck_fetch_options options = {.overwrite = true,
						  .endpoint_url = url,
						  .read_timeout_ms = 2000,
						  .world = {.env = env, .random = no_waiting}};
	enum vck_status st = vck_fetch_to_file(&options, path, &summary, &err);
	if (st)
		return *err.text ? SAID_SO : SILENT;
	return summary.incomplete ? SAID_SO : WHOLE_DUMP;
}

static bool same_text(const char *one, const char *other)
{
	char *a = slurp(one), *b = slurp(other);
	bool same = a && b && strcmp(a, b) == 0;
	free(a);
	free(b);
	return same;
}

/* ---- the process in which something fails ---- */

enum { URL = 1, PATH, EXPECTED, FUNCTION, OPTION, FIRST, LAST, ARGUMENTS };

static int fetch_that_fails(char **argv)
{
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	alarm(60); /* a loop is a failure, too */
	failing.function = argv[FUNCTION];
	failing.option = strtol(argv[OPTION], NULL, 10);
	failing.first = (unsigned)strtoul(argv[FIRST], NULL, 10);
	failing.last = (unsigned)strtoul(argv[LAST], NULL, 10);
	int how = fetch(argv[URL], argv[PATH]);
	return how == WHOLE_DUMP && !same_text(argv[PATH], argv[EXPECTED]) ? ANOTHER_DUMP : how;
}

/* ---- all of them ---- */

extern char **environ;

static char *program, *url_of_server, *dump, *expected_dump;
static unsigned wrong, ended[SILENT + 1];

static int run_apart(const struct site *site, unsigned first, unsigned last)
{
	char name[64], option[24], from[16], to[16];
	char *argv[ARGUMENTS + 1] = {[0] = program,     [URL] = url_of_server,
				     [PATH] = dump,     [EXPECTED] = expected_dump,
				     [FUNCTION] = name, [OPTION] = option,
				     [FIRST] = from,    [LAST] = to};
	pid_t child;
	int status;
	snprintf(name, sizeof name, "%s", site->function);
	snprintf(option, sizeof option, "%ld", site->option);
	snprintf(from, sizeof from, "%u", first);
	snprintf(to, sizeof to, "%u", last);
	fflush(stdout);
	if (posix_spawn(&child, program, NULL, NULL, argv, environ) != 0 ||
	    waitpid(child, &status, 0) < 0)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void inject(const struct site *site, unsigned first, unsigned last)
{
	int how = run_apart(site, first, last);
	if (how >= 0 && how <= SILENT)
		ended[how]++;
	if (how == IN_HANDLER || how == WHOLE_DUMP || how == SAID_SO)
		return;
	wrong++;
	printf("%s %ld, call %u%s of %u fails: the fetch ends with %d\n", site->function,
	       site->option, first, last > first ? " and all after it" : "", site->calls, how);
}

static void inject_all(void)
{
	for (const struct site *site = sites; site < sites + site_count; site++) {
		unsigned n = site->calls;
		inject(site, 1, ~0u);
		inject(site, 1, 1);
		if (n > 1)
			inject(site, n, n);
		if (n > 3) {
			inject(site, 2, 2);
			inject(site, n / 2, n / 2);
		}
	}
	printf("%zu functions and options failed: %u fetches said so, %u ended in the handler, %u "
	       "wrote the same dump, %u wrong\n",
	       site_count, ended[SAID_SO], ended[IN_HANDLER], ended[WHOLE_DUMP], wrong);
}

static bool make_file(char *name)
{
	int fd = mkstemp(name);
	return fd >= 0 && close(fd) == 0;
}

int main(int argc, char **argv)
{
	char url[64], path[] = "/tmp/fetch-curl-XXXXXX", expected[] = "/tmp/fetch-curl-XXXXXX";
	mem_set_oom_handler(handler);
	if (argc == ARGUMENTS)
		return fetch_that_fails(argv);
	if (argc != 2 || !make_file(path) || !make_file(expected))
		return 2;
	program = argv[0];
	url_of_server = url;
	dump = path;
	expected_dump = expected;
	struct ec2_server *server = ec2_server_start(&(struct ec2_server_options){
		.folder = argv[1], .access_key = "AKIDSERVER", .secret_key = "the-servers-secret"});
	if (!server)
		return 2;
	snprintf(url, sizeof url, "http://127.0.0.1:%u", ec2_server_port(server));
	if (fetch(url, expected) == WHOLE_DUMP)
		inject_all();
	else
		printf("the fetch fails even when nothing else does\n");
	unlink(path);
	unlink(expected);
	ec2_server_stop(server);
	return site_count > 20 && !wrong && ended[SAID_SO] ? 0 : 1;
}
