"""The four blocks of the customer file, and which fields of a partner belong to them.

Odoo's own fields come first in each block. Fields of a person stand on the contacts.

>>> sorted(BLOCKS) == ["basic", "business", "feature", "trading"]
True
>>> "fax" in FIELDS and "comment" not in FIELDS
True

Source: A11, 客户信息建档; B80, 客户档案管理制度.
"""

# Who reads the file at all: it is the company's secret (R043).
GROUPS = ",".join(
    f"sales_visit_crm.{group}"
    for group in (
        "group_sales_visit_user",
        "group_visit_auditor",
        "group_data_steward",
        "group_archivist",
    )
)

BLOCKS = {
    # 客户基础资料
    "basic": (
        "name",
        "street",
        "street2",
        "city",
        "state_id",
        "zip",
        "country_id",
        "phone",
        "email",
        "website",
        "vat",
        "company_registry",
        "industry_id",
        "ref",
        "bank_ids",
        "short_name",
        "fax",
        "customer_nature_id",
        "business_type",
        "customer_type",
        "customer_category",
        "customer_source_id",
        "trade_scope",
        "trade_route",
        "date_founded",
        "date_first_contact",
        "date_trading_since",
        "registered_capital_amount",
        "asset_amount",
        "main_products",
        "location_note",
        "association_note",
        "settlement_method",
    ),
    # 客户特征资料
    "feature": (
        "service_area",
        "sales_capability",
        "growth_potential",
        "management_concept",
        "business_policy",
        "management_style",
        "company_culture",
        "organisation_note",
        "size_band",
        "employee_count",
        "annual_revenue_amount",
        "annual_output_amount",
        "annual_cost_amount",
        "annual_profit_amount",
        "selling_expense_amount",
        "efficiency_note",
        "market_share_rate",
        "market_capacity",
        "product_structure",
        "own_brands",
        "dealt_brands",
        "target_customers",
        "shop_tenure",
        "shop_area_m2",
        "shop_layout",
        "shop_pop",
        "shop_sign",
        "shop_staff_count",
        "vehicle_count",
        "staff_cohesion",
        "promotion_strength",
        "staff_dedication",
        "shop_remark",
    ),
    # 业务状况
    "business": (
        "past_sales_note",
        "people_quality",
        "competitor_relation",
        "cooperation_attitude",
        "need_summary",
        "pain_points",
        "budget_min_amount",
        "budget_max_amount",
        "annual_purchase_amount",
        "installed_base",
        "purchase_plan",
        "purchase_process",
        "renewal_risk",
    ),
    # 交易活动现状
    "trading": (
        "sales_activity_note",
        "trading_problem_note",
        "advantage_note",
        "countermeasure_note",
        "reputation_note",
        "credit_note",
        "trade_terms",
        "credit_history_note",
        "abnormal_note",
        "credit_class",
        "credit_colour",
        "credit_owner_note",
        "credit_finance_note",
        "credit_sales_note",
        "credit_rank_note",
        "credit_other_note",
    ),
}
FIELDS = frozenset(name for names in BLOCKS.values() for name in names)
# What a person of the customer contributes to the file.
PERSON_FIELDS = frozenset({"customer_role_ids", "name", "function", "phone", "email"})
# Either of these answers the question.
ALTERNATIVES = {
    "street": ("street", "street2", "city"),
    "company_registry": ("company_registry", "vat"),
}
# The basic block has to be there before any other counts (R041).
FIRST_FIELDS = ("name", "street", "phone")
