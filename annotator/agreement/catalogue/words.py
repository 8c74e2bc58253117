"""What several groups of statistics say alike: how to read them, and whom they cite."""

CHANCE = "1 is best, 0 is what chance would give."
REPORT_PPOS = "Time in which neither codes anything counts as agreement: read it beside κ and Ppos."

KAPPA = "Cohen's kappa: of a channel, over its codes and none; of a code, against everything else"
KAPPA_TIP = f"{CHANCE} The one to report, with its interval and beside Ppos: κ depends on how long nothing happens."
ACCURACY = "How accurate both coders would have to be for this kappa"
ACCURACY_TIP = (
    "1 is best. What κ is enough depends on how many codes there are and how frequent each is; an accuracy does not."
)
PPOS = "How far the two agree on where it is: 2 × both ÷ (A + B), in seconds"
PPOS_TIP = "1 is best; not moved by time in which neither codes anything. Report it beside κ."
BAKEMAN, CICCHETTI, COHEN = "Bakeman et al. 1997", "Cicchetti & Feinstein 1990", "Cohen 1960"

MCGRAW = "McGraw & Wong 1996"
KRIPPENDORFF = "Krippendorff 2011"
MORE_CODERS = f"{CHANCE} Units that some coders did not rate count as well."
