/* Where keys and tokens go in a whole fetch, and where not: output, dump, memory. */
#include "tests/fetch/stage.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

START_TEST(session_token_travels_signed)
{
	struct stage s;
	stage_open(&s, "healthy");
	fake_env(&s.fake, "AWS_SESSION_TOKEN", "FwoG/+=token");
	s.server_options.token = "FwoG/+=token";
	stage_fetch_ok(&s);
	ck_assert_ptr_null(strstr(text_of(&s.fake.arena, s.file), "FwoG"));
	ck_assert_ptr_null(strstr(buf_str(&s.fake.said), "FwoG"));
	ck_assert_ptr_null(strstr(buf_str(&s.fake.said), STAGE_SECRET));
	stage_close(&s);
}
END_TEST

/* From a file with Windows line ends, say: no such header is sent, and the token is not told. */
START_TEST(token_with_a_line_break)
{
	struct stage s;
	stage_open(&s, "healthy");
	fake_env(&s.fake, "AWS_SESSION_TOKEN", "FwoG\r\nX-Evil: 1");
	stage_serve(&s);
	ck_assert_int_eq(stage_fetch(&s), VCK_E_AWS);
	ck_assert_ptr_nonnull(strstr(s.err.text, "X-Amz-Security-Token would have a line break"));
	ck_assert_ptr_null(strstr(s.err.text, "FwoG"));
	ck_assert_uint_eq(ec2_server_requests(s.server, NULL), 0);
	stage_close(&s);
}
END_TEST

#ifdef __linux__
/* Is the key, which stands there byte by byte xor 0x5a, anywhere in these bytes? */
static bool holds(const unsigned char *at, size_t len, const unsigned char *key, size_t key_len)
{
	for (size_t i = 0; i + key_len <= len; i++) {
		size_t n = 0;
		while (n < key_len && (unsigned char)(at[i + n] ^ 0x5a) == key[n])
			n++;
		if (n == key_len)
			return true;
	}
	return false;
}

/*
 * Is it between these addresses? They are read as a file, for what a thread that ends (the server's)
 * unmaps meanwhile is then a short read and no fault.
 */
static bool range_holds(int mem, unsigned long from, unsigned long to, const unsigned char *key,
			size_t key_len)
{
	static unsigned char part[1 << 16];
	bool found = false;
	for (unsigned long at = from; !found && at < to; at += sizeof part - key_len) {
		size_t want = to - at < sizeof part ? to - at : sizeof part;
		ssize_t got = pread(mem, part, want, (off_t)at);
		if (got <= 0)
			break;
		found = holds(part, (size_t)got, key, key_len);
	}
	return found;
}

/* Is it anywhere in the memory that this process can write? */
static bool memory_holds(const unsigned char *key, size_t key_len)
{
	char line[512];
	bool found = false;
	FILE *maps = fopen("/proc/self/maps", "r");
	int mem = open("/proc/self/mem", O_RDONLY);
	ck_assert_ptr_nonnull(maps);
	ck_assert(mem >= 0);
	while (!found && fgets(line, sizeof line, maps)) {
		unsigned long from, to;
		char rights[5];
		if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) == 3 &&
		    strncmp(rights, "rw", 2) == 0)
			found = range_holds(mem, from, to, key, key_len);
	}
	close(mem);
	fclose(maps);
	return found;
}

/* A key of 40 letters that no line of this program holds; written into the file unbuffered. */
static void write_key(const char *path, unsigned char key[40])
{
	static const char head[] = "[default]\naws_access_key_id=AKIDSERVER\n"
				   "aws_secret_access_key=";
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert(fd >= 0);
	ck_assert(write(fd, head, strlen(head)) == (ssize_t)strlen(head));
	for (int i = 0; i < 40; i++) {
		volatile char c = (char)('a' + (i * 7 + 3) % 26);
		char one = c;
		key[i] = (unsigned char)(one ^ 0x5a);
		ck_assert(write(fd, &one, 1) == 1);
	}
	close(fd);
}

/* Nor in memory: what is freed may turn up in a core file, or where else pages go. */
START_TEST(keys_are_overwritten)
{
	struct stage s;
	unsigned char key[40];
	if (SANITIZED)
		return; /* shadow memory is too much to search */
	stage_open(&s, "healthy");
	for (unsigned i = 0; i < s.fake.env_count; i++) /* the file's keys, not the environment's */
		if (str_ends(s.fake.env[i][0], "_KEY") || str_ends(s.fake.env[i][0], "_KEY_ID"))
			s.fake.env[i][1] = "";
	s.server_options.any_signature = true;
	fake_file(&s.fake, ".aws/credentials", "");
	write_key(arena_printf(&s.fake.arena, "%s/.aws/credentials", s.fake.home), key);
	stage_fetch_ok(&s);
	ck_assert_ptr_nonnull(strstr(buf_str(&s.fake.said), "credentials from profile default"));
	ck_assert(!memory_holds(key, sizeof key));
	char *text = text_of(&s.fake.arena,
			     arena_printf(&s.fake.arena, "%s/.aws/credentials", s.fake.home));
	ck_assert_ptr_nonnull(text);
	ck_assert(memory_holds(key, sizeof key)); /* the search would have found it */
	stage_close(&s);
}
END_TEST
#endif

START_TEST(secrets_stay_out)
{
	struct stage s;
	stage_open(&s, "rich");
	stage_fetch_ok(&s);
	char *text = text_of(&s.fake.arena, s.file);
	ck_assert_ptr_null(strstr(text, "hunter"));
	ck_assert_ptr_nonnull(strstr(text, "\"PreSharedKey\": \"REDACTED\""));
	ck_assert_ptr_null(strstr(text, STAGE_SECRET));
	ck_assert_ptr_null(strstr(text, STAGE_KEY));
	ck_assert_ptr_null(strstr(buf_str(&s.fake.said), STAGE_SECRET));
	stage_close(&s);
}
END_TEST

TCase *secret_tests(void)
{
	TCase *t = tcase_create("secrets");
	tcase_add_test(t, session_token_travels_signed);
	tcase_add_test(t, token_with_a_line_break);
#ifdef __linux__
	tcase_add_test(t, keys_are_overwritten);
#endif
	tcase_add_test(t, secrets_stay_out);
	return t;
}
