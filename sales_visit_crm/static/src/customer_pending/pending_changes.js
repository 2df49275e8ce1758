import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {PendingValues} from "./pending_values";

import {Component, onWillUpdateProps, useEffect} from "@odoo/owl";

/**
 * The requests that wait for a customer, above the form: opened, or withdrawn by
 * those who made them. What has no field on the form stands here as well.
 */
export class PendingChanges extends Component {
    static template = "sales_visit_crm.PendingChanges";
    static components = {PendingValues};
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.known = this.getKnown(this.props.record);
        useEffect(
            () => this.tellNewChanges(),
            () => [this.props.record.resId, this.count]
        );
        onWillUpdateProps((props) => {
            if (props.record.resId !== this.known.resId) {
                this.known = this.getKnown(props.record);
            }
        });
    }

    get changes() {
        return this.props.record.data.pending_changes || null;
    }

    get count() {
        return this.props.record.data.pending_change_count || 0;
    }

    get requests() {
        return this.changes?.requests || [];
    }

    /** What waits but has no place of its own on this form. */
    get otherItems() {
        const {activeFields} = this.props.record;
        return Object.entries(this.changes?.fields || {})
            .filter(([name]) => !name || !(name in activeFields))
            .flatMap(([, items]) => items);
    }

    getKnown(record) {
        return {resId: record.resId, count: record.data.pending_change_count || 0};
    }

    /** Saved, and more waits than before: say so, as the form shows the old values. */
    tellNewChanges() {
        const {resId} = this.props.record;
        const added = resId === this.known.resId ? this.count - this.known.count : 0;
        this.known = this.getKnown(this.props.record);
        if (added > 0) {
            this.notification.add(
                added === 1
                    ? _t("1 change waits for approval.")
                    : _t("%s changes wait for approval.", added),
                {
                    title: _t("Change request sent"),
                    type: "info",
                    buttons: this.getNotificationButtons(),
                }
            );
        }
    }

    getNotificationButtons() {
        const request = this.requests.find(({can_open}) => can_open);
        if (!request) {
            return [];
        }
        return [
            {
                name: _t("Show Request"),
                onClick: () => this.onOpen(request),
                primary: true,
            },
        ];
    }

    onOpen(request) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "customer.change.request",
            res_id: request.id,
            views: [[false, "form"]],
        });
    }

    onWithdraw(request) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Withdraw %s", request.name),
            body: _t("The customer's data stays as it is. Withdraw this request?"),
            confirmLabel: _t("Withdraw"),
            confirm: () => this.withdraw(request),
            cancel: () => {
                // Nothing happened.
            },
        });
    }

    async withdraw(request) {
        const {record} = this.props;
        // What was typed meanwhile is not lost by reading the customer again.
        if ((await record.isDirty()) && !(await record.save())) {
            return;
        }
        await this.orm.call("customer.change.request", "action_cancel", [[request.id]]);
        await record.load();
        this.notification.add(_t("%s is withdrawn.", request.name), {type: "success"});
    }
}

export const pendingChanges = {
    component: PendingChanges,
    fieldDependencies: [
        {name: "pending_change_count", type: "integer", readonly: true},
        {name: "pending_changes", type: "json", readonly: true},
    ],
};

registry.category("view_widgets").add("customer_pending_changes", pendingChanges);
