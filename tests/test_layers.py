import ast
from collections.abc import Iterator
from pathlib import Path

import turkform

PACKAGE = Path(turkform.__file__).parent
FILE_CEILING = 400
FUNCTION_CEILING = 50


def sources() -> Iterator[Path]:
    return PACKAGE.rglob("*.py")


def test_no_file_is_longer_than_the_ceiling() -> None:
    long = [path.name for path in sources() if len(path.read_text().splitlines()) > FILE_CEILING]
    assert long == []


def test_no_function_is_longer_than_the_ceiling() -> None:
    assert [name for path in sources() for name in long_functions(path)] == []


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_CEILING:
                yield f"{path.name}: {node.name} has {length} lines"
