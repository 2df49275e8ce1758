from . import base, checks, lifecycle, approval, figures, enforcement, review, demo
