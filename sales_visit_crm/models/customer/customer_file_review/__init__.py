from . import base, lifecycle, generation, sales
