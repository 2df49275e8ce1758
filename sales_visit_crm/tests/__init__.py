from . import test_check_in
from . import test_sales_commitment
from . import test_sales_visit_plan
from . import test_sales_visit_report
from . import test_settings
