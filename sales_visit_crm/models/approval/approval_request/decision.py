from odoo import models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import format_datetime


class ApprovalRequest(models.Model):
    """What people do with a request; each deed leaves a row of ``approval.decision``.

    The row of the request is locked first: of two deciders at once, one decides and
    the other reads by whom and when.
    """

    _inherit = "approval.request"

    def action_approve(self, comment=None):
        """Approve each request in the user's seat.

        :raise AccessError: if the user has no seat in one of them
        :raise UserError: if one is decided already
        """
        for request in self.sudo():
            request._lock_pending()
            seat, chain = request._take_seat()
            request._log_seat("approve", seat, chain, comment=comment)
            seat._settle("approved", self.env.user, chain)
            request._refresh()
        return True

    def action_approve_batch(self):
        """Approve what can be, and say of each other request why it was not."""
        approved, refused = self.browse(), []
        for request in self:
            try:
                with self.env.cr.savepoint():
                    request.action_approve()
                approved |= request
            except UserError as error:  # noqa: PERF203
                refused.append(f"{request.name}: {error.args[0]}")
        return self._prepare_batch_notification(approved, refused)

    def action_open_reject(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.approval_decide_action"
        )
        context = {"default_request_ids": self.ids, "default_decision": "reject"}
        return {**action, "context": context}

    def action_reject(self, reason=None):
        """Reject each request; where a count is needed, others may still approve."""
        self._check_comment(reason)
        for request in self.sudo():
            request._lock_pending()
            seat, chain = request._take_seat()
            request._log_seat("reject", seat, chain, comment=reason)
            seat._settle("rejected", self.env.user, chain)
            if seat.step_id._is_lost():
                seat.step_id._close("rejected")
                request._close("rejected", reason)
            request._refresh()
        return True

    def action_return(self, reason=None, step=None):
        """Send each request back: to the requester, or to an earlier ``step``.

        :param step: a step of the request or its id
        """
        self._check_comment(reason)
        for request in self.sudo():
            request._lock_pending()
            seat, chain = request._take_seat()
            target = request._get_return_target(step, seat)
            request._log_seat("return", seat, chain, comment=reason, target=target)
            if target:
                later = request.step_ids.filtered(
                    lambda other, first=target: other.stage >= first.stage
                )
                later._reopen()
            else:
                request._close("returned", reason)
            request._refresh()
        return True

    def action_add_signer(self, user, comment=None):
        """Let ``user`` (or the user of that id) approve as well, in the same step."""
        for request in self.sudo():
            request._lock_pending()
            seat, chain = request._take_seat()
            signer = request.env["res.users"].browse(getattr(user, "id", user))
            request._check_signer(signer, seat.step_id)
            request._log_seat("add_signer", seat, chain, comment=comment, other=signer)
            request._add_signer(signer, seat.step_id)
            request._refresh()
        return True

    def action_recall(self):
        """Take the requests back, as the one who made them."""
        for request in self.sudo():
            request._lock_pending()
            if not request.can_recall:
                raise AccessError(
                    self.env._(
                        "Only %(user)s can recall %(request)s.",
                        user=request.requester_id.name,
                        request=request.name,
                    )
                )
            request._log("recall")
            request._close("recalled")
            request._refresh()
        return True

    def _prepare_batch_notification(self, approved, refused):
        title = self.env._(
            "%(done)s of %(all)s approved", done=len(approved), all=len(self)
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": title,
                "message": "\n".join(refused) or ", ".join(approved.mapped("name")),
                "type": "warning" if refused else "success",
                "sticky": bool(refused),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # guards

    def _lock_pending(self):
        """Lock the request and read it anew.

        :raise UserError: if somebody else decided first, or is deciding now
        """
        self.ensure_one()
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is deciding on %(request)s at this moment. Reload "
                    "it and look at the outcome.",
                    request=self.name,
                )
            ) from error
        self.invalidate_recordset(["state"])
        if self.state != "pending":
            self._raise_decided(self.decision_ids.sorted("id")[-1:])

    def _take_seat(self):
        """Return the seat in which the user acts and the chain to it.

        :raise AccessError: if it is not theirs to decide
        :raise UserError: if somebody else decided in their step
        """
        delegations = self.env["approval.delegation"]._get_current()
        seat, chain = self._find_seat(self.env.user, delegations)
        if seat:
            return seat, chain
        own_steps = self.approver_ids.filtered(
            lambda row: row.user_id == self.env.user and row.state != "waiting"
        ).step_id
        decided = self.decision_ids.filtered(
            lambda decision: (
                decision.step_id in own_steps
                and decision.kind in ("approve", "reject", "return")
            )
        )
        if decided:
            self._raise_decided(decided.sorted("id")[-1:])
        raise AccessError(
            self.env._(
                "It is not for you to decide on %(request)s: it waits for %(users)s.",
                request=self.name,
                users=", ".join(self.current_user_ids.mapped("name")),
            )
        )

    def _raise_decided(self, decision):
        kinds = dict(decision._fields["kind"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(request)s: already decided by %(user)s at %(time)s (%(decision)s). "
                "Reload the page to see it.",
                request=self.name,
                user=decision.user_id.name,
                time=format_datetime(self.env, decision.date, self.env.user.tz),
                decision=kinds.get(decision.kind, ""),
            )
        )

    def _check_comment(self, comment):
        if not (comment or "").strip():
            raise UserError(
                self.env._(
                    "Say why: %(requests)s cannot be rejected or sent back without a "
                    "reason.",
                    requests=", ".join(self.mapped("name")),
                )
            )

    def _get_return_target(self, step, seat):
        """Return the earlier step, none for the requester.

        :raise UserError: if ``step`` is none of the request's earlier steps
        """
        steps = self.step_ids
        if not step:
            return steps.browse()
        target = steps.filtered(lambda own: own.id == getattr(step, "id", step))
        if target.state != "approved" or target.stage >= seat.step_id.stage:
            raise UserError(
                self.env._(
                    "%(request)s can only go back to an approved step before "
                    "“%(step)s”.",
                    request=self.name,
                    step=seat.step_id.name,
                )
            )
        return target

    def _check_signer(self, signer, step):
        obstacle = signer.exists() and signer._get_approver_obstacle(self.company_id)
        if not signer.exists():
            obstacle = self.env._("There is no such user")
        elif signer in self.requester_id | self.submitter_id:
            obstacle = self.env._("%s made the request", signer.name)
        elif signer in step.approver_ids.user_id:
            obstacle = self.env._("%s is an approver of this step already", signer.name)
        elif signer in self.approver_ids.decided_by_id:
            obstacle = self.env._("%s has decided on this request already", signer.name)
        if obstacle:
            raise UserError(self.env._("%s. Choose another signer.", obstacle))

    # engine

    def _add_signer(self, signer, step):
        reason = self.env._("Added by %s", self.env.user.name)
        seat = self.env["approval.request.approver"].sudo()
        seat = seat.create(
            {
                "step_id": step.id,
                "user_id": signer.id,
                "slot": max(step.approver_ids.mapped("slot")) + 1,
                "origin": "signer",
                "is_required": True,
                "reason": reason,
            }
        )
        step.required_count += 1
        seat._set_pending()

    def _log_seat(self, kind, seat, chain, **values):
        """Log what the user does in ``seat``, in whose name and through whom."""
        self._log(
            kind,
            step=seat.step_id,
            on_behalf=seat.user_id - self.env.user,
            chain=chain,
            **values,
        )

    def _log(self, kind, step=None, user=None, on_behalf=None, chain=None, **values):
        """Add a decision: the only place that does."""
        other, target = values.get("other"), values.get("target")
        self.env["approval.decision"].sudo().create(
            {
                "request_id": self.id,
                "kind": kind,
                "step_id": step.id if step else False,
                "user_id": (user or self.env.user).id,
                "on_behalf_id": on_behalf.id if on_behalf else False,
                "chain": len(chain or ()) > 1 and " → ".join(chain.mapped("name")),
                "other_user_id": other.id if other else False,
                "target_step_id": target.id if target else False,
                "comment": values.get("comment"),
            }
        )
        self.decision_count += 1
