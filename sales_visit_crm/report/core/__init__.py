from . import sales_form_report_mixin
