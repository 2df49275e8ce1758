# One model, one concern per file: a visit's whole life would not fit on one page.
from . import base
from . import (
    appointment,
    attendance,
    calendar,
    checks,
    completeness,
    data_check,
    demo,
    duplicates,
    followup,
    lifecycle,
    preparation,
    reminder,
    reporting,
    review,
    tracking,
)

# Over the actions of the others.
from . import cadence
