"""`python -m cica_redline`."""

from cica_redline.cli import main

if __name__ == "__main__":
    main()
