"""The kinds of text and number that stand in a codebook, with what the JSON Schema tells an editor about them."""

from typing import Annotated, Literal

from msgspec import Meta

COLOR_PATTERN = "^#[0-9a-fA-F]{6}$"
ID_PATTERN = "^[A-Za-z0-9][A-Za-z0-9_-]*$"
KEY_PATTERN = "^(Shift\\+)?[A-Z]$"
CODE_KEY_PATTERN = "^(, )?(Shift\\+)?[A-Z]$"

# The patterns go to editors only (extra_json_schema): the loader has its own, plainer words for the same rules.
Id = Annotated[
    str, Meta(description="Stands in codings and exports; never changes.", extra_json_schema={"pattern": ID_PATTERN})
]
Name = Annotated[str, Meta(description="What it is called on the screen.")]
Color = Annotated[str, Meta(description="Like #4aa3df.", extra_json_schema={"pattern": COLOR_PATTERN})]
Key = Annotated[
    str, Meta(description="A letter, or Shift+letter; not J, K, L.", extra_json_schema={"pattern": KEY_PATTERN})
]
CodeKey = Annotated[
    str,
    Meta(
        description="A letter, or Shift+letter, alone (not J, K, L) or after a comma and a space: two strokes. "
        "Left out: a click or its name marks it.",
        extra_json_schema={"pattern": CODE_KEY_PATTERN},
    ),
]
Actor = Annotated[
    str,
    Meta(description="Who does it: one of those present in an episode, or the id of the asked modifier that says who."),
]
Definition = Annotated[str, Meta(description="What it is, in our own words.")]
Source = Annotated[str, Meta(description="The work it comes from, or that it is a convention of this codebook.")]
LicensedText = Annotated[str, Meta(description="Room for the lab: text of the manual it holds a licence for.")]
EpisodeKind = Literal["introduction", "baseline", "separation", "reunion", "other"]
