# Reads tables of ratings (table, unit, coder, rating), writes what R says of each (table, statistic, value).
# Called by tools/against_r.py.

arguments <- commandArgs(trailingOnly = TRUE)
given <- read.csv(arguments[1])
found <- data.frame()
tell <- function(table, statistic, value) {
  found <<- rbind(found, data.frame(table = table, statistic = statistic, value = as.numeric(value)))
}
has_irr <- requireNamespace("irr", quietly = TRUE)
forms <- c("1,1", "A,1", "C,1", "1,k", "A,k", "C,k")

for (table in unique(given$table)) {
  long <- given[given$table == table, ]
  wide <- reshape(long[, c("unit", "coder", "rating")], idvar = "unit", timevar = "coder", direction = "wide")
  wide <- as.matrix(wide[, -1])
  if (!anyNA(long$rating)) {
    iccs <- suppressWarnings(suppressMessages(psych::ICC(wide, lmer = FALSE)))$results
    for (place in 1:6) {
      tell(table, paste0("icc ", forms[place]), iccs$ICC[place])
      tell(table, paste0("icc ", forms[place], " low"), iccs$"lower bound"[place])
      tell(table, paste0("icc ", forms[place], " high"), iccs$"upper bound"[place])
    }
    if (has_irr) {
      for (model in c("oneway", "twoway")) {
        type <- if (model == "twoway") "agreement" else "consistency"
        tell(table, paste("irr", model), irr::icc(wide, model = model, type = type, unit = "single")$value)
      }
    }
    if (ncol(wide) == 2) {
      later <- wide[, 2] - wide[, 1]
      tell(table, "bias", mean(later))
      tell(table, "bias low", t.test(later)$conf.int[1])
      tell(table, "bias high", t.test(later)$conf.int[2])
      tell(table, "upper limit", mean(later) + 1.96 * sd(later))
    }
  }
  # One-way analysis of variance of what is there (Searle, Casella & McCulloch 1992).
  there <- long[!is.na(long$rating), ]
  counts <- table(there$unit)
  there <- there[there$unit %in% names(counts)[counts >= 2], ]
  counts <- as.numeric(table(there$unit))
  squares <- anova(lm(rating ~ factor(unit), data = there))$"Mean Sq"
  k0 <- (sum(counts) - sum(counts^2) / sum(counts)) / (length(counts) - 1)
  single <- (squares[1] - squares[2]) / (squares[1] + (k0 - 1) * squares[2])
  tell(table, "one-way single", single)
  tell(table, "one-way mean", k0 * single / (1 + (k0 - 1) * single))
}
write.csv(found, arguments[2], row.names = FALSE)
cat(if (has_irr) "psych and irr" else "psych (irr is not installed)")
