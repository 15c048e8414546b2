#include "fetch/rate.h"

#include <math.h>

#define SCALE     0.4
#define BETA      0.7
#define SMOOTHING 0.8
#define LEAST     0.5 /* requests a second, however much is throttled */
#define GROWTH    2.0

static void refill(struct rate *r, double now_s)
{
	double filled = r->capacity + (now_s - r->filled_s) * r->fill;
	r->capacity = filled < r->capacity_max ? filled : r->capacity_max;
	r->filled_s = now_s;
}

/* What was pending comes at the rate that was; the rest at the new one. */
static void set_rate(struct rate *r, double rate, double now_s)
{
	refill(r, now_s);
	r->fill = rate > LEAST ? rate : LEAST;
	r->capacity_max = rate >= 1 ? rate : 1;
	if (r->capacity > r->capacity_max)
		r->capacity = r->capacity_max;
}

void rate_begin(struct rate *r, double now_s)
{
	*r = (struct rate){.bucket = floor(now_s),
			   .failed_s = now_s,
			   .filled_s = now_s,
			   .fill = 1,
			   .capacity_max = 1};
}

static double measure(struct rate *r, double now_s)
{
	double bucket = floor(now_s * 2) / 2;
	r->count++;
	if (bucket > r->bucket) {
		double current = r->count / (bucket - r->bucket);
		r->measured = current * SMOOTHING + r->measured * (1 - SMOOTHING);
		r->count = 0;
		r->bucket = bucket;
	}
	return r->measured;
}

static double slow_down(struct rate *r, double rate, double now_s)
{
	r->w_max = rate;
	r->k = cbrt(rate * (1 - BETA) / SCALE);
	r->failed_s = now_s;
	return rate * BETA;
}

static double grow(const struct rate *r, double now_s)
{
	double since = now_s - r->failed_s - r->k;
	return SCALE * since * since * since + r->w_max;
}

void rate_answered(struct rate *r, double now_s, bool throttled)
{
	double measured = measure(r, now_s), rate;
	if (throttled) {
		rate = slow_down(r, r->enabled && r->fill < measured ? r->fill : measured, now_s);
		r->enabled = true;
	} else {
		rate = grow(r, now_s);
	}
	set_rate(r, rate < GROWTH * measured ? rate : GROWTH * measured, now_s);
}

bool rate_may_send(struct rate *r, double now_s)
{
	if (!r->enabled)
		return true;
	refill(r, now_s);
	return r->capacity >= 1;
}

void rate_sent(struct rate *r)
{
	if (r->enabled)
		r->capacity -= 1;
}
