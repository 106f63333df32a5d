/** @returns {string} the version of Electron that package.json asks for */
export function wantedVersion(): string;
/** @returns {Runtime | undefined} undefined before set-up */
export function findRuntime(): Runtime | undefined;
/**
 * @returns {string} the absolute path of the Electron binary
 * @throws {Error} before set-up
 */
export function electronPath(): string;
/** @returns {Runtime['kind'] | undefined} a release is built with the official one only */
export function runtimeKind(): Runtime["kind"] | undefined;
export const fallbackVersion: "25.1.1";
export const fallbackDir: string;
/**
 * The Electron that runs this clone: the official one, or the old one that stands in where the official one cannot be
 * downloaded (see setup/fallback-runtime.mjs).
 */
export type Runtime = {
    kind: "official" | "fallback";
    path: string;
    version: string;
};
