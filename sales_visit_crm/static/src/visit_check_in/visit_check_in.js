import {browser} from "@web/core/browser/browser";
import {isAndroid, isIOS} from "@web/core/browser/feature_detection";
import {
    AlertDialog,
    ConfirmationDialog,
} from "@web/core/confirmation_dialog/confirmation_dialog";
import {
    deserializeDateTime,
    formatDateTime,
    serializeDateTime,
} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useBus, useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {session} from "@web/session";

import {CheckInReasonDialog} from "./check_in_reason_dialog";
import {PositionError, getPosition, makeUuid} from "./position";

import {Component, status, useState} from "@odoo/owl";

const {DateTime} = luxon;

const STATES_BEFORE = ["draft", "planned", "confirmed"];
const CHANNELS_IN_PERSON = ["onsite", "inbound"];

/**
 * Check-in and check-out with the position of the phone, or by hand with a reason.
 *
 * Whatever goes wrong, the salesperson at the customer's door can go on: a position
 * may be skipped, and what the network does not carry waits in the browser.
 */
export class VisitCheckIn extends Component {
    static template = "sales_visit_crm.VisitCheckIn";
    static props = {...standardWidgetProps};

    setup() {
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.queue = useService("visit_check_in_queue");
        this.waiting = useState(this.queue.state);
        /** @type {{step: null|"busy"|"position"}} */
        this.state = useState({step: null});
        useBus(this.queue.bus, "SENT", ({detail}) => this.onSent(detail));
    }

    get data() {
        return this.props.record.data;
    }

    get isOwn() {
        return this.data.user_id?.id === user.userId;
    }

    /** @returns {"in"|"out"|null} what the button does */
    get kind() {
        const {state, channel} = this.data;
        if (!this.isOwn || !CHANNELS_IN_PERSON.includes(channel)) {
            return null;
        }
        const waiting = this.pending.map((entry) => entry.kind);
        if (state === "in_progress" || waiting.includes("in")) {
            return waiting.includes("out") ? null : "out";
        }
        return STATES_BEFORE.includes(state) ? "in" : null;
    }

    get buttonLabel() {
        return this.kind === "in" ? _t("Check In") : _t("Check Out");
    }

    /** Check-ins of this visit that the server does not have yet. */
    get pending() {
        const {resId} = this.props.record;
        return this.waiting.entries.filter((entry) => entry.visitId === resId);
    }

    get pendingNotes() {
        return this.pending.map(({kind, params}) => {
            const time = formatDateTime(deserializeDateTime(params.device_time));
            return kind === "in"
                ? _t("Your arrival (%s) will be sent when you are online.", time)
                : _t("Your departure (%s) will be sent when you are online.", time);
        });
    }

    get asksPosition() {
        return this.data.position_mode !== "off";
    }

    /** Link to the phone's own map application; nothing is loaded from the internet. */
    get mapUrl() {
        const place = encodeURIComponent(this.data.place || "");
        if (!place || this.kind !== "in") {
            return null;
        }
        if (isIOS()) {
            return `maps:?q=${place}`;
        }
        return isAndroid() ? `geo:0,0?q=${place}` : null;
    }

    async onTap() {
        // A second tap comes before the button is drawn disabled.
        if (this.state.step || !this.kind) {
            return;
        }
        this.state.step = "busy";
        try {
            await this.register(this.kind, serializeDateTime(DateTime.now()));
        } finally {
            this.state.step = null;
        }
    }

    onSkip() {
        this.skip?.();
    }

    onSendNow() {
        return this.queue.flush();
    }

    onExplain() {
        this.dialog.add(AlertDialog, {...this.explanation, confirmLabel: _t("Close")});
    }

    /**
     * @param {"in"|"out"} kind
     * @param {string} deviceTime moment of the tap, UTC; what follows takes a while
     */
    async register(kind, deviceTime) {
        // Saving brings the visit up to date: it may have begun in the meantime.
        if (!(await this.save()) || this.kind !== kind) {
            return;
        }
        const evidence = await this.getEvidence(kind);
        if (!evidence) {
            return;
        }
        const {resId} = this.props.record;
        const isSent = await this.queue.add({
            visitId: resId,
            label: this.data.display_name,
            kind,
            params: {client_uid: makeUuid(), device_time: deviceTime, ...evidence},
        });
        if (!isSent) {
            this.notification.add(
                _t("No connection: kept on this device, sent when you are online."),
                {type: "warning"}
            );
        }
    }

    /** Save what was typed; without a network it stays in the form. */
    async save() {
        try {
            return await this.props.record.save();
        } catch (error) {
            if (error instanceof ConnectionLostError && this.props.record.resId) {
                return true;
            }
            throw error;
        }
    }

    /** @returns {Promise<Object|null>} mode with position or reason; null: cancelled */
    async getEvidence(kind) {
        if (!this.asksPosition) {
            return {mode: "manual"};
        }
        const choice = this.isExplained ? "position" : await this.explain();
        if (choice === "manual") {
            return this.getReason(kind, "skipped");
        }
        return choice && this.getPositionOrReason(kind);
    }

    async getPositionOrReason(kind) {
        const {cause, ...position} = await this.locate();
        return cause ? this.getReason(kind, cause) : {mode: "gps", ...position};
    }

    async getReason(kind, cause) {
        const {reason, isRetry} = await this.askReason(kind, cause);
        if (isRetry) {
            return this.getPositionOrReason(kind);
        }
        return reason ? {mode: "manual", reason} : null;
    }

    /** @returns {Promise<Object>} the position, or the cause why there is none */
    async locate() {
        const skipped = new Promise((_resolve, reject) => {
            this.skip = () => reject(new PositionError("skipped"));
        });
        this.state.step = "position";
        try {
            return await Promise.race([getPosition(), skipped]);
        } catch (error) {
            if (error instanceof PositionError) {
                return {cause: error.cause};
            }
            throw error;
        } finally {
            this.skip = null;
            this.state.step = "busy";
        }
    }

    /** @returns {Promise<{reason?: string, isRetry?: boolean}>} empty: cancelled */
    askReason(kind, cause) {
        return new Promise((resolve) => {
            this.dialog.add(
                CheckInReasonDialog,
                {
                    kind,
                    cause,
                    onReason: (reason) => resolve({reason}),
                    onRetry: () => resolve({isRetry: true}),
                },
                {onClose: () => resolve({})}
            );
        });
    }

    get explainedKey() {
        return `sales_visit_crm.check_in_explained/${session.db}/${user.userId}`;
    }

    get explanation() {
        return {
            title: _t("Your Position"),
            body: _t(
                "When you tap Check In or Check Out, and at no other time, the position of this device is stored with the visit. Your team leader, the sales managers and the auditors can see it. You can always go on by hand with a reason instead."
            ),
        };
    }

    get isExplained() {
        return Boolean(browser.localStorage.getItem(this.explainedKey));
    }

    /**
     * Say what is stored, before the browser asks for the position the first time.
     *
     * @returns {Promise<"position"|"manual"|null>}
     */
    explain() {
        return new Promise((resolve) => {
            const answer = (choice) => () => {
                browser.localStorage.setItem(this.explainedKey, "1");
                resolve(choice);
            };
            this.dialog.add(
                ConfirmationDialog,
                {
                    ...this.explanation,
                    confirm: answer("position"),
                    confirmLabel: _t("Use My Position"),
                    cancel: answer("manual"),
                    cancelLabel: _t("By Hand"),
                    dismiss: () => resolve(null),
                },
                {onClose: () => resolve(null)}
            );
        });
    }

    /** The server has a check-in of some visit, perhaps from an earlier page. */
    async onSent({visitId, kind}) {
        const {record} = this.props;
        if (visitId !== record.resId || status(this) === "destroyed") {
            return;
        }
        if (!record.dirty) {
            await record.load();
        }
        this.tell(kind);
    }

    tell(kind) {
        if (kind === "out") {
            const minutes = this.data.stay_minutes;
            const text = _t("Checked out after %s minutes.", minutes);
            this.notification.add(text, {type: "success"});
            return;
        }
        const {punctuality, late_minutes: late} = this.data;
        const type = punctuality === "late" ? "warning" : "success";
        const text = {
            early: _t("Checked in, early enough."),
            margin: _t("Checked in on time, but later than the margin asks for."),
            late: _t("Checked in %s minutes late. Note the reason.", late),
        }[punctuality];
        this.notification.add(text || _t("Checked in."), {type});
    }
}

export const visitCheckIn = {
    component: VisitCheckIn,
    fieldDependencies: [
        {name: "channel", type: "selection"},
        {name: "display_name", type: "char"},
        {name: "late_minutes", type: "integer"},
        {name: "place", type: "char"},
        {name: "position_mode", type: "selection"},
        {name: "punctuality", type: "selection"},
        {name: "state", type: "selection"},
        {name: "stay_minutes", type: "integer"},
        {name: "user_id", type: "many2one", relation: "res.users"},
    ],
};

registry.category("view_widgets").add("visit_check_in", visitCheckIn);
