import { defineConfig } from 'vitest/config'

// Real servers, shells and keyrings answer slower than fakes, and slower still on a machine that runs two suites at once.
const testTimeout = 30_000

export default defineConfig({
  test: {
    testTimeout,
    hookTimeout: testTimeout,
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], environment: 'node' } },
      { extends: true, test: { name: 'border', include: ['tests/border/**/*.test.ts'], environment: 'node' } },
      { extends: true, test: { name: 'views', include: ['tests/views/**/*.test.tsx'], environment: 'jsdom' } },
    ],
  },
})
