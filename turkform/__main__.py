"""`python -m turkform`: the command line."""

from turkform.cli.main import main

if __name__ == "__main__":
    main()
