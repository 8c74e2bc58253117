"""What the page on two coders shows, one section a kind of question. Each takes a PairReport and shows its part."""
