import { defineConfig } from 'vitest/config'

// Real servers, shells and keyrings answer slower than fakes, and slower still on a machine that runs two suites at once.
const testTimeout = 30_000

export default defineConfig({
  test: {
    testTimeout,
    hookTimeout: testTimeout,
    // Most tests wait for a server, a shell or a guest: two at a time on two cores take little more than half as long.
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], environment: 'node' } },
      { extends: true, test: { name: 'border', include: ['tests/border/**/*.test.ts'], environment: 'node' } },
      { extends: true, test: { name: 'fuzz', include: ['tests/fuzz/**/*.test.ts'], environment: 'node' } },
      { extends: true, test: { name: 'views', include: ['tests/views/**/*.test.tsx'], environment: 'jsdom' } },
    ],
  },
})
