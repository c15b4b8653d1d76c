/** How fast bytes are sent, smoothed. */
export declare class Pace {
    #private;
    /** @param {number} bytes sent since the last call */
    add(bytes: number): void;
    /** @returns {number | undefined} bytes a second by now; undefined too early, and when nothing moves */
    rate(): number | undefined;
}
