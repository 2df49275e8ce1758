from . import selling_process
from . import approval_case
from . import coordinates, local_day, plain_text, proof, three_way, xlsx
from . import (
    customer_file,
    customer_key,
)
from . import masking
from . import grading
from . import intent
