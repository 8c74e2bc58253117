# Reads an export as R does, and stops where R sees something else than Python: called by tools/read_with_r.py.
#
# Arguments: a folder of CSV, one of CSV with decimal commas, one of SPSS files. All are of one study.
suppressPackageStartupMessages({
  library(haven)
  library(readr)
})
folders <- commandArgs(trailingOnly = TRUE)

same <- function(what, found, expected) {
  if (!isTRUE(all.equal(found, expected, check.attributes = FALSE))) {
    stop(what, ": ", paste(utils::capture.output(print(all.equal(found, expected))), collapse = " "))
  }
  cat("R:", what, "\n")
}

tables <- new.env()
sys.source(file.path(folders[1], "read_tables.R"), tables, chdir = TRUE)
german <- new.env()
sys.source(file.path(folders[2], "read_tables.R"), german, chdir = TRUE)
for (name in ls(tables)) {
  if (is.data.frame(tables[[name]]) && name != "settings" && name != "data_dictionary") {
    same(paste("read_tables.R with decimal commas:", name), german[[name]], tables[[name]])
  }
}

events <- tables$events
same("start_s is a number", class(events$start_s), "numeric")
empty <- names(events)[vapply(events, function(column) all(is.na(column)), TRUE) & grepl("^modifier_", names(events))]
same("a modifier that nobody answered is text", unique(vapply(events[empty], class, "")), "character")

readr_read <- read_csv(file.path(folders[1], "events.csv"), show_col_types = FALSE, na = "")
same("readr: no problems", nrow(problems(readr_read)), 0L)
same("readr: start_s", readr_read$start_s, events$start_s)
comma <- read_csv2(file.path(folders[2], "events.csv"), show_col_types = FALSE, na = "")
same("readr, German settings: start_s", comma$start_s, events$start_s)
same("readr, German settings: 11,480", parse_number("11,480", locale = locale(decimal_mark = ",")), 11.48)
base_comma <- read.csv2(file.path(folders[2], "events.csv"), fileEncoding = "UTF-8-BOM")
same("read.csv2: start_s", base_comma$start_s, events$start_s)

sav <- read_sav(file.path(folders[3], "events.sav"))
same("haven: start_s", as.numeric(sav$start_s), events$start_s)
same("haven: label of a variable", attr(sav$start_s, "label"), "session time of the first frame that shows it")
same("haven: label of a value", as.character(as_factor(sav$still_running)[1]), "no")
same("haven: names", names(sav), names(events))
