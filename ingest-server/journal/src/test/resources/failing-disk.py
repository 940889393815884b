"""A disk that fails chosen writes: a file system of one file, "disk", over /dev/fuse, for a loop device.

    python3 failing-disk.py BACKING_FILE MOUNT_POINT ARM_FILE

What is written goes to BACKING_FILE, and only there: it is what the disk holds. While ARM_FILE holds a count above 0, a write that
contains the magic of a journal's batch (SWJ1) gets EIO, nothing of it is written, and the count is lowered by one. Goes into
the background when it is mounted, ends when it is unmounted. Needs root and nothing but the standard library.
"""
import ctypes
import errno
import os
import struct
import sys

MAGIC = b"SWJ1"
FORGET, BATCH_FORGET = 2, 42
LOOKUP, GETATTR, OPEN, READ, WRITE, STATFS, INIT, OPENDIR = 1, 3, 14, 15, 16, 17, 26, 27
DONE = (18, 20, 25, 29, 30)  # RELEASE, FSYNC, FLUSH, RELEASEDIR, FSYNCDIR
BIG_WRITES, MAX_PAGES = 1 << 5, 1 << 22
WRITE_LENGTH_MAX = 131072
DIRECT_IO = 1  # every read and write comes here: nothing is cached in front of the backing file


def mount(point):
    fuse = os.open("/dev/fuse", os.O_RDWR)
    libc = ctypes.CDLL(None, use_errno=True)
    options = "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other,max_read=%d" % (fuse, WRITE_LENGTH_MAX)
    if libc.mount(b"failing-disk", point.encode(), b"fuse.failing", 6, options.encode()) != 0:
        sys.exit("cannot mount %s: %s" % (point, os.strerror(ctypes.get_errno())))
    return fuse


class Disk:
    def __init__(self, backing, arm):
        self.file = os.open(backing, os.O_RDWR)
        self.size = os.fstat(self.file).st_size
        self.arm = arm

    def is_to_fail(self, data):
        if MAGIC not in data:
            return False
        try:
            with open(self.arm) as file:
                left = int(file.read() or 0)
        except FileNotFoundError:
            return False
        if left <= 0:
            return False
        with open(self.arm + ".tmp", "w") as file:
            file.write(str(left - 1))
        os.rename(self.arm + ".tmp", self.arm)
        return True

    def attributes(self, node):
        mode, length = (0o40755, 0) if node == 1 else (0o100600, self.size)
        return struct.pack("<6Q10I", node, length, length // 512, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)

    def answer(self, opcode, node, body):
        """Negative errno or 0, and the bytes of the answer."""
        if opcode == INIT:
            _, _, ahead, flags = struct.unpack_from("<IIII", body)
            return 0, struct.pack("<IIIIHHIIHHIIII", 7, 31, ahead, flags & (BIG_WRITES | MAX_PAGES), 16, 12,
                                  WRITE_LENGTH_MAX, 1, 32, 0, 0, 0, 0, 0).ljust(64, b"\0")
        if opcode == LOOKUP:
            if body.rstrip(b"\0") != b"disk":
                return -errno.ENOENT, b""
            return 0, struct.pack("<QQQQII", 2, 0, 3600, 3600, 0, 0) + self.attributes(2)
        if opcode == GETATTR:
            return 0, struct.pack("<QII", 3600, 0, 0) + self.attributes(node)
        if opcode in (OPEN, OPENDIR):
            return 0, struct.pack("<QII", 0, DIRECT_IO if opcode == OPEN else 0, 0)
        if opcode == READ:
            _, offset, count = struct.unpack_from("<QQI", body)
            return 0, os.pread(self.file, count, offset)
        if opcode == WRITE:
            _, offset, count = struct.unpack_from("<QQI", body)
            data = body[40:40 + count]
            if self.is_to_fail(data):
                return -errno.EIO, b""
            os.pwrite(self.file, data, offset)
            return 0, struct.pack("<II", count, 0)
        if opcode == STATFS:
            return 0, struct.pack("<QQQQQIIII24x", 0, 0, 0, 0, 0, 4096, 255, 4096, 0)
        return (0, b"") if opcode in DONE else (-errno.ENOSYS, b"")


def serve(fuse, disk):
    while True:
        try:
            request = os.read(fuse, 1 << 20)
        except OSError as e:
            if e.errno in (errno.EINTR, errno.ENOENT, errno.EAGAIN):
                continue
            return  # unmounted
        _, opcode, unique, node = struct.unpack_from("<IIQQ", request)
        if opcode in (FORGET, BATCH_FORGET):
            continue
        error, answer = disk.answer(opcode, node, request[40:])
        try:
            os.write(fuse, struct.pack("<IiQ", 16 + len(answer), error, unique) + answer)
        except OSError as e:
            if e.errno != errno.ENOENT:  # the asker has gone
                return


def main():
    backing, point, arm = sys.argv[1:4]
    disk = Disk(backing, arm)
    fuse = mount(point)
    if os.fork() == 0:
        os.setsid()
        quiet = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(quiet, descriptor)
        serve(fuse, disk)


main()
