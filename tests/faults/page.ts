import { type Fault, PARTS } from './fault'
import { faults } from './faults'

const INTRODUCTION = `# When something breaks

What you see when something around Lab Companion breaks, what it means, and what to do. Wherever it says “Nothing”, it really is nothing: the
program tries again by itself, and says so for as long as it has to. What you have written, typed and opened stays.

This page is made of the table in \`tests/faults/faults.ts\`, and the suite causes each line of it: see [the end](#how-each-is-caused).
`

const rows: readonly Fault[] = Object.values(faults)

/** docs/FAULTS.md: the table for whoever meets one of them. */
export function writeFaultsPage(): string {
  const parts = PARTS.map((part) => `## ${part}\n\n${rows.filter((fault) => fault.part === part).map(writeFault).join('\n')}`)
  const causes = rows.map(({ name, cause, sights, proofs }) => `| ${name} | ${cause} | ${[...(sights.length > 0 ? ['\`tests/e2e/faults.spec.ts\`'] : []), ...proofs.map(({ file, test }) => `\`${file}\`: ${test}`)].join('<br>')} |\n`)
  return `${INTRODUCTION}\n${parts.join('\n')}\n## How each is caused\n\n| What breaks | How the suite causes it | Where |\n|---|---|---|\n${causes.join('')}`
}

function writeFault({ name, see, mean, act, kept }: Fault): string {
  return `### ${name}\n\n- **You see:** ${see}\n- **It means:** ${mean}\n- **Do:** ${act}\n- **Not lost:** ${kept}\n`
}
