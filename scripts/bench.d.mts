/**
 * @param {Bench} bench
 * @param {{ value: number, baseline?: number }} measured
 * @returns {Row}
 */
export function judge({ name, unit, goal }: Bench, { value, baseline }: {
    value: number;
    baseline?: number;
}): Row;
/**
 * @param {readonly Row[]} rows
 * @returns {string}
 */
export function formatTable(rows: readonly Row[]): string;
/**
 * a desktop's environment, and an empty folder for the bench
 */
export type Context = {
    env: NodeJS.ProcessEnv;
    folder: string;
};
/**
 * A measurement. Each `tests/bench/*.bench.mjs` exports a list of them as `benches`.
 */
export type Bench = {
    name: string;
    unit: string;
    /**
     * the ratio of value to baseline that must not be exceeded; without one the row only informs
     */
    goal?: number;
    /**
     * measures both in the same run
     */
    run: (context: Context) => Promise<{
        value: number;
        baseline?: number;
    }>;
};
/**
 * A measurement. Each `tests/bench/*.bench.mjs` exports a list of them as `benches`.
 */
export type Row = {
    name: string;
    value: number | null;
    unit: string;
    baseline: number | null;
    ratio: number | null;
    goal: number | null;
    ok: boolean;
};
