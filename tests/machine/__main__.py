"""`python -m tests.machine [--examples N] [--steps N] [--seed S]`: play, and print the figures."""

from tests.sweep import quick_time

quick_time.install()  # before anything that takes hold of a clock is imported

from tests.machine.play import main  # noqa: E402 - see above

main()
