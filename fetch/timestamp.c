#include "fetch/timestamp.h"

#include <string.h>
#include <strings.h>
#include <time.h>

static bool digits(const char **s, unsigned count, int *out)
{
	*out = 0;
	for (unsigned i = 0; i < count; i++, ++*s) {
		if (**s < '0' || **s > '9')
			return false;
		*out = *out * 10 + (**s - '0');
	}
	return true;
}

static bool literal(const char **s, char c)
{
	return **s == c && ++*s;
}

/* ".123456789" -> 123456; what is finer is cut. */
static void fraction(const char **s, unsigned *micros)
{
	unsigned scale = 100000;
	*micros = 0;
	if (**s != '.')
		return;
	for (++*s; **s >= '0' && **s <= '9'; ++*s, scale /= 10)
		*micros += (unsigned)(**s - '0') * scale;
}

static bool in_range(const struct tm *tm)
{
	return tm->tm_mon >= 0 && tm->tm_mon < 12 && tm->tm_mday >= 1 && tm->tm_mday <= 31 &&
	       tm->tm_hour < 24 && tm->tm_min < 60 && tm->tm_sec <= 60;
}

/* "Z", "UTC", "+hh:mm", "-hhmm" or nothing. */
static bool zone(const char **s, int *offset_min)
{
	int hours, minutes;
	*offset_min = 0;
	if (!**s || literal(s, 'Z'))
		return true;
	if (strcmp(*s, "UTC") == 0) {
		*s += 3;
		return true;
	}
	int sign = **s == '-' ? -1 : 1;
	if (**s != '+' && **s != '-')
		return false;
	++*s;
	if (!digits(s, 2, &hours))
		return false;
	if (**s == ':')
		++*s;
	if (!digits(s, 2, &minutes))
		return false;
	*offset_min = sign * (hours * 60 + minutes);
	return true;
}

static bool parse_iso(const char *s, struct timestamp *out)
{
	struct tm tm = {0};
	if (!digits(&s, 4, &tm.tm_year) || !literal(&s, '-') || !digits(&s, 2, &tm.tm_mon) ||
	    !literal(&s, '-') || !digits(&s, 2, &tm.tm_mday) ||
	    !(literal(&s, 'T') || literal(&s, ' ')) || !digits(&s, 2, &tm.tm_hour) ||
	    !literal(&s, ':') || !digits(&s, 2, &tm.tm_min) || !literal(&s, ':') ||
	    !digits(&s, 2, &tm.tm_sec))
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	fraction(&s, &out->micros);
	if (!zone(&s, &out->offset_min) || *s || !in_range(&tm))
		return false;
	out->seconds = (int64_t)timegm(&tm) - (int64_t)out->offset_min * 60;
	return true;
}

static bool parse_epoch(const char *s, struct timestamp *out)
{
	unsigned count = 0;
	out->seconds = 0;
	out->offset_min = 0;
	for (; *s >= '0' && *s <= '9' && count < 15; s++, count++)
		out->seconds = out->seconds * 10 + (*s - '0');
	fraction(&s, &out->micros);
	return count > 0 && !*s;
}

/* Fri, 04 Nov 2022 17:07:41 GMT; names are English whatever the locale. */
static bool parse_http(const char *s, struct timestamp *out)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm = {0};
	const char *comma = strchr(s, ',');
	if (!comma)
		return false;
	s = comma + 1 + strspn(comma + 1, " ");
	if (!digits(&s, 2, &tm.tm_mday) || !literal(&s, ' ') || strlen(s) < 4)
		return false;
	for (tm.tm_mon = 0; tm.tm_mon < 12; tm.tm_mon++)
		if (strncasecmp(s, months + 3 * tm.tm_mon, 3) == 0)
			break;
	s += 3;
	if (!literal(&s, ' ') || !digits(&s, 4, &tm.tm_year) || !literal(&s, ' ') ||
	    !digits(&s, 2, &tm.tm_hour) || !literal(&s, ':') || !digits(&s, 2, &tm.tm_min) ||
	    !literal(&s, ':') || !digits(&s, 2, &tm.tm_sec))
		return false;
	fraction(&s, &out->micros);
	tm.tm_year -= 1900;
	if (!in_range(&tm) || strcmp(s, " GMT") != 0)
		return false;
	out->offset_min = 0;
	out->seconds = (int64_t)timegm(&tm);
	return true;
}

bool timestamp_parse(const char *text, struct timestamp *out)
{
	return text && (parse_iso(text, out) || parse_epoch(text, out) || parse_http(text, out));
}

static void print_fields(struct buf *out, int64_t seconds)
{
	struct tm tm;
	time_t at = (time_t)seconds;
	gmtime_r(&at, &tm);
	buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1,
		   tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void timestamp_print(struct buf *out, const struct timestamp *t)
{
	int offset = t->offset_min < 0 ? -t->offset_min : t->offset_min;
	print_fields(out, t->seconds + (int64_t)t->offset_min * 60);
	if (t->micros)
		buf_printf(out, ".%06u", t->micros);
	buf_printf(out, "%c%02d:%02d", t->offset_min < 0 ? '-' : '+', offset / 60, offset % 60);
}

void timestamp_wire(struct buf *out, int64_t seconds)
{
	print_fields(out, seconds);
	buf_putc(out, 'Z');
}
