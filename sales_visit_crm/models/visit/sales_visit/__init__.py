# One model, one concern per file: a visit's whole life would not fit on one page.
from . import base
from . import attendance, calendar, followup, preparation, reminder, reporting, review
