"""Taking files from a form: stopped early when too much comes, judged by the one rule for evidence."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from redress.cases import evidence
from redress.cases.evidence import Checked
from redress.kernel.problems import NotAllowed, Problem

View = Callable[..., HttpResponseBase]
MEGA = 1_000_000
TOO_MUCH = "redress_upload_too_much"


class Ceiling(FileUploadHandler):
    """Stop reading a request whose files are together larger than two files may be."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.left = settings.REDRESS_MAX_UPLOAD_MB * MEGA * 2

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.left -= len(raw_data)
        if self.left < 0:
            setattr(self.request, TOO_MUCH, True)
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def with_files(view: View) -> View:
    """Let a view take files: the ceiling is in place before the form is read, which the check of its token does."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        request.upload_handlers.insert(0, Ceiling(request))
        return csrf_protect(view)(request, *args, **named)

    return csrf_exempt(guarded)


def too_much(request: HttpRequest) -> bool:
    return bool(getattr(request, TOO_MUCH, False))


def checked(files: Iterable["UploadedFile[Any]"], *, pointer: str = "/files") -> tuple[list[Checked], list[Problem]]:
    """Judge files; return those that may be kept, and one problem for each other that names the file."""
    kept, problems = [], []
    for file in files:
        try:
            kept.append(evidence.check(name=file.name or "", stream=file))
        except NotAllowed as refusal:
            named = gettext("“%(name)s”: %(problem)s")
            problems += [
                Problem(one.code, named % {"name": (file.name or "")[:60], "problem": one.message}, pointer)
                for one in refusal.problems
            ]
    return kept, problems


def too_much_problem(pointer: str = "/files") -> Problem:
    message = gettext("Together these files are too large to send at once (%(most)s MB). Send them one after another.")
    return Problem("files.too_much", message % {"most": settings.REDRESS_MAX_UPLOAD_MB * 2}, pointer)
