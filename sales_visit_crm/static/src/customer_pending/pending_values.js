import {Field} from "@web/views/fields/field";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

import {Component} from "@odoo/owl";

/**
 * Proposed values below the live one: what, by whom and since when.
 *
 * They came with the customer itself (`pending_changes`): no request of their own.
 */
export class PendingValues extends Component {
    static template = "sales_visit_crm.PendingValues";
    static props = {items: {type: Array, element: Object}};

    getText(item) {
        if (item.operation === "unlink") {
            return _t("to be removed");
        }
        return item.new || _t("(empty)");
    }

    getHint(item) {
        return _t("Waits for approval. Before: %s", item.old || _t("(empty)"));
    }
}

Field.components = {...Field.components, PendingValues};

patch(Field.prototype, {
    /** @returns {Object[]|undefined} what waits for this field of a customer's form */
    get pendingValues() {
        const {fieldInfo, name, record} = this.props;
        if (record?.resModel !== "res.partner" || fieldInfo?.viewType !== "form") {
            return undefined;
        }
        return record.data.pending_changes?.fields?.[name];
    },
});
