"""Who may do what: one table over every model of the add-on.

Read a row as: on records of the salesperson ``rep``, this role may (r)ead, (w)rite,
(c)reate and (u)nlink. Whatever is not written is refused.
"""

OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}

# Kinds of models; a role that is not named may do nothing.
DOCUMENT = {
    "rep": "rwcu",
    "companion": "r",
    "leader": "rwcu",
    "manager": "rwcu",
    "auditor": "r",
}
APPEND_ONLY = dict.fromkeys(DOCUMENT, "r")
REFERENCE = {
    "rep": "r",
    "companion": "r",
    "colleague": "r",
    "other_rep": "r",
    "leader": "r",
    "other_leader": "r",
    "manager": "rwcu",
    "auditor": "r",
    "foreign_rep": "r",
    "foreign_manager": "rwcu",
}
FIXED = dict.fromkeys(REFERENCE, "r")
CUSTOMER_REFERENCE = {**REFERENCE, "steward": "rwcu"}
WIZARD = {
    "rep": "rwc",
    "companion": "rwc",
    "colleague": "rwc",
    "other_rep": "rwc",
    "leader": "rwc",
    "other_leader": "rwc",
    "manager": "rwc",
    "foreign_rep": "rwc",
    "foreign_manager": "rwc",
}
LEADER_WIZARD = {
    "leader": "rwc",
    "other_leader": "rwc",
    "manager": "rwc",
    "foreign_manager": "rwc",
}
MANAGER_WIZARD = {"manager": "rwc", "foreign_manager": "rwc"}
PRINT_WIZARD = {**WIZARD, "auditor": "rwc"}
FILE_WIZARD = {**LEADER_WIZARD, "steward": "rwc"}


# Whoever may approve decides in a dialog and may let somebody decide for them.
OPEN_TO_APPROVERS = {"approval.decide", "approval.delegation"}


def without_companion(table):
    return {role: rights for role, rights in table.items() if role != "companion"}


# Made by the lock; the requester may still give the reason of a draft.
CHANGE_REQUEST = {
    "rep": "rw",
    "leader": "rw",
    "manager": "rw",
    "steward": "rw",
    "auditor": "r",
}
CHANNEL = {
    **dict.fromkeys(REFERENCE, "r"),
    "manager": "rw",
    "steward": "rw",
    "foreign_manager": "rw",
}
CHANNEL_TEST = dict.fromkeys(("manager", "steward", "foreign_manager"), "rwc")
# Who provided the data, who leads them, and who looks on.
AUDITED = {"rep": "r", "leader": "r", "manager": "r", "auditor": "r"}
LOCK_RULE = {"manager": "rwcu", "foreign_manager": "rwcu", "steward": "r"}
# Forms are read by whoever keeps the customer's file, and made by sales managers.
ASSESSMENT_FORM = {**REFERENCE, "steward": "r"}
ASSESSMENT = {
    "rep": "rwc",
    "leader": "rwc",
    "manager": "rwcu",
    "steward": "r",
    "auditor": "r",
}
# Whom a salesperson meets is written down on the spot.
COMPETITOR = {
    **dict.fromkeys(WIZARD, "rc"),
    "manager": "rwcu",
    "foreign_manager": "rwcu",
    "auditor": "r",
}
# Proposed by salespersons, kept once submitted.
NOMINATION = {"rep": "rwc", "leader": "rwc", "manager": "rwcu", "auditor": "r"}
SERVICE = {"rep": "rw", "leader": "rw", "manager": "rwcu", "auditor": "r"}
# What a whole company sells is not for every salesperson.
PARETO = {
    "leader": "r",
    "other_leader": "r",
    "manager": "rwcu",
    "auditor": "r",
}


MODELS = {
    # documents and what hangs on them
    "sales.visit": DOCUMENT,
    "sales.visit.material": DOCUMENT,
    "sales.visit.step": DOCUMENT,
    "sales.visit.plan": without_companion(DOCUMENT),
    "sales.commitment": without_companion(DOCUMENT),
    # written once, by the engine
    "sales.visit.checkin": APPEND_ONLY,
    "sales.visit.reschedule": APPEND_ONLY,
    "sales.visit.review": APPEND_ONLY,
    "sales.visit.amendment": APPEND_ONLY,
    "sales.commitment.move": without_companion(APPEND_ONLY),
    # customer data
    "customer.change.request": CHANGE_REQUEST,
    "customer.change.request.line": dict.fromkeys(CHANGE_REQUEST, "r"),
    "customer.protected.field": LOCK_RULE,
    "customer.protected.field.channel": LOCK_RULE,
    "customer.write.channel": CHANNEL,
    # private profiles, audits and file reviews
    "customer.contact.profile": {"keeper": "rwc"},
    "customer.contact.family": {"keeper": "rwcu"},
    "customer.contact.criterion": {"keeper": "rwcu"},
    "customer.contact.revision": {"keeper": "r"},
    "customer.contact.erasure": {"keeper": "r", "steward": "r"},
    "customer.audit": {**AUDITED, "steward": "rwcu"},
    "customer.audit.line": {**AUDITED, "steward": "rw"},
    "customer.audit.item": {**FIXED, "steward": "rwcu"},
    "customer.file.review": {
        "rep": "rw",
        "leader": "rw",
        "manager": "rwc",
        "auditor": "r",
        "steward": "rwc",
    },
    "approval.request": without_companion(APPEND_ONLY),
    "approval.request.step": without_companion(APPEND_ONLY),
    "approval.request.approver": without_companion(APPEND_ONLY),
    "approval.decision": without_companion(APPEND_ONLY),
    # letters of delegation
    "approval.delegation": {
        "rep": "rwc",
        "leader": "r",
        "manager": "rwc",
        "auditor": "r",
    },
    # analysis
    "sales.visit.report": APPEND_ONLY,
    "sales.visit.coverage": without_companion(APPEND_ONLY),
    # reference
    "sales.visit.purpose": REFERENCE,
    "sales.visit.purpose.item": REFERENCE,
    "sales.visit.stage": REFERENCE,
    "sales.visit.transport": REFERENCE,
    "sales.visit.requirement": FIXED,
    "customer.composition": {**without_companion(APPEND_ONLY), "steward": "r"},
    "customer.contact.role": CUSTOMER_REFERENCE,
    "customer.file.field": CUSTOMER_REFERENCE,
    "customer.nature": CUSTOMER_REFERENCE,
    # written and read as fields of the partner only
    "customer.dossier": {},
    "customer.grade": CUSTOMER_REFERENCE,
    "approval.route": {**REFERENCE, "steward": "r"},
    "approval.step": {**REFERENCE, "steward": "r"},
    "customer.disclosure": {"rep": "r", "steward": "r"},
    "customer.reveal": {},
    # wizards
    "customer.channel.test": CHANNEL_TEST,
    "customer.channel.test.line": dict.fromkeys(CHANNEL_TEST, "rwcu"),
    "customer.file.return": FILE_WIZARD,
    "sales.visit.amend": WIZARD,
    "sales.visit.appoint": WIZARD,
    "sales.visit.close": WIZARD,
    "sales.visit.move": WIZARD,
    "sales.commitment.settle": WIZARD,
    "approval.decide": {**WIZARD, "steward": "rwc"},
    "approval.dry.run": MANAGER_WIZARD,
    "sales.visit.decide": LEADER_WIZARD,
    "sales.visit.print": {**PRINT_WIZARD, "steward": "rwc"},
    "sales.ledger.export": {**PRINT_WIZARD, "steward": "rwc"},
    "customer.contact.erase": {"keeper": "rwc", "steward": "rwc"},
    "customer.audit.settle": {**WIZARD, "steward": "rwc"},
    "customer.change.bulk": {**WIZARD, "steward": "rwc"},
    "customer.change.line.reject": {**WIZARD, "steward": "rwc"},
    # assessments
    "customer.assessment": ASSESSMENT,
    "customer.assessment.line": {
        **dict.fromkeys(ASSESSMENT, "r"),
        "rep": "rw",
        "leader": "rw",
        "manager": "rwu",
    },
    "customer.assessment.appeal": {
        "rep": "rwc",
        "leader": "r",
        "manager": "rwc",
        "auditor": "r",
    },
    "customer.assessment.template": ASSESSMENT_FORM,
    "customer.assessment.group": ASSESSMENT_FORM,
    "customer.assessment.indicator": ASSESSMENT_FORM,
    "customer.assessment.choice": ASSESSMENT_FORM,
    "customer.assessment.band": ASSESSMENT_FORM,
    "customer.assessment.start": WIZARD,
    "customer.assessment.simulation": MANAGER_WIZARD,
    "customer.assessment.simulation.line": dict.fromkeys(MANAGER_WIZARD, "r"),
    # intent levels, lost deals
    "crm.intent.level": REFERENCE,
    "crm.intent.log": without_companion(APPEND_ONLY),
    "crm.intent.report": without_companion(APPEND_ONLY),
    "crm.intent.proposal": {
        "rep": "rw",
        "leader": "rw",
        "manager": "rw",
        "auditor": "r",
    },
    "crm.loss.dossier": {
        "rep": "rw",
        "leader": "rw",
        "manager": "rw",
        "auditor": "r",
    },
    "crm.competitor": COMPETITOR,
    "crm.intent.finding": without_companion(APPEND_ONLY),
    "crm.lead.competitor": without_companion(DOCUMENT),
    "crm.lead.risk": without_companion(DOCUMENT),
    "crm.lead.plan.line": without_companion(DOCUMENT),
    "crm.intent.rate": WIZARD,
    "crm.intent.decide": WIZARD,
    # selling process
    "crm.lead.milestone": {
        "rep": "rw",
        "leader": "rw",
        "manager": "rw",
        "auditor": "r",
    },
    "crm.lead.condition": {
        "rep": "rw",
        "leader": "rw",
        "manager": "rw",
        "auditor": "r",
    },
    "crm.gate.pass": {
        "rep": "rwc",
        "leader": "rwc",
        "manager": "rwc",
        "auditor": "r",
    },
    "crm.lead.buying.step": without_companion(DOCUMENT),
    "crm.gate.log": without_companion(APPEND_ONLY),
    "crm.lead.anomaly": without_companion(APPEND_ONLY),
    "sales.process.template": REFERENCE,
    "crm.stage.milestone": REFERENCE,
    "crm.stage.condition": REFERENCE,
    "crm.stage.paper": REFERENCE,
    "sales.gate.criterion": REFERENCE,
    "crm.gate.move": WIZARD,
    "crm.gate.move.line": dict.fromkeys(WIZARD, "rwcu"),
    # status, cadence, pool
    "sales.nightly.run": dict.fromkeys(("manager", "foreign_manager"), "r"),
    "customer.status.log": {**without_companion(APPEND_ONLY), "steward": "r"},
    "customer.status.set": WIZARD,
    "customer.cadence": {**without_companion(APPEND_ONLY), "steward": "r"},
    "customer.cadence.set": WIZARD,
    "customer.pool.entry": {
        name: rights for name, rights in FIXED.items() if "foreign" not in name
    },
    "customer.pool.log": {**without_companion(APPEND_ONLY), "steward": "r"},
    "customer.pool.claim": WIZARD,
    "customer.owner.change": WIZARD,
    "customer.cadence.report": without_companion(APPEND_ONLY),
    "customer.contact.month": without_companion(APPEND_ONLY),
    "customer.capacity": LEADER_WIZARD,
    "customer.capacity.line": dict.fromkeys(LEADER_WIZARD, "rwcu"),
    # key accounts
    "key.account.tier": {**REFERENCE, "steward": "r"},
    "key.account.service.policy": REFERENCE,
    "key.account.service.policy.line": REFERENCE,
    "key.account.nomination": NOMINATION,
    "key.account.tier.log": without_companion(APPEND_ONLY),
    "key.account.service.task": SERVICE,
    "key.account.pareto.run": PARETO,
    "key.account.pareto.line": without_companion(APPEND_ONLY),
}
