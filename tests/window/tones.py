"""Makes the sounds of resources/sounds: `python tests/window/tones.py` writes them anew; a test compares them with what is checked in."""

import math
import struct
import sys
import wave
from io import BytesIO
from pathlib import Path

RATE = 22_050

# name: (frequency Hz, seconds, loudness) one after the other; frequency 0 is silence.
NOTES = {
    "release": ((660, 0.11, 0.5), (0, 0.02, 0), (880, 0.18, 0.5)),
    "not-customs": ((523, 0.16, 0.25),),
    "machine": ((587, 0.12, 0.5), (0, 0.07, 0), (587, 0.12, 0.5)),
    "manual": ((698, 0.10, 0.6), (0, 0.06, 0), (698, 0.10, 0.6), (0, 0.06, 0), (698, 0.10, 0.6)),
    "hold": ((784, 0.18, 0.7), (0, 0.02, 0), (466, 0.32, 0.7)),
    "cannot-confirm": ((233, 0.70, 0.6),),
    "released": ((660, 0.08, 0.5), (880, 0.08, 0.5), (1320, 0.22, 0.45)),
    "read": ((1760, 0.03, 0.18),),
    "repeat": ((1200, 0.025, 0.15), (0, 0.04, 0), (1200, 0.025, 0.15)),
    "stray": ((740, 0.05, 0.35), (0, 0.03, 0), (620, 0.08, 0.35)),
    "refused": ((196, 0.09, 0.6), (0, 0.04, 0), (196, 0.16, 0.6)),
    "unusable": ((150, 0.06, 0.4),),
    "call": ((1047, 0.10, 0.5), (0, 0.03, 0), (1319, 0.10, 0.5), (0, 0.03, 0), (1047, 0.20, 0.5)),
    "stop": ((988, 0.11, 0.9), (740, 0.11, 0.9), (988, 0.11, 0.9), (740, 0.11, 0.9), (988, 0.11, 0.9), (740, 0.11, 0.9), (988, 0.11, 0.9), (740, 0.11, 0.9)),
}


def tone(frequency: float, seconds: float, loudness: float) -> list[int]:
    count = int(RATE * seconds)
    edge = max(1, int(RATE * 0.008))
    samples = []
    for n in range(count):
        fade = min(1.0, n / edge, (count - n) / edge)
        angle = 2 * math.pi * frequency * n / RATE
        shape = 0.82 * math.sin(angle) + 0.14 * math.sin(2 * angle) + 0.04 * math.sin(3 * angle)
        samples.append(round(32_000 * loudness * fade * shape) if frequency else 0)
    return samples


def wav(name: str) -> bytes:
    samples = [sample for note in NOTES[name] for sample in tone(*note)]
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return out.getvalue()


if __name__ == "__main__":
    folder = Path(__file__).parents[2] / "resources" / "sounds"
    for each in NOTES:
        (folder / f"{each}.wav").write_bytes(wav(each))
    sys.stdout.write(f"{len(NOTES)} sounds in {folder}\n")
