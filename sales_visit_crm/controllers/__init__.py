from . import sales_visit_crm
