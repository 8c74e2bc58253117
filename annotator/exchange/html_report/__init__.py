"""One page of HTML that tells what was found in a session, or in a study: to read, to print, to hand on."""
