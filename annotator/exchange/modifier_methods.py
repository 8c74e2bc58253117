"""What methods texts say of modifiers: whether they are part of the code, and how answers were compared."""

from collections.abc import Sequence


def modifiers_sentences(asked: Sequence[str], code_with: Sequence[str], words: str) -> str:
    """Return what was done with what codes ask, such as towards whom; "" where they ask nothing.

    Args:
        asked: names of the modifiers that codes ask.
        code_with: the modifiers that are part of the code.
        words: the same in words (see with_words).
    """
    if not asked:
        return ""
    names = ", ".join(f"“{one}”" for one in asked)
    counted = (
        f"What was compared are {words}: a code with each answer is a category of its channel, and so is a code that "
        "was not answered. "
        if code_with
        else "What was compared are codes alone: modifiers, such as towards whom, are no part of them. "
    )
    others = "other modifiers, and none," if code_with else "each of its modifiers"
    return (
        f"{counted}Each channel and point code that has modifiers was also compared with {others} as part of the code. "
        f"Answers to {names} were compared over the events that both coders had (bouts of one code and answer linked "
        "as above, points matched) with Cohen's kappa, without an interval because events of a session are not "
        "independent; what only one coder answered is counted and enters no kappa. "
    )
