/** How fast bytes are sent, smoothed. */
export declare function pace(): {
    add: (sent: number) => void;
    rate: () => number | undefined;
};
