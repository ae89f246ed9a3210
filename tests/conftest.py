"""What every test may use, and the rule that nothing is skipped where everything is installed."""

from collections.abc import Iterator

import pytest

from tests.postgres_server import postgres_server
from tests.s3_server import s3_server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the tests of this process."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """The address of an S3 service that lives as long as the tests of this process."""
    with s3_server() as address:
        yield address


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    """The URL of moto's server, which stands for AWS, as long as the tests of this process."""
    server_module = pytest.importorskip("moto.server", reason="moto[server] is not installed")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fail-on-skip", action="store_true", help="a skipped test fails the run")
    parser.addoption("--whole", action="store_true", help="run the full forms of sampled tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--whole"):
        slow = [item for item in items if item.get_closest_marker("sweep")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined] # pluggy types the hook loosely
    if report.skipped and item.config.getoption("--fail-on-skip"):
        report.outcome = "failed"
        report.longrepr = f"skipped where everything is installed: {report.longrepr}"
