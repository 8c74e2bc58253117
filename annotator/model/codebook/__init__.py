"""The codebook: what can be coded, how it is read, checked, edited and migrated."""

from annotator.model.codebook.codebook import (
    Channel,
    Code,
    Codebook,
    Episode,
    Modifier,
    ModifierValue,
    RetiredCode,
)

__all__ = ["Channel", "Code", "Codebook", "Episode", "Modifier", "ModifierValue", "RetiredCode"]
