"""`python -m cica_redline`."""

if __name__ == "__main__":
    try:
        from cica_redline.cli import main

        main()
    except KeyboardInterrupt:  # while it was still being loaded
        raise SystemExit(130) from None
