import { defineConfig } from 'playwright/test'

/** In these the guest of a machine runs, whose emulator takes a processor for itself. */
const withGuests = /(anatomy|console|guide|object|pictures|unit-one|unit-one-by-hand)\.spec\.ts$/

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  // Each test owns a whole desktop program, a cluster and shells, and mostly waits for them: two at once on two cores, but not two guests.
  workers: 2,
  projects: [
    { name: 'guests', testMatch: withGuests, workers: 1 },
    { name: 'window', testIgnore: withGuests, workers: 1 },
  ],
  timeout: 120_000,
  expect: { timeout: 20_000 },
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: process.env['LC_E2E_REPORT'] ?? '../../test-results/e2e.json' }]],
})
