/**
 * Makes this clone ready for a purpose, one process at a time. A step that fails is shown with what to type, and ends
 * this script with status 1.
 *
 * @param {Purpose} purpose
 * @param {{ quiet?: boolean }} [options]
 * @returns {Promise<void>}
 */
export function setUp(purpose: Purpose, options?: {
    quiet?: boolean;
}): Promise<void>;
/**
 * show: start without a display
 */
export type Purpose = "build" | "start" | "show" | "test" | "practice" | "unit" | "tryUnit" | "check";
