import { expect, it } from 'vitest'
import { tallyPlaywright, tallyVitest } from '../../../scripts/test.mjs'

it('counts a test file that cannot be loaded as a failure', () => {
  const report = {
    numPassedTests: 4,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'passed', assertionResults: [{}, {}] },
    ],
  }
  expect(tallyVitest(report)).toEqual({ passed: 4, failed: 2, skipped: 2 })
})

it('counts a flaky test and an error outside of tests as failures', () => {
  const report = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] }
  expect(tallyPlaywright(report)).toEqual({ passed: 3, failed: 3, skipped: 2 })
})
