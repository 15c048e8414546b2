/*
 * rate.h - how fast AWS lets us ask, found out by asking: retry_mode = adaptive.
 *
 * Question: may another request leave now?
 *
 * The rules of the aws command's adaptive mode. Until AWS throttles for the first time, nothing is
 * held back. From then on a token bucket does: throttling cuts its rate to 0.7 of what was
 * measured, and success lets it grow again along a cubic curve, slowly near the rate at which AWS
 * complained and faster beyond it, but never to more than twice of what is really sent. One limiter
 * stands for one service in one account and Region.
 */
#ifndef FETCH_RATE_H
#define FETCH_RATE_H

#include <stdbool.h>

struct rate {
	bool enabled;
	double measured, count, bucket; /* answers a second, by half seconds */
	double w_max, k, failed_s;      /* the curve since the last throttling */
	double fill, capacity_max, capacity, filled_s;
};

/* Times are seconds of one clock. */
void rate_begin(struct rate *, double now_s);
bool rate_may_send(struct rate *, double now_s);
void rate_sent(struct rate *); /* after rate_may_send() said so */
void rate_answered(struct rate *, double now_s, bool throttled);

#endif
