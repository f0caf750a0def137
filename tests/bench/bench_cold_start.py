"""Cold start without signal at CPU x4: navigation to the unlock screen, last PIN digit to Today. Prints one JSON line.

The measuring itself is JavaScript (bench_cold_start.mjs), because it drives a browser.
"""

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.exit(subprocess.run(["node", str(Path(__file__).with_suffix(".mjs")), *sys.argv[1:]], check=False).returncode)
