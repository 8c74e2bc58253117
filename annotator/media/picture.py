"""A decoded frame, and how it becomes a picture on the screen or in a file."""

import contextlib
import hashlib
import threading
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from annotator.errors import MediaError
from annotator.media.aids import NO_AIDS, PictureAids, arrange, tone
from annotator.media.opencv import cv2

_HD_FROM_HEIGHT = 720
_PLANES_OF_BYTES = {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p"}
_BLOCK = 16
"""Pixels of a line that FFmpeg converts at once."""
_COLOURS_UNKNOWN = 2
_TURNS = {1: cv2.ROTATE_90_COUNTERCLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_CLOCKWISE}
_own_of_thread = threading.local()


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One frame of one camera, still as the decoder left it (1.5 bytes a pixel, mostly).

    Attributes:
        index: Which frame it is, 0-based.
        pts_ms: When it appears, in ms after frame 0 of its camera.
        frame: The decoded frame.
        exact: Whether it is the frame that was asked for; False for one shown until that one is there.
        damaged: Whether the decoder found it spoilt, or could not decode it: then `frame` is its nearest neighbour.
        pixel_shape: Width of a pixel divided by its height.
        sound_only: Whether the recording has no picture, and this is a moment of its sound.
    """

    index: int
    pts_ms: int
    frame: VideoFrame
    exact: bool = True
    damaged: bool = False
    pixel_shape: Fraction = Fraction(1)
    sound_only: bool = False

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height in square pixels, turned upright."""
        width, height = round(self.frame.width * self.pixel_shape), self.frame.height
        return (height, width) if self._turns % 2 else (width, height)

    @property
    def size_bytes(self) -> int:
        """Memory that the frame takes."""
        return sum(plane.buffer_size for plane in self.frame.planes)

    def to_bgra(self, width: int, height: int, aids: PictureAids = NO_AIDS) -> NDArray[np.uint8]:
        """The picture upright, scaled to this size in pixels: height x width x 4, contiguous, alpha 255.

        Takes a millisecond or two; safe on any thread.
        """
        if aids.moves_pixels:
            native = self._converted(self.frame.width, self.frame.height)
            image = _resized(arrange(self._upright(native), aids), width, height)
        elif self._turns % 2:
            image = self._upright(self._converted(height, width))
        else:
            image = self._upright(self._converted(width, height))
        return np.ascontiguousarray(tone(image, aids))

    def save(self, path: Path, aids: PictureAids = NO_AIDS) -> None:
        """Write the picture in its full display size; the suffix (.png, .jpg, .tif) chooses the format.

        Raises:
            MediaError: The format is not known or the file cannot be written.
        """
        size = aids.shown_size(*self.display_size)
        part = path.with_name(f".{path.name}.part")
        try:
            done, data = cv2.imencode(path.suffix, self.to_bgra(*size, aids)[:, :, :3])
            assert done  # cv2 raises where it cannot encode
            part.write_bytes(data.tobytes())  # not cv2.imwrite: it stumbles over letters outside ASCII on Windows
            part.replace(path)
        except cv2.error as error:
            raise MediaError(
                f"A picture cannot be saved as {path.suffix!r}.", "End the name in .png or .jpg."
            ) from error
        except OSError as error:
            raise MediaError(
                f"{path} cannot be written.", "Choose another folder, or free some space on the disk."
            ) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    @property
    def _turns(self) -> int:
        """Quarter turns counter-clockwise that the file asks of players."""
        return round(self.frame.rotation / 90) % 4

    def _converted(self, width: int, height: int) -> NDArray[np.uint8]:
        """The picture as it lies in the file, in a size."""
        frame = self.frame
        has_planes = frame.format.name in _PLANES_OF_BYTES
        is_whole = (width, height) == (frame.width, frame.height) and not (has_planes and width % _BLOCK)
        if is_whole or (2 * width < frame.width and 2 * height < frame.height):
            return _bgra(frame, frame, width, height)  # quick where it need not scale, and where it scales far down
        if has_planes:
            scaled = _scaled_planes(frame, width, height)
            return _bgra(scaled, frame, scaled.width, height)[:, :width]
        return _resized(_bgra(frame, frame, frame.width, frame.height), width, height)

    def _upright(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        if not self._turns:
            return image
        return np.asarray(cv2.rotate(image, _TURNS[self._turns]), np.uint8)


def digest_of(frame: VideoFrame) -> str:
    """The MD5 of a frame as the decoder left it, at full size; the same as FFmpeg's framemd5 prints."""
    digest = hashlib.md5(usedforsecurity=False)
    for plane, length in zip(frame.planes, _bytes_a_line(frame), strict=False):  # strict: a palette may come last
        lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        digest.update(np.ascontiguousarray(lines[: plane.height, :length]).data)
    return digest.hexdigest()


def _bytes_a_line(frame: VideoFrame) -> list[int]:
    """How many bytes of each plane's lines are the picture; what follows fills them up."""
    form, planes = frame.format, frame.planes
    if len(planes) == 1:
        return [-(-frame.width * form.padded_bits_per_pixel // 8)]
    parts: dict[int, int] = {}
    for component in form.components:
        parts[component.plane] = parts.get(component.plane, 0) + -(-component.bits // 8)
    return [planes[plane].width * parts[plane] for plane in sorted(parts)]


def _bgra(frame: VideoFrame, like: VideoFrame, width: int, height: int) -> NDArray[np.uint8]:
    """A frame in another size, its colours understood as those of another frame."""
    image = _reformatter().reformat(
        frame,
        width,
        height,
        format="bgra",
        src_colorspace=_colours(like),
        interpolation=Interpolation.BILINEAR,
        threads=1,
    )
    return np.asarray(image.to_ndarray(), np.uint8)


def _scaled_planes(frame: VideoFrame, width: int, height: int) -> VideoFrame:
    """The frame in another size, still as luma and colour: a third of the bytes that blue, green and red have.

    At the right it is filled up to whole blocks: FFmpeg leaves up to four columns of a last block that is not whole
    as they lay in memory.
    """
    scaled = VideoFrame(width + -width % _BLOCK, height, frame.format.name)
    scaled.color_range = frame.color_range
    for plane, target in zip(frame.planes, scaled.planes, strict=True):
        wide = -(-target.width * width // scaled.width)
        lines = _bytes(target)[:, :wide]
        cv2.resize(_bytes(plane), (wide, target.height), dst=lines, interpolation=cv2.INTER_LINEAR)
    return scaled


def _bytes(plane: VideoPlane) -> NDArray[np.uint8]:
    lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return lines[: plane.height, : plane.width]


def _resized(image: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    if image.shape[:2] == (height, width):
        return image
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _reformatter() -> VideoReformatter:
    """One for each thread: it keeps its scaling tables, and may not be shared."""
    if not hasattr(_own_of_thread, "reformatter"):
        _own_of_thread.reformatter = VideoReformatter()
    found: VideoReformatter = _own_of_thread.reformatter
    return found


def _colours(frame: VideoFrame) -> int:
    """The file's colour matrix; where it does not say, that of HD or of standard definition, by height."""
    if frame.colorspace != _COLOURS_UNKNOWN:
        return int(frame.colorspace)
    return int(Colorspace.ITU709 if frame.height >= _HD_FROM_HEIGHT else Colorspace.ITU601)
