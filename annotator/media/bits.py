"""Numbers of so many bits, one after the other, as the headers of video streams have them."""

_LONGEST_CODE = 32


class Bits:
    """Reads bytes from their first bit on.

    Raises:
        ValueError: There are no more.
    """

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data, "big"), 8 * len(data)

    def read(self, count: int) -> int:
        """A whole number of so many bits."""
        if count > self._left:
            raise ValueError("no more bits")
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)

    def coded(self) -> int:
        """A whole number in an Exp-Golomb code."""
        zeros = 0
        while not self.read(1):
            zeros += 1
            if zeros > _LONGEST_CODE:
                raise ValueError("no such code")
        return (1 << zeros) - 1 + self.read(zeros)

    def signed(self) -> int:
        """The same with a sign."""
        code = self.coded()
        return (code + 1) // 2 if code % 2 else -(code // 2)
