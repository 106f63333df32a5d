import { defineConfig } from 'playwright/test'

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  // Each test owns a whole desktop program, a cluster, shells and guests: two at once on two cores measure each other.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: process.env['LC_E2E_REPORT'] ?? '../../test-results/e2e.json' }]],
})
