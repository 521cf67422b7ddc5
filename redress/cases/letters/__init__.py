"""Letters: what an office says to a citizen, filled from the case, as PDF and DOCX.

forms      the register of a rule set: which letters there are and what each cannot go without
markup     the small safe language in which the words of a letter are written
wording    days, money, articles and numerals in the words of a letter
fonts      which characters can be printed
render     words and facts in, PDF or DOCX out
numbering  document numbers without gaps
templates  wordings that an office edited, with their versions
models     what is stored
issuing    number, render, seal away and record in one step
"""
