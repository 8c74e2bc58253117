"""What a coder can do to a coding: pure functions from a coding and its codebook to an Edit.

They change nothing themselves.
"""

from annotator.model.commands.batch import comment_many, flag_many, modify_many, recode_many
from annotator.model.commands.checks import (
    OverlapError,
    check_all_fit,
    check_fits,
    event_with_id,
    events_with_ids,
    given_code,
    is_exhaustive,
    item_with_id,
    known_code,
)
from annotator.model.commands.episodes import explain_length, mark_episode
from annotator.model.commands.events import (
    comment,
    delete,
    flag_unsure,
    merge,
    modify,
    move,
    place,
    recode,
    split,
    trim,
)
from annotator.model.commands.intervals import score_interval, toggle_in_interval
from annotator.model.commands.judging import classify, declassify, rate, reopen, submit, unrate
from annotator.model.commands.marking import end_state, hold, let_go, mark, start_state, toggle_off
from annotator.model.commands.passes import finish_pass
from annotator.model.commands.segments import mark_segment, name_segment, retime_segment
from annotator.model.commands.several import (
    any_moment,
    draw,
    move_boundary,
    move_many,
    neighbour,
    paste,
    shifted,
    split_many,
)

__all__ = [
    "OverlapError",
    "any_moment",
    "check_all_fit",
    "check_fits",
    "classify",
    "comment",
    "comment_many",
    "declassify",
    "delete",
    "draw",
    "end_state",
    "event_with_id",
    "events_with_ids",
    "explain_length",
    "finish_pass",
    "flag_many",
    "flag_unsure",
    "given_code",
    "hold",
    "is_exhaustive",
    "item_with_id",
    "known_code",
    "let_go",
    "mark",
    "mark_episode",
    "mark_segment",
    "merge",
    "modify",
    "modify_many",
    "move",
    "move_boundary",
    "move_many",
    "name_segment",
    "neighbour",
    "paste",
    "place",
    "rate",
    "recode",
    "recode_many",
    "reopen",
    "retime_segment",
    "score_interval",
    "shifted",
    "split",
    "split_many",
    "start_state",
    "submit",
    "toggle_in_interval",
    "toggle_off",
    "trim",
    "unrate",
]
