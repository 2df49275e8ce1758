from . import base, grade
