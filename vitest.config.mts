import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Real servers, shells and keyrings answer slower than fakes, and slower still on a machine that runs two suites at once.
const testTimeout = 30_000

// What is waited for comes within milliseconds there, too; this is the net for the rest, and leaves a test the time to say what did not come.
const pollTimeout = 20_000

// By far the longest, and it mostly waits. Vitest sorts by earlier durations, which a fresh clone has not, or by size: it would come last, alone.
const first = 'tests/unit/main/course/authoring/try.test.ts'

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isFirst = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(first)
    const sorted = await super.sort(files)
    return [...sorted.filter(isFirst), ...sorted.filter((file) => !isFirst(file))]
  }
}

export default defineConfig({
  test: {
    testTimeout,
    hookTimeout: testTimeout,
    expect: { poll: { timeout: pollTimeout } },
    // Half of the time tests wait for a server, a shell or a guest: three at a time keep two cores at work.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], environment: 'node' } },
      // Without the checks of themselves that libraries bring for development: at what they cost, their own would be measured.
      { extends: true, ssr: { resolve: { externalConditions: ['node'] } }, test: { name: 'fuzz', include: ['tests/fuzz/**/*.test.ts'], environment: 'node' } },
      { extends: true, test: { name: 'views', include: ['tests/views/**/*.test.tsx'], environment: 'jsdom' } },
    ],
  },
})
