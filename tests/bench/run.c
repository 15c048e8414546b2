/*
 * run.c - bench-run TIMES COMMAND...: run it, say what it took.
 *
 * Prints "WALL CPU PEAK": the median of the wall-clock seconds, of the CPU seconds of all its
 * threads, and the largest peak of memory in KiB. The command's output is dropped; an exit status
 * above 1 ends the bench (1 means that vpccheck found something).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run_command(char **command)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null >= 0)
		dup2(null, STDOUT_FILENO);
	execvp(command[0], command);
	perror(command[0]);
	_exit(127);
}

int main(int argc, char **argv)
{
	long times = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
	if (times < 1 || times > 1000) {
		fputs("usage: bench-run TIMES COMMAND...\n", stderr);
		return 2;
	}
	double wall[1000], cpu[1000];
	long peak = 0;
	for (long i = 0; i < times; i++) {
		struct rusage usage;
		int status;
		double began = now();
		pid_t child = fork();
		if (child == 0)
			run_command(argv + 2);
		if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
			perror("bench-run");
			return 2;
		}
		wall[i] = now() - began;
		cpu[i] = seconds(usage.ru_utime) + seconds(usage.ru_stime);
		if (usage.ru_maxrss > peak)
			peak = usage.ru_maxrss;
		if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
			fprintf(stderr, "bench-run: %s failed\n", argv[2]);
			return 2;
		}
	}
	qsort(wall, (size_t)times, sizeof *wall, by_value);
	qsort(cpu, (size_t)times, sizeof *cpu, by_value);
	printf("%.6f %.6f %ld\n", wall[times / 2], cpu[times / 2], peak);
	return 0;
}
