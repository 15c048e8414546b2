#include "tests/fetch/fake.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *get_env(void *ctx, const char *name)
{
	struct fake *f = ctx;
	for (unsigned i = 0; i < f->env_count; i++)
		if (strcmp(f->env[i][0], name) == 0)
			return f->env[i][1];
	return NULL;
}

static int64_t now_ms(void *ctx)
{
	return ((struct fake *)ctx)->now_ms;
}

static double get_random(void *ctx)
{
	return ((struct fake *)ctx)->random;
}

static bool ask(void *ctx, const char *prompt, char *answer, size_t size)
{
	struct fake *f = ctx;
	buf_puts(&f->asked, prompt);
	if (!f->mfa)
		return false;
	snprintf(answer, size, "%s", f->mfa);
	return true;
}

static void say(void *ctx, enum vck_fetch_level level, const char *line)
{
	struct fake *f = ctx;
	buf_printf(&f->said, "%d %s\n", (int)level, line);
}

static void start(void *ctx, struct exchange *x)
{
	struct fake *f = ctx;
	f->requests++;
	x->failure = TRANSPORT_OK;
	f->answer(f, x, x);
	x->done = true;
}

static void drive(void *ctx, unsigned timeout_ms)
{
	((struct fake *)ctx)->now_ms += timeout_ms;
}

static void cancel(void *ctx, struct exchange *x)
{
	(void)ctx, (void)x;
}

static void no_free(void *ctx)
{
	(void)ctx;
}

void fake_open(struct fake *f, fake_answer_fn *answer)
{
	memset(f, 0, sizeof *f);
	f->answer = answer;
	f->now_ms = 1767225600000; /* 2026-01-01T00:00:00Z */
	f->random = 0.5;
	f->transport = (struct transport){f, start, drive, cancel, no_free};
	snprintf(f->home, sizeof f->home, "/tmp/vpccheck-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(f->home));
	fake_env(f, "HOME", f->home);
	f->options.world = (struct vck_fetch_world){.ctx = f,
						    .env = get_env,
						    .now_ms = now_ms,
						    .random = get_random,
						    .ask = ask,
						    .say = say,
						    .transport = &f->transport};
}

void fake_env(struct fake *f, const char *name, const char *value)
{
	ck_assert_uint_lt(f->env_count, COUNT_OF(f->env));
	f->env[f->env_count][0] = name;
	f->env[f->env_count++][1] = value;
}

const char *fake_file(struct fake *f, const char *name, const char *text)
{
	char *path = arena_printf(&f->arena, "%s/%s", f->home, name);
	for (char *slash = path + strlen(f->home) + 1; (slash = strchr(slash, '/'));
	     *slash++ = '/') {
		*slash = '\0';
		mkdir(path, 0700);
	}
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
	return path;
}

enum vck_status fake_client(struct fake *f, const char *profile)
{
	ck_assert(!shared_open(&f->shared, &f->options, &f->err));
	return client_open(&f->client, &f->shared, profile, &f->err);
}

enum vck_status fake_creds(struct fake *f, const char *profile, struct credentials *out)
{
	enum vck_status st = fake_client(f, profile);
	memset(out, 0, sizeof *out);
	return st ? st : creds_find(&f->client, out, &f->err);
}

void fake_reply(struct exchange *out, long status, const char *type, const char *body)
{
	out->status = status;
	snprintf(out->content_type, sizeof out->content_type, "%s", type);
	buf_puts(&out->answer, body);
}

const char *fake_header(const struct exchange *x, const char *name)
{
	for (size_t i = 0; i < x->header_count; i++)
		if (strcasecmp(x->headers[i].name, name) == 0)
			return x->headers[i].value;
	return "";
}

char *fake_signer(struct fake *f, const struct exchange *x)
{
	static const char word[] = "Credential=";
	const char *at = strstr(fake_header(x, "Authorization"), word);
	if (!at)
		return arena_strdup(&f->arena, "nobody");
	at += strlen(word);
	return arena_strndup(&f->arena, at, strcspn(at, "/"));
}

char *fake_parameter(struct fake *f, const struct exchange *x, const char *name)
{
	struct buf value = BUF_INIT;
	const char *at = x->body;
	size_t len = strlen(name);
	while (at && !(strncmp(at, name, len) == 0 && at[len] == '=')) {
		at = strchr(at, '&');
		at = at ? at + 1 : NULL;
	}
	for (at = at ? at + len + 1 : ""; *at && *at != '&'; at++) {
		unsigned c;
		if (*at == '%' && sscanf(at + 1, "%2x", &c) == 1) {
			buf_putc(&value, (char)c);
			at += 2;
		} else {
			buf_putc(&value, *at);
		}
	}
	char *copy = arena_strdup(&f->arena, buf_str(&value));
	buf_free(&value);
	return copy;
}

void fake_sts_reply(struct fake *f, struct exchange *out, const char *operation, const char *key,
		    const char *expires)
{
	fake_reply(
		out, 200, "text/xml",
		arena_printf(
			&f->arena,
			"<%sResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><%sResult>"
			"<Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>secret of %s"
			"</SecretAccessKey><SessionToken>token of %s</SessionToken><Expiration>%s"
			"</Expiration></Credentials></%sResult><ResponseMetadata><RequestId>r"
			"</RequestId></ResponseMetadata></%sResponse>",
			operation, operation, key, key, key, expires, operation, operation));
}

void fake_error(struct fake *f, struct exchange *out, long status, const char *code)
{
	fake_reply(
		out, status, "text/xml",
		arena_printf(&f->arena,
			     "<Response><Errors><Error><Code>%s</Code></Error></Errors></Response>",
			     code));
}

void fake_identity(struct fake *f, struct exchange *out, const char *account)
{
	fake_reply(
		out, 200, "text/xml",
		arena_printf(&f->arena,
			     "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>"
			     "arn:aws:iam::%s:user/u</Arn><UserId>U</UserId><Account>%s</Account>"
			     "</GetCallerIdentityResult></GetCallerIdentityResponse>",
			     account, account));
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

void fake_close(struct fake *f)
{
	client_close(&f->client);
	shared_close(&f->shared);
	nftw(f->home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	buf_free(&f->asked);
	buf_free(&f->said);
	buf_free(&f->log);
	arena_free(&f->arena);
}
