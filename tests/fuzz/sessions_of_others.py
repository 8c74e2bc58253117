"""Small codings of programs whose files lie beside others, mutated: JWatcher, GridWare and BIDS."""

import random
from collections.abc import Mapping

from tests.fuzz.mutation import PIECES, flipped, with_other_cells

JWATCHER = {
    "a.dat": "FirstLineOfData=9\n# Format: Focal Data File 1.0\nFocalMasterFile=D:/Lab/b.fmf\nStartTime=1\n"
    "Answer.1=S1\nAnswer.2=f\n\n#BEGIN DATA\n0, m\n1500, t\n1500.5, s\n4000, m, x\n9000, EOF\n",
    "b.fmf": "Behaviour.name.m=mother\nBehaviour.description.m=eyes\nBehaviour.name.t=toy\nQuestion.1=session\n",
    "b.faf": "Behavior.switchesOff.m=m,t\nBehavior.switchesOff.t=itself m\nBehavior.isEventAnalyzed.s=true\n",
    "a.cd.res": "Behaviors:\n\tm\tmother\teyes\n\ts\tsmiles\t\nStates:\n\tm switches off: itself, t.\n",
    "keys.csv": 'key,name,kind\nm,"looks, at",state\ns,smiles,point\n',
}
GRIDWARE = {
    "a.gwf": "<GridWare>\nMissingValueSymbol\t--\n<Trajectories>\nID\tFilename\n1\tb.trj\n2\tc.trj\n</Trajectories>\n",
    "b.trj": "onset\taoi\tparenting\n0\t--\t--\n2600\t3\t2\n2624\t4\t2\n49939\t\t\n",
    "c.trj": "0.5\t1\n1.5\t2\n2.5\t\n",
}
BIDS = {
    "sub-1_task-a_events.tsv": "onset\tduration\ttrial_type\tcoder\tkind\tmodifier_to\tcomment\n"
    '1.5\t2.25\tcry\tKM\tstate\tm\t"a\tb"\n2\t0\tsmile\tJT\tpoint\tn/a\tn/a\n3\tn/a\tcry\tJT\tstate\tt\tn/a\n',
    "sub-1_task-a_events.json": '{"trial_type": {"Levels": {"cry": "It cries."}}, "modifier_to": {"Description": "to", '
    '"Levels": {"m": "mother", "t": {"Description": "toy"}}}}',
    "dataset_description.json": "{}",
    "participants.tsv": "participant_id\tsession\tage\nsub-1\tS1\t12\n",
}


def jwatcher(dice: random.Random) -> tuple[str, dict[str, bytes]]:
    """Return the name of a file and the files, with what lies beside it."""
    return "a.dat", _mutated(JWATCHER, dice)


def gridware(dice: random.Random) -> tuple[str, dict[str, bytes]]:
    """Return the name of a file and the files, with what lies beside it."""
    return dice.choice(("a.gwf", "b.trj")), _mutated(GRIDWARE, dice)


def bids(dice: random.Random) -> tuple[str, dict[str, bytes]]:
    """Return the name of a file and the files, with what lies beside it."""
    return "sub-1_task-a_events.tsv", _mutated(BIDS, dice)


def _mutated(texts: Mapping[str, str], dice: random.Random) -> dict[str, bytes]:
    files = {name: text.encode() for name, text in texts.items()}
    for name in dice.sample(sorted(files), dice.choice((0, 1, 1, 2))):
        text = with_other_cells(files[name], (b"\t", b",", b"\n", b"="), (0, 1, 3), dice).decode()
        text = text.replace("\n", dice.choice(("\n", "\n", "\r\n", "\r")))
        data = text.encode(dice.choice(("utf-8", "utf-8", "utf-16", "cp1252")), errors="replace")
        files[name] = flipped(data, dice) if dice.random() < 0.7 else data + dice.choice(PIECES)
    return files
