#!/usr/bin/env python3
"""make_adaptive.py > adaptive.json: what botocore's adaptive mode does, step by step, with a clock of our own.

Run by the interpreter of the aws command (/usr/bin/python3 on Debian). One row each: seconds, what happens
("ok" and "throttled" are answers, "send" asks for a token), and then the bucket's rate, capacity, and whether
the token was there.
"""
import json
import random
import sys

try:
    import awscli  # noqa: F401  # a distribution's aws command brings botocore along
    from awscli.botocore.retries import adaptive, bucket, throttling
except ImportError:
    from botocore.retries import adaptive, bucket, throttling


class Clock:
    now = 1000.0

    def current_time(self):
        return self.now


class Detector:
    def is_throttling_error(self, throttled):
        return throttled


def main():
    random.seed(7)
    clock = Clock()
    tokens = bucket.TokenBucket(max_rate=1, clock=clock)
    limiter = adaptive.ClientRateLimiter(throttling.CubicCalculator(starting_max_rate=0, start_time=clock.now),
                                         adaptive.RateClocker(clock), tokens, Detector(), clock)
    rows = []
    for step in range(400):
        clock.now = round(clock.now + random.choice([0.01, 0.05, 0.2, 0.3, 1.1]), 3)
        what = random.choice(["ok"] * 5 + ["send"] * 4 + (["throttled"] if step > 60 and step % 100 < 40 else []))
        there = None
        if what == "send":
            there = True
            if limiter._enabled:
                try:
                    tokens.acquire(block=False)
                except Exception:
                    there = False
        else:
            limiter.on_receiving_response(throttled=what == "throttled")
        rows.append([clock.now, what, tokens.max_rate, tokens.available_capacity, there])
    json.dump({"began": 1000.0, "rows": rows}, sys.stdout, indent=None)
    print()


if __name__ == "__main__":
    main()
