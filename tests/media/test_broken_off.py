"""Where the disk or the network gives out, what came before plays, and the rest is named."""

import pytest

from annotator.errors import MediaError
from annotator.media import decoder_run, frames
from annotator.media.frames import load_or_scan, scan
from annotator.media.packets import video_packets
from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SilentOutput

READABLE = 80  # packets


@pytest.fixture
def dying_disk(monkeypatch):
    """A disk from which the first packets of a file can be read, and no more."""

    def packets(container, stream):
        for count, packet in enumerate(video_packets(container, stream)):
            if count == READABLE:
                raise MediaError("Reading broke off.", "Check the disk.")
            yield packet

    for module in (frames, decoder_run):
        monkeypatch.setattr(module, "video_packets", packets)


def test_the_readable_part_is_listed_and_not_kept_for_the_next_time(odd, tmp_path, dying_disk):
    table = load_or_scan(odd("clap").path, tmp_path)
    assert table.complete
    assert table.broken_off
    assert READABLE - 3 <= len(table) <= READABLE
    assert not list(tmp_path.glob("*"))


def test_a_whole_file_is_not_called_broken_off(odd):
    assert not scan(odd("clap").path).broken_off


def test_a_file_of_which_nothing_can_be_read_is_refused(odd, monkeypatch):
    def no_packets(_container, _stream):
        raise MediaError("Reading broke off.", "Check the disk.")
        yield

    monkeypatch.setattr(frames, "video_packets", no_packets)
    with pytest.raises(MediaError, match="broke off"):
        scan(odd("clap").path)


def test_the_player_shows_every_frame_of_the_readable_part_and_says_where_it_ends(odd, dying_disk, hand_on, number_in):
    player = Player([CameraSource(odd("clap").path)], SilentOutput())
    try:
        hand = hand_on(player)
        hand.until(lambda: player.ready and player.indexing_progress == 1)
        last = len(player.frame_times_ms) - 1
        for index in (last, last // 2, 0, last):
            player.jump(int(player.frame_times_ms[index]))
            assert number_in(hand.until_settled()) == index
        assert player.error is None
        assert "clap.mkv broke off after 3." in player.warning.what
    finally:
        player.close()
