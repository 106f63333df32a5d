/**
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: unknown[] }[] }} report
 * @returns {Tally}
 */
export function tallyVitest(report: {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    testResults: {
        status: string;
        assertionResults: unknown[];
    }[];
}): Tally;
/**
 * @param {{ stats: { expected: number, flaky: number, unexpected: number, skipped: number }, errors: unknown[] }} report
 * @returns {Tally} a test that passed only when repeated counts as failed
 */
export function tallyPlaywright({ stats, errors }: {
    stats: {
        expected: number;
        flaky: number;
        unexpected: number;
        skipped: number;
    };
    errors: unknown[];
}): Tally;
export type Tally = {
    passed: number;
    failed: number;
    skipped: number;
};
export type Runner = {
    /**
     * for Node
     */
    args: (report: string, filters: readonly string[]) => string[];
    env: (report: string) => NodeJS.ProcessEnv;
    tally: (report: any) => Tally;
};
