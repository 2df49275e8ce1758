from . import (
    base,
    assessment,
    checks,
    lifecycle,
    approval,
    figures,
    enforcement,
    review,
    demo,
)
