"""Case files: pages as images, the first page of a thick scan, and storing large files.

The scan is 300 pages of noise at 300 dpi, each a JPEG of some hundred kilobytes, which
is harder to decode than writing on paper.
"""

from __future__ import annotations

import io
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import pikepdf
import pypdfium2
from PIL import Image

from benchmarks.figures import Figure
from benchmarks.timing import seconds
from review.files.pages import PageFile, render

N_PAGES, N_RENDERED, WIDTH = 300, 20, 1200
POINTS, PIXELS = (595, 842), (2480, 3508)
ROUNDS = 5
LARGE, SMALL = 500, 5
MEGABYTE = 1024 * 1024


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="case-review-bench-") as folder:
        scan = Path(folder) / "scan.pdf"
        scan.write_bytes(scanned(N_PAGES))
        return [*shown(scan), *stored(Path(folder))]


def scanned(n_pages: int) -> bytes:
    """A PDF as a scanner makes it: one grey picture to a page, each its own."""
    made, jpeg = pikepdf.new(), _noise()
    for number in range(n_pages):
        page = made.add_blank_page(page_size=POINTS)
        picture = pikepdf.Stream(made, jpeg + b"%d" % number)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height = PIXELS
        picture.BitsPerComponent, picture.ColorSpace = 8, pikepdf.Name.DeviceGray
        picture.Filter = pikepdf.Name.DCTDecode
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(S=picture))
        page.Contents = made.make_stream(b"q %d 0 0 %d 0 0 cm /S Do Q" % POINTS)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _noise() -> bytes:
    small = (PIXELS[0] // 8, PIXELS[1] // 8)
    noise = Image.frombytes("L", small, random.Random(1).randbytes(small[0] * small[1]))
    file = io.BytesIO()
    noise.resize(PIXELS).save(file, "JPEG", quality=50)
    return file.getvalue()


def shown(scan: Path) -> list[Figure]:
    """Ours and plain PDFium take turns, because the machine does other things too."""
    rounds = [(ours(scan), plain(scan)) for _ in range(ROUNDS)]
    per_page, bare = (median(taken) for taken in zip(*rounds, strict=True))
    cold = median(seconds(lambda: first_page(scan)) for _ in range(ROUNDS))
    single = median(
        seconds(lambda: render(scan, 200, width=WIDTH)) for _ in range(ROUNDS)
    )
    beside = {"baseline": bare * 1000, "against": "pypdfium2 in a loop"}
    return [
        Figure("page as an image", per_page * 1000, "ms", **beside),
        Figure("page as an image, beside plain PDFium", per_page / bare, "×", 1.3),
        Figure(
            f"first page of {N_PAGES}, inspected, from cold", cold * 1000, "ms", 1000
        ),
        Figure("one page, process started for it", single * 1000, "ms", 1000),
    ]


def ours(scan: Path) -> float:
    """Seconds for a page, with the process and the file already open."""
    with PageFile(scan) as file:
        file.render(N_PAGES, width=WIDTH)
        pages = range(1, N_RENDERED + 1)
        taken = seconds(lambda: [file.render(page, width=WIDTH) for page in pages])
    return taken / N_RENDERED


def plain(scan: Path) -> float:
    """Seconds for a page as the library's own documentation shows it."""
    document = pypdfium2.PdfDocument(scan)
    taken = seconds(lambda: [_drawn(document, page) for page in range(N_RENDERED)])
    document.close()
    return taken / N_RENDERED


def _drawn(document: pypdfium2.PdfDocument, page: int) -> bytes:
    image = document[page].render(scale=WIDTH / POINTS[0]).to_pil()
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()


def first_page(scan: Path) -> None:
    with PageFile(scan) as file:
        file.inspect()
        file.render(1, width=WIDTH)


PUT = """
import sys
from pathlib import Path
from review.gateways.objects import objects_at

class Stream:
    left = int(sys.argv[2]) * 1024 * 1024
    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        return bytes(size)

objects = objects_at(sys.argv[1], scratch=Path(sys.argv[1]))
objects.open(objects.put(Stream()).digest).close()
status = Path("/proc/self/status").read_text(encoding="ascii")
print(status.partition("VmHWM:")[2].split()[0])
"""


def stored(folder: Path) -> list[Figure]:
    """What a process grows by when a hundred times as much is stored and read again."""
    small, large = peak(folder, SMALL), peak(folder, LARGE)
    name = f"memory more for {LARGE} MB stored than for {SMALL} MB"
    return [Figure(name, max(0, large - small) / MEGABYTE, "MB", 10)]


def peak(folder: Path, megabytes: int) -> int:
    command = [sys.executable, "-c", PUT, str(folder), str(megabytes)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout) * 1024
