#!/usr/bin/env python3
"""terminal.py PROGRAM BENCH-GENERATE - what takes long says so on a terminal, and Ctrl-C ends it at once.

Nothing here hangs on how fast the machine is: what is to take long waits for a pipe that nobody fills or reads, or is
stopped again and again, so that half a second passes whatever it does. That Ctrl-C ends it at once is told by the work
that it still does: a machine may be as busy with others' as it likes.
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
import threading
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

	def has_read(self):
		"""Wait until what was written to its standard input is taken. False: it was not in a minute."""
		for _ in range(6000):
			left = fcntl.ioctl(self.process.stdin, termios.FIONREAD, b"\0" * 4)
			if left == b"\0" * 4:
				return True
			time.sleep(0.01)
		return False

	def worked(self):
		"""The processor's seconds that it took until now, as a zombie too."""
		with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as f:
			fields = f.read().rsplit(")", 1)[1].split()
		return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

	def interrupt(self):
		"""Ctrl-C, typed. The exit status, and the processor's seconds until the end."""
		before = self.worked()
		os.write(self.master, b"\x03")
		os.kill(self.process.pid, signal.SIGCONT)  # where it was stopped
		try:  # it stays a zombie, of which the work can be asked
			end = time.monotonic() + 60
			while os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
				if time.monotonic() > end:
					raise subprocess.TimeoutExpired(program, 60)
				time.sleep(0.01)
			after = self.worked()
			status = self.process.wait()
		except subprocess.TimeoutExpired:
			after = self.worked()
			self.process.kill()
			self.process.wait()
			status = "none: it went on"
		self.read(b"never", 0.2)
		return status, after - before

	def close(self):
		if self.process.poll() is None:
			os.killpg(self.process.pid, signal.SIGKILL)
			self.process.wait()
		self.process.stdin.close()
		self.process.stdout.close()
		os.close(self.master)


class Slowed:
	"""Lets a process run for a few milliseconds, and then for long not, again and again; leaves it stopped."""

	def __init__(self, process, run=0.004, rest=0.08):
		self.process, self.run, self.rest = process, run, rest
		self.end = threading.Event()
		self.thread = threading.Thread(target=self.loop)
		self.thread.start()

	def loop(self):
		while self.process.poll() is None:
			self.process.send_signal(signal.SIGSTOP)
			if self.end.wait(self.rest):
				return
			self.process.send_signal(signal.SIGCONT)
			time.sleep(self.run)

	def stop(self):
		self.end.set()
		self.thread.join()


failures = 0


def check(ok, what):
	global failures
	print(("ok: " if ok else "FAILED: ") + what)
	failures += not ok


def answers_ctrl_c(run, what):
	status, took = run.interrupt()
	check(status == 130, f"{what}: Ctrl-C ends it with 130 (it was {status})")
	check(took < 1, f"{what}: at once ({took:.2f} s of work)")
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

def says_what_it_does(words, what, says):
	"""Slowed, the command shows a line for each thing that it does, and Ctrl-C in the last of them ends it."""
	for _ in range(5):
		run = Run(*words)
		run.process.stdin.close()
		threading.Thread(target=run.process.stdout.read, daemon=True).start()
		slowed = Slowed(run.process)
		shown = run.read(says, 100)
		slowed.stop()
		if run.process.poll() is None:
			break
		run.close()  # it was through before anybody could stop it
	check(shown, f"{what}: says {says.decode()!r}")
	answers_ctrl_c(run, what)


CONFIG = """
expect:
{}
"""
EXPECTATION = "  - {{name: reach-{0}, from: 10.0.0.0/8, to: 10.{0}.0.0/16, allow: tcp/443}}\n"

with tempfile.TemporaryDirectory() as folder:
	net = folder + "/net"
	subprocess.run([generate, "4000", "1", net], check=True)
	with open(folder + "/expect.yaml", "w") as f:
		f.write(CONFIG.format("".join(EXPECTATION.format(i) for i in range(4))))
	with open(folder + "/flows.csv", "w") as f:
		f.write("source,destination,protocol\n" + "10.0.0.0/18,10.0.64.0/18,tcp/443\n" * 20)
	slow = [
		(["check", net], b"checking"),
		(["check", "--config", folder + "/expect.yaml", net], b"checking"),
		(["diff", net, net], b"comparing"),
		(["init", net], b"looking"),
		(["path", "--flows", folder + "/flows.csv", net], b"following flows"),
		(["path", "--flows", folder + "/flows.csv", "--format", "jsonl", net], b"following flows"),
		(["matrix", "--by", "tag:Name", "-o", folder + "/rows.csv", "--format", "csv", net], b"who reaches whom"),
	]
	for words, says in slow:
		if words[0] != "init":
			words.append("-j1")
		says_what_it_does(words, " ".join(w.replace(folder, "") for w in words), says)
	left = [name for name in os.listdir(folder) if name.startswith("rows")]
	check(left == [], f"half a file is left nowhere ({left})")

	# Asking: rows that nobody takes.
	rows = [["--pairs", "-p", "icmp", "--format", form] for form in ("text", "json", "csv", "dot", "mermaid")]
	for words in rows + [["--exposed", "--format", "json"]]:
		run = Run("matrix", *words, net)
		run.process.stdin.close()
		what = "matrix " + " ".join(words)
		check(run.read(b"who reaches whom", 60), f"{what}: says what it does")
		answers_ctrl_c(run, what)

	# Where nobody watches nothing is said, however long it takes.
	run = Run("check", "-", tty=False)
	run.process.stdin.write(b'{"Vpcs": [\n')
	run.process.stdin.flush()
	check(run.has_read(), "it reads")
	time.sleep(0.8)
	run.process.send_signal(signal.SIGINT)
	check(run.process.wait(timeout=20) == 130, "a signal without a terminal: 130")
	check(run.process.stderr.read() == b"", "no progress without a terminal")
	run.process.stderr.close()
	run.close()

	# What is done at once says nothing either: half a second is a long time for it, but on a machine that has others
	# to serve.
	for _ in range(20):
		began = time.monotonic()
		run = Run("check", "testdata/lab/healthy.json")
		run.process.stdin.close()
		run.process.wait(timeout=60)
		quick = time.monotonic() - began < 0.5
		run.read(b"never", 0.1)
		run.close()
		if quick:
			check(run.seen == b"", "nothing of what is quick")
			break
	else:
		print("left out: nothing is quick here")

sys.exit(1 if failures else 0)
