from . import coordinates, local_day, plain_text, proof, three_way, xlsx
