"""Texts of the operating system: why a file can be neither read nor written."""

import errno
import os

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "system_missing": Text("No such file or directory", "没有这个文件或文件夹"),
    "system_folder": Text("Is a directory", "这是文件夹，不是文件"),
    "system_forbidden": Text("Permission denied", "没有权限"),
    "system_full": Text("No space left on device", "磁盘空间已满"),
    "system_no_folder": Text("Not a directory", "路径中有一段不是文件夹"),
}

REASONS: dict[str, str] = {
    os.strerror(errno.ENOENT): "system_missing",
    os.strerror(errno.EISDIR): "system_folder",
    os.strerror(errno.EACCES): "system_forbidden",
    os.strerror(errno.ENOSPC): "system_full",
    os.strerror(errno.ENOTDIR): "system_no_folder",
}
"""Which of them says what the system says."""
