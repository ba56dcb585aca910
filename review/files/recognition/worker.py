"""The process that reads pages: loads its models, shuts itself off, and is asked then.

A character's place is where the recognition saw it. Where that is not known, as on a
line that runs down the page, each character has the whole line for its place: whoever
hides one of its words hides the line.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from review.files.pages import messages, sealing
from review.files.pages.inspection import Refusal
from review.files.pages.limits import Limits
from review.files.pages.messages import Garbled

LISTEN, ANSWER = 0, 1
MODELS = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")
SIDE = 1280
"""Lines are looked for on an image so high; they are read in full size."""
DOUBTFUL = 0.85
"""Below this mean confidence a page was hardly readable, as handwriting is."""
NICE = 10
TALL = 1.5
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")
Place = tuple[float, float, float, float]
Letter = tuple[str, Place | None]
Engine = Callable[..., Any]


def main(arguments: list[str]) -> None:
    limits = Limits.from_json(arguments[0])
    # Reviewers who wait for a page come first; one thread, as none can start later.
    os.nice(NICE)
    os.environ.update(dict.fromkeys(THREADS, "1"))
    sealing.limit(limits, file_bytes=0)
    engine = loaded()
    is_sealed = sealing.seal()
    os.write(ANSWER, messages.packed({"sealed": is_sealed}))
    _serve(engine, limits)


def models() -> list[Path]:
    """The models inside the installed package: named, so that none is ever fetched."""
    found = find_spec("rapidocr")
    assert found is not None
    assert found.origin is not None
    return [Path(found.origin).parent / "models" / name for name in MODELS]


def loaded() -> Engine:
    """Everything is read from disk by reading a first image."""
    from rapidocr import RapidOCR

    finding, reading = map(str, models())
    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            # Which way up a line stands would be a guess, and boxes would lie elsewhere.
            "Global.use_cls": False,
            # What was read with doubt may be a name as well: everything is hidden in.
            "Global.text_score": 0.0,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": finding,
            "Det.limit_side_len": SIDE,
            "Det.limit_type": "max",
            "Rec.model_path": reading,
        }
    )
    _read(engine, _first_image())
    return engine


def _first_image() -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("L", (640, 320), 255)
    ImageDraw.Draw(image).text((60, 80), "Page 123", fill=0, font_size=48)
    body = io.BytesIO()
    image.save(body, "JPEG")
    return body.getvalue()


def _serve(engine: Engine, limits: Limits) -> None:
    """Answer until the other side is gone."""
    while True:
        try:
            _, image = messages.received(_listen, most=limits.answer_bytes)
        except (EOFError, Garbled):
            return
        try:
            answer = _read(engine, image)
        except Exception:  # noqa: BLE001
            # Whatever a library makes of a page, the other side is told of one kind.
            answer = {"refused": Refusal.TOO_MUCH.name, "values": {}}
        messages.write_all(ANSWER, messages.packed(answer))


def _listen(size: int) -> bytes:
    return os.read(LISTEN, size)


def _read(engine: Engine, image: bytes) -> dict[str, Any]:
    try:
        found = engine(image, return_word_box=True, return_single_char_box=True)
    except IndexError:
        # A line whose characters have no places: then none has any.
        found = engine(image, return_word_box=False, return_single_char_box=False)
    if getattr(found, "txts", None) is None or found.boxes is None:
        return {"text": "", "boxes": [], "doubtful": False}
    height, width = found.img.shape[:2]
    letters = list(_letters(found, width, height))
    return {
        "text": "".join(letter for letter, _ in letters),
        "boxes": [place for _, place in letters],
        "doubtful": _confidence(found.txts, found.scores) < DOUBTFUL,
    }


def _confidence(texts: Sequence[str], scores: Sequence[float]) -> float:
    """The mean over the characters of a page."""
    n = sum(map(len, texts))
    pairs = zip(texts, scores, strict=True)
    return sum(len(text) * float(score) for text, score in pairs) / n if n else 1.0


def _letters(found: Any, width: int, height: int) -> Iterator[Letter]:
    words = found.word_results
    has_places = len(words) == len(found.txts)
    for n, (text, corners) in enumerate(zip(found.txts, found.boxes, strict=True)):
        if n:
            yield "\n", None
        line = around(corners, width, height)
        yield from placed(
            str(text),
            [(str(word), around(spots, width, height)) for word, _, spots in words[n]]
            if has_places and not is_tall(corners)
            else [],
            line,
        )


def around(corners: Iterable[Sequence[float]], width: int, height: int) -> Place:
    """The upright box around four corners, as fractions of the page."""
    points = [(float(x) / width, float(y) / height) for x, y in corners]
    across, down = zip(*points, strict=True)
    return _in(min(across)), _in(min(down)), _in(max(across)), _in(max(down))


def _in(edge: float) -> float:
    return round(min(max(edge, 0.0), 1.0), 5)


def is_tall(corners: Iterable[Sequence[float]]) -> bool:
    """Whether a line runs down the page, as a sheet that lies on its side does."""
    across, down = zip(*((float(x), float(y)) for x, y in corners), strict=True)
    return max(down) - min(down) >= TALL * (max(across) - min(across))


def placed(
    text: str, words: Sequence[tuple[str, Place]], line: Place
) -> Iterator[Letter]:
    """Each character of a line with its place, or with the line's; none for spaces."""
    known = "".join(word for word, _ in words) == "".join(text.split())
    is_single = all(len(word) == 1 for word, _ in words)
    places = iter(place for _, place in words) if known and is_single else None
    for letter in text:
        if letter.isspace():
            yield " ", None
        else:
            yield letter, line if places is None else next(places)
