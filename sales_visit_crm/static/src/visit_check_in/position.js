import {browser} from "@web/core/browser/browser";

/** Milliseconds the phone may take once it is allowed to look. */
export const POSITION_TIMEOUT = 10_000;

/** Why there is no position; the numbers are those of GeolocationPositionError. */
const CAUSES = {1: "denied", 2: "unavailable", 3: "timeout"};

export class PositionError extends Error {
    /** @param {"denied"|"unavailable"|"timeout"|"skipped"} cause */
    constructor(cause) {
        super(cause);
        this.cause = cause;
    }
}

/**
 * Ask the browser where it is.
 *
 * A browser whose question the user leaves unanswered calls back neither way, so the
 * caller has to offer a way past it.
 *
 * @returns {Promise<{latitude: number, longitude: number, accuracy: number}>} degrees,
 *      degrees, metres; rejects with a PositionError
 */
export function getPosition() {
    const geolocation = browser.navigator.geolocation;
    return new Promise((resolve, reject) => {
        if (!geolocation) {
            reject(new PositionError("unavailable"));
            return;
        }
        geolocation.getCurrentPosition(
            ({coords: {latitude, longitude, accuracy}}) =>
                resolve({latitude, longitude, accuracy}),
            (error) => reject(new PositionError(CAUSES[error.code] || "unavailable")),
            {enableHighAccuracy: true, timeout: POSITION_TIMEOUT, maximumAge: 0}
        );
    });
}

/**
 * Return a random UUID (version 4), also where the page came over plain HTTP and
 * browsers therefore hide crypto.randomUUID.
 *
 * @returns {string}
 */
export function makeUuid() {
    if (crypto.randomUUID) {
        return crypto.randomUUID();
    }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(
        ""
    );
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
