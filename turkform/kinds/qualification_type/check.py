"""Tests and answer keys checked while loading: they need no row."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from turkform.config.sections import Gathered, Report
from turkform.config.values import FileReference
from turkform.config.yaml_source import Path
from turkform.kinds.qualification_type.documents import answer_key_of, test_of
from turkform.kinds.questions.limits import QuestionInvalid

if TYPE_CHECKING:
    from turkform.kinds.qualification_type.spec import QualificationTypeSpec, TestSpec


def check_tests(gathered: Gathered, report: Report) -> None:
    """Report every test and key that the service would refuse."""
    found = gathered.entries.get("qualification_types", {})
    for name, spec in cast("Mapping[str, QualificationTypeSpec]", found).items():
        if spec.test is not None:
            _check(spec.test, gathered.texts, ("qualification_types", name, "test"), report)


def _check(test: "TestSpec", texts: Mapping[str, str], path: Path, report: Report) -> None:
    if any(file is not None and file not in texts for file in (test.file, test.answer_key)):
        return  # unreadable, which is reported already
    from turkform.kinds.questions.check import check_answer_key, check_test

    form = test_of(test, texts)
    try:
        check_test(form)
    except QuestionInvalid as error:
        _tell(error, test.file, (*path, "file" if test.file else "questions"), report)
        return
    key = answer_key_of(test, texts)
    try:
        if key is not None:
            check_answer_key(key, form)
    except QuestionInvalid as error:
        _tell(
            error,
            test.answer_key,
            (*path, "answer_key" if test.answer_key else "questions"),
            report,
        )


def _tell(error: QuestionInvalid, file: FileReference | None, path: Path, report: Report) -> None:
    report(str(error), path, file=file or "", line=error.line)
