/**
 * Plays the main job in the real program against the practice classroom, prints what it saw and keeps screenshots.
 *
 * @param {NodeJS.ProcessEnv} env with a display
 * @returns {Promise<boolean>} whether all of it worked
 */
export function playDemo(env: NodeJS.ProcessEnv): Promise<boolean>;
export type Page = import("playwright").Page;
export type Show = {
    window: Page;
    folder: string;
};
/**
 * resolves to what was seen
 */
export type Stage = {
    name: string;
    run: (show: Show) => Promise<string>;
};
