"""`python -m tests.sweep`: kill the real command everywhere, and print what came of it."""

from tests.sweep import quick_time

quick_time.install()  # before anything that takes hold of a clock is imported

from tests.sweep.sweep import main  # noqa: E402 - see above

main()
