"""Reads the text in a picture, in a process of its own: JPEG on standard input, JSON lines of text on standard output.

The engine (extra `ocr`) brings its models in its wheel and asks nobody. It holds half a gigabyte while it works, which
ends with this process; a worker that reads no pictures never loads it.
"""

import json
import logging
import resource
import sys

MEMORY = 3 << 30  # address space; the engine maps more than it holds
PROCESSOR = 60  # seconds


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    logging.disable(logging.CRITICAL)
    from rapidocr import RapidOCR  # noqa: PLC0415 -- an extra, and slow to load

    engine = RapidOCR(params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1})
    found = engine(sys.stdin.buffer.read())
    boxes, texts, scores = (getattr(found, name, None) for name in ("boxes", "txts", "scores"))
    rows = zip([] if boxes is None else boxes, texts or (), scores or (), strict=True)
    for box, text, score in rows:
        corners = [[round(float(x)), round(float(y))] for x, y in box]
        sys.stdout.write(json.dumps({"text": text, "score": round(float(score), 3), "box": corners}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
