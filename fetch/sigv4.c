#include "fetch/sigv4.h"
#include "base/mem.h"
#include "base/vec.h"
#include "fetch/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* Headers that a proxy or the client itself may change on the way (botocore's list). */
static const char *const unsigned_headers[] = {
	"connection",
	"expect",
	"keep-alive",
	"proxy-authenticate",
	"proxy-authorization",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
	"user-agent",
	"x-amzn-trace-id",
};

static void to_hex(const unsigned char *bytes, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * len] = '\0';
}

void sigv4_sha256_hex(const void *bytes, size_t len, char out[65])
{
	unsigned char hash[32];
	if (!EVP_Digest(len ? bytes : "", len, hash, NULL, EVP_sha256(), NULL))
		mem_oom(sizeof hash); /* the only way in which it can fail */
	to_hex(hash, sizeof hash, out);
}

static bool is_unreserved(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

void sigv4_encode(struct buf *out, const char *s, size_t len, bool keep_slash)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		if (is_unreserved(c) || (keep_slash && c == '/'))
			buf_putc(out, (char)c);
		else
			buf_printf(out, "%%%02X", c);
	}
}

/* ---- the path ---- */

static void drop_last_segment(struct buf *b)
{
	while (b->len && b->data[b->len - 1] != '/')
		b->len--;
	if (b->len > 1)
		b->len--; /* the slash */
	while (b->len > 1 && b->data[b->len - 1] != '/')
		b->len--;
}

/* RFC 3986 5.2.4, and runs of slashes become one. */
static void normalize_path(struct buf *out, const char *path)
{
	buf_putc(out, '/');
	while (*path) {
		while (*path == '/')
			path++;
		size_t len = strcspn(path, "/");
		bool slash = path[len] == '/';
		if (len == 2 && memcmp(path, "..", 2) == 0) {
			if (out->len > 1)
				drop_last_segment(out);
		} else if (len && !(len == 1 && *path == '.')) {
			buf_add(out, path, len);
			if (slash)
				buf_putc(out, '/');
		}
		path += len;
	}
}

static void add_path(struct buf *out, const struct sigv4_request *r)
{
	struct buf path = BUF_INIT;
	if (r->raw_path)
		buf_puts(&path, r->path);
	else
		normalize_path(&path, r->path);
	sigv4_encode(out, buf_str(&path), path.len, true);
	buf_free(&path);
}

/* ---- the query ---- */

struct parameter {
	struct buf name, value;
};

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* What may be encoded already becomes encoded once. */
static void reencode(struct buf *out, const char *s, size_t len)
{
	struct buf plain = BUF_INIT;
	for (size_t i = 0; i < len; i++) {
		int high, low;
		if (s[i] == '%' && i + 2 < len && (high = hex_digit(s[i + 1])) >= 0 &&
		    (low = hex_digit(s[i + 2])) >= 0) {
			buf_putc(&plain, (char)(high * 16 + low));
			i += 2;
		} else {
			buf_putc(&plain, s[i]);
		}
	}
	sigv4_encode(out, buf_str(&plain), plain.len, false);
	buf_free(&plain);
}

static int by_parameter(const void *a, const void *b)
{
	const struct parameter *x = a, *y = b;
	int order = strcmp(buf_str(&x->name), buf_str(&y->name));
	return order ? order : strcmp(buf_str(&x->value), buf_str(&y->value));
}

static void add_query(struct buf *out, const char *query)
{
	VEC(struct parameter) list = VEC_INIT;
	while (query && *query) {
		size_t len = strcspn(query, "&"), name = strcspn(query, "=&");
		struct parameter p = {BUF_INIT, BUF_INIT};
		reencode(&p.name, query, name);
		if (name < len)
			reencode(&p.value, query + name + 1, len - name - 1);
		vec_push(&list, p);
		query += len + (query[len] == '&');
	}
	if (list.len)
		qsort(list.items, list.len, sizeof *list.items, by_parameter);
	for (size_t i = 0; i < list.len; i++) {
		buf_printf(out, "%s%s=%s", i ? "&" : "", buf_str(&list.items[i].name),
			   buf_str(&list.items[i].value));
		buf_free(&list.items[i].name);
		buf_free(&list.items[i].value);
	}
	vec_free(&list);
}

/* ---- the headers ---- */

struct line {
	char *name;        /* lower case */
	const char *value; /* as given */
	size_t at;         /* place in the request: equal names keep their order */
};

static bool is_signed(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(unsigned_headers); i++)
		if (strcasecmp(name, unsigned_headers[i]) == 0)
			return false;
	return true;
}

static int by_line(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = strcmp(x->name, y->name);
	return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* Trimmed, and each run of white space inside is one space. */
static void add_trimmed(struct buf *out, const char *value)
{
	bool gap = false, begun = false;
	for (; *value; value++) {
		if (strchr(" \t\r\n", *value)) {
			gap = true;
			continue;
		}
		if (gap && begun)
			buf_putc(out, ' ');
		buf_putc(out, *value);
		gap = false;
		begun = true;
	}
}

struct lines {
	struct line *items;
	size_t len, cap;
};

static void add_line(struct lines *lines, const char *name, const char *value)
{
	struct line line = {mem_alloc(strlen(name) + 1), value, lines->len};
	for (size_t i = 0; i <= strlen(name); i++)
		line.name[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
	vec_push(lines, line);
}

static void add_headers(struct buf *out, const struct sigv4_request *r, struct sigv4 *s)
{
	struct lines lines = VEC_INIT;
	for (size_t i = 0; i < r->header_count; i++)
		if (is_signed(r->headers[i].name))
			add_line(&lines, r->headers[i].name, r->headers[i].value);
	add_line(&lines, "x-amz-date", s->date);
	if (!str_empty(r->token) && !r->token_unsigned)
		add_line(&lines, "x-amz-security-token", r->token);
	if (r->sign_body)
		add_line(&lines, "x-amz-content-sha256", s->body_hash);
	qsort(lines.items, lines.len, sizeof *lines.items, by_line);
	for (size_t i = 0; i < lines.len; i++) {
		bool again = i && strcmp(lines.items[i - 1].name, lines.items[i].name) == 0;
		if (again) {
			out->len--; /* the newline: its values are joined by a comma */
			buf_putc(out, ',');
		} else {
			buf_printf(out, "%s:", lines.items[i].name);
			buf_printf(&s->signed_headers, "%s%s", i ? ";" : "", lines.items[i].name);
		}
		add_trimmed(out, lines.items[i].value);
		buf_putc(out, '\n');
	}
	for (size_t i = 0; i < lines.len; i++)
		free(lines.items[i].name);
	vec_free(&lines);
}

/* ---- the stages ---- */

static void hmac(const void *key, size_t key_len, const char *text, unsigned char out[32])
{
	unsigned len = 32;
	if (!HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text, strlen(text), out,
		  &len))
		mem_oom(32);
}

static void sign_stage(const struct sigv4_request *r, struct sigv4 *s)
{
	struct buf first = BUF_INIT;
	unsigned char key[32], next[32];
	char day[9];
	memcpy(day, s->date, 8);
	day[8] = '\0';
	buf_printf(&first, "AWS4%s", r->secret_key);
	hmac(buf_str(&first), first.len, day, key);
	hmac(key, 32, r->region, next);
	hmac(next, 32, r->service, key);
	hmac(key, 32, "aws4_request", next);
	hmac(next, 32, buf_str(&s->string_to_sign), key);
	to_hex(key, 32, s->signature);
	OPENSSL_cleanse(key, sizeof key);
	OPENSSL_cleanse(next, sizeof next);
	secret_free(&first);
}

void sigv4_sign(const struct sigv4_request *r, struct sigv4 *s)
{
	struct tm tm;
	time_t at = (time_t)r->time_s;
	char hash[65];
	memset(s, 0, sizeof *s);
	gmtime_r(&at, &tm);
	strftime(s->date, sizeof s->date, "%Y%m%dT%H%M%SZ", &tm);
	sigv4_sha256_hex(r->body, r->body_len, s->body_hash);

	buf_printf(&s->canonical_request, "%s\n", r->method);
	add_path(&s->canonical_request, r);
	buf_putc(&s->canonical_request, '\n');
	add_query(&s->canonical_request, r->query);
	buf_putc(&s->canonical_request, '\n');
	add_headers(&s->canonical_request, r, s);
	buf_printf(&s->canonical_request, "\n%s\n%s", buf_str(&s->signed_headers), s->body_hash);

	sigv4_sha256_hex(s->canonical_request.data, s->canonical_request.len, hash);
	buf_printf(&s->string_to_sign, "AWS4-HMAC-SHA256\n%s\n%.8s/%s/%s/aws4_request\n%s", s->date,
		   s->date, r->region, r->service, hash);
	sign_stage(r, s);
	buf_printf(&s->authorization,
		   "AWS4-HMAC-SHA256 Credential=%s/%.8s/%s/%s/aws4_request, SignedHeaders=%s, "
		   "Signature=%s",
		   r->access_key, s->date, r->region, r->service, buf_str(&s->signed_headers),
		   s->signature);
}

void sigv4_free(struct sigv4 *s)
{
	buf_free(&s->signed_headers);
	secret_free(&s->canonical_request); /* it holds the session token */
	buf_free(&s->string_to_sign);
	buf_free(&s->authorization);
}
