"""``python -m packtrail_hub`` is ``packtrail-hub``."""

from packtrail_hub.cli import main

main(prog_name="packtrail-hub")
