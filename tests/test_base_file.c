/* The base room: files that are read and written whole, and folders that are walked. */
#include "harness.h"

#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/vec.h"

#include <fcntl.h>
#include <unistd.h>

static char *folder;

static void make_folder(void)
{
	folder = harness_folder();
}

static void remove_folder(void)
{
	harness_remove(folder);
}

static const char *in_folder(const char *name)
{
	static char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

START_TEST(file_reads_whole_files_up_to_a_limit)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	harness_write(folder, "ten", "0123456789");
	ck_assert_int_eq(file_read(in_folder("ten"), 10, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "0123456789");
	buf_clear(&b);
	ck_assert_int_eq(file_read(in_folder("ten"), 9, &b, &e), VCK_E_LIMIT);
	ck_assert_str_eq(e.where, in_folder("ten"));
	buf_clear(&b);
	harness_write(folder, "empty", "");
	ck_assert_int_eq(file_read(in_folder("empty"), 0, &b, &e), VCK_OK);
	ck_assert_uint_eq(b.len, 0);
	buf_free(&b);
}
END_TEST

START_TEST(file_says_why_it_can_not_be_read)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	ck_assert_int_eq(file_read(in_folder("missing"), 10, &b, &e), VCK_E_INPUT);
	ck_assert_str_eq(e.where, in_folder("missing"));
	ck_assert_ptr_nonnull(strstr(e.text, "No such file"));
	ck_assert_int_eq(file_read(folder, 10, &b, &e), VCK_E_INPUT);
	ck_assert_ptr_nonnull(strstr(e.text, "is a folder"));
	harness_write(folder, "plain", "x");
	ck_assert_int_eq(file_read(in_folder("plain/under"), 10, &b, &e), VCK_E_INPUT);
	ck_assert_ptr_nonnull(strstr(e.text, "Not a directory"));
	if (geteuid() != 0) { /* root reads everything */
		ck_assert_int_eq(chmod(in_folder("plain"), 0), 0);
		ck_assert_int_eq(file_read(in_folder("plain"), 10, &b, &e), VCK_E_INPUT);
		ck_assert_ptr_nonnull(strstr(e.text, "Permission denied"));
	}
	if (access("/proc/self/mem", R_OK) == 0) { /* opens, and can't be read at 0 */
		ck_assert_int_eq(file_read("/proc/self/mem", 10, &b, &e), VCK_E_INPUT);
		ck_assert_ptr_nonnull(strstr(e.text, "can't be read"));
	}
	buf_free(&b);
}
END_TEST

static enum vck_status list(void *ctx, const char *path, struct vck_error *err)
{
	(void)err;
	buf_printf(ctx, "%s\n", path + strlen(folder) + 1);
	return VCK_OK;
}

START_TEST(walk_lists_files_in_order)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	ck_assert_int_eq(mkdir(in_folder("b"), 0700), 0);
	ck_assert_int_eq(mkdir(in_folder("b/empty"), 0700), 0);
	ck_assert_int_eq(mkdir(in_folder(".git"), 0700), 0);
	harness_write(folder, "c.json", "{}");
	harness_write(folder, "a.json", "{}");
	harness_write(folder, "b/z", "{}");
	harness_write(folder, "b/Y", "{}");
	harness_write(folder, ".hidden", "{}");
	harness_write(folder, ".git/x", "{}");
	ck_assert_int_eq(symlink("c.json", in_folder("d.json")), 0);
	ck_assert_int_eq(mkfifo(in_folder("fifo"), 0600), 0);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "a.json\nb/Y\nb/z\nc.json\nd.json\n");
	buf_clear(&b);
	ck_assert_int_eq(file_walk(in_folder("c.json"), list, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "c.json\n");
	buf_clear(&b);
	char slash[4096];
	snprintf(slash, sizeof slash, "%s/b/", folder);
	ck_assert_int_eq(file_walk(slash, list, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "b/Y\nb/z\n");
	buf_free(&b);
}
END_TEST

START_TEST(walk_notices_a_loop)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	ck_assert_int_eq(mkdir(in_folder("a"), 0700), 0);
	ck_assert_int_eq(mkdir(in_folder("a/b"), 0700), 0);
	ck_assert_int_eq(symlink("../../a", in_folder("a/b/again")), 0);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_E_INPUT);
	ck_assert_str_eq(e.where, in_folder("a/b/again"));
	ck_assert_ptr_nonnull(strstr(e.text, "holds itself"));
	/* The same folder twice, side by side, is no loop. */
	ck_assert_int_eq(unlink(in_folder("a/b/again")), 0);
	harness_write(folder, "a/b/x", "{}");
	ck_assert_int_eq(symlink("a", in_folder("twin")), 0);
	buf_clear(&b);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "a/b/x\ntwin/b/x\n");
	buf_free(&b);
}
END_TEST

START_TEST(walk_stops_at_its_depth)
{
	struct vck_error e;
	struct buf b = BUF_INIT, path = BUF_INIT;
	buf_puts(&path, folder);
	for (int i = 0; i <= LIMIT_FOLDER_DEPTH; i++) {
		buf_puts(&path, "/d");
		ck_assert_int_eq(mkdir(buf_str(&path), 0700), 0);
	}
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_E_LIMIT);
	ck_assert_ptr_nonnull(strstr(e.text, "deeper"));
	ck_assert_int_eq(rmdir(buf_str(&path)), 0);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_OK);
	buf_free(&path);
	buf_free(&b);
}
END_TEST

START_TEST(walk_says_what_can_not_be_read)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	ck_assert_int_eq(file_walk(in_folder("missing"), list, &b, &e), VCK_E_INPUT);
	ck_assert_str_eq(e.where, in_folder("missing"));
	ck_assert_int_eq(symlink("nowhere", in_folder("dangling")), 0);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_E_INPUT);
	ck_assert_str_eq(e.where, in_folder("dangling"));
	ck_assert_int_eq(unlink(in_folder("dangling")), 0);
	ck_assert_int_eq(mkdir(in_folder("locked"), 0), 0);
	if (geteuid() != 0) {
		ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_E_INPUT);
		ck_assert_str_eq(e.where, in_folder("locked"));
	}
	buf_free(&b);
}
END_TEST

static enum vck_status refuse(void *ctx, const char *path, struct vck_error *err)
{
	++*(int *)ctx;
	return vck_fail(err, VCK_E_INPUT, &(struct where){.file = path}, "no");
}

START_TEST(walk_ends_with_the_first_refusal)
{
	struct vck_error e;
	int calls = 0;
	harness_write(folder, "1", "");
	harness_write(folder, "2", "");
	ck_assert_int_eq(file_walk(folder, refuse, &calls, &e), VCK_E_INPUT);
	ck_assert_int_eq(calls, 1);
	ck_assert_str_eq(e.where, in_folder("1"));
	ck_assert_int_eq(file_walk("-", refuse, &calls, &e), VCK_E_INPUT);
	ck_assert_str_eq(e.where, "-");
}
END_TEST

START_TEST(file_writes_whole_or_not_at_all)
{
	struct vck_error e;
	struct buf b = BUF_INIT;
	struct stat st;
	harness_write(folder, "out", "what was there before");
	ck_assert_int_eq(file_write(in_folder("out"), "new\0text", 8, &e), VCK_OK);
	ck_assert_int_eq(file_read(in_folder("out"), 100, &b, &e), VCK_OK);
	ck_assert_uint_eq(b.len, 8);
	ck_assert_mem_eq(b.data, "new\0text", 8);
	ck_assert_int_eq(stat(in_folder("out"), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(file_write(in_folder("no/such/folder"), "x", 1, &e), VCK_E_IO);
	ck_assert_int_eq(e.status, VCK_E_IO);
	ck_assert_str_eq(e.where, in_folder("no/such/folder"));
	ck_assert_int_eq(mkdir(in_folder("dir"), 0700), 0);
	ck_assert_int_eq(file_write(in_folder("dir"), "x", 1, NULL), VCK_E_IO);
	buf_clear(&b);
	ck_assert_int_eq(file_walk(folder, list, &b, &e), VCK_OK);
	ck_assert_str_eq(buf_str(&b), "out\n"); /* no temporary file is left behind */
	buf_free(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("base_file");
	TCase *files = harness_tcase("file");
	tcase_add_checked_fixture(files, make_folder, remove_folder);
	tcase_add_test(files, file_reads_whole_files_up_to_a_limit);
	tcase_add_test(files, file_says_why_it_can_not_be_read);
	tcase_add_test(files, walk_lists_files_in_order);
	tcase_add_test(files, walk_notices_a_loop);
	tcase_add_test(files, walk_stops_at_its_depth);
	tcase_add_test(files, walk_says_what_can_not_be_read);
	tcase_add_test(files, walk_ends_with_the_first_refusal);
	tcase_add_test(files, file_writes_whole_or_not_at_all);
	suite_add_tcase(s, files);
	return harness_run(s);
}
