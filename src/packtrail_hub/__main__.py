"""``python -m packtrail_hub`` is ``packtrail-hub``."""

from packtrail_hub.cli import main

if __name__ == "__main__":
    main(prog_name="packtrail-hub")
