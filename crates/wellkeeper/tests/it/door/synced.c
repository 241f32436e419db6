/* Laid before the program by LD_PRELOAD: of every file that it syncs, the bytes at that moment go to
 * $SYNCED/INODE. Nothing else survives the power cut of the test. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int copy(int fd, int out, off_t size) {
    static __thread char buffer[1 << 16];
    off_t done = 0;
    while (done < size) {
        ssize_t bytes = pread(fd, buffer, sizeof buffer, done);
        if (bytes <= 0 || write(out, buffer, bytes) != bytes) return -1;
        done += bytes;
    }
    return 0;
}

static int sync_with(const char *name, int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    const char *folder = getenv("SYNCED");
    struct stat found;
    if (!folder || fstat(fd, &found) || !S_ISREG(found.st_mode)) return real(fd);
    char to[4096], fresh[4200], self[64];
    snprintf(to, sizeof to, "%s/%lu", folder, (unsigned long)found.st_ino);
    snprintf(fresh, sizeof fresh, "%s.%ld", to, (long)syscall(SYS_gettid));
    int out = open(fresh, O_CREAT | O_TRUNC | O_WRONLY, 0644);
    int is_whole = copy(fd, out, found.st_size) == 0;
    if (!is_whole) { /* opened to be written only; SQLite's files, whose locks this would drop, are not */
        snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
        int again = open(self, O_RDONLY);
        lseek(out, 0, SEEK_SET);
        is_whole = again >= 0 && copy(again, out, found.st_size) == 0;
        if (again >= 0) close(again);
    }
    close(out);
    int result = real(fd);
    if (result == 0 && is_whole) rename(fresh, to);
    return result;
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }
