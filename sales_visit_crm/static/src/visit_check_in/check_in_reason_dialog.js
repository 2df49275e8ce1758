import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";

import {Component, useState} from "@odoo/owl";

/** Asks why a check-in has no position; one tap answers, or a sentence. */
export class CheckInReasonDialog extends Component {
    static template = "sales_visit_crm.CheckInReasonDialog";
    static components = {Dialog};
    static props = {
        close: Function,
        kind: {validate: (kind) => ["in", "out"].includes(kind)},
        cause: String,
        onReason: Function,
        onRetry: Function,
    };

    setup() {
        this.state = useState({reason: ""});
    }

    get title() {
        return this.props.kind === "in"
            ? _t("Check In by Hand")
            : _t("Check Out by Hand");
    }

    get explanation() {
        return {
            denied: _t("The browser may not use the position of this device."),
            unavailable: _t("This device cannot say where it is."),
            timeout: _t("The position was not found in time."),
        }[this.props.cause];
    }

    get suggestions() {
        return [
            _t("No reception here"),
            _t("Inside a building"),
            _t("Position is switched off"),
            _t("Entered later"),
        ];
    }

    get canConfirm() {
        return Boolean(this.state.reason.trim());
    }

    confirm(reason) {
        this.props.onReason(reason.trim());
        this.props.close();
    }

    retry() {
        this.props.onRetry();
        this.props.close();
    }
}
