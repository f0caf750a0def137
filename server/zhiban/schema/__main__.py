"""``python -m zhiban.schema [folder]``: writes the shared files, and says which of them changed."""

import gc
import sys
from pathlib import Path

from .generate import shared_files


def main(folder: Path) -> None:
    for name, text in shared_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "shared-schemas"))
    gc.freeze()  # msgspec 0.22's made-up structs can crash the collection at exit, after everything is written
