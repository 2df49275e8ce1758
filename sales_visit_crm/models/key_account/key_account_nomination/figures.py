from odoo import models


class KeyAccountNomination(models.Model):
    """What the customer bought, as of the nomination and again of the submission.

    Source: S037, S100, S110.
    """

    _inherit = "key.account.nomination"

    def _update_figures(self):
        """Write sales, share, share tier and rank of the customers.

        One query per company for the amounts; the rank is that of the last analysis.
        """
        runs = self.env["key.account.pareto.run"].sudo()
        for company, nominations in self.sudo().grouped("company_id").items():
            figures = runs._read_figures(company, nominations.partner_id)
            for nomination in nominations:
                nomination._engine_write(figures[nomination.partner_id])
