/** Measures how fast bytes are sent, as an exponential moving average. */
export declare function pace(): {
    /** @param {number} sent bytes since the last call */
    add(sent: number): void;
    /** @returns {number | undefined} bytes a second; undefined at the start and during a stall */
    rate(): number | undefined;
};
