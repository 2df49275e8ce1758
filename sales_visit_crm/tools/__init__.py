from . import coordinates, local_day, plain_text, proof, three_way, xlsx
from . import (
    coordinates,
    customer_file,
    customer_key,
    local_day,
    plain_text,
    proof,
    xlsx,
)
