"""A disk that fails: the n-th write, sync, truncation or removal of SQLite ends in an error.

SQLite reaches the disk through a table of functions, which is changed in place; so this belongs
into a process that ends soon.
"""

import _sqlite3
import ctypes
from collections.abc import Callable
from typing import Any

# Of sqlite3.h. From the failing moment on the disk stays as it is, or works again.
ERRORS = {"EIO": 10 | 3 << 8, "sync": 10 | 4 << 8, "ENOSPC": 13, "EROFS": 8}
_OK = 0
_POINTER = ctypes.c_void_p
_OPEN = ctypes.CFUNCTYPE(
    ctypes.c_int, _POINTER, _POINTER, _POINTER, ctypes.c_int, _POINTER
)  # fmt: skip
_DELETE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, ctypes.c_int)
_WRITE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, ctypes.c_int, ctypes.c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int64)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int)
# Their places among the functions, see `_Methods`.
_WATCHED = ((2, _WRITE, "write"), (3, _TRUNCATE, "truncate"), (4, _SYNC, "sync"))


class _Vfs(ctypes.Structure):
    """The head of `sqlite3_vfs`."""

    _fields_ = [
        ("version", ctypes.c_int), ("size", ctypes.c_int), ("longest", ctypes.c_int),
        ("following", _POINTER), ("name", ctypes.c_char_p), ("data", _POINTER),
        ("open", _POINTER), ("delete", _POINTER),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`, whose first functions are close, read, write, truncate and sync."""

    _fields_ = [("version", ctypes.c_int), ("functions", _POINTER * 18)]


class BadDisk:
    """Counts what SQLite does to files whose path holds `name`; `fails` is told of the error."""

    def __init__(self, name: str, at: int, error: int, fails: Callable[[str], None]) -> None:
        self._name, self._at, self._error, self._fails = name.encode(), at, error, fails
        self._count = 0
        self._kept: list[Any] = []  # SQLite holds addresses of these

    def install(self) -> None:
        """From now on every file that is opened is on this disk."""
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        vfs = library.sqlite3_vfs_find(None).contents
        vfs.open = self._wrapped(_OPEN, vfs.open, self._opened)
        vfs.delete = self._wrapped(_DELETE, vfs.delete, self._deleted)

    def _wrapped(self, form: Any, address: int, around: Callable[..., int]) -> int | None:
        real = form(address)
        mine = form(lambda *given: around(real, *given))
        self._kept += [real, mine]
        return ctypes.cast(mine, _POINTER).value

    def _opened(self, real: Any, vfs: int, path: int | None, file: int, *more: Any) -> int:
        code: int = real(vfs, path, file, *more)  # keeps the address of the path
        if code == _OK and path and self._name in ctypes.string_at(path):
            self._watch(ctypes.cast(file, ctypes.POINTER(_POINTER)))
        return code

    def _deleted(self, real: Any, vfs: int, path: int, sync: int) -> int:
        return self._judge("delete") or int(real(vfs, path, sync))

    def _watch(self, file: Any) -> None:
        """The file's first member points to its functions."""
        methods = _Methods.from_buffer_copy(
            ctypes.string_at(file[0], ctypes.sizeof(_Methods))
        )  # fmt: skip
        for place, form, name in (
            (2, _WRITE, "write"),
            (3, _TRUNCATE, "truncate"),
            (4, _SYNC, "sync"),
        ):
            address = methods.functions[place]
            methods.functions[place] = self._wrapped(form, address, self._judged(name))
        self._kept.append(methods)
        file[0] = ctypes.addressof(methods)

    def _judged(self, name: str) -> Callable[..., int]:
        return lambda real, *given: self._judge(name) or int(real(*given))

    def _judge(self, name: str) -> int:
        self._count += 1
        if self._count < self._at or not self._at:
            return _OK
        self._fails(f"disk: {name}")
        return self._error
