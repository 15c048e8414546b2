#include "fetch/client.h"
#include "base/file.h"
#include "base/str.h"
#include "fetch/secret.h"

#include <errno.h>
#include <openssl/rand.h>

#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define CONFIG_LIMIT (4u << 20) /* people have thousands of profiles, not millions */

/* ---- the real world ---- */

/* Without a HOME, as under systemd, the home is that of the user data base, as the aws command has
 * it. */
static const char *home_of_user(void)
{
	static _Thread_local char home[PATH_MAX];
	struct passwd entry, *found = NULL;
	char text[4096];
	if (getpwuid_r(getuid(), &entry, text, sizeof text, &found) != 0 || !found ||
	    strlen(entry.pw_dir) >= sizeof home)
		return NULL;
	memcpy(home, entry.pw_dir, strlen(entry.pw_dir) + 1);
	return home;
}

static const char *real_env(void *ctx, const char *name)
{
	const char *value = getenv(name);
	(void)ctx;
	return !value && strcmp(name, "HOME") == 0 ? home_of_user() : value;
}

static int64_t real_now_ms(void *ctx)
{
	struct timespec t;
	(void)ctx;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static double real_random(void *ctx)
{
	uint32_t r = 0;
	(void)ctx;
	if (RAND_bytes((unsigned char *)&r, sizeof r) != 1)
		r = (uint32_t)real_now_ms(NULL);
	return r / 4294967296.0;
}

static bool no_terminal(void *ctx, const char *prompt, char *answer, size_t size)
{
	(void)ctx, (void)prompt, (void)answer, (void)size;
	return false;
}

static void say_nothing(void *ctx, enum vck_fetch_level level, const char *line)
{
	(void)ctx, (void)level, (void)line;
}

static void no_progress(void *ctx, const struct vck_fetch_progress *progress)
{
	(void)ctx, (void)progress;
}

static void complete_world(struct vck_fetch_world *w)
{
	if (!w->env)
		w->env = real_env;
	if (!w->now_ms)
		w->now_ms = real_now_ms;
	if (!w->random)
		w->random = real_random;
	if (!w->ask)
		w->ask = no_terminal;
	if (!w->say)
		w->say = say_nothing;
	if (!w->progress)
		w->progress = no_progress;
}

/* ---- what the run shares ---- */

static const char *env(const struct shared *s, const char *name)
{
	const char *value = s->world.env(s->world.ctx, name);
	return str_empty(value) ? NULL : value;
}

/* What AWS allows in a user agent; anything else becomes "-". */
static void add_agent_word(struct buf *b, const char *word)
{
	for (; *word; word++) {
		bool plain = (*word >= 'a' && *word <= 'z') || (*word >= 'A' && *word <= 'Z') ||
			     (*word >= '0' && *word <= '9') || strchr("!$%&'*+-.^_`|~,", *word);
		buf_putc(b, plain ? *word : '-');
	}
}

static struct transport *real_transport(const struct shared *s)
{
	struct buf agent = BUF_INIT;
	struct utsname os;
	const char *environment = env(s, "AWS_EXECUTION_ENV");
	buf_puts(&agent, "vpccheck/" VPCCHECK_VERSION " lib/libcurl#");
	add_agent_word(&agent, transport_curl_version());
	if (uname(&os) == 0) {
		buf_puts(&agent, " os/");
		add_agent_word(&agent, os.sysname);
		buf_puts(&agent, "#");
		add_agent_word(&agent, os.release);
	}
	if (environment) {
		buf_puts(&agent, " exec-env/");
		add_agent_word(&agent, environment);
	}
	struct transport *t = transport_curl_new(&(struct transport_curl_options){
		.user_agent = buf_str(&agent),
		.http_proxy = env(s, "http_proxy") ? NULL : env(s, "HTTP_PROXY"),
	});
	buf_free(&agent);
	return t;
}

enum vck_status shared_open(struct shared *s, const struct vck_fetch_options *options,
			    struct vck_error *err)
{
	memset(s, 0, sizeof *s);
	s->options = options;
	s->world = options->world;
	s->quota.tokens = RETRY_QUOTA;
	complete_world(&s->world);
	s->transport = s->world.transport;
	if (!s->transport) {
		s->transport = real_transport(s);
		s->owns_transport = true;
	}
	if (!s->transport)
		return vck_fail(err, VCK_E_AWS, NULL, "libcurl could not be initialised");
	return VCK_OK;
}

void shared_close(struct shared *s)
{
	if (s->owns_transport)
		transport_free(s->transport);
	s->transport = NULL;
}

int64_t shared_now_ms(const struct shared *s)
{
	return s->world.now_ms(s->world.ctx);
}

int64_t shared_aws_now_s(const struct shared *s)
{
	return (shared_now_ms(s) + s->skew_ms) / 1000;
}

void shared_correct_clock(struct shared *s, int64_t skew_ms)
{
	if (!s->skew_known)
		shared_say(s, VCK_FETCH_NOTE,
			   "this machine's clock is %lld s %s AWS's; requests are signed with "
			   "AWS's time",
			   llabs((long long)skew_ms) / 1000, skew_ms > 0 ? "behind" : "ahead of");
	s->skew_ms = skew_ms;
	s->skew_known = true;
}

bool shared_interrupted(const struct shared *s)
{
	return s->world.interrupted && *s->world.interrupted;
}

void shared_sleep(struct shared *s, int64_t ms)
{
	int64_t until = shared_now_ms(s) + ms;
	for (int64_t left = ms; left > 0 && !shared_interrupted(s); left = until - shared_now_ms(s))
		s->transport->drive(s->transport->ctx, left > 100 ? 100 : (unsigned)left);
}

void shared_say(const struct shared *s, enum vck_fetch_level level, const char *fmt, ...)
{
	struct buf line = BUF_INIT;
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&line, fmt, ap);
	va_end(ap);
	for (size_t i = 0; i < line.len; i++) /* what hosts say must not steer a terminal */
		if ((unsigned char)line.data[i] < 0x20 || line.data[i] == 0x7f)
			line.data[i] = '?';
	s->world.say(s->world.ctx, level, buf_str(&line));
	buf_free(&line);
}

bool shared_wait(struct shared *s, struct exchange *x)
{
	while (!x->done && !shared_interrupted(s))
		s->transport->drive(s->transport->ctx, 100);
	if (x->done)
		return true;
	s->transport->cancel(s->transport->ctx, x);
	return false;
}

bool shared_perform(struct shared *s, struct exchange *x)
{
	s->transport->start(s->transport->ctx, x);
	return shared_wait(s, x);
}

/* ---- settings ---- */

const char *client_env(const struct client *c, const char *name)
{
	return env(c->shared, name);
}

const char *client_setting(const struct client *c, const char *variable, const char *property)
{
	const char *value = variable ? client_env(c, variable) : NULL;
	if (!value && property)
		value = config_get(c->section, property);
	return str_empty(value) ? NULL : value;
}

bool client_flag(const struct client *c, const char *variable, const char *property)
{
	const char *value = client_setting(c, variable, property);
	return value && strcasecmp(value, "true") == 0;
}

const char *client_expand(struct client *c, const char *path)
{
	return config_expand(&c->arena, path, c->shared->world.env, c->shared->world.ctx);
}

/* A file that is not there is an empty one; so is a folder, which container engines put where a file
 * that they were to mount is missing. */
static enum vck_status read_config(struct client *c, enum config_file which, const char *path,
				   struct vck_error *err)
{
	struct buf text = BUF_INIT;
	if (!path || access(path, F_OK) != 0 || file_is_folder(path))
		return VCK_OK;
	enum vck_status st = file_read(path, CONFIG_LIMIT, &text, err);
	if (!st)
		st = config_parse(&c->config, which, path, buf_str(&text), err);
	secret_free(&text);
	return st;
}

static enum vck_status choose_profile(struct client *c, const char *profile, struct vck_error *err)
{
	const char *from_env = client_env(c, "AWS_PROFILE");
	if (!from_env)
		from_env = client_env(c, "AWS_DEFAULT_PROFILE");
	c->profile_explicit = profile != NULL;
	c->profile = profile ? profile : from_env ? from_env : "default";
	c->section = config_find(&c->config, CONFIG_PROFILE, c->profile);
	if (c->section || (!profile && !from_env))
		return VCK_OK;
	return vck_fail(err, VCK_E_CONFIG, NULL,
			"The config profile (%s) could not be found in %s or %s", c->profile,
			c->config_path ? c->config_path : "~/.aws/config",
			c->credentials_path ? c->credentials_path : "~/.aws/credentials");
}

static enum vck_status choose_retry(struct client *c, struct vck_error *err)
{
	const char *mode = client_setting(c, "AWS_RETRY_MODE", "retry_mode");
	const char *max = client_setting(c, "AWS_MAX_ATTEMPTS", "max_attempts");
	unsigned long long attempts;
	c->retry = (struct retry_policy){.attempts = 3, .throttled_attempts = 8};
	c->retry.rules_2026 = client_flag(c, "AWS_NEW_RETRIES_2026", NULL);
	if (str_eq(mode, "legacy"))
		c->retry.attempts = 5;
	else if (str_eq(mode, "adaptive"))
		c->retry.adaptive = true;
	else if (mode && !str_eq(mode, "standard"))
		return vck_fail(err, VCK_E_CONFIG, NULL,
				"retry_mode \"%s\" is none of standard, adaptive, legacy", mode);
	if (!max)
		return VCK_OK;
	if (!str_u64(max, 1000, &attempts) || !attempts)
		return vck_fail(err, VCK_E_CONFIG, NULL,
				"max_attempts \"%s\" is no number from 1 to 1000", max);
	c->retry.attempts = c->retry.throttled_attempts = (unsigned)attempts;
	return VCK_OK;
}

/* Where STS is asked for the credentials, too: of several Regions, the first. */
static void choose_region(struct client *c)
{
	const char *list = c->shared->options->regions;
	if (list && !str_eq(list, "all"))
		c->region = arena_strndup(&c->arena, list, strcspn(list, ","));
	if (!c->region)
		c->region = client_setting(c, "AWS_REGION", NULL);
	if (!c->region)
		c->region = client_setting(c, "AWS_DEFAULT_REGION", "region");
}

static enum vck_status choose_ca_bundle(struct client *c, struct vck_error *err)
{
	const char *bundle = c->shared->options->ca_bundle;
	if (!bundle)
		bundle = client_setting(c, "AWS_CA_BUNDLE", "ca_bundle");
	if (!bundle)
		bundle = client_env(c, "REQUESTS_CA_BUNDLE");
	if (!bundle)
		return VCK_OK;
	c->ca_bundle = client_expand(c, bundle);
	if (access(c->ca_bundle, R_OK) != 0)
		return vck_fail(err, VCK_E_CONFIG, &(struct where){.file = c->ca_bundle},
				"the CA bundle can't be read: %s", strerror(errno));
	return VCK_OK;
}

static void choose_app(struct client *c)
{
	const char *id = client_setting(c, "AWS_SDK_UA_APP_ID", "sdk_ua_app_id");
	struct buf app = BUF_INIT;
	if (id) {
		buf_puts(&app, "app/");
		add_agent_word(&app, id);
		c->app = arena_strdup(&c->arena, buf_str(&app));
	}
	buf_free(&app);
}

enum vck_status client_open(struct client *c, struct shared *s, const char *profile,
			    struct vck_error *err)
{
	memset(c, 0, sizeof *c);
	c->shared = s;
	c->config_path = config_path(&c->arena, CONFIG_FILE, s->world.env, s->world.ctx);
	c->credentials_path = config_path(&c->arena, CREDENTIALS_FILE, s->world.env, s->world.ctx);
	enum vck_status st = read_config(c, CONFIG_FILE, c->config_path, err);
	if (!st)
		st = read_config(c, CREDENTIALS_FILE, c->credentials_path, err);
	if (!st)
		st = choose_profile(c, profile, err);
	if (!st)
		st = choose_retry(c, err);
	if (!st)
		st = choose_ca_bundle(c, err);
	choose_region(c);
	choose_app(c);
	return st;
}

void client_close(struct client *c)
{
	config_free(&c->config);
	arena_wipe(&c->arena);
}
