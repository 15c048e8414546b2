/*
 * fetch_curl.c - fetch_curl FOLDER: a fetch over real sockets, in which libcurl's functions fail.
 *
 * Linked with --wrap for what fetch/transport_curl.c calls. A fetch is done once to count the calls
 * of each function (of curl_easy_setopt: of each option); then again, in a process of its own, with
 * the first, the second, the middle and the last of them failing, and once with all that follow the
 * first failing as well. Each fetch must end, and well: an error that says so, a dump that says so,
 * the handler of base/mem.h, or the very dump that is written when nothing fails.
 */
#include "base/mem.h"
#include "base/str.h"
#include "tests/ec2_server/ec2_server.h"

#include <vpccheck/fetch.h>

#include <curl/curl.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { IN_HANDLER = 42, SAME_DUMP, ANOTHER_DUMP, SAID_SO, SILENT };
enum { MOST_SITES = 100 };

/* ---- what may fail ---- */

struct site {
	const char *function;
	long option; /* of curl_easy_setopt, else 0 */
	unsigned calls;
};

static struct site sites[MOST_SITES];
static size_t site_count;
static size_t fails_at = MOST_SITES; /* index of a site; MOST_SITES: none fails */
static unsigned fails_first, fails_last;

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
	return i == fails_at && n >= fails_first && n <= fails_last;
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

static int fetch(const char *url, const char *path, const char *expected)
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
	if (summary.incomplete)
		return SAID_SO;
	char *text = slurp(path);
	int same = !expected || (text && strcmp(text, expected) == 0) ? SAME_DUMP : ANOTHER_DUMP;
	free(text);
	return same;
}

static int fetch_apart(const char *url, const char *path, const char *expected)
{
	int status;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
		alarm(20); /* a loop is a failure, too */
		for (size_t i = 0; i < site_count; i++)
			sites[i].calls = 0;
		_exit(fetch(url, path, expected));
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static unsigned wrong, ended[SILENT + 1];

static void inject(size_t site, unsigned first, unsigned last, const char *url, const char *path,
		   const char *expected)
{
	fails_at = site;
	fails_first = first;
	fails_last = last;
	int how = fetch_apart(url, path, expected);
	if (how >= 0 && how <= SILENT)
		ended[how]++;
	if (how == IN_HANDLER || how == SAME_DUMP || how == SAID_SO)
		return;
	wrong++;
	printf("%s %ld, call %u%s of %u fails: the fetch ends with %d\n", sites[site].function,
	       sites[site].option, first, last > first ? " and all after it" : "",
	       sites[site].calls, how);
}

int main(int argc, char **argv)
{
	char url[64], path[] = "/tmp/fetch-curl-XXXXXX";
	int fd = mkstemp(path);
	if (argc != 2 || fd < 0)
		return 2;
	close(fd);
	mem_set_oom_handler(handler);
	struct ec2_server *server = ec2_server_start(&(struct ec2_server_options){
		.folder = argv[1], .access_key = "AKIDSERVER", .secret_key = "the-servers-secret"});
	if (!server)
		return 2;
	snprintf(url, sizeof url, "http://127.0.0.1:%u", ec2_server_port(server));
	if (fetch(url, path, NULL) != SAME_DUMP) {
		printf("the fetch fails even when nothing else does\n");
		return 1;
	}
	char *expected = slurp(path);
	for (size_t i = 0; i < site_count; i++) {
		unsigned n = sites[i].calls;
		inject(i, 1, ~0u, url, path, expected);
		inject(i, 1, 1, url, path, expected);
		if (n > 1)
			inject(i, n, n, url, path, expected);
		if (n > 3) {
			inject(i, 2, 2, url, path, expected);
			inject(i, n / 2, n / 2, url, path, expected);
		}
	}
	printf("%zu functions and options failed: %u fetches said so, %u ended in the handler, %u "
	       "wrote the same "
	       "dump, %u wrong\n",
	       site_count, ended[SAID_SO], ended[IN_HANDLER], ended[SAME_DUMP], wrong);
	free(expected);
	unlink(path);
	ec2_server_stop(server);
	return site_count > 20 && !wrong && ended[SAID_SO] ? 0 : 1;
}
