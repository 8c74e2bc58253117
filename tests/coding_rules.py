"""What the key of a code does, written a second time, without the program.

A point is marked; a state starts, or ends where it is on; states of a channel exclude each other; where something is
always on, the key of what is on ends nothing.
"""


class Rules:
    """What a coding must hold, by the rules of its codebook alone. Time only goes forward."""

    def __init__(self, book):
        self.channels = {code.id: code.channel or code.id for code in book.codes}
        self.always_on = {channel.id for channel in book.channels if channel.exhaustive}
        self.events = []

    def press(self, code, at_ms):
        channel = self.channels[code.id]
        running = next((one for one in self.events if one[2] is None and self.channels[one[0]] == channel), None)
        if code.is_point:
            self.events.append([code.id, at_ms, at_ms])
        elif running is None:
            self.events.append([code.id, at_ms, None])
        elif running[0] != code.id:
            self._end(running, at_ms)
            self.events.append([code.id, at_ms, None])
        elif channel not in self.always_on:
            self._end(running, at_ms)
        elif running[1] == at_ms:
            self._take_back(running, at_ms)

    def _end(self, running, at_ms):
        """A state that ends at the frame at which it began is none."""
        running[2] = at_ms
        if running[1] == at_ms:
            self.events.remove(running)

    def _take_back(self, running, at_ms):
        """What it had cut off goes on."""
        self.events.remove(running)
        channel = self.channels[running[0]]
        for one in self.events:
            if self.channels[one[0]] == channel and one[1] < one[2] == at_ms:
                one[2] = None
