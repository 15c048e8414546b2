#!/usr/bin/env python3
"""terminal.py PROGRAM BENCH-GENERATE - what takes long says so on a terminal, and Ctrl-C ends it at once.

Nothing here hangs on how fast the machine is: what is to take long waits for a pipe that nobody fills or reads.
"""
import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time

program, generate = sys.argv[1:3]
ERASE = b"\r\x1b[K"


class Run:
	"""The program with a terminal as its standard error, and pipes as the other two streams."""

	def __init__(self, *words, tty=True):
		self.master, slave = pty.openpty()
		env = dict(os.environ, TERM="xterm")
		env.pop("NO_COLOR", None)
		self.process = subprocess.Popen(
			[program, *words],
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			stderr=slave if tty else subprocess.PIPE,
			env=env,
			start_new_session=True,
			preexec_fn=(lambda: fcntl.ioctl(slave, termios.TIOCSCTTY, 0)) if tty else None,
		)
		os.close(slave)
		self.seen = b""

	def read(self, until, seconds):
		"""Read the terminal until it shows `until`. False: it did not in time."""
		end = time.monotonic() + seconds
		while until not in self.seen:
			ready, _, _ = select.select([self.master], [], [], max(0, end - time.monotonic()))
			if not ready:
				return False
			try:
				self.seen += os.read(self.master, 4096)
			except OSError:  # the other side is closed
				return until in self.seen
		return True

	def interrupt(self):
		"""Ctrl-C, typed. The exit status, and how long it took."""
		began = time.monotonic()
		os.write(self.master, b"\x03")
		try:
			status = self.process.wait(timeout=20)
		except subprocess.TimeoutExpired:
			self.process.kill()
			self.process.wait()
			status = "none: it went on"
		self.read(b"never", 0.2)
		return status, time.monotonic() - began

	def close(self):
		if self.process.poll() is None:
			os.killpg(self.process.pid, signal.SIGKILL)
			self.process.wait()
		self.process.stdin.close()
		self.process.stdout.close()
		os.close(self.master)


failures = 0


def check(ok, what):
	global failures
	print(("ok: " if ok else "FAILED: ") + what)
	failures += not ok


def answers_ctrl_c(run, what):
	status, took = run.interrupt()
	check(status == 130, f"{what}: Ctrl-C ends it with 130 (it was {status})")
	check(took < 2, f"{what}: at once ({took:.2f} s)")
	lines = run.seen.replace(b"^C", b"")
	check(lines.endswith(ERASE) or ERASE not in lines, f"{what}: nothing is left on the line")
	run.close()


# Reading: a snapshot of which the end does not come.
for command in ["check"], ["matrix"], ["path", "-s", "i-1", "-d", "i-2"]:
	run = Run(*command, "-")
	run.process.stdin.write(b'{"Vpcs": [\n')
	run.process.stdin.flush()
	check(run.read(b"reading", 20), f"{command[0]}: says that it reads")
	answers_ctrl_c(run, f"{command[0]}, reading")

# More and more bytes are told.
run = Run("check", "-")
run.process.stdin.write(b'{"Nobody": "' + b"x" * 3000000)
run.process.stdin.flush()
check(run.read(b"reading, ", 20), "bytes are counted")
answers_ctrl_c(run, "a long value")

# Asking: rows that nobody takes.
with tempfile.TemporaryDirectory() as folder:
	subprocess.run([generate, "1000", "1", folder + "/net"], check=True)
	run = Run("matrix", "--pairs", "-p", "icmp", "--format", "csv", folder + "/net")
	run.process.stdin.close()
	check(run.read(b"who reaches whom", 60), "matrix: says what it does")
	answers_ctrl_c(run, "matrix")

	# Where nobody watches nothing is said, however long it takes.
	run = Run("check", "-", tty=False)
	run.process.stdin.write(b'{"Vpcs": [\n')
	run.process.stdin.flush()
	time.sleep(0.8)
	run.process.send_signal(signal.SIGINT)
	check(run.process.wait(timeout=20) == 130, "a signal without a terminal: 130")
	check(run.process.stderr.read() == b"", "no progress without a terminal")
	run.process.stderr.close()
	run.close()

	# What is done at once says nothing either.
	run = Run("check", "testdata/lab/healthy.json")
	run.process.stdin.close()
	run.process.wait(timeout=60)
	run.read(b"never", 0.1)
	check(run.seen == b"", "nothing of what is quick")
	run.close()

sys.exit(1 if failures else 0)
