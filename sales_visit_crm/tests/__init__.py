from . import test_check_in
