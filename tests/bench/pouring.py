"""`python -m tests.bench.pouring MESSAGE_HEX RATE NUMBER …`: pours a message into open file numbers at so many bytes a second each, until it is ended."""

import os
import sys
import time

TICK = 0.002


def main(message: bytes, rate: float, numbers: list[int]) -> None:
    stream, given, began = message * (4096 // len(message) + 2), 0, time.monotonic()
    for number in numbers:
        os.set_blocking(number, False)
    while True:
        time.sleep(TICK)
        due = min(4096, int((time.monotonic() - began) * rate) - given)
        start = given % len(message)
        given += due
        for number in numbers:
            try:
                os.write(number, stream[start : start + due])
            except BlockingIOError:
                # Nobody reads there: a line does not wait either.
                continue


if __name__ == "__main__":
    main(bytes.fromhex(sys.argv[1]), float(sys.argv[2]), [int(number) for number in sys.argv[3:]])
