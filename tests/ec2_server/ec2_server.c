#include "tests/ec2_server/reply.h"

#include <microhttpd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define OPERATIONS 128
#define HUGE_BYTES (80u << 20)

struct counter {
	char operation[80];
	unsigned count;
	unsigned now; /* under way */
};

struct ec2_server {
	struct ec2_server_options options;
	struct MHD_Daemon *daemon;
	char *certificate, *private_key;
	pthread_mutex_t lock;
	struct counter counters[OPERATIONS];
	char complaints[65536];
	unsigned now, most, most_of_one; /* requests under way */
	volatile bool stopping;
};

/* One request while its body comes in. */
struct incoming {
	char *body;
	size_t len;
	struct received_header headers[64];
	size_t header_count;
};

/* ---- who counts ---- */

const struct ec2_server_options *server_options(const struct ec2_server *s)
{
	return &s->options;
}

void server_complain(struct ec2_server *s, const char *operation, const char *what)
{
	pthread_mutex_lock(&s->lock);
	size_t used = strlen(s->complaints);
	snprintf(s->complaints + used, sizeof s->complaints - used, "%s: %s\n", operation, what);
	pthread_mutex_unlock(&s->lock);
}

unsigned server_count(struct ec2_server *s, const char *operation)
{
	unsigned result = 0;
	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < OPERATIONS; i++) {
		struct counter *c = &s->counters[i];
		if (!c->operation[0])
			snprintf(c->operation, sizeof c->operation, "%s", operation);
		if (strcmp(c->operation, operation) == 0) {
			result = ++c->count;
			break;
		}
	}
	pthread_mutex_unlock(&s->lock);
	return result;
}

void server_crowd(struct ec2_server *s, const char *operation, int step)
{
	pthread_mutex_lock(&s->lock);
	s->now += (unsigned)step;
	if (s->now > s->most)
		s->most = s->now;
	for (size_t i = 0; i < OPERATIONS; i++) {
		struct counter *c = &s->counters[i];
		if (strcmp(c->operation, operation) != 0)
			continue;
		c->now += (unsigned)step;
		if (c->now > s->most_of_one)
			s->most_of_one = c->now;
	}
	pthread_mutex_unlock(&s->lock);
}

/* ---- bytes on the wire ---- */

struct broken {
	struct ec2_server *server;
	enum misbehaviour kind;
	char *body;
	size_t len;
};

/* Half the body; then nothing, or the end, or more and more. */
static ssize_t read_broken(void *ctx, uint64_t at, char *out, size_t max)
{
	struct broken *b = ctx;
	size_t half = b->kind == MIS_HUGE ? b->len : b->len / 2;
	if (at < half) {
		size_t n = half - at < max ? (size_t)(half - at) : max;
		memcpy(out, b->body + at, n);
		return (ssize_t)n;
	}
	if (b->kind == MIS_HUGE) {
		if (at >= HUGE_BYTES)
			return MHD_CONTENT_READER_END_OF_STREAM;
		memset(out, ' ', max);
		return (ssize_t)max;
	}
	for (int i = 0; b->kind == MIS_SLOW && i < 60 * 20 && !b->server->stopping; i++)
		usleep(50000);
	return MHD_CONTENT_READER_END_WITH_ERROR;
}

static void free_broken(void *ctx)
{
	free(((struct broken *)ctx)->body);
	free(ctx);
}

static struct MHD_Response *response_of(struct ec2_server *s, struct reply *r)
{
	if (r->kind == MIS_TRUNCATED)
		r->len /= 2;
	if (r->kind != MIS_SLOW && r->kind != MIS_CUT && r->kind != MIS_HUGE)
		return MHD_create_response_from_buffer(r->len, r->body, MHD_RESPMEM_MUST_FREE);
	struct broken *b = malloc(sizeof *b);
	if (!b)
		abort();
	*b = (struct broken){s, r->kind, r->body, r->len};
	return MHD_create_response_from_callback(r->kind == MIS_HUGE ? MHD_SIZE_UNKNOWN : r->len,
						 4096, read_broken, b, free_broken);
}

static void add_date(const struct ec2_server *s, struct MHD_Response *response)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t now = time(NULL) + (time_t)s->options.clock_ahead_s;
	struct tm tm;
	gmtime_r(&now, &tm);
	char *text = server_print("%s, %02d %s %d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday,
				  months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
				  tm.tm_sec);
	MHD_add_response_header(response, "Date", text);
	free(text);
}

static enum MHD_Result send_reply(struct ec2_server *s, struct MHD_Connection *c, struct reply *r)
{
	struct MHD_Response *response = response_of(s, r);
	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, "Content-Type", r->type);
	if (r->kind == MIS_REDIRECT)
		MHD_add_response_header(response, "Location", "http://127.0.0.1:1/elsewhere");
	add_date(s, response);
	enum MHD_Result result = MHD_queue_response(c, r->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result take_header(void *ctx, enum MHD_ValueKind kind, const char *name,
				   const char *value)
{
	struct incoming *in = ctx;
	(void)kind;
	if (in->header_count < sizeof in->headers / sizeof *in->headers)
		in->headers[in->header_count++] =
			(struct received_header){name, value ? value : ""};
	return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *len, void **state)
{
	struct ec2_server *s = ctx;
	struct incoming *in = *state;
	(void)version;
	if (!in) {
		*state = calloc(1, sizeof *in);
		return *state ? MHD_YES : MHD_NO;
	}
	if (*len) {
		in->body = realloc(in->body, in->len + *len + 1);
		if (!in->body)
			abort();
		memcpy(in->body + in->len, data, *len);
		in->len += *len;
		in->body[in->len] = '\0';
		*len = 0;
		return MHD_YES;
	}
	const char *host = strstr(url, "://"); /* asked as a proxy: the whole URL */
	if (host && strchr(host + 3, '/'))
		url = strchr(host + 3, '/');
	MHD_get_connection_values(c, MHD_HEADER_KIND, take_header, in);
	struct received received = {.method = method,
				    .path = url,
				    .headers = in->headers,
				    .header_count = in->header_count,
				    .body = in->body,
				    .body_len = in->len};
	struct reply reply = server_answer(s, &received);
	return send_reply(s, c, &reply);
}

static void on_end(void *ctx, struct MHD_Connection *c, void **state,
		   enum MHD_RequestTerminationCode code)
{
	struct incoming *in = *state;
	(void)ctx, (void)c, (void)code;
	if (in)
		free(in->body);
	free(in);
	*state = NULL;
}

/* ---- the server ---- */

struct ec2_server *ec2_server_start(const struct ec2_server_options *options)
{
	struct ec2_server *s = calloc(1, sizeof *s);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(options->port)};
	size_t len;
	if (!s)
		abort();
	s->options = *options;
	pthread_mutex_init(&s->lock, NULL);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
			 MHD_USE_SUPPRESS_DATE_NO_CLOCK;
	struct MHD_OptionItem items[4] = {
		{MHD_OPTION_SOCK_ADDR, 0, &address},
		{MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_end, NULL},
		{MHD_OPTION_END, 0, NULL},
	};
	if (options->certificate) {
		s->certificate = server_slurp(options->certificate, &len);
		s->private_key = server_slurp(options->private_key, &len);
		flags |= MHD_USE_TLS;
		items[2] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, s->private_key};
		s->daemon = MHD_start_daemon(flags, options->port, NULL, NULL, on_request, s,
					     MHD_OPTION_ARRAY, items, MHD_OPTION_HTTPS_MEM_CERT,
					     s->certificate, MHD_OPTION_END);
	} else {
		s->daemon = MHD_start_daemon(flags, options->port, NULL, NULL, on_request, s,
					     MHD_OPTION_ARRAY, items, MHD_OPTION_END);
	}
	if (s->daemon)
		return s;
	free(s->certificate);
	free(s->private_key);
	free(s);
	return NULL;
}

unsigned short ec2_server_port(const struct ec2_server *s)
{
	return MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

unsigned ec2_server_requests(struct ec2_server *s, const char *operation)
{
	unsigned sum = 0;
	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < OPERATIONS; i++)
		if (!operation || strcmp(s->counters[i].operation, operation) == 0)
			sum += s->counters[i].count;
	pthread_mutex_unlock(&s->lock);
	return sum;
}

void ec2_server_crowd(struct ec2_server *s, unsigned *all, unsigned *of_one)
{
	pthread_mutex_lock(&s->lock);
	*all = s->most;
	*of_one = s->most_of_one;
	pthread_mutex_unlock(&s->lock);
}

const char *ec2_server_complaints(struct ec2_server *s)
{
	return s->complaints;
}

void ec2_server_stop(struct ec2_server *s)
{
	s->stopping = true;
	MHD_stop_daemon(s->daemon);
	pthread_mutex_destroy(&s->lock);
	free(s->certificate);
	free(s->private_key);
	free(s);
}
