"""The codebooks that ship with the program: one TOML file each, meant to be read and changed by psychologists."""
