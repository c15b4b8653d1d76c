/** How fast bytes are sent, smoothed. */
export declare function pace(): {
    /** @param {number} sent bytes since the last call */
    add(sent: number): void;
    /** @returns {number | undefined} bytes a second by now; undefined too early, and when nothing moves */
    rate(): number | undefined;
};
