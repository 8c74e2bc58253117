"""A frame number that a machine can read off a picture, also after lossy encoding.

Two rows of sixteen black or white blocks in the top left corner: 4 fixed bits, 20 bits of number, 8 bits of check.
"""

import numpy as np
from numpy.typing import NDArray

LARGEST_NUMBER = 2**20 - 1

_COLUMNS, _ROWS = 16, 2
_START = 0b1010
_BLACK, _WHITE = 16, 240
_DARKEST_WHITE, _LIGHTEST_BLACK = 150, 105


def draw_frame_number(image_bgr: NDArray[np.uint8], number: int) -> None:
    """Draw the number into the picture, in place.

    Args:
        image_bgr: Height x width x 3 (any order of colours, the mark is grey), at least 64 x 8 pixels.
        number: 0 to LARGEST_NUMBER, both included.

    Raises:
        ValueError: The picture is too small or the number out of range.
    """
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError(f"frame number {number} is not between 0 and {LARGEST_NUMBER}")
    height, width = image_bgr.shape[:2]
    size = block_size(width, height)
    if width < _COLUMNS * size or height < _ROWS * size:
        raise ValueError(f"a picture of {width} x {height} is too small for a frame number")
    blocks = np.where(_bits(number), _WHITE, _BLACK).astype(np.uint8).repeat(size, axis=0).repeat(size, axis=1)
    image_bgr[: _ROWS * size, : _COLUMNS * size] = blocks[:, :, None]


def read_frame_number(image: NDArray[np.uint8]) -> int | None:
    """Read the number from a picture of its native size.

    Args:
        image: Grey (height x width), BGR, BGRA or RGBA (height x width x 3 or 4).

    Returns:
        The number, or None where there is none or where it cannot be trusted.
    """
    height, width = image.shape[:2]
    size = block_size(width, height)
    corner = image[: _ROWS * size, : _COLUMNS * size]
    if corner.shape[:2] != (_ROWS * size, _COLUMNS * size):
        return None
    grey = corner if corner.ndim == 2 else corner[:, :, :3].mean(axis=2)
    edge = max(1, size // 4)  # the rim of a block blurs in encoding
    blocks = grey.reshape(_ROWS, size, _COLUMNS, size)[:, edge:-edge, :, edge:-edge].mean(axis=(1, 3))
    if np.any((blocks > _LIGHTEST_BLACK) & (blocks < _DARKEST_WHITE)):
        return None
    word = int("".join("1" if block >= _DARKEST_WHITE else "0" for block in blocks.ravel()), 2)
    number = word >> 8 & LARGEST_NUMBER
    return number if word == _word(number) else None


def block_size(width: int, height: int) -> int:
    """Side of one block in pixels, for a picture of this size in pixels."""
    return max(4, round(min(width, height) / 90))


def _bits(number: int) -> NDArray[np.bool_]:
    places = np.arange(_COLUMNS * _ROWS - 1, -1, -1)
    return ((_word(number) >> places) & 1).astype(np.bool_).reshape(_ROWS, _COLUMNS)


def _word(number: int) -> int:
    return _START << 28 | number << 8 | _check(number)


def _check(number: int) -> int:
    """CRC-8 (polynomial x^8 + x^2 + x + 1): finds every misreading of up to three blocks."""
    rest = number << 8
    for place in range(27, 7, -1):
        if rest >> place & 1:
            rest ^= 0x107 << (place - 8)
    return rest
